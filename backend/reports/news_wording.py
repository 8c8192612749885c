"""The words of news: titles and bodies of pushes and of the inbox.

Nothing here names a person, a place or what somebody wrote: pushes show on locked screens.
{number} of the report, {service} by its name, {planned_for} a day, {manager} of another road.
"""

from datetime import date

from backend.core.language import Text
from backend.core.plurals import Counted
from backend.reports.news_models import NOT_FIXED, Occasion
from backend.reports.workflow import Status

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
        pl="{service}. Tej drogi nie utrzymuje ten urząd, więc przekazał zgłoszenie dalej. "
        "Teraz zajmuje się tym {manager}; jak się tam zgłosić, zobaczysz w zgłoszeniu.",
        en="{service}. This office does not look after that road, so it passed the report on. "
        "Now it is with {manager}; the report says how to reach them.",
        uk="{service}. Ця установа не утримує тієї дороги, тому передала звернення далі. "
        "Тепер ним займається {manager}; як туди звернутися, видно у зверненні.",
    ),
    Status.DUPLICATE: Text(
        pl="{service}. Ktoś zgłosił tę usterkę już wcześniej, więc połączyliśmy oba "
        "zgłoszenia. Dowiesz się, jak to się skończy.",
        en="{service}. Somebody reported this defect before, so the two reports were joined. "
        "You will hear how it ends.",
        uk="{service}. Про цю несправність повідомили раніше, тому обидва звернення "
        "об’єднано. Ви дізнаєтеся, чим усе закінчиться.",
    ),
    Status.WITHDRAWN: Text(
        pl="{service}. Zgłoszenie wycofano, więc nikt już się nim nie zajmuje.",
        en="{service}. The report was withdrawn, so nobody is working on it any more.",
        uk="{service}. Звернення відкликано, тому ним більше ніхто не займається.",
    ),
}

# In the place of a manager's name: of one that is not known, and of a private person.
SOME_MANAGER = Text(
    pl="zarządca tej drogi", en="the manager of that road", uk="управитель тієї дороги"
)
SOME_OWNER = Text(
    pl="właściciel tej drogi wewnętrznej",
    en="the owner of that internal road",
    uk="власник тієї внутрішньої дороги",
)

# {why} by its reason, {days} to say that it is there all the same.
NOT_FIXED_BODY = Text(
    pl="{service}. {why} Wyjaśnienie jest w zgłoszeniu. Jeśli usterka nadal tam jest, "
    "masz {days}, aby to napisać.",
    en="{service}. {why} The report explains it. If the defect is there all the same, "
    "you have {days} to say so.",
    uk="{service}. {why} Пояснення є у зверненні. Якщо несправність досі є, "
    "ви маєте {days}, щоб про це написати.",
)
REOPENED_TITLE = Text(
    pl="{number}: otwarte ponownie", en="{number}: open again", uk="{number}: відкрито знову"
)
REOPENED_BODY = Text(
    pl="{service}. Zgłoszenie otwarto ponownie i urząd znów się nim zajmuje.",
    en="{service}. The report is open again, and the office deals with it once more.",
    uk="{service}. Звернення відкрито знову, і установа знову ним займається.",
)

# For the crew that closed it, or the office.
NOT_MENDED_TITLE = Text(
    pl="{number}: zgłaszający mówi, że nie naprawiono",
    en="{number}: not mended, says the reporter",
    uk="{number}: заявник каже, що не відремонтовано",
)
NOT_MENDED_BODY = Text(
    pl="{service}. Zgłaszający widzi usterkę nadal. W zgłoszeniu może być więcej.",
    en="{service}. The reporter still sees the defect. Look into the report for what was said.",
    uk="{service}. Заявник досі бачить несправність. У зверненні може бути пояснення.",
)

PLANNED_FOR_BODY = Text(
    pl="{service}. Naprawę zaplanowano na {planned_for}.",
    en="{service}. The repair is planned for {planned_for}.",
    uk="{service}. На {planned_for} заплановано ремонт.",
)

# By how many steps it is late (rules.OVERDUE_STEPS); for the office's dispatchers.
OVERDUE_TITLES = (
    Text(
        pl="{number}: minął termin",
        en="{number}: the time is over",
        uk="{number}: термін минув",
    ),
    Text(
        pl="{number}: dzień po terminie",
        en="{number}: a day late",
        uk="{number}: день після терміну",
    ),
    Text(
        pl="{number}: tydzień po terminie",
        en="{number}: a week late",
        uk="{number}: тиждень після терміну",
    ),
)
OVERDUE_BODY = Text(
    pl="{service}. Zgłoszenie nadal jest otwarte, a obiecany czas minął.",
    en="{service}. The report is still open, and the promised time is over.",
    uk="{service}. Звернення досі відкрите, а обіцяний час минув.",
)

