"""What people read about a report: names of its states, and the words of its news.

Nothing here names a person, a place or what somebody wrote: pushes show on locked screens.
"""

from backend.core.language import Text
from backend.jurisdictions.rules import Priority
from backend.reports.events import EventKind
from backend.reports.workflow import Status, Visibility

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
    EventKind.CLAIMED: Text(
        pl="Zgłoszenie dodano do konta albo na kolejny telefon.",
        en="The report was added to an account or to another phone.",
        uk="Звернення додано до облікового запису або на ще один телефон.",
    ),
}

# --- news: {number} of the report, {service} by its name, {planned_for} a day -------------------

NEWS_TITLES: dict[Status, Text] = {
    Status.RECEIVED: Text(
        pl="{number}: znów w kolejce",
        en="{number}: back in the queue",
        uk="{number}: знову в черзі",
    ),
    Status.ASSIGNED: Text(
        pl="{number}: zajmie się tym ekipa",
        en="{number}: given to a crew",
        uk="{number}: передано бригаді",
    ),
    Status.PLANNED: Text(
        pl="{number}: naprawa zaplanowana",
        en="{number}: repair planned",
        uk="{number}: ремонт заплановано",
    ),
    Status.IN_PROGRESS: Text(
        pl="{number}: naprawa trwa",
        en="{number}: repair under way",
        uk="{number}: ремонт триває",
    ),
    Status.WAITING: Text(
        pl="{number}: czeka na odpowiedź",
        en="{number}: waiting for an answer",
        uk="{number}: очікує на відповідь",
    ),
    Status.FIXED: Text(pl="{number}: naprawione", en="{number}: fixed", uk="{number}: виправлено"),
    Status.NOT_FIXED: Text(
        pl="{number}: zamknięte bez naprawy",
        en="{number}: closed without repair",
        uk="{number}: закрито без ремонту",
    ),
    Status.FORWARDED: Text(
        pl="{number}: przekazane innemu zarządcy",
        en="{number}: passed to another manager",
        uk="{number}: передано іншому управителю",
    ),
    Status.DUPLICATE: Text(
        pl="{number}: zgłoszone już wcześniej",
        en="{number}: reported before",
        uk="{number}: уже повідомлено раніше",
    ),
    Status.WITHDRAWN: Text(
        pl="{number}: wycofane", en="{number}: withdrawn", uk="{number}: відкликано"
    ),
}

NEWS_BODIES: dict[Status, Text] = {
    Status.RECEIVED: Text(
        pl="{service}. Zgłoszenie znów czeka, aż urząd przekaże je ekipie. Nie musisz nic robić.",
        en="{service}. The report is waiting again for the office to give it to a crew. "
        "There is nothing you need to do.",
        uk="{service}. Звернення знову чекає, доки установа передасть його бригаді. "
        "Вам нічого не потрібно робити.",
    ),
    Status.ASSIGNED: Text(
        pl="{service}. Wiadomo już, która ekipa się tym zajmie. Damy znać o każdej zmianie.",
        en="{service}. A crew has been given this work. You will hear of every change.",
        uk="{service}. Уже відомо, яка бригада цим займеться. Повідомимо про кожну зміну.",
    ),
    Status.PLANNED: Text(
        pl="{service}. Naprawa jest zaplanowana. Damy znać, gdy ekipa zacznie pracę.",
        en="{service}. The repair is planned. You will hear when the crew starts.",
        uk="{service}. Ремонт заплановано. Повідомимо, коли бригада почне роботу.",
    ),
    Status.IN_PROGRESS: Text(
        pl="{service}. Ekipa zaczęła pracę. Damy znać, gdy skończy.",
        en="{service}. The crew has started work. You will hear when it is done.",
        uk="{service}. Бригада розпочала роботу. Повідомимо, коли вона завершить.",
    ),
    Status.WAITING: Text(
        pl="{service}. Urząd czeka na czyjąś odpowiedź, zanim praca ruszy dalej. "
        "Zajrzyj do zgłoszenia: może to pytanie do Ciebie.",
        en="{service}. The office needs somebody's answer before work can go on. "
        "Look into the report: the question may be for you.",
        uk="{service}. Щоб продовжити роботу, установа чекає на чиюсь відповідь. "
        "Загляньте у звернення: можливо, запитання до вас.",
    ),
    Status.FIXED: Text(
        pl="{service}. Usterka jest naprawiona. Jeśli nadal ją widzisz, napisz o tym w zgłoszeniu.",
        en="{service}. The defect has been mended. If you can still see it, say so in the report.",
        uk="{service}. Несправність усунено. Якщо ви й далі її бачите, "
        "напишіть про це у зверненні.",
    ),
    Status.NOT_FIXED: Text(
        pl="{service}. Urząd zamknął zgłoszenie i nie naprawi tej usterki. "
        "Jeśli dodał wyjaśnienie, znajdziesz je w zgłoszeniu.",
        en="{service}. The office has closed the report and will not mend this. "
        "If it gave an explanation, you will find it in the report.",
        uk="{service}. Установа закрила звернення і не ремонтуватиме цього. "
        "Якщо вона додала пояснення, воно є у зверненні.",
    ),
    Status.FORWARDED: Text(
        pl="{service}. Tej drogi nie utrzymuje ten urząd, dlatego przekazał zgłoszenie "
        "jej zarządcy. Teraz to on odpowiada za naprawę.",
        en="{service}. This office does not look after that road, so it passed the report "
        "to the road's manager, who is now responsible for the repair.",
        uk="{service}. Ця установа не утримує тієї дороги, тому передала звернення "
        "її управителю. Тепер за ремонт відповідає він.",
    ),
    Status.DUPLICATE: Text(
        pl="{service}. Ktoś zgłosił tę usterkę już wcześniej. Zajmujemy się nią "
        "w tamtym zgłoszeniu, a to zostało zamknięte.",
        en="{service}. Somebody reported this defect before. It is being dealt with "
        "in that report, and this one is closed.",
        uk="{service}. Про цю несправність повідомили раніше. Нею займаються "
        "в тому зверненні, а це закрито.",
    ),
    Status.WITHDRAWN: Text(
        pl="{service}. Zgłoszenie wycofano, więc nikt już się nim nie zajmuje.",
        en="{service}. The report was withdrawn, so nobody is working on it any more.",
        uk="{service}. Звернення відкликано, тому ним більше ніхто не займається.",
    ),
}

PLANNED_FOR_BODY = Text(
    pl="{service}. Naprawę zaplanowano na {planned_for}.",
    en="{service}. The repair is planned for {planned_for}.",
    uk="{service}. На {planned_for} заплановано ремонт.",
)

COMMENT_TITLE = Text(
    pl="{number}: wiadomość od urzędu",
    en="{number}: a message from the office",
    uk="{number}: повідомлення від установи",
)
COMMENT_BODY = Text(
    pl="{service}. Urząd dodał komentarz. Otwórz zgłoszenie, aby go przeczytać.",
    en="{service}. The office has added a comment. Open the report to read it.",
    uk="{service}. Установа додала коментар. Відкрийте звернення, щоб прочитати його.",
)
