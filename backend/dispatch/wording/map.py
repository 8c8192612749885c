"""The words of the desk's map."""

from backend.core.language import Text

_COMMANDS = {
    "fit_map": Text(
        pl="Pokaż na mapie całą listę",
        en="Show the whole list on the map",
        uk="Показати весь список на карті",
    ),
    "my_office": Text(
        pl="Pokaż teren urzędu", en="Show the office's area", uk="Показати територію установи"
    ),
    "choose_rectangle": Text(
        pl="Zaznacz zgłoszenia prostokątem (też: Shift i przeciągnięcie)",
        en="Choose reports by a rectangle (also: Shift and drag)",
        uk="Вибрати звернення прямокутником (також: Shift і перетягування)",
    ),
    "choose_lasso": Text(
        pl="Zaznacz zgłoszenia lassem", en="Choose reports by a lasso", uk="Вибрати звернення ласо"
    ),
    "choose_view": Text(
        pl="Zaznacz wszystko, co widać na mapie",
        en="Choose all that the map shows",
        uk="Вибрати все, що видно на карті",
    ),
    "merge": Text(
        pl="Połącz z innym zgłoszeniem",
        en="Join to another report",
        uk="Об’єднати з іншим зверненням",
    ),
    "move_pin": Text(
        pl="Przesuń pinezkę lub zmień rodzaj",
        en="Move the pin or change the kind",
        uk="Пересунути позначку або змінити вид",
    ),
}

_MAP = {
    "map_label": Text(pl="Mapa zgłoszeń", en="Map of reports", uk="Карта звернень"),
    "map_help": Text(
        pl="Wszystko, co jest na mapie, jest też na liście. Strzałki przesuwają mapę, plus i minus"
        " zmieniają skalę, Enter otwiera to, co jest najbliżej środka.",
        en="All that is on the map is in the list as well. The arrows move the map, plus and minus"
        " zoom, Enter opens what is nearest to the middle.",
        uk="Усе, що є на карті, є також у списку. Стрілки рухають карту, плюс і мінус змінюють"
        " масштаб, Enter відкриває найближче до середини.",
    ),
    "map_tools": Text(pl="Narzędzia mapy", en="Tools of the map", uk="Інструменти карти"),
    "map_layers": Text(pl="Warstwy", en="Layers", uk="Шари"),
    "map_legend": Text(pl="Legenda", en="Legend", uk="Легенда"),
    "layer_crew_areas": Text(pl="Obszary ekip", en="Areas of crews", uk="Території бригад"),
    "layer_boundaries": Text(pl="Granice", en="Boundaries", uk="Межі"),
    "layer_roads": Text(pl="Drogi", en="Roads", uk="Дороги"),
    "layer_base": Text(pl="Podkład mapy", en="Base map", uk="Основа карти"),
    "legend_danger": Text(
        pl="Czerwony pierścień: zagrożenie", en="Red ring: danger", uk="Червоне кільце: небезпека"
    ),
    "legend_cluster": Text(
        pl="Tyle zgłoszeń razem; kolorowy łuk: otwarte",
        en="So many reports together; coloured arc: open ones",
        uk="Стільки звернень разом; кольорова дуга: відкриті",
    ),
    "map_failing": Text(
        pl="Nie udało się odczytać części zgłoszeń na mapie. Lista jest pełna.",
        en="Some reports could not be read for the map. The list is whole.",
        uk="Не вдалося прочитати частину звернень для карти. Список повний.",
    ),
    "map_fitted": Text(
        pl="Mapa pokazuje zgłoszenia z listy: {count}.",
        en="The map shows the reports of the list: {count}.",
        uk="Карта показує звернення зі списку: {count}.",
    ),
    "map_cluster_opened": Text(
        pl="Przybliżono. Zgłoszeń: {count}.",
        en="Nearer. Reports: {count}.",
        uk="Наближено. Звернень: {count}.",
    ),
    "map_cluster_here": Text(
        pl="Na środku: zgłoszeń {count}. Enter przybliża.",
        en="In the middle: {count} reports. Enter zooms in.",
        uk="Посередині: звернень {count}. Enter наближує.",
    ),
    "map_report_here": Text(
        pl="Na środku: {number}, {status}. Enter otwiera.",
        en="In the middle: {number}, {status}. Enter opens it.",
        uk="Посередині: {number}, {status}. Enter відкриває.",
    ),
    "map_nothing_here": Text(
        pl="Na środku mapy nie ma zgłoszeń.",
        en="No report is in the middle of the map.",
        uk="Посередині карти немає звернень.",
    ),
    "map_cluster_title": Text(
        pl="Zgłoszeń: {count}, otwartych: {open}",
        en="Reports: {count}, open: {open}",
        uk="Звернень: {count}, відкритих: {open}",
    ),
    "map_same_place": Text(
        pl="W tym miejscu: {count}", en="At this place: {count}", uk="У цьому місці: {count}"
    ),
}

