"""What people read about a report: names of its states, and the sentences of its history."""

from backend.core.language import Text
from backend.jurisdictions.rules import Priority
from backend.reports.events import DueReason, EventKind
from backend.reports.media import ClaimSource, PhotoHint
from backend.reports.workflow import ClosingReason, Status, Visibility

STATUS_NAMES: dict[Status, Text] = {
    Status.RECEIVED: Text(pl="Przyjęte", en="Received", uk="Прийнято"),
    Status.ASSIGNED: Text(pl="U ekipy", en="With a crew", uk="Передано бригаді"),
    Status.PLANNED: Text(pl="Zaplanowane", en="Planned", uk="Заплановано"),
    Status.IN_PROGRESS: Text(pl="W naprawie", en="Being mended", uk="Ремонтується"),
    Status.WAITING: Text(
        pl="Czeka na odpowiedź", en="Waiting for an answer", uk="Очікує на відповідь"
    ),
    Status.FIXED: Text(pl="Naprawione", en="Fixed", uk="Виправлено"),
    Status.NOT_FIXED: Text(
        pl="Zamknięte bez naprawy", en="Closed without repair", uk="Закрито без ремонту"
    ),
    Status.FORWARDED: Text(
        pl="Przekazane innemu zarządcy",
        en="Passed to another manager",
        uk="Передано іншому управителю",
    ),
    Status.DUPLICATE: Text(
        pl="Zgłoszone już wcześniej", en="Reported before", uk="Уже повідомлено раніше"
    ),
    Status.WITHDRAWN: Text(pl="Wycofane", en="Withdrawn", uk="Відкликано"),
}

# Beside the name, so that nobody has to tell states apart by colour: Material names.
STATUS_ICONS: dict[Status, str] = {
    Status.RECEIVED: "inbox",
    Status.ASSIGNED: "engineering",
    Status.PLANNED: "event",
    Status.IN_PROGRESS: "construction",
    Status.WAITING: "hourglass_top",
    Status.FIXED: "check_circle",
    Status.NOT_FIXED: "block",
    Status.FORWARDED: "forward",
    Status.DUPLICATE: "content_copy",
    Status.WITHDRAWN: "undo",
}

PRIORITY_NAMES: dict[Priority, Text] = {
    Priority.LOW: Text(pl="Niska", en="Low", uk="Низька"),
    Priority.NORMAL: Text(pl="Zwykła", en="Normal", uk="Звичайна"),
    Priority.HIGH: Text(pl="Wysoka", en="High", uk="Висока"),
    Priority.DANGER: Text(pl="Zagrożenie", en="Danger", uk="Небезпека"),
}

VISIBILITY_NAMES: dict[Visibility, Text] = {
    Visibility.PUBLIC: Text(pl="Publiczne", en="Public", uk="Публічне"),
    Visibility.PRIVATE: Text(
        pl="Tylko dla urzędu", en="For the office only", uk="Лише для установи"
    ),
}