ANSWER_TITLE = Text(
    pl="{number}: odpowiedź zarządcy drogi",
    en="{number}: the road's manager has answered",
    uk="{number}: відповідь управителя дороги",
)
ANSWER_BODY = Text(
    pl="{service}. Zarządca, któremu urząd przekazał zgłoszenie, odpowiedział. "
    "Odpowiedź jest w zgłoszeniu.",
    en="{service}. The manager to whom the office passed the report has answered. "
    "The answer is in the report.",
    uk="{service}. Управитель, якому установа передала звернення, відповів. "
    "Відповідь є у зверненні.",
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

UNMERGED_TITLE = Text(
    pl="{number}: znów osobne zgłoszenie",
    en="{number}: a report by itself again",
    uk="{number}: знову окреме звернення",
)
UNMERGED_BODY = Text(
    pl="{service}. To jednak inna usterka niż ta, z którą połączyliśmy zgłoszenie. "
    "Zajmujemy się nią osobno.",
    en="{service}. This is another defect than the one that the report was joined to. "
    "It is dealt with by itself.",
    uk="{service}. Це все ж інша несправність, ніж та, з якою об’єднали звернення. "
    "Нею займаються окремо.",
)
# At the end of news for those whose report was joined to another, when everybody may read that.
JOINED_TO = Text(
    pl="Zobacz zgłoszenie {survivor}.",
    en="See report {survivor}.",
    uk="Дивіться звернення {survivor}.",
)
JOINED_TO_CLOSED = Text(
    pl="Zgłoszenie {survivor}: {status}.",
    en="Report {survivor}: {status}.",
    uk="Звернення {survivor}: {status}.",
)

# Title and body of a resident's comment; for the crew or the office.
REPLY_WORDS = (
    Text(
        pl="{number}: wiadomość od zgłaszającego",
        en="{number}: a message from the reporter",
        uk="{number}: повідомлення від заявника",
    ),
    Text(
        pl="{service}. Osoba, która to zgłosiła, dodała komentarz. Otwórz zgłoszenie, "
        "aby go przeczytać.",
        en="{service}. Whoever reported this has added a comment. Open the report to read it.",
        uk="{service}. Особа, яка про це повідомила, додала коментар. Відкрийте звернення, "
        "щоб прочитати його.",
    ),
)

# For the members of a crew.
CREW_NEW = (
    Text(
        pl="{number}: nowe zadanie ekipy",
        en="{number}: new work for your crew",
        uk="{number}: нове завдання бригади",
    ),
    Text(
        pl="{service}. To zadanie należy teraz do Twojej ekipy.",
        en="{service}. This work is your crew's now.",
        uk="{service}. Це завдання тепер належить вашій бригаді.",
    ),
)
CREW_AWAY = (
    Text(
        pl="{number}: już nie dla ekipy",
        en="{number}: no longer your crew's",
        uk="{number}: уже не для бригади",
    ),
    Text(
        pl="{service}. Twoja ekipa nie musi się już tym zajmować.",
        en="{service}. Your crew need not deal with this any more.",
        uk="{service}. Вашій бригаді більше не треба цим займатися.",
    ),
)
CREW_BACK = (
    Text(
        pl="{number}: zadanie wraca do ekipy",
        en="{number}: work comes back to your crew",
        uk="{number}: завдання повертається",
    ),
    Text(
        pl="{service}. Zgłoszenie otwarto ponownie; znów zajmuje się nim Twoja ekipa.",
        en="{service}. The report is open again, and it is your crew's work once more.",
        uk="{service}. Звернення відкрито знову; ним знову займається ваша бригада.",
    ),
)
CREW_DANGER = (
    Text(
        pl="{number}: PILNE, zagrożenie",
        en="{number}: URGENT, danger",
        uk="{number}: ТЕРМІНОВО, небезпека",
    ),
    Text(
        pl="{service}. To zadanie Twojej ekipy i zagraża ludziom. Otwórz je od razu.",
        en="{service}. This is your crew's work, and a danger to people. Open it at once.",
        uk="{service}. Це завдання вашої бригади, і воно загрожує людям. Відкрийте його одразу.",
    ),
)
CREW_CLOSED = (
    Text(
        pl="{number}: urząd zamknął zgłoszenie",
        en="{number}: closed by the office",
        uk="{number}: установа закрила звернення",
    ),
    Text(
        pl="{service}. Było zadaniem Twojej ekipy; nie ma tam już nic do zrobienia.",
        en="{service}. It was your crew's work; there is nothing left to do.",
        uk="{service}. Це було завдання вашої бригади; там більше нічого робити.",
    ),
)

# For those who follow a place.
NEARBY_NEW = (
    Text(pl="{number}: w okolicy", en="{number}: nearby", uk="{number}: поблизу"),
    Text(
        pl="{service}. Ktoś to zgłosił w miejscu, które obserwujesz.",
        en="{service}. Somebody reported this at a place that you follow.",
        uk="{service}. Про це повідомили в місці, за яким ви стежите.",
    ),
)
NEARBY_PLANNED = (
    Text(
        pl="{number}: naprawa w okolicy",
        en="{number}: repair nearby",
        uk="{number}: ремонт поблизу",
    ),
    Text(
        pl="{service}. W miejscu, które obserwujesz, zaplanowano naprawę.",
        en="{service}. A repair is planned at a place that you follow.",
        uk="{service}. У місці, за яким ви стежите, заплановано ремонт.",
    ),
)
NEARBY_CLOSED = (
    Text(
        pl="{number}: koniec sprawy w okolicy",
        en="{number}: closed nearby",
        uk="{number}: закрито поблизу",
    ),
    Text(
        pl="{service}. Zgłoszenie w miejscu, które obserwujesz, jest zamknięte.",
        en="{service}. A report at a place that you follow is closed.",
        uk="{service}. Звернення в місці, за яким ви стежите, закрито.",
    ),
)

# Of changes that were merged into the news that came last.
MORE_CHANGES = Counted(
    pl={
        "one": "Wcześniej była jeszcze {count} zmiana.",
        "few": "Wcześniej były jeszcze {count} zmiany.",
        "many": "Wcześniej było jeszcze {count} zmian.",
    },
    en={
        "one": "Before that came {count} more change.",
        "other": "Before that came {count} more changes.",
    },
    uk={
        "one": "Перед цим була ще {count} зміна.",
        "few": "Перед цим були ще {count} зміни.",
        "many": "Перед цим було ще {count} змін.",
    },
)
DAYS = Counted(
    pl={"one": "{count} dzień", "few": "{count} dni", "many": "{count} dni"},
    en={"one": "{count} day", "other": "{count} days"},
    uk={"one": "{count} день", "few": "{count} дні", "many": "{count} днів"},
)

# What is said where no office has words of its own.
SHIPPED: dict[str, tuple[Text, Text]] = {
    **{status.value: (NEWS_TITLES[status], NEWS_BODIES[status]) for status in Status},
    **{each.value: (NEWS_TITLES[Status.NOT_FIXED], NOT_FIXED_BODY) for each in NOT_FIXED[1:]},
    Occasion.PLANNED_FOR: (NEWS_TITLES[Status.PLANNED], PLANNED_FOR_BODY),
    Occasion.REOPENED: (REOPENED_TITLE, REOPENED_BODY),
    Occasion.UNMERGED: (UNMERGED_TITLE, UNMERGED_BODY),
    Occasion.COMMENT: (COMMENT_TITLE, COMMENT_BODY),
    Occasion.REPLY: REPLY_WORDS,
    Occasion.ANSWER: (ANSWER_TITLE, ANSWER_BODY),
    Occasion.NOT_MENDED: (NOT_MENDED_TITLE, NOT_MENDED_BODY),
    Occasion.OVERDUE: (OVERDUE_TITLES[0], OVERDUE_BODY),
    Occasion.OVERDUE_DAY: (OVERDUE_TITLES[1], OVERDUE_BODY),
    Occasion.OVERDUE_WEEK: (OVERDUE_TITLES[2], OVERDUE_BODY),
    Occasion.CREW_NEW: CREW_NEW,
    Occasion.CREW_AWAY: CREW_AWAY,
    Occasion.CREW_BACK: CREW_BACK,
    Occasion.CREW_DANGER: CREW_DANGER,
    Occasion.CREW_CLOSED: CREW_CLOSED,
    Occasion.NEARBY_NEW: NEARBY_NEW,
    Occasion.NEARBY_PLANNED: NEARBY_PLANNED,
    Occasion.NEARBY_CLOSED: NEARBY_CLOSED,
}
OVERDUE = (Occasion.OVERDUE, Occasion.OVERDUE_DAY, Occasion.OVERDUE_WEEK)

# Of a report that is made up, for looking at words before they are read.
EXAMPLE_NUMBER, EXAMPLE_DAY = "LES/123/2026", date(2026, 7, 14)
EXAMPLE_SERVICE = Text(pl="Dziura w jezdni", en="Pothole", uk="Яма на дорозі")
EXAMPLE_OFFICE = "Urząd Gminy"