_CHOOSING = {
    "choose_rectangle_help": Text(
        pl="Przeciągnij prostokąt po mapie. Esc odkłada narzędzie.",
        en="Drag a rectangle over the map. Esc puts the tool down.",
        uk="Протягніть прямокутник по карті. Esc відкладає інструмент.",
    ),
    "choose_lasso_help": Text(
        pl="Obrysuj zgłoszenia na mapie. Esc odkłada narzędzie.",
        en="Draw a line around the reports on the map. Esc puts the tool down.",
        uk="Обведіть звернення на карті. Esc відкладає інструмент.",
    ),
    "map_chosen": Text(pl="Zaznaczono: {count}.", en="Chosen: {count}.", uk="Вибрано: {count}."),
    "map_left_out": Text(
        pl="Pominięto {left}: naraz można zaznaczyć {max}.",
        en="Left out {left}: {max} can be chosen at once.",
        uk="Пропущено {left}: за раз можна вибрати {max}.",
    ),
    "map_left_out_more": Text(
        pl="Pominięto ponad {left}: naraz można zaznaczyć {max}.",
        en="Left out more than {left}: {max} can be chosen at once.",
        uk="Пропущено понад {left}: за раз можна вибрати {max}.",
    ),
    "choosing_failed": Text(
        pl="Nie udało się sprawdzić, które zgłoszenia tam leżą. Spróbuj jeszcze raz.",
        en="It could not be found out which reports lie there. Try again.",
        uk="Не вдалося дізнатися, які звернення там лежать. Спробуйте ще раз.",
    ),
    "select_first": Text(
        pl="Najpierw otwórz zgłoszenie.",
        en="Open a report first.",
        uk="Спершу відкрийте звернення.",
    ),
}

_MERGING = {
    "merge_title": Text(
        pl="Połącz {number}: wskaż zgłoszenie, które zostaje",
        en="Join {number}: pick the report that stays",
        uk="Об’єднати {number}: укажіть звернення, яке залишиться",
    ),
    "merge_hint": Text(
        pl="Wybierz z tych w pobliżu albo kliknij zgłoszenie na mapie.",
        en="Pick one of those near by, or click a report on the map.",
        uk="Виберіть одне з тих, що поруч, або клацніть звернення на карті.",
    ),
    "merge_question": Text(
        pl="Połączyć te zgłoszenia?", en="Join these reports?", uk="Об’єднати ці звернення?"
    ),
    "merge_told": Text(
        pl="{number} zostanie zamknięte jako zgłoszone już wcześniej. Osoby, które je zgłosiły,"
        " będą dostawać wiadomości o {other}.",
        en="{number} will be closed as reported before. The people who sent it will get news of"
        " {other}.",
        uk="{number} буде закрито як повідомлене раніше. Люди, які його надіслали, отримуватимуть"
        " новини про {other}.",
    ),
    "merge_confirm": Text(pl="Połącz", en="Join", uk="Об’єднати"),
    "merge_itself": Text(
        pl="To jest to samo zgłoszenie. Wskaż inne.",
        en="This is the same report. Pick another one.",
        uk="Це те саме звернення. Укажіть інше.",
    ),
    "merge_cancelled": Text(pl="Nie połączono.", en="Not joined.", uk="Не об’єднано."),
    "merged": Text(
        pl="{number} połączono z {other}.",
        en="{number} was joined to {other}.",
        uk="{number} об’єднано з {other}.",
    ),
    "merge_away": Text(pl="{metres} m stąd", en="{metres} m away", uk="{metres} м звідси"),
    "not_saved": Text(
        pl="Nie zapisano. Sprawdź połączenie i spróbuj jeszcze raz.",
        en="Not saved. Check the connection and try again.",
        uk="Не збережено. Перевірте з’єднання і спробуйте ще раз.",
    ),
}

