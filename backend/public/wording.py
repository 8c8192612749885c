"""What residents read on the public pages."""

from backend.core.language import Text

WORDS = {
    "reports": Text(pl="Usterki na drogach", en="Road defects", uk="Несправності на дорогах"),
    "report_defect": Text(
        pl="Zgłoś usterkę", en="Report a defect", uk="Повідомити про несправність"
    ),
    "follow_link": Text(pl="Moje zgłoszenie", en="My report", uk="Моє звернення"),
    "call": Text(pl="Zadzwoń", en="Call", uk="Зателефонувати"),
    "emergency": Text(
        pl="Zagrożenie życia lub zdrowia? Dzwoń: {number}",
        en="Is somebody in danger? Call {number}",
        uk="Є загроза життю чи здоров’ю? Телефонуйте: {number}",
    ),
    # --- the choice of an office ---
    "choose_office": Text(
        pl="Gdzie jest usterka?", en="Where is the defect?", uk="Де несправність?"
    ),
    "change_office": Text(pl="Inny urząd", en="Another office", uk="Інша установа"),
    "choose_office_lead": Text(
        pl="Wybierz urząd, którego mapę chcesz zobaczyć. Zapamiętamy ten wybór w przeglądarce.",
        en="Choose the office whose map you want to see. Your browser will remember the choice.",
        uk="Оберіть установу, карту якої хочете побачити. Браузер запам’ятає цей вибір.",
    ),
    "office_name": Text(pl="Nazwa gminy lub powiatu", en="Name of the place", uk="Назва громади"),
    "no_office": Text(
        pl="Nie ma tu takiego urzędu. Sprawdź pisownię albo zobacz całą listę.",
        en="There is no such office here. Check the spelling, or see the whole list.",
        uk="Такої установи тут немає. Перевірте назву або перегляньте весь список.",
    ),
    "whole_list": Text(pl="Cała lista", en="The whole list", uk="Увесь список"),
    "search": Text(pl="Szukaj", en="Search", uk="Шукати"),
    # --- figures ---
    "figures": Text(pl="W liczbach", en="In numbers", uk="У цифрах"),
    "open_now": Text(pl="otwarte", en="open", uk="відкриті"),
    "mended_lately": Text(
        pl="naprawione w 30 dni", en="mended in 30 days", uk="виправлено за 30 днів"
    ),
    "median_days": Text(
        pl="mediana dni do naprawy", en="median days to a repair", uk="медіана днів до ремонту"
    ),
    "no_figure": Text(pl="brak", en="none yet", uk="немає"),
    # --- map and list ---
    "map": Text(pl="Mapa zgłoszeń", en="Map of reports", uk="Карта звернень"),
    "map_help": Text(
        pl="Strzałki przesuwają mapę, plus i minus zmieniają skalę. Wszystko jest też na liście.",
        en="Arrow keys move the map, plus and minus change the scale. The list holds it all too.",
        uk="Стрілки рухають карту, плюс і мінус змінюють масштаб. Усе є також у списку.",
    ),
    "list": Text(pl="Lista zgłoszeń", en="List of reports", uk="Список звернень"),
    "text_only": Text(pl="Lista bez mapy", en="The list without a map", uk="Список без карти"),
    "with_map": Text(pl="Pokaż na mapie", en="Show on the map", uk="Показати на карті"),
    "filter": Text(pl="Filtruj", en="Filter", uk="Фільтрувати"),
    "shown": Text(pl="Pokaż", en="Show", uk="Показати"),
    "show_current": Text(
        pl="Otwarte i niedawno naprawione", en="Open and lately mended", uk="Відкриті й нещодавні"
    ),
    "show_open": Text(pl="Tylko otwarte", en="Open ones only", uk="Лише відкриті"),
    "show_mended": Text(
        pl="Naprawione w ostatnich 30 dniach",
        en="Mended in the last 30 days",
        uk="Виправлені за 30 днів",
    ),
    "service": Text(pl="Rodzaj usterki", en="Kind of defect", uk="Вид несправності"),
    "all_services": Text(pl="Wszystkie rodzaje", en="All kinds", uk="Усі види"),
    "order": Text(pl="Kolejność", en="Order", uk="Порядок"),
    "newest": Text(pl="Od najnowszych", en="Newest first", uk="Спочатку нові"),
    "nearest": Text(
        pl="Najbliżej środka mapy", en="Nearest to the map’s middle", uk="Найближчі до центру карти"
    ),
    "older": Text(pl="Starsze", en="Older ones", uk="Старіші"),
    "first_page": Text(pl="Od początku", en="From the beginning", uk="Від початку"),
    "nothing": Text(
        pl="Nie ma tu takich zgłoszeń.", en="There are no such reports.", uk="Таких звернень немає."
    ),
    "nothing_help": Text(
        pl="Jeśli coś na drodze wymaga naprawy, daj nam znać.",
        en="If something on a road needs mending, let us know.",
        uk="Якщо щось на дорозі потребує ремонту, повідомте нам.",
    ),
    "list_changed": Text(
        pl="Zgłoszeń na liście: {count}.",
        en="Reports in the list: {count}.",
        uk="У списку: {count}.",
    ),
    "cluster": Text(
        pl="Zgłoszeń w tym miejscu: {count}", en="Reports here: {count}", uk="Звернень тут: {count}"
    ),
    "open_page": Text(pl="Otwórz zgłoszenie", en="Open the report", uk="Відкрити звернення"),
    "legend": Text(pl="Znaki na mapie", en="Signs on the map", uk="Позначки на карті"),
    "works": Text(
        pl="Roboty i zamknięcia dróg", en="Road works and closures", uk="Роботи й перекриття доріг"
    ),
    "works_now": Text(pl="trwa", en="now", uk="триває"),
    "works_planned": Text(pl="zaplanowane", en="planned", uk="заплановано"),
    "closure": Text(pl="Zamknięcie", en="Closure", uk="Перекриття"),
    "work": Text(pl="Roboty", en="Works", uk="Роботи"),
    # --- one report ---
    "report": Text(pl="Zgłoszenie", en="Report", uk="Звернення"),
    "received_on": Text(pl="Zgłoszono", en="Reported", uk="Повідомлено"),
    "closed_on": Text(pl="Zamknięto", en="Closed", uk="Закрито"),
    "planned_on": Text(pl="Zaplanowano na", en="Planned for", uk="Заплановано на"),
    "promised": Text(pl="Obiecany termin", en="Promised by", uk="Обіцяний термін"),
    "promise_paused": Text(
        pl="Termin stoi, bo czekamy na kogoś innego.",
        en="The time stands still: it is somebody else’s turn.",
        uk="Термін призупинено: чекаємо на когось іншого.",
    ),
    "promise_over": Text(pl="po terminie", en="late", uk="прострочено"),
    "where": Text(pl="Miejsce", en="Place", uk="Місце"),
    "road": Text(pl="Droga", en="Road", uk="Дорога"),
    "who": Text(pl="Kto odpowiada", en="Who is responsible", uk="Хто відповідає"),
    "why": Text(pl="Dlaczego właśnie ten urząd", en="Why this office", uk="Чому саме ця установа"),
    "deals_with_it": Text(pl="Sprawę prowadzi", en="Handled by", uk="Справу веде"),
    "road_manager": Text(pl="Zarządca drogi", en="Manager of the road", uk="Управитель дороги"),
    "what_was_written": Text(pl="Opis", en="Description", uk="Опис"),
    "text_withheld": Text(
        pl="Urząd nie opublikował opisu.",
        en="The office has not published the description.",
        uk="Установа не оприлюднила опис.",
    ),
    "history": Text(pl="Co się działo", en="What has happened", uk="Що відбувалося"),
    "photos": Text(pl="Zdjęcia", en="Photos", uk="Фото"),
    "photo_before": Text(
        pl="Zdjęcie usterki: {service}", en="The defect: {service}", uk="Несправність: {service}"
    ),
    "photo_after": Text(
        pl="Po naprawie: {service}", en="After the repair: {service}", uk="Після ремонту: {service}"
    ),
    "before": Text(pl="Przed naprawą", en="Before", uk="До ремонту"),
    "after": Text(pl="Po naprawie", en="After", uk="Після ремонту"),
    "joined": Text(
        pl="Tę usterkę zgłoszono już wcześniej. Zobacz zgłoszenie, w którym jest załatwiana: "
        "{number}",
        en="This defect was reported before. See the report in which it is dealt with: {number}",
        uk="Про цю несправність уже повідомляли. Нею займаються у зверненні {number}",
    ),
    "contested": Text(
        pl="Ktoś pisze, że nadal nie naprawione",
        en="Somebody says that it is not mended",
        uk="Дехто пише, що досі не виправлено",
    ),
    "repeated": Text(
        pl="Wróciła po naprawie", en="Came back after a repair", uk="Повернулася після ремонту"
    ),
    "open_in_app": Text(pl="Otwórz w aplikacji", en="Open in the app", uk="Відкрити в застосунку"),
    "share": Text(pl="Udostępnij", en="Share", uk="Поділитися"),
    "copied": Text(pl="Skopiowano.", en="Copied.", uk="Скопійовано."),
    "print": Text(pl="Drukuj", en="Print", uk="Друкувати"),
    "back_to_map": Text(pl="Wróć do mapy", en="Back to the map", uk="Назад до карти"),
    "your_report": Text(
        pl="To Twoje zgłoszenie?", en="Is this your report?", uk="Це ваше звернення?"
    ),
    "your_report_help": Text(
        pl="Mając numer i kod, zobaczysz całość, dopiszesz coś i ocenisz naprawę.",
        en="With its number and code you see all of it, can add to it and judge the repair.",
        uk="З номером і кодом ви побачите все, зможете щось додати й оцінити ремонт.",
    ),
    "still_there": Text(
        pl="Nadal nie naprawione?", en="Still not mended?", uk="Досі не відремонтовано?"
    ),
    "still_there_help": Text(
        pl="Jeśli usterka wciąż tam jest, powiedz nam o tym albo zgłoś ją jeszcze raz.",
        en="If the defect is still there, tell us so or report it again.",
        uk="Якщо несправність досі там, скажіть нам про це або повідомте ще раз.",
    ),
    "by_office": Text(pl="urząd", en="the office", uk="установа"),
    "by_crew": Text(pl="ekipa", en="the crew", uk="бригада"),
    "by_reporter": Text(pl="osoba zgłaszająca", en="the reporter", uk="заявник"),
    "by_system": Text(pl="automatycznie", en="automatically", uk="автоматично"),
    "hidden_words": Text(
        pl="Urząd ukrył ten tekst.",
        en="The office has hidden this text.",
        uk="Установа приховала текст.",
    ),
    # --- nothing there ---
    "missing": Text(
        pl="Nie ma takiej strony", en="There is no such page", uk="Такої сторінки немає"
    ),
    "missing_help": Text(
        pl="Tego zgłoszenia nie ma albo nie jest publiczne. Jeśli to Twoje zgłoszenie, otwórz je "
        "numerem i kodem.",
        en="There is no such report, or it is not public. If it is yours, open it with its number "
        "and code.",
        uk="Такого звернення немає або воно непублічне. Якщо воно ваше, відкрийте його номером і "
        "кодом.",
    ),
}

