"""What a route's reasons say to people."""

from backend.core.language import Text

ROAD_CATEGORIES = {
    "krajowa": Text(pl="droga krajowa", en="national road", uk="національна дорога"),
    "wojewodzka": Text(pl="droga wojewódzka", en="voivodeship road", uk="воєводська дорога"),
    "powiatowa": Text(pl="droga powiatowa", en="county road", uk="повітова дорога"),
    "gminna": Text(pl="droga gminna", en="municipal road", uk="дорога гміни"),
    "wewnetrzna": Text(pl="droga wewnętrzna", en="internal road", uk="внутрішня дорога"),
}

CHOSEN_CREW = "chosen_by_dispatcher"

REASONS = {
    "inside_municipality": Text(
        pl="Miejsce leży w gminie {name} (TERYT {teryt}).",
        en="The place lies in the municipality {name} (TERYT {teryt}).",
        uk="Місце лежить у гміні {name} (TERYT {teryt}).",
    ),
    "outside_municipalities": Text(
        pl="Miejsce leży poza wczytanymi granicami gmin.",
        en="The place lies outside the loaded boundaries of municipalities.",
        uk="Місце лежить поза завантаженими межами гмін.",
    ),
    "on_border": Text(
        pl="Miejsce leży dokładnie na granicy; należy też do: {others}.",
        en="The place lies exactly on a border; it belongs to these too: {others}.",
        uk="Місце лежить точно на межі; воно належить також до: {others}.",
    ),
    "served": Text(
        pl="Zgłoszenia z tego miejsca przyjmuje {name}.",
        en="Reports from this place are taken by {name}.",
        uk="Звернення з цього місця приймає {name}.",
    ),
    "not_served": Text(
        pl="Nikt w tej instalacji nie przyjmuje zgłoszeń z tego miejsca.",
        en="Nobody in this installation takes reports from this place.",
        uk="Ніхто в цій системі не приймає звернень із цього місця.",
    ),
    "nearest_road": Text(
        pl="Najbliższa droga to {category} {label}, {distance_m} m od pinezki.",
        en="The nearest road is the {category} {label}, {distance_m} m from the pin.",
        uk="Найближча дорога: {category} {label}, {distance_m} м від позначки.",
    ),
    "no_road_near": Text(
        pl="W promieniu {radius_m} m nie ma znanej drogi, więc odpowiada gmina.",
        en="No known road within {radius_m} m, so the municipality is responsible.",
        uk="У радіусі {radius_m} м немає відомої дороги, тому відповідає гміна.",
    ),
    "national_road": Text(
        pl="Drogami krajowymi zarządza GDDKiA (ustawa o drogach publicznych, art. 19 ust. 2).",
        en="National roads are managed by GDDKiA (Public Roads Act, art. 19(2)).",
        uk="Національними дорогами управляє GDDKiA (Закон про громадські дороги, ст. 19(2)).",
    ),
    "voivodeship_road": Text(
        pl="Drogami wojewódzkimi zarządza zarząd województwa (art. 19 ust. 2).",
        en="Voivodeship roads are managed by the voivodeship's board (art. 19(2)).",
        uk="Воєводськими дорогами управляє правління воєводства (ст. 19(2)).",
    ),
    "county_road": Text(
        pl="Drogami powiatowymi zarządza zarząd powiatu (art. 19 ust. 2).",
        en="County roads are managed by the county's board (art. 19(2)).",
        uk="Повітовими дорогами управляє правління повіту (ст. 19(2)).",
    ),
    "municipal_road": Text(
        pl="Drogami gminnymi zarządza wójt, burmistrz lub prezydent (art. 19 ust. 2).",
        en="Municipal roads are managed by the mayor (art. 19(2)).",
        uk="Дорогами гміни управляє війт, бурмістр або президент (ст. 19(2)).",
    ),
    "internal_road": Text(
        pl="Droga wewnętrzna należy do właściciela terenu (art. 8 ust. 2); urząd go ustali.",
        en="An internal road belongs to the land's owner (art. 8(2)); the office finds out who.",
        uk="Внутрішня дорога належить власнику землі (ст. 8(2)); установа з’ясує, кому.",
    ),
    "city_with_county_rights": Text(
        pl="W mieście na prawach powiatu wszystkimi drogami publicznymi poza autostradami "
        "i drogami ekspresowymi zarządza prezydent miasta (art. 19 ust. 5).",
        en="In a city with county rights the president manages all public roads but motorways "
        "and expressways (art. 19(5)).",
        uk="У місті на правах повіту всіма громадськими дорогами, крім автострад і швидкісних, "
        "управляє президент міста (ст. 19(5)).",
    ),
    "expressway_in_city": Text(
        pl="Autostradami i drogami ekspresowymi także w mieście zarządza GDDKiA (art. 19 ust. 5).",
        en="Motorways and expressways are GDDKiA's in a city too (art. 19(5)).",
        uk="Автострадами і швидкісними дорогами й у місті управляє GDDKiA (ст. 19(5)).",
    ),
    "agreement": Text(
        pl="Porozumienie {reference} przekazuje to zarządcy: {manager}.",
        en="The agreement {reference} hands this to {manager}.",
        uk="Угода {reference} передає це управителю: {manager}.",
    ),
    "manager_elsewhere": Text(
        pl="{manager} nie pracuje w tej instalacji; zgłoszeniem zajmie się {handler}.",
        en="{manager} does not work in this installation; {handler} looks after the report.",
        uk="{manager} не працює в цій системі; зверненням опікується {handler}.",
    ),
    "crew_area": Text(
        pl="Ekipa {crew} obsługuje ten obszar ({area}) i tę usługę.",
        en="The crew {crew} serves this area ({area}) and takes this service.",
        uk="Бригада {crew} обслуговує цю територію ({area}) і цю послугу.",
    ),
    "crew_away": Text(
        pl="Ekipa {crew} jest nieobecna do {until}.",
        en="The crew {crew} is away until {until}.",
        uk="Бригада {crew} відсутня до {until}.",
    ),
    "crew_off_duty": Text(
        pl="Ekipa {crew} nie ma teraz dyżuru; następny od {until}.",
        en="The crew {crew} is off duty until {until}.",
        uk="Бригада {crew} зараз не чергує; наступне чергування з {until}.",
    ),
    "stand_in": Text(
        pl="Ekipę {absent} zastępuje ekipa {crew}.",
        en="The crew {crew} stands in for {absent}.",
        uk="Бригаду {absent} заступає бригада {crew}.",
    ),
    "next_crew": Text(
        pl="Dyżur ma ekipa {crew}, która też obsługuje to miejsce ({area}) i tę usługę.",
        en="The crew {crew} is on duty, and serves this place ({area}) and this service too.",
        uk="Чергує бригада {crew}, яка теж обслуговує це місце ({area}) і цю послугу.",
    ),
    "nobody_on_duty": Text(
        pl="Nikt inny nie ma teraz dyżuru, więc zgłoszenie czeka na ekipę {crew}.",
        en="Nobody else is on duty now, so the report waits for the crew {crew}.",
        uk="Ніхто інший зараз не чергує, тому звернення чекає на бригаду {crew}.",
    ),
    "no_crew": Text(
        pl="Żadna ekipa nie obsługuje tego miejsca i usługi; przydzieli ją dyspozytor.",
        en="No crew serves this place and service; a dispatcher will assign one.",
        uk="Жодна бригада не обслуговує це місце й послугу; її призначить диспетчер.",
    ),
    "road_closed": Text(
        pl="Droga jest tu zamknięta do odwołania: {description}.",
        en="The road is closed here until further notice: {description}.",
        uk="Дорога тут закрита до окремого повідомлення: {description}.",
    ),
    "road_closed_until": Text(
        pl="Droga jest tu zamknięta do {day}: {description}.",
        en="The road is closed here until {day}: {description}.",
        uk="Дорога тут закрита до {day}: {description}.",
    ),
    "uncertain": Text(
        pl="Pozycja jest dokładna do {circle_m} m i może dotyczyć innego zarządcy.",
        en="The position is accurate to {circle_m} m and may concern another manager.",
        uk="Позиція точна до {circle_m} м і може стосуватися іншого управителя.",
    ),
    CHOSEN_CREW: Text(
        pl="Ekipę {crew} wybrał dyspozytor.",
        en="The crew {crew} was chosen by a dispatcher.",
        uk="Бригаду {crew} вибрав диспетчер.",
    ),
}


# What a stranger is not told of a report.
NAMING_A_CREW = (
    *("crew_area", "crew_away", "crew_off_duty", "stand_in", "next_crew", "nobody_on_duty"),
    CHOSEN_CREW,
)
ABOUT_CREWS = (*NAMING_A_CREW, "no_crew")


def reason_text(code: str, values: dict[str, object]) -> Text:
    """Say one stored reason; `category` among the values is named in every language."""
    category = values.get("category")
    named = {**values, "category": ROAD_CATEGORIES[str(category)]} if category else values
    return REASONS[code].format(**named)
