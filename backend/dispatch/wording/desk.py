"""The words of the dispatchers' desk."""

from backend.core.language import Text
from backend.jurisdictions.rules import ManagerKind
from backend.reports.documents.wording import DAY_FORMAT, MOMENT_FORMAT
from backend.reports.workflow import Actor, Source

MANAGER_NAMES: dict[ManagerKind, Text] = {
    ManagerKind.GDDKIA: Text(pl="GDDKiA", en="National roads (GDDKiA)", uk="GDDKiA (національні)"),
    ManagerKind.VOIVODESHIP: Text(pl="Województwo", en="Voivodeship", uk="Воєводство"),
    ManagerKind.COUNTY: Text(pl="Powiat", en="County", uk="Повіт"),
    ManagerKind.MUNICIPALITY: Text(pl="Gmina", en="Municipality", uk="Гміна"),
    ManagerKind.CITY: Text(
        pl="Miasto na prawach powiatu", en="City with county rights", uk="Місто з правами повіту"
    ),
    ManagerKind.OWNER: Text(
        pl="Właściciel drogi wewnętrznej",
        en="Owner of an internal road",
        uk="Власник внутрішньої дороги",
    ),
    ManagerKind.OTHER: Text(
        pl="Koncesjonariusz lub spółka",
        en="Concessionaire or company",
        uk="Концесіонер або компанія",
    ),
}

ACTOR_NAMES: dict[Actor, Text] = {
    Actor.DISPATCHER: Text(pl="Urząd", en="The office", uk="Установа"),
    Actor.CREW: Text(pl="Ekipa", en="The crew", uk="Бригада"),
    Actor.REPORTER: Text(pl="Osoba zgłaszająca", en="The reporter", uk="Заявник"),
    Actor.SYSTEM: Text(pl="Automatycznie", en="Automatically", uk="Автоматично"),
}

AUDIENCE_NAMES = {
    "internal": Text(pl="Wewnętrzny", en="Internal", uk="Внутрішній"),
    "reporter": Text(pl="Dla zgłaszającego", en="For the reporter", uk="Для заявника"),
    "public": Text(pl="Publiczny", en="Public", uk="Публічний"),
}

SOURCE_NAMES: dict[Source, Text] = {
    Source.APP: Text(pl="aplikacja", en="the app", uk="застосунок"),
    Source.WEB: Text(pl="strona internetowa", en="the web page", uk="вебсторінка"),
    Source.OPEN311: Text(pl="Open311", en="Open311", uk="Open311"),
    Source.PHONE: Text(pl="telefon", en="telephone", uk="телефон"),
    Source.DESK: Text(pl="osobiście w urzędzie", en="at the office", uk="особисто в установі"),
    Source.LETTER: Text(pl="list", en="letter", uk="лист"),
    Source.INSPECTION: Text(pl="objazd", en="inspection", uk="обстеження"),
}

FLAG_NAMES = {
    "overdue": Text(pl="Po terminie", en="Overdue", uk="Прострочено"),
    "unassigned": Text(pl="Bez ekipy", en="No crew", uk="Без бригади"),
    "uncertain": Text(pl="Niepewna trasa", en="Uncertain route", uk="Непевний маршрут"),
    "contested": Text(pl="Zakwestionowane", en="Contested", uk="Оскаржено"),
    "repeated": Text(pl="Powtarza się", en="Repeated", uk="Повторне"),
    "to_pass_on": Text(pl="Do przekazania", en="To be passed on", uk="Передати іншим"),
}

# Icons beside the marks: Material names.
FLAG_ICONS = {
    "overdue": "schedule",
    "unassigned": "person",
    "uncertain": "alt_route",
    "contested": "thumb_down",
    "repeated": "repeat",
}