EVENT_SENTENCES: dict[EventKind, Text] = {
    EventKind.RECEIVED: Text(
        pl="Przyjęto zgłoszenie.", en="The report was received.", uk="Звернення прийнято."
    ),
    EventKind.ASSIGNED: Text(
        pl="Przekazano zgłoszenie ekipie.",
        en="The report was given to a crew.",
        uk="Звернення передано бригаді.",
    ),
    EventKind.STATUS_CHANGED: Text(
        pl="Zmieniono status.", en="The status was changed.", uk="Статус змінено."
    ),
    EventKind.REROUTED: Text(
        pl="Ustalono na nowo, kto odpowiada.",
        en="Who is responsible was worked out again.",
        uk="Відповідального визначено заново.",
    ),
    EventKind.PIN_MOVED: Text(
        pl="Poprawiono miejsce na mapie.",
        en="The place on the map was corrected.",
        uk="Місце на карті уточнено.",
    ),
    EventKind.SERVICE_CHANGED: Text(
        pl="Zmieniono rodzaj usterki.",
        en="The kind of defect was changed.",
        uk="Тип несправності змінено.",
    ),
    EventKind.PRIORITY_CHANGED: Text(
        pl="Zmieniono pilność.", en="The priority was changed.", uk="Терміновість змінено."
    ),
    EventKind.VISIBILITY_CHANGED: Text(
        pl="Zmieniono, kto widzi zgłoszenie.",
        en="Who can see the report was changed.",
        uk="Змінено, хто бачить звернення.",
    ),
    EventKind.MERGED: Text(
        pl="Połączono z innym zgłoszeniem tej samej usterki.",
        en="The report was joined to another one of the same defect.",
        uk="Звернення об’єднано з іншим про ту саму несправність.",
    ),
    EventKind.UNMERGED: Text(
        pl="Cofnięto połączenie z innym zgłoszeniem.",
        en="The report stands by itself again.",
        uk="Об’єднання з іншим зверненням скасовано.",
    ),
    EventKind.COMMENTED: Text(
        pl="Dodano komentarz.", en="A comment was added.", uk="Додано коментар."
    ),
    EventKind.PHOTO_ADDED: Text(pl="Dodano zdjęcie.", en="A photo was added.", uk="Додано фото."),
    EventKind.PHOTO_PUBLISHED: Text(
        pl="Opublikowano zdjęcie.", en="A photo was published.", uk="Фото опубліковано."
    ),
    EventKind.PHOTO_HIDDEN: Text(
        pl="Ukryto zdjęcie.", en="A photo was hidden.", uk="Фото приховано."
    ),
    EventKind.TEXT_APPROVED: Text(
        pl="Opublikowano treść zgłoszenia.",
        en="The text of the report was published.",
        uk="Текст звернення опубліковано.",
    ),
    EventKind.TEXT_HIDDEN: Text(
        pl="Ukryto treść zgłoszenia.",
        en="The text of the report was hidden.",
        uk="Текст звернення приховано.",
    ),
    EventKind.COMMENT_PUBLISHED: Text(
        pl="Zmieniono, co w komentarzu widać.",
        en="What shows of a comment was changed.",
        uk="Змінено, що видно в коментарі.",
    ),
    EventKind.COMMENT_HIDDEN: Text(
        pl="Ukryto komentarz.", en="A comment was hidden.", uk="Коментар приховано."
    ),
    EventKind.DUE_CHANGED: Text(
        pl="Zmienił się termin.", en="The promised time has moved.", uk="Термін змінився."
    ),
    EventKind.OVERDUE: Text(pl="Minął termin.", en="The time is over.", uk="Термін минув."),
    EventKind.CLAIMED: Text(
        pl="Zgłoszenie dodano do konta albo na kolejny telefon.",
        en="The report was added to an account or to another phone.",
        uk="Звернення додано до облікового запису або на ще один телефон.",
    ),
    EventKind.ANSWERED: Text(
        pl="Zarządca, któremu przekazano zgłoszenie, odpowiedział.",
        en="The manager to whom the report was passed on has answered.",
        uk="Управитель, якому передано звернення, відповів.",
    ),
    EventKind.TAKEN: Text(
        pl="Ktoś z ekipy zajął się zgłoszeniem.",
        en="Somebody of the crew took the task.",
        uk="Хтось із бригади взявся за звернення.",
    ),
    EventKind.JUDGED: Text(
        pl="Osoba, która to zgłosiła, oceniła naprawę.",
        en="Whoever reported it said whether it is mended.",
        uk="Людина, яка це повідомила, оцінила ремонт.",
    ),
    EventKind.RELEASED: Text(
        pl="Zgłoszenie znów czeka na kogoś z ekipy.",
        en="The task is free again for anybody of the crew.",
        uk="Звернення знову чекає на когось із бригади.",
    ),
}

CLOSING_REASON_NAMES: dict[ClosingReason, Text] = {
    ClosingReason.NO_DEFECT: Text(
        pl="Nie ma usterki", en="There is no defect", uk="Несправності немає"
    ),
    ClosingReason.NOT_ROAD: Text(
        pl="To nie nasza droga", en="No road of this office", uk="Це не дорога цієї установи"
    ),
    ClosingReason.LATER_WORKS: Text(
        pl="Naprawią to późniejsze roboty", en="Left to later works", uk="Усунуть пізніші роботи"
    ),
    ClosingReason.NO_ACCESS: Text(pl="Brak dostępu", en="No access", uk="Немає доступу"),
    ClosingReason.OTHER: Text(pl="Inny powód", en="Another reason", uk="Інша причина"),
}

# Why nothing was mended, as a sentence of its own.
NOT_FIXED_WHY: dict[ClosingReason, Text] = {
    ClosingReason.NO_DEFECT: Text(
        pl="Na miejscu nie znaleziono usterki.",
        en="No defect was found there.",
        uk="На місці несправності не знайдено.",
    ),
    ClosingReason.NOT_ROAD: Text(
        pl="To miejsce nie należy do drogi, którą utrzymuje urząd.",
        en="The place is no part of a road that the office looks after.",
        uk="Це місце не належить до дороги, яку утримує установа.",
    ),
    ClosingReason.LATER_WORKS: Text(
        pl="Usterkę usuną dopiero roboty planowane na później.",
        en="It is left to works planned for later.",
        uk="Її усунуть лише роботи, заплановані на пізніше.",
    ),
    ClosingReason.NO_ACCESS: Text(
        pl="Ekipa nie mogła dostać się w to miejsce.",
        en="The crew could not get to the place.",
        uk="Бригада не змогла дістатися до цього місця.",
    ),
    ClosingReason.OTHER: Text(
        pl="Urząd podał inny powód.",
        en="The office gave another reason.",
        uk="Установа назвала іншу причину.",
    ),
}