# --- reporting ------------------------------------------------------------------------------------

FORM_WORDS = {
    "form_title": Text(pl="Zgłoś usterkę", en="Report a defect", uk="Повідомити про несправність"),
    "step": Text(pl="Krok {step} z 3", en="Step {step} of 3", uk="Крок {step} із 3"),
    "step_place": Text(pl="Gdzie to jest?", en="Where is it?", uk="Де це?"),
    "step_service": Text(pl="Co się zepsuło?", en="What is broken?", uk="Що зламалося?"),
    "step_details": Text(pl="Szczegóły", en="Details", uk="Подробиці"),
    "place_lead": Text(
        pl="Wpisz adres, wskaż miejsce na mapie albo użyj położenia telefonu.",
        en="Type an address, click on the map or use where your phone is.",
        uk="Впишіть адресу, позначте місце на карті або використайте розташування телефону.",
    ),
    "place_lead_plain": Text(
        pl="Wpisz adres, ulicę albo miejscowość.",
        en="Type an address, a street or a place.",
        uk="Впишіть адресу, вулицю або місцевість.",
    ),
    "address": Text(
        pl="Adres, ulica lub miejscowość",
        en="Address, street or place",
        uk="Адреса, вулиця чи місце",
    ),
    "find_address": Text(pl="Znajdź adres", en="Find the address", uk="Знайти адресу"),
    "which_place": Text(pl="Które to miejsce?", en="Which place is it?", uk="Яке це місце?"),
    "found_places": Text(
        pl="Znalezionych miejsc: {count}", en="Places found: {count}", uk="Знайдено місць: {count}"
    ),
    "no_places": Text(
        pl="Nie znaleźliśmy takiego miejsca. Spróbuj samej ulicy i miejscowości.",
        en="We found no such place. Try just the street and the town.",
        uk="Такого місця не знайдено. Спробуйте лише вулицю й місцевість.",
    ),
    "use_gps": Text(pl="Tu, gdzie jestem", en="Here, where I am", uk="Тут, де я зараз"),
    "gps_looking": Text(
        pl="Szukamy Twojego położenia…",
        en="Looking for where you are…",
        uk="Визначаємо розташування…",
    ),
    "gps_found": Text(
        pl="Znaleziono z dokładnością do {metres} m. Popraw na mapie, jeśli trzeba.",
        en="Found to within {metres} m. Correct it on the map if need be.",
        uk="Знайдено з точністю до {metres} м. За потреби виправте на карті.",
    ),
    "gps_failed": Text(
        pl="Nie udało się ustalić położenia. Wpisz adres albo wskaż miejsce na mapie.",
        en="Your position could not be found. Type an address or click on the map.",
        uk="Не вдалося визначити розташування. Впишіть адресу або позначте місце на карті.",
    ),
    "pick_on_map": Text(
        pl="Mapa do wskazania miejsca: kliknij w usterkę",
        en="Map to choose the place: click on the defect",
        uk="Карта для вибору місця: натисніть на несправність",
    ),
    "pick_by_keys": Text(
        pl="Strzałki przesuwają mapę, Enter stawia znacznik na jej środku.",
        en="Arrow keys move the map, Enter puts the mark in its middle.",
        uk="Стрілки рухають карту, Enter ставить позначку в її центрі.",
    ),
    "picked": Text(
        pl="Wskazane miejsce: {place}", en="Chosen place: {place}", uk="Обране місце: {place}"
    ),
    "on_map": Text(pl="punkt na mapie", en="a point on the map", uk="точка на карті"),
    "place_missing": Text(
        pl="Wskaż miejsce usterki.",
        en="Tell where the defect is.",
        uk="Вкажіть місце несправності.",
    ),
    "next": Text(pl="Dalej", en="Next", uk="Далі"),
    "change": Text(pl="Zmień", en="Change", uk="Змінити"),
    "service_missing": Text(
        pl="Wybierz rodzaj usterki.",
        en="Choose the kind of defect.",
        uk="Оберіть вид несправності.",
    ),
    "no_services": Text(
        pl="W tym miejscu nie przyjmujemy zgłoszeń.",
        en="No reports are taken at this place.",
        uk="У цьому місці звернення не приймають.",
    ),
    "already_known": Text(
        pl="Może ktoś już to zgłosił?",
        en="Has it been reported already?",
        uk="Може, про це вже знають?",
    ),
    "already_known_lead": Text(
        pl="Obok są podobne zgłoszenia. Jeśli to ta sama usterka, nie musisz wysyłać nowego.",
        en="There are similar reports nearby. If it is the same defect, you need not send another.",
        uk="Поруч є схожі звернення. Якщо це та сама несправність, нове надсилати не потрібно.",
    ),
    "it_is_this": Text(
        pl="To ta usterka: śledź {number}",
        en="It is this one: follow {number}",
        uk="Це вона: стежити за {number}",
    ),
    "away": Text(pl="{metres} m stąd", en="{metres} m away", uk="за {metres} м"),
    "details_lead": Text(
        pl="Im więcej wiemy, tym szybciej trafi to do właściwej ekipy. Wymagane są tylko pola z "
        "gwiazdką.",
        en="The more we know, the sooner the right crew has it. Only fields with a star are "
        "required.",
        uk="Що більше ми знаємо, то швидше це потрапить до потрібної бригади. Обов’язкові лише "
        "поля із зірочкою.",
    ),
    "will_get_it": Text(pl="Kto to dostanie", en="Who will get it", uk="Хто це отримає"),
    "description": Text(pl="Opis", en="Description", uk="Опис"),
    "description_hint": Text(
        pl="Na przykład przy którym domu, po której stronie. Bez nazwisk i numerów telefonu.",
        en="Say by which house, on which side. No names or telephone numbers, please.",
        uk="Наприклад, біля якого будинку, з якого боку. Без прізвищ і номерів телефону.",
    ),
    "only_when": Text(
        pl="Tylko gdy wyżej: {answers}",
        en="Only if above: {answers}",
        uk="Лише якщо вище: {answers}",
    ),
    "choose": Text(pl="Wybierz", en="Choose", uk="Оберіть"),
    "no_answer": Text(pl="Nie wiem", en="I do not know", uk="Не знаю"),
    "required": Text(pl="wymagane", en="required", uk="обов’язково"),
    "add_photos": Text(pl="Dodaj zdjęcia", en="Add photos", uk="Додати фото"),
    "photos_hint": Text(
        pl="Do {count} zdjęć, każde do {megabytes} MB. Bez twarzy i tablic, jeśli się da.",
        en="Up to {count} photos of up to {megabytes} MB. Without faces and plates, if possible.",
        uk="До {count} фото, кожне до {megabytes} МБ. За можливості без облич і номерних знаків.",
    ),
    "photos_kept": Text(
        pl="Zdjęć już przesłanych: {count}. Nie trzeba ich dodawać ponownie.",
        en="Photos that are here already: {count}. There is no need to add them again.",
        uk="Уже отримано фото: {count}. Додавати їх знову не потрібно.",
    ),
    "remove": Text(pl="Usuń", en="Remove", uk="Прибрати"),
    "email": Text(
        pl="E-mail (nieobowiązkowy)", en="E-mail (not required)", uk="E-mail (необов’язково)"
    ),
    "email_hint": Text(
        pl="Tylko dla urzędu, gdyby chciał o coś dopytać. Nikt inny go nie zobaczy.",
        en="For the office alone, in case it has a question. Nobody else sees it.",
        uk="Лише для установи, якщо в неї виникне запитання. Ніхто інший його не побачить.",
    ),
    "visibility": Text(pl="Kto to zobaczy?", en="Who may see it?", uk="Хто це побачить?"),
    "public": Text(
        pl="Wszyscy: na publicznej mapie, bez Twoich danych",
        en="Everybody: on the public map, without your data",
        uk="Усі: на публічній карті, без ваших даних",
    ),
    "private": Text(pl="Tylko urząd i ja", en="Only the office and I", uk="Лише установа і я"),
    "private_service": Text(
        pl="Zgłoszenia tego rodzaju widzi tylko urząd i Ty.",
        en="Reports of this kind are seen by the office and you alone.",
        uk="Звернення цього виду бачите лише ви та установа.",
    ),
    "send": Text(pl="Wyślij zgłoszenie", en="Send the report", uk="Надіслати звернення"),
    "sending": Text(
        pl="Wysyłanie: {percent} %", en="Sending: {percent} %", uk="Надсилання: {percent} %"
    ),
    "lost_connection": Text(
        pl="Brak połączenia. Wszystko jest zapisane w tej przeglądarce; wyślemy, gdy sieć wróci.",
        en="No connection. All is kept in this browser and will be sent when the network is back.",
        uk="Немає з’єднання. Усе збережено в цьому браузері; надішлемо, коли мережа повернеться.",
    ),
    "try_again": Text(pl="Spróbuj teraz", en="Try now", uk="Спробувати зараз"),
    "unsent": Text(
        pl="W tej przeglądarce jest niewysłane zgłoszenie.",
        en="There is an unsent report in this browser.",
        uk="У цьому браузері є ненадіслане звернення.",
    ),
    "go_on": Text(pl="Dokończ", en="Go on with it", uk="Продовжити"),
    "discard": Text(pl="Usuń szkic", en="Discard it", uk="Видалити чернетку"),
    "look_again": Text(
        pl="Sprawdź zaznaczone pola. Nic z tego, co wpisano, nie zginęło.",
        en="Look at the marked fields. Nothing of what you typed is lost.",
        uk="Перевірте позначені поля. Нічого з уписаного не втрачено.",
    ),
    "directed": Text(
        pl="Ten urząd nie przyjmuje zgłoszeń z tej drogi",
        en="This office takes no reports about this road",
        uk="Ця установа не приймає звернень щодо цієї дороги",
    ),
    "directed_help": Text(
        pl="Drogą zarządza {manager}. Zgłoś usterkę tam:",
        en="The road is managed by {manager}. Report the defect there:",
        uk="Дорогою управляє {manager}. Повідомте про несправність туди:",
    ),
    "their_form": Text(pl="Formularz zarządcy", en="The manager’s form", uk="Форма управителя"),
    "your_words": Text(
        pl="Twój opis, do skopiowania",
        en="Your description, to be copied",
        uk="Ваш опис, щоб скопіювати",
    ),
    "already_sent": Text(
        pl="To zgłoszenie zostało już wysłane, a teraz zmieniono jego treść. Zmiany dopisz w nim "
        "samym.",
        en="This report has been sent already, and its text was changed since. Add to the report "
        "itself.",
        uk="Це звернення вже надіслано, а тепер його змінено. Допишіть зміни в самому зверненні.",
    ),
    # --- sent ---
    "too_many_photos": Text(
        pl="Najwyżej {count} zdjęć naraz; pierwsze {count} zostaje.",
        en="At most {count} photos at once; the first {count} stay.",
        uk="Щонайбільше {count} фото за раз; перші {count} залишаються.",
    ),
    "made_smaller": Text(
        pl="Za duże zdjęcia zmniejszyliśmy: {count}.",
        en="Photos made smaller, as they were too large: {count}.",
        uk="Завеликі фото зменшено: {count}.",
    ),
    "thanks": Text(
        pl="Dziękujemy, zgłoszenie przyjęte",
        en="Thank you, your report is here",
        uk="Дякуємо, звернення прийнято",
    ),
    "keep_this": Text(
        pl="Zachowaj numer i kod. Tylko z nimi sprawdzisz, co się dzieje, i coś dopiszesz.",
        en="Keep the number and the code. Only with them you can see what becomes of it and add "
        "to it.",
        uk="Збережіть номер і код. Лише з ними ви дізнаєтеся, що відбувається, і зможете щось "
        "додати.",
    ),
    "number": Text(pl="Numer", en="Number", uk="Номер"),
    "code": Text(pl="Kod", en="Code", uk="Код"),
    "your_link": Text(
        pl="Link tylko dla Ciebie", en="A link for you alone", uk="Посилання лише для вас"
    ),
    "copy": Text(pl="Kopiuj", en="Copy", uk="Копіювати"),
    "open_it": Text(pl="Otwórz zgłoszenie", en="Open the report", uk="Відкрити звернення"),
    "whats_next": Text(pl="Co dalej", en="What happens next", uk="Що далі"),
    "another": Text(
        pl="Zgłoś kolejną usterkę", en="Report another defect", uk="Повідомити ще про одну"
    ),
}