TASK_NAMES = {
    "assign": Text(pl="Przydziel", en="Assign", uk="Призначити"),
    "status": Text(pl="Zmień status", en="Change status", uk="Змінити статус"),
    "comment": Text(pl="Skomentuj", en="Comment", uk="Коментар"),
    "priority": Text(pl="Pilność", en="Priority", uk="Терміновість"),
    "move_pin": Text(pl="Popraw miejsce", en="Move the pin", uk="Уточнити місце"),
    "service": Text(pl="Rodzaj usterki", en="Kind of defect", uk="Вид несправності"),
    "merge": Text(pl="Połącz", en="Join", uk="Об’єднати"),
    "unmerge": Text(pl="Rozłącz", en="Separate", uk="Роз’єднати"),
    "forward": Text(pl="Przekaż dalej", en="Pass on", uk="Передати далі"),
    "answer": Text(pl="Zapisz odpowiedź", en="Record the answer", uk="Записати відповідь"),
    "take_back": Text(pl="Przyjmij z powrotem", en="Take it back", uk="Прийняти назад"),
    "visibility": Text(pl="Widoczność", en="Visibility", uk="Видимість"),
    "boxes": Text(pl="Zdjęcia na stronie", en="Photos on the page", uk="Фото на сторінці"),
    "publish_text": Text(pl="Treść na stronie", en="Text on the page", uk="Текст на сторінці"),
}
TASK_ICONS = {
    "assign": "engineering",
    "status": "check_circle",
    "comment": "chat",
    "priority": "flag",
    "move_pin": "open_with",
    "service": "construction",
    "merge": "call_merge",
    "unmerge": "call_split",
    "forward": "forward",
    "answer": "reply",
    "take_back": "undo",
    "boxes": "blur_on",
    "visibility": "visibility",
    "publish_text": "publish",
}

BAD_FILTERS = Text(
    pl="Tego filtra nie rozumiemy. Wyczyść filtry i spróbuj jeszcze raz.",
    en="This filter is not understood. Clear the filters and try again.",
    uk="Цей фільтр незрозумілий. Очистьте фільтри й спробуйте ще раз.",
)

