"""The words of the frame around every page."""

from backend.core.language import Text

FRAME = {
    "skip": Text(pl="Przejdź do treści", en="Skip to the content", uk="Перейти до вмісту"),
    "language": Text(pl="Język", en="Language", uk="Мова"),
    "log_in": Text(pl="Zaloguj się", en="Log in", uk="Увійти"),
    "log_out": Text(pl="Wyloguj się", en="Log out", uk="Вийти"),
    "log_in_heading": Text(
        pl="Logowanie dla urzędu i ekip",
        en="For the office and its crews",
        uk="Вхід для установи та бригад",
    ),
    "email": Text(pl="E-mail", en="E-mail", uk="E-mail"),
    "password": Text(pl="Hasło", en="Password", uk="Пароль"),
    "wrong_login": Text(
        pl="Ten e-mail i hasło nie pasują do siebie.",
        en="This e-mail and password do not go together.",
        uk="Ця адреса та пароль не збігаються.",
    ),
    "too_many_logins": Text(
        pl="Za dużo prób. Odczekaj kilka minut.",
        en="Too many tries. Wait a few minutes.",
        uk="Забагато спроб. Зачекайте кілька хвилин.",
    ),
    "zoomIn": Text(pl="Przybliż", en="Zoom in", uk="Наблизити"),
    "zoomOut": Text(pl="Oddal", en="Zoom out", uk="Віддалити"),
    "map_failed": Text(
        pl="Nie udało się wczytać mapy. Wszystko jest też na liście.",
        en="The map could not be loaded. Everything is in the list as well.",
        uk="Не вдалося завантажити карту. Усе є також у списку.",
    ),
    "close": Text(pl="Zamknij", en="Close", uk="Закрити"),
    "cancel": Text(pl="Anuluj", en="Cancel", uk="Скасувати"),
    "save": Text(pl="Zapisz", en="Save", uk="Зберегти"),
    "accessibility": Text(
        pl="Deklaracja dostępności", en="Accessibility", uk="Декларація доступності"
    ),
    "privacy": Text(pl="Prywatność", en="Privacy", uk="Конфіденційність"),
    "to_the_map": Text(pl="Do mapy zgłoszeń", en="To the map", uk="До карти звернень"),
    "report_defect": Text(
        pl="Zgłoś usterkę", en="Report a defect", uk="Повідомити про несправність"
    ),
}

# A page for each refusal that a browser may meet: its heading, and what to do.
ERRORS = {
    "not_found": (
        Text(pl="Nie ma tu takiej strony", en="There is no such page", uk="Такої сторінки немає"),
        Text(
            pl="Adres jest niepełny albo strony już nie ma. Zgłoszenie znajdziesz na mapie, "
            "a swoje – po numerze i kodzie.",
            en="The address is incomplete, or the page is gone. Reports are on the map, and your "
            "own opens by its number and code.",
            uk="Адреса неповна або сторінки вже немає. Звернення є на карті, а своє можна "
            "відкрити за номером і кодом.",
        ),
    ),
    "csrf": (
        Text(
            pl="Ta strona czekała za długo",
            en="This page has waited too long",
            uk="Ця сторінка чекала задовго",
        ),
        Text(
            pl="Nic nie wysłaliśmy. Wróć do poprzedniej strony, odśwież ją i spróbuj jeszcze raz. "
            "Jeśli to się powtarza, zezwól tej stronie na pliki cookie.",
            en="Nothing was sent. Go back to the page before, reload it and try again. If it "
            "happens again, allow this site to keep cookies.",
            uk="Нічого не надіслано. Поверніться на попередню сторінку, оновіть її та спробуйте "
            "ще раз. Якщо це повторюється, дозвольте цьому сайту файли cookie.",
        ),
    ),
    "not_allowed": (
        Text(pl="Tu nie masz wstępu", en="This is not open to you", uk="Сюди вам не можна"),
        Text(
            pl="Ta część jest dla pracowników urzędu. Jeśli to Ty, poproś administratora o dostęp.",
            en="This part is for the people of the office. If you are one of them, ask your "
            "administrator for access.",
            uk="Ця частина для працівників установи. Якщо це ви, попросіть доступ у "
            "адміністратора.",
        ),
    ),
    "too_large": (
        Text(pl="To za dużo naraz", en="That is too much at once", uk="Забагато за один раз"),
        Text(
            pl="Zdjęcia razem są za duże. Wróć i wyślij mniej zdjęć; następne dodasz później.",
            en="The photos together are too large. Go back and send fewer; more can be added "
            "later.",
            uk="Фото разом завеликі. Поверніться та надішліть менше; інші можна додати пізніше.",
        ),
    ),
    "malformed": (
        Text(
            pl="Nie udało się tego odczytać",
            en="This could not be read",
            uk="Не вдалося це прочитати",
        ),
        Text(
            pl="Coś urwało się po drodze albo adres jest uszkodzony. Wróć i spróbuj jeszcze raz.",
            en="Something was cut off on the way, or the address is damaged. Go back and try "
            "again.",
            uk="Щось обірвалося дорогою або адресу пошкоджено. Поверніться та спробуйте ще раз.",
        ),
    ),
    "unavailable": (
        Text(pl="Chwilowa przerwa", en="A short break", uk="Коротка перерва"),
        Text(
            pl="Strona zaraz wróci. Spróbuj ponownie za minutę. Jeśli coś zagraża życiu, dzwoń "
            "112.",
            en="The page will be back soon. Try again in a minute. If somebody is in danger, "
            "call 112.",
            uk="Сторінка скоро повернеться. Спробуйте за хвилину. Якщо є загроза життю, "
            "телефонуйте 112.",
        ),
    ),
    "internal": (
        Text(
            pl="Coś się u nas zepsuło",
            en="Something broke on our side",
            uk="У нас щось зламалося",
        ),
        Text(
            pl="To nie Twoja wina i już o tym wiemy. Spróbuj ponownie za chwilę. Jeśli coś zagraża "
            "życiu, dzwoń 112.",
            en="It is not your fault, and it has been noted. Try again in a while. If somebody is "
            "in danger, call 112.",
            uk="Це не ваша провина, і ми вже знаємо. Спробуйте трохи згодом. Якщо є загроза життю, "
            "телефонуйте 112.",
        ),
    ),
}