# --- following ------------------------------------------------------------------------------------

FOLLOW_WORDS = {
    "follow_title": Text(pl="Moje zgłoszenie", en="My report", uk="Моє звернення"),
    "follow_lead": Text(
        pl="Wpisz numer i kod, które dostałeś po wysłaniu albo od urzędu.",
        en="Type the number and the code that you were given when you sent it, or by the office.",
        uk="Впишіть номер і код, які ви отримали після надсилання або від установи.",
    ),
    "number": Text(pl="Numer zgłoszenia", en="Number of the report", uk="Номер звернення"),
    "code": Text(pl="Kod", en="Code", uk="Код"),
    "code_hint": Text(
        pl="Odstępy nie mają znaczenia.",
        en="Spaces make no difference.",
        uk="Пропуски не мають значення.",
    ),
    "show": Text(pl="Pokaż zgłoszenie", en="Show the report", uk="Показати звернення"),
    "wrong": Text(
        pl="Ten numer i kod nie pasują do siebie. Sprawdź, czy nie ma literówki.",
        en="This number and code do not go together. Look for a mistake in typing.",
        uk="Цей номер і код не збігаються. Перевірте, чи немає помилки.",
    ),
    "private_part": Text(
        pl="Widzisz więcej niż inni, bo to Twoje zgłoszenie.",
        en="You see more than others do: this is your report.",
        uk="Ви бачите більше за інших, бо це ваше звернення.",
    ),
    "public_page": Text(pl="Strona publiczna", en="The public page", uk="Публічна сторінка"),
    "not_public": Text(pl="Niepubliczne", en="Not public", uk="Непублічне"),
    "leave": Text(
        pl="Zapomnij w tej przeglądarce",
        en="Forget it in this browser",
        uk="Забути в цьому браузері",
    ),
    "add_comment": Text(pl="Dopisz coś", en="Add something", uk="Додати щось"),
    "comment": Text(
        pl="Wiadomość do urzędu", en="A message to the office", uk="Повідомлення установі"
    ),
    "send_comment": Text(pl="Wyślij wiadomość", en="Send the message", uk="Надіслати повідомлення"),
    "add_photo": Text(pl="Dodaj zdjęcie", en="Add a photo", uk="Додати фото"),
    "photo_file": Text(pl="Plik ze zdjęciem", en="File of the photo", uk="Файл із фото"),
    "photo_missing": Text(pl="Wybierz plik.", en="Choose a file.", uk="Оберіть файл."),
    "is_it_mended": Text(
        pl="Czy usterka jest naprawiona?", en="Is it mended?", uk="Чи це відремонтовано?"
    ),
    "judge_until": Text(
        pl="Możesz ocenić naprawę do {day}.",
        en="You can judge the repair until {day}.",
        uk="Оцінити ремонт можна до {day}.",
    ),
    "is_mended": Text(pl="Tak, naprawiona", en="Yes, it is mended", uk="Так, відремонтовано"),
    "not_mended": Text(pl="Nie, nadal jest", en="No, it is still there", uk="Ні, вона досі там"),
    "what_is_wrong": Text(
        pl="Co jest nie tak? (nieobowiązkowe)",
        en="What is wrong? (not required)",
        uk="Що не так? (необов’язково)",
    ),
    "withdraw": Text(pl="Wycofaj zgłoszenie", en="Withdraw the report", uk="Відкликати звернення"),
    "withdraw_help": Text(
        pl="Jeśli usterki już nie ma albo to pomyłka. Wycofania nie cofniesz.",
        en="If the defect is gone or it was a mistake. This cannot be undone.",
        uk="Якщо несправності вже немає або це помилка. Скасувати це не можна.",
    ),
    "withdraw_sure": Text(pl="Tak, wycofuję", en="Yes, withdraw it", uk="Так, відкликаю"),
    "done": Text(pl="Zapisane.", en="Done.", uk="Збережено."),
    "answers": Text(pl="Twoje odpowiedzi", en="Your answers", uk="Ваші відповіді"),
    "photo_waiting": Text(
        pl="Zdjęcie jest przygotowywane.", en="The photo is being prepared.", uk="Фото готується."
    ),
    "photo_refused": Text(
        pl="Tego zdjęcia nie dało się odczytać.",
        en="This photo could not be read.",
        uk="Це фото не вдалося прочитати.",
    ),
    "seen_by_you": Text(
        pl="Tylko Ty i urząd", en="You and the office alone", uk="Лише ви й установа"
    ),
    "seen_by_all": Text(pl="Opublikowane", en="Published", uk="Опубліковано"),
}

# Words that scripts need, by the page's own names.
SCRIPT_WORDS = (
    *("zoomIn", "zoomOut", "map_failed", "cluster", "open_page", "list_changed", "copied"),
    *("gps_looking", "gps_found", "gps_failed", "picked", "on_map", "no_places", "found_places"),
    *("too_many_photos", "made_smaller"),
    *("sending", "lost_connection", "try_again", "unsent", "go_on", "discard", "remove"),
)