WORDS: dict[str, Text] = {
    "desk_short": Text(pl="Pulpit", en="Desk", uk="Стіл"),
    "to_the_map": Text(pl="Mapa zgłoszeń", en="The map of reports", uk="Карта звернень"),
    "who": Text(pl="Kto odpowiada", en="Who is responsible", uk="Хто відповідає"),
    "voices": Text(pl="Głosy o naprawie", en="Voices on the repair", uk="Голоси про ремонт"),
    "closed": Text(pl="Zamknięto", en="Closed", uk="Закрито"),
    "moment_format": MOMENT_FORMAT,
    "day_format": DAY_FORMAT,
    "desk": Text(pl="Pulpit dyspozytora", en="Dispatcher's desk", uk="Робоче місце диспетчера"),
    "reports": Text(pl="Zgłoszenia", en="Reports", uk="Звернення"),
    "new_report": Text(pl="Nowe zgłoszenie", en="New report", uk="Нове звернення"),
    "report": Text(pl="Zgłoszenie", en="Report", uk="Звернення"),
    "map": Text(pl="Mapa", en="Map", uk="Карта"),
    "notes": Text(pl="Powiadomienia", en="Notes", uk="Сповіщення"),
    "parts": Text(pl="Części pulpitu", en="Parts of the desk", uk="Розділи"),
    "approvals": Text(pl="Do zatwierdzenia", en="For approval", uk="На затвердження"),
    "day": Text(pl="Dzień ekipy", en="A crew's day", uk="День бригади"),
    "statistics": Text(pl="Liczby", en="Figures", uk="Показники"),
    "administration": Text(pl="Ustawienia", en="Settings", uk="Налаштування"),
    "help": Text(pl="Pomoc i klawisze", en="Help and keys", uk="Довідка та клавіші"),
    # Counts.
    "counts": Text(pl="Stan na teraz", en="As things stand", uk="Стан справ"),
    "count_open": Text(pl="otwarte", en="open", uk="відкриті"),
    "count_overdue": Text(pl="po terminie", en="overdue", uk="прострочені"),
    "count_unassigned": Text(pl="bez ekipy", en="without a crew", uk="без бригади"),
    "count_approval": Text(pl="do zatwierdzenia", en="for approval", uk="на затвердження"),
    # Filters.
    "filters": Text(pl="Filtry", en="Filters", uk="Фільтри"),
    "search": Text(pl="Szukaj", en="Search", uk="Пошук"),
    "search_hint": Text(
        pl="Numer, adres lub słowo z opisu",
        en="Number, address or a word of the description",
        uk="Номер, адреса або слово з опису",
    ),
    "filter_status": Text(pl="Status", en="Status", uk="Статус"),
    "filter_service": Text(pl="Usterka", en="Defect", uk="Несправність"),
    "filter_crew": Text(pl="Ekipa", en="Crew", uk="Бригада"),
    "filter_manager": Text(pl="Zarządca drogi", en="Road manager", uk="Управитель дороги"),
    "filter_area": Text(pl="Obszar", en="Area", uk="Територія"),
    "filter_priority": Text(pl="Pilność", en="Priority", uk="Терміновість"),
    "filter_age": Text(pl="Wiek", en="Age", uk="Давність"),
    "min_age_days": Text(pl="Starsze niż (dni)", en="Older than (days)", uk="Старші ніж (дні)"),
    "max_age_days": Text(pl="Nowsze niż (dni)", en="Newer than (days)", uk="Новіші ніж (дні)"),
    "number": Text(pl="Numer zgłoszenia", en="Number of the report", uk="Номер звернення"),
    "marks": Text(pl="Wymaga uwagi", en="Needs attention", uk="Потребує уваги"),
    "apply": Text(pl="Zastosuj", en="Apply", uk="Застосувати"),
    "clear": Text(pl="Wyczyść", en="Clear", uk="Очистити"),
    "stored": Text(pl="Zapisane filtry", en="Stored filters", uk="Збережені фільтри"),
    "store": Text(pl="Zapisz te filtry", en="Store these filters", uk="Зберегти ці фільтри"),
    "store_name": Text(pl="Nazwa", en="Name", uk="Назва"),
    "stored_as": Text(
        pl="Zapisano filtry: {name}.", en="Filters stored: {name}.", uk="Фільтри збережено: {name}."
    ),
    "forget_stored": Text(
        pl="Usuń zapisane filtry: {name}",
        en="Forget stored filters: {name}",
        uk="Видалити фільтри: {name}",
    ),
    "none_stored": Text(
        pl="Nie ma jeszcze zapisanych filtrów.",
        en="No filters are stored yet.",
        uk="Збережених фільтрів ще немає.",
    ),
    "copy_link": Text(pl="Kopiuj odnośnik", en="Copy link", uk="Копіювати посилання"),
    "link_copied": Text(pl="Skopiowano odnośnik.", en="Link copied.", uk="Посилання скопійовано."),
    "work_failed": Text(
        pl="Nie udało się wczytać działań. Wczytaj stronę jeszcze raz.",
        en="The actions could not be loaded. Load the page again.",
        uk="Не вдалося завантажити дії. Оновіть сторінку.",
    ),
    "not_done": Text(
        pl="Nie udało się. Spróbuj jeszcze raz.",
        en="That did not work. Try again.",
        uk="Не вдалося. Спробуйте ще раз.",
    ),
    # The list.
    "shown_count": Text(pl="Pokazano: {count}", en="Shown: {count}", uk="Показано: {count}"),
    "more": Text(pl="Pokaż więcej", en="Show more", uk="Показати більше"),
    "empty": Text(
        pl="Nic tu nie pasuje do filtrów.",
        en="Nothing here matches the filters.",
        uk="Нічого не відповідає фільтрам.",
    ),
    "empty_hint": Text(
        pl="Zmień filtry albo je wyczyść. Gdy przyjdzie coś nowego, pokaże się tu samo.",
        en="Change the filters or clear them. What comes in will show here by itself.",
        uk="Змініть фільтри або очистьте їх. Нове з’явиться тут саме.",
    ),
    "list_failed": Text(
        pl="Nie udało się wczytać listy.",
        en="The list could not be loaded.",
        uk="Не вдалося завантажити список.",
    ),
    "try_again": Text(pl="Spróbuj jeszcze raz", en="Try again", uk="Спробувати ще раз"),
    "choose": Text(
        pl="Zaznacz zgłoszenie {number}", en="Choose report {number}", uk="Вибрати {number}"
    ),
    "is_new": Text(pl="Nowe", en="New", uk="Нове"),
    "new_since": Text(
        pl="Nowe od ostatniego razu: {count}",
        en="New since you last looked: {count}",
        uk="Нових від останнього разу: {count}",
    ),
    "seen": Text(pl="Oznacz jako obejrzane", en="Mark as seen", uk="Позначити переглянутими"),
    "has_it_open": Text(pl="Otwarte u: {names}", en="Open with: {names}", uk="Відкрито: {names}"),
    "due_word": Text(pl="termin", en="due", uk="термін"),
    "no_address": Text(pl="Bez adresu", en="No address", uk="Без адреси"),
    "priority_danger": Text(pl="Zagrożenie", en="Danger", uk="Небезпека"),
    "priority_high": Text(pl="Pilne", en="Urgent", uk="Терміново"),
    "overdue_by": Text(pl="termin minął {time}", en="was due {time}", uk="термін минув {time}"),
    "due_in": Text(pl="termin {time}", en="due {time}", uk="термін {time}"),
    "due_paused": Text(pl="termin wstrzymany", en="promised time paused", uk="термін призупинено"),
    # The report beside the list.
    "choose_one": Text(
        pl="Wybierz zgłoszenie z listy albo z mapy.",
        en="Choose a report from the list or the map.",
        uk="Виберіть звернення зі списку або на карті.",
    ),
    "choose_one_hint": Text(
        pl="Klawisze: j i k chodzą po liście, Enter otwiera, ? pokazuje wszystkie skróty.",
        en="Keys: j and k walk the list, Enter opens, ? shows all the shortcuts.",
        uk="Клавіші: j і k — по списку, Enter — відкрити, ? — усі скорочення.",
    ),
    "report_failed": Text(
        pl="Nie udało się wczytać zgłoszenia.",
        en="The report could not be loaded.",
        uk="Не вдалося завантажити звернення.",
    ),
    "report_gone": Text(
        pl="Nie ma takiego zgłoszenia albo nie możesz go czytać.",
        en="There is no such report, or you may not read it.",
        uk="Такого звернення немає або ви не можете його читати.",
    ),
    "not_your_work": Text(
        pl="To zgłoszenie prowadzi inny urząd. Widzisz to, co widzą wszyscy.",
        en="Another office deals with this report. You see what everybody sees.",
        uk="Цим зверненням займається інша установа. Ви бачите те, що бачать усі.",
    ),
    "more_tasks": Text(pl="Inne działania", en="Other actions", uk="Інші дії"),
    "tasks": Text(pl="Co możesz zrobić", en="What you can do", uk="Що можна зробити"),
    "details": Text(pl="Opis", en="Description", uk="Опис"),
    "no_description": Text(pl="Bez opisu.", en="Without a description.", uk="Без опису."),
    "photos": Text(pl="Zdjęcia", en="Photos", uk="Фото"),
    "photo_of": Text(
        pl="Zdjęcie {position} z {count}",
        en="Photo {position} of {count}",
        uk="Фото {position} з {count}",
    ),
    "photo_after": Text(pl="po naprawie", en="after the repair", uk="після ремонту"),
    "photo_before": Text(pl="przed naprawą", en="before the repair", uk="до ремонту"),
    "photo_waiting": Text(
        pl="Zdjęcie jest jeszcze przygotowywane.",
        en="The photo is still being prepared.",
        uk="Фото ще обробляється.",
    ),
    "photo_refused": Text(
        pl="Tego zdjęcia nie da się pokazać.",
        en="This photo cannot be shown.",
        uk="Це фото неможливо показати.",
    ),
    "photo_public": Text(pl="na stronie publicznej", en="on the public page", uk="опубліковано"),
    "photo_private": Text(pl="tylko dla urzędu", en="for the office only", uk="лише для установи"),
    "enlarge": Text(pl="Powiększ", en="Enlarge", uk="Збільшити"),
    "previous": Text(pl="Poprzednie", en="Previous", uk="Попереднє"),
    "next": Text(pl="Następne", en="Next", uk="Наступне"),
    "place": Text(pl="Miejsce", en="Place", uk="Місце"),
    "accuracy": Text(
        pl="z dokładnością do {metres} m",
        en="accurate to {metres} m",
        uk="з точністю до {metres} м",
    ),
    "road": Text(pl="Droga", en="Road", uk="Дорога"),
    "manager": Text(pl="Zarządca", en="Manager", uk="Управитель"),
    "handler": Text(pl="Prowadzi", en="Handled by", uk="Займається"),
    "crew": Text(pl="Ekipa", en="Crew", uk="Бригада"),
    "taken_by": Text(pl="Wziął(-ęła): {name}", en="Taken by {name}", uk="Узяв(-ла): {name}"),
    "no_crew": Text(pl="jeszcze nieprzydzielone", en="not assigned yet", uk="ще не призначено"),
    "reasons": Text(
        pl="Dlaczego ten zarządca i ta ekipa",
        en="Why this manager and this crew",
        uk="Чому цей управитель і ця бригада",
    ),
    "uncertain_route": Text(
        pl="Trasa jest niepewna: sprawdź miejsce.",
        en="The route is uncertain: check the place.",
        uk="Маршрут непевний: перевірте місце.",
    ),
    "times": Text(pl="Terminy", en="Times", uk="Терміни"),
    "deadline": Text(pl="Termin", en="Promised by", uk="Термін"),
    "no_deadline": Text(pl="nie wyznaczono", en="not set", uk="не визначено"),
    "planned_for": Text(pl="Zaplanowano na", en="Planned for", uk="Заплановано на"),
    "received": Text(pl="Przyjęto", en="Received", uk="Прийнято"),
    "observed": Text(pl="Zauważono", en="Noticed", uk="Помічено"),
    "source": Text(pl="Sposób zgłoszenia", en="Came by", uk="Спосіб звернення"),
    "weight": Text(
        pl="Osób, które czekają: {count}", en="People waiting: {count}", uk="Очікують: {count}"
    ),
    "answers": Text(pl="Odpowiedzi na pytania", en="Answers to questions", uk="Відповіді"),
    "similar": Text(pl="Podobne w pobliżu", en="Similar ones nearby", uk="Схожі поблизу"),
    "nearby": Text(pl="Inne w pobliżu", en="Others nearby", uk="Інші поблизу"),
    "none_nearby": Text(
        pl="W pobliżu nie ma innych zgłoszeń.",
        en="There are no other reports nearby.",
        uk="Поблизу немає інших звернень.",
    ),
    "joined": Text(pl="Połączone zgłoszenia", en="Joined reports", uk="Об’єднані звернення"),
    "joined_to": Text(pl="Połączone z:", en="Joined to:", uk="Об’єднано з:"),
    "follows_on": Text(pl="Ciąg dalszy:", en="Follows on:", uk="Продовження:"),
    "repeats": Text(
        pl="Ta sama usterka, niedawno naprawiona:",
        en="The same defect, mended not long ago:",
        uk="Та сама несправність, нещодавно усунута:",
    ),
    "history": Text(pl="Historia", en="History", uk="Історія"),
    "contact": Text(pl="Kontakt", en="Contact", uk="Контакт"),
    "show_contact": Text(
        pl="Pokaż dane kontaktowe", en="Show contact data", uk="Показати контактні дані"
    ),
    "contact_hint": Text(
        pl="Odczyt zostanie zapisany z Twoim nazwiskiem.",
        en="The reading will be recorded under your name.",
        uk="Перегляд буде записано з вашим ім’ям.",
    ),
    "no_contact": Text(
        pl="Nie podano danych kontaktowych.",
        en="No contact data were given.",
        uk="Контактних даних не надано.",
    ),
    "contact_name": Text(pl="Imię i nazwisko", en="Name", uk="Ім’я"),
    "contact_email": Text(pl="E-mail", en="E-mail", uk="E-mail"),
    "contact_phone": Text(pl="Telefon", en="Telephone", uk="Телефон"),
    "contact_postal_address": Text(pl="Adres", en="Postal address", uk="Поштова адреса"),
    "verdicts": Text(
        pl="naprawione: {mended}, nienaprawione: {not_mended}",
        en="mended: {mended}, not mended: {not_mended}",
        uk="усунуто: {mended}, не усунуто: {not_mended}",
    ),
    "closing_reason": Text(pl="Powód zamknięcia", en="Why closed", uk="Причина закриття"),
    "forwarded_to": Text(pl="Przekazano do", en="Passed on to", uk="Передано до"),
    "pass_on_by": Text(
        pl="Przekaż najpóźniej", en="Pass on no later than", uk="Передати не пізніше"
    ),
    "answer_received": Text(pl="Odpowiedź zarządcy", en="The manager's answer", uk="Відповідь"),
    "text_shown_as": Text(
        pl="Na stronie publicznej:", en="On the public page:", uk="На публічній сторінці:"
    ),
    "text_not_public": Text(
        pl="Treść nie jest na stronie publicznej.",
        en="The text is not on the public page.",
        uk="Текст не опубліковано.",
    ),
    "private": Text(pl="Tylko dla urzędu", en="For the office only", uk="Лише для установи"),
    "hidden": Text(pl="ukryte", en="hidden", uk="приховано"),
    "motion": Text(pl="wniosek (KPA)", en="motion (KPA)", uk="клопотання (KPA)"),
    "confirmation": Text(
        pl="Potwierdzenie (PDF)", en="Confirmation (PDF)", uk="Підтвердження (PDF)"
    ),
    "metres_away": Text(pl="{metres} m stąd", en="{metres} m away", uk="{metres} м звідси"),
    "back_to_list": Text(pl="Wróć do listy", en="Back to the list", uk="Назад до списку"),
    # Who may not.
    "not_for_you": Text(
        pl="Ten pulpit jest dla dyspozytorów",
        en="This desk is for dispatchers",
        uk="Ця сторінка для диспетчерів",
    ),
    "not_for_you_hint": Text(
        pl="Twoje konto nie ma tej roli. Jeśli powinno ją mieć, poproś administratora w urzędzie.",
        en="Your account does not have that role. If it should, ask the office's administrator.",
        uk="Ваш обліковий запис не має цієї ролі. Якщо має мати, зверніться до адміністратора.",
    ),
    # Live.
    "live_connected": Text(pl="Na żywo", en="Live", uk="Наживо"),
    "live_lost": Text(
        pl="Brak połączenia — łączymy ponownie",
        en="Connection lost — trying again",
        uk="З’єднання втрачено — відновлюємо",
    ),
    "live_healed": Text(pl="Połączenie wróciło", en="Connected again", uk="З’єднання відновлено"),
    "live_refused": Text(
        pl="Sesja wygasła — zaloguj się ponownie",
        en="The session is over — log in again",
        uk="Сеанс завершено — увійдіть знову",
    ),
    "live_off": Text(pl="Łączenie…", en="Connecting…", uk="З’єднання…"),
    "news": Text(
        pl="Nowe zgłoszenia: {count}. Pokaż",
        en="New reports: {count}. Show",
        uk="Нові звернення: {count}. Показати",
    ),
    "news_announced": Text(
        pl="Nowe zgłoszenia: {count}.", en="New reports: {count}.", uk="Нові звернення: {count}."
    ),
    "changed_announced": Text(
        pl="Zmieniło się zgłoszenie {number}: {status}.",
        en="Report {number} has changed: {status}.",
        uk="Звернення {number} змінено: {status}.",
    ),
    "list_announced": Text(
        pl="Na liście: {count}.", en="In the list: {count}.", uk="У списку: {count}."
    ),
    # Keys.
    "keys": Text(pl="Klawisze", en="Keys", uk="Клавіші"),
    "single_keys": Text(
        pl="Używaj pojedynczych klawiszy",
        en="Use single keys",
        uk="Використовувати одиночні клавіші",
    ),
    "single_keys_hint": Text(
        pl="Wyłącz, jeśli dyktujesz albo klawisze działają przypadkiem.",
        en="Switch off if you dictate, or if keys act by accident.",
        uk="Вимкніть, якщо диктуєте або клавіші спрацьовують випадково.",
    ),
    "command_next": Text(pl="Następne zgłoszenie", en="Next report", uk="Наступне звернення"),
    "command_previous": Text(
        pl="Poprzednie zgłoszenie", en="Previous report", uk="Попереднє звернення"
    ),
    "command_open": Text(pl="Otwórz zgłoszenie", en="Open the report", uk="Відкрити звернення"),
    "command_choose": Text(pl="Zaznacz lub odznacz", en="Choose or not", uk="Вибрати чи ні"),
    "command_search": Text(pl="Szukaj", en="Search", uk="Пошук"),
    "command_help": Text(pl="Ta pomoc", en="This help", uk="Ця довідка"),
    "command_close": Text(pl="Zamknij", en="Close", uk="Закрити"),
    "command_read_again": Text(pl="Wczytaj listę od nowa", en="Reload", uk="Оновити список"),
    "command_photos": Text(pl="Powiększ zdjęcia", en="Enlarge the photos", uk="Збільшити фото"),
    "command_contact": Text(
        pl="Pokaż dane kontaktowe", en="Show contact data", uk="Показати контактні дані"
    ),
    "command_seen": Text(
        pl="Oznacz jako obejrzane", en="Mark as seen", uk="Позначити переглянутими"
    ),
}
WORDS |= {f"flag_{code}": name for code, name in FLAG_NAMES.items()}