_PIN = {
    "pick_place": Text(pl="Wskaż miejsce", en="Pick the place", uk="Укажіть місце"),
    "pick_this_place": Text(pl="Wybierz to miejsce", en="Take this place", uk="Вибрати це місце"),
    "move_pin_title": Text(
        pl="Miejsce i rodzaj: {number}", en="Place and kind: {number}", uk="Місце та вид: {number}"
    ),
    "pin_map": Text(pl="Mapa z pinezką", en="Map with the pin", uk="Карта з позначкою"),
    "pin_help": Text(
        pl="Kliknij miejsce albo przeciągnij pinezkę. Klawiatura: na mapie strzałki przesuwają ją"
        " o 1 m, z Shiftem o 10 m; plus i minus zmieniają skalę.",
        en="Click the place or drag the pin. Keyboard: on the map the arrows move it by 1 m, with"
        " Shift by 10 m; plus and minus zoom.",
        uk="Клацніть місце або перетягніть позначку. Клавіатура: на карті стрілки пересувають її"
        " на 1 м, із Shift на 10 м; плюс і мінус змінюють масштаб.",
    ),
    "pin_unset": Text(
        pl="Miejsce nie jest jeszcze wskazane.",
        en="No place is picked yet.",
        uk="Місце ще не вказано.",
    ),
    "pin_moved": Text(
        pl="Przesunięto o {metres} m", en="Moved by {metres} m", uk="Пересунуто на {metres} м"
    ),
    "pin_saved": Text(
        pl="{number}: zapisano miejsce i rodzaj.",
        en="{number}: place and kind are saved.",
        uk="{number}: місце та вид збережено.",
    ),
    "pin_address": Text(pl="Adres", en="Address", uk="Адреса"),
    "pin_service": Text(pl="Rodzaj usterki", en="Kind of defect", uk="Вид несправності"),
    "pin_no_address": Text(
        pl="W pobliżu nie ma adresu.", en="No address near by.", uk="Поруч немає адреси."
    ),
    "places_found": Text(
        pl="Znalezione miejsca: {count}.",
        en="Places found: {count}.",
        uk="Знайдено місць: {count}.",
    ),
    "no_connection": Text(
        pl="Brak połączenia. Spróbuj jeszcze raz.",
        en="No connection. Try again.",
        uk="Немає з’єднання. Спробуйте ще раз.",
    ),
    "route_title": Text(pl="Trafi do", en="It would go to", uk="Надійде до"),
    "route_handler": Text(pl="Urząd", en="Office", uk="Установа"),
    "route_manager": Text(pl="Zarządca", en="Manager", uk="Управитель"),
    "route_crew": Text(pl="Ekipa", en="Crew", uk="Бригада"),
    "route_nobody": Text(
        pl="nikt tu nie przyjmuje zgłoszeń",
        en="nobody takes reports here",
        uk="тут ніхто не приймає звернень",
    ),
    "route_unknown": Text(pl="nieznany", en="not known", uk="невідомий"),
    "route_no_crew": Text(
        pl="żadna, czeka na dyspozytora",
        en="none, it waits for a dispatcher",
        uk="жодна, чекає на диспетчера",
    ),
    "route_uncertain": Text(
        pl="Niepewne: w pobliżu jest też droga innego zarządcy",
        en="Uncertain: another manager's road is near as well",
        uk="Непевно: поруч є дорога іншого управителя",
    ),
}

WORDS: dict[str, Text] = {
    **{f"command_{name}": text for name, text in _COMMANDS.items()},
    **_MAP,
    **_CHOOSING,
    **_MERGING,
    **_PIN,
}