FORWARDED_SENTENCE = Text(
    pl="Przekazano zgłoszenie: {manager}.",
    en="The report was passed on: {manager}.",
    uk="Звернення передано: {manager}.",
)
NOT_FIXED_SENTENCE = Text(
    pl="Zamknięto bez naprawy. {why}",
    en="Closed without repair. {why}",
    uk="Закрито без ремонту. {why}",
)
# Of a report that came by phone, at the desk, by letter or from an inspection.
WRITTEN_DOWN_SENTENCE = Text(
    pl="Zgłoszenie zapisał urząd.",
    en="The office wrote the report down.",
    uk="Звернення записала установа.",
)

# --- for the caller: {number} of the report, {secret} in groups, {url} of its page ----------------

READ_OUT = Text(
    pl="Numer zgłoszenia: {number}. Kod dostępu: {secret} (wpisz go bez odstępów). "
    "Z tym kodem sprawdzisz, co się dzieje ze zgłoszeniem, i dopiszesz coś od siebie: {url}",
    en="Number of the report: {number}. Access code: {secret} (leave the spaces out). "
    "With this code you can see what becomes of the report, and add to it: {url}",
    uk="Номер звернення: {number}. Код доступу: {secret} (вводьте без пробілів). "
    "За цим кодом ви побачите, що відбувається зі зверненням, і зможете додати щось: {url}",
)

REOPENED_SENTENCE = Text(
    pl="Zgłoszenie otwarto ponownie.",
    en="The report was opened again.",
    uk="Звернення відкрито знову.",
)
# Whether it is mended, in the reporter's eyes.
JUDGED_SENTENCES: dict[bool, Text] = {
    True: Text(
        pl="Osoba, która to zgłosiła, potwierdza naprawę.",
        en="Whoever reported it says that it is mended.",
        uk="Людина, яка це повідомила, підтверджує ремонт.",
    ),
    False: Text(
        pl="Osoba, która to zgłosiła, pisze, że usterka nadal tam jest.",
        en="Whoever reported it says that it is not mended.",
        uk="Людина, яка це повідомила, пише, що несправність досі є.",
    ),
}

# --- hints about a photo, for the office ----------------------------------------------------------

CLAIM_SOURCES: dict[ClaimSource, Text] = {
    ClaimSource.FILE: Text(pl="pliku", en="its file", uk="файлу"),
    ClaimSource.SENDER: Text(pl="nadawcy", en="its sender", uk="відправника"),
}

PHOTO_HINTS: dict[PhotoHint, Text] = {
    PhotoHint.TAKEN_ELSEWHERE: Text(
        pl="Według {source} zdjęcie zrobiono {metres} m od miejsca zgłoszenia.",
        en="According to {source}, the photo was taken {metres} m away from the reported place.",
        uk="За даними {source}, фото зроблено за {metres} м від місця звернення.",
    ),
    PhotoHint.TAKEN_LONG_AGO: Text(
        pl="Według {source} zdjęcie zrobiono {day}, na długo przed wysłaniem.",
        en="According to {source}, the photo was taken on {day}, long before it was sent.",
        uk="За даними {source}, фото зроблено {day}, задовго до надсилання.",
    ),
    PhotoHint.SEEN_ELSEWHERE: Text(
        pl="Takie samo albo bardzo podobne zdjęcie ma zgłoszenie {number}.",
        en="Report {number} has the same photo or a very similar one.",
        uk="Звернення {number} має таке саме або дуже схоже фото.",
    ),
}

DUE_SENTENCES: dict[DueReason, Text] = {
    DueReason.PAUSED: Text(
        pl="Termin wstrzymano, bo teraz czekamy na kogoś innego.",
        en="The promised time stands still, because it is somebody else's turn now.",
        uk="Термін призупинено, бо тепер чекаємо на когось іншого.",
    ),
    DueReason.RESUMED: Text(
        pl="Termin znów biegnie i jest późniejszy o czas oczekiwania.",
        en="The promised time runs again, later by as long as we waited.",
        uk="Термін знову спливає; його подовжено на час очікування.",
    ),
    DueReason.REOPENED: Text(
        pl="Zgłoszenie otwarto ponownie, dlatego termin liczy się od nowa.",
        en="The report was opened again, so its time is counted anew.",
        uk="Звернення відкрито знову, тому термін відлічується заново.",
    ),
    DueReason.SERVICE: Text(
        pl="Termin zmienił się, bo to inny rodzaj usterki, niż podano.",
        en="The promised time has moved, because the defect is of another kind.",
        uk="Термін змінився, бо це несправність іншого типу.",
    ),
    DueReason.HANDLER: Text(
        pl="Termin zmienił się, bo sprawą zajmuje się inny urząd.",
        en="The promised time has moved, because another office deals with it.",
        uk="Термін змінився, бо справою займається інша установа.",
    ),
}
