"""The words of papers, and how moments are written on them."""

from backend.core.language import Text
from backend.reports.workflow import Source, Status

# Formats of Django's `date` filter: the month in words, 24 hours.
MOMENT_FORMAT = Text(pl="j E Y, H:i", en="j F Y, H:i", uk=r"j E Y \р., H:i")
DAY_FORMAT = Text(pl="j E Y", en="j F Y", uk=r"j E Y \р.")

TITLE = Text(
    pl="Potwierdzenie zgłoszenia", en="Confirmation of a report", uk="Підтвердження звернення"
)
AS_OF = Text(
    pl="Stan na {moment} (czas: {zone})",
    en="As of {moment} (time: {zone})",
    uk="Стан на {moment} (час: {zone})",
)
# The template fills in {page} and {pages}.
PAGE = Text(
    pl="Strona {page} z {pages}", en="Page {page} of {pages}", uk="Сторінка {page} з {pages}"
)

NUMBER = Text(pl="Numer", en="Number", uk="Номер")
RECEIVED = Text(pl="Przyjęto", en="Received", uk="Прийнято")
STATUS = Text(pl="Status", en="Status", uk="Статус")
DUE = Text(pl="Obiecany termin", en="Promised by", uk="Обіцяний термін")
CLOSED = Text(pl="Zamknięto", en="Closed", uk="Закрито")
DUE_PAUSED = Text(pl="wstrzymany", en="paused", uk="призупинено")
DUE_NONE = Text(pl="nie wyznaczono", en="not set", uk="не визначено")

SENT = Text(
    pl="Co zgłoszono i kiedy", en="What was reported, and when", uk="Про що повідомлено і коли"
)
SERVICE = Text(pl="Rodzaj usterki", en="Kind of defect", uk="Вид несправності")
ADDRESS = Text(pl="Adres", en="Address", uk="Адреса")
MUNICIPALITY = Text(pl="Gmina", en="Municipality", uk="Гміна")
POSITION = Text(pl="Położenie", en="Position", uk="Розташування")
POSITION_VALUE = Text(
    pl="szer. {lat}, dł. {lon}",
    en="lat. {lat}, long. {lon}",
    uk="шир. {lat}, довг. {lon}",
)
ACCURACY = Text(
    pl=", z dokładnością do {metres} m",
    en=", accurate to {metres} m",
    uk=", з точністю до {metres} м",
)
DESCRIPTION = Text(pl="Opis", en="Description", uk="Опис")
OBSERVED = Text(pl="Zauważono", en="Noticed", uk="Помічено")
SOURCE = Text(pl="Sposób zgłoszenia", en="Came by", uk="Спосіб звернення")
VISIBILITY = Text(pl="Widoczność", en="Visibility", uk="Видимість")
KIND = Text(pl="Forma", en="Form", uk="Форма")
MOTION = Text(
    pl="wniosek w rozumieniu Kodeksu postępowania administracyjnego",
    en="a motion under the Code of Administrative Procedure",
    uk="клопотання за Кодексом адміністративного провадження",
)
CONTACT = Text(pl="Dane kontaktowe", en="Contact data", uk="Контактні дані")
CONTACT_KNOWN = Text(
    pl="podane urzędowi; nie powtarzamy ich na tym dokumencie",
    en="known to the office; not repeated on this paper",
    uk="відомі установі; у цьому документі не повторюються",
)
PHOTOS = Text(pl="Zdjęcia", en="Photos", uk="Фото")
PHOTO_BEFORE = Text(
    pl="Zdjęcie {position} z {count}: usterka, przesłano {day}",
    en="Photo {position} of {count}: the defect, sent {day}",
    uk="Фото {position} з {count}: несправність, надіслано {day}",
)
PHOTO_AFTER = Text(
    pl="Zdjęcie {position} z {count}: po naprawie, przesłano {day}",
    en="Photo {position} of {count}: after the repair, sent {day}",
    uk="Фото {position} з {count}: після ремонту, надіслано {day}",
)
PHOTO_WAITING = Text(
    pl="{photo} (jeszcze przetwarzane)",
    en="{photo} (still being prepared)",
    uk="{photo} (ще обробляється)",
)
PHOTO_REFUSED = Text(
    pl="{photo} (pliku nie dało się odczytać)",
    en="{photo} (the file could not be used)",
    uk="{photo} (файл не вдалося прочитати)",
)

WHO = Text(
    pl="Kto się tym zajmuje i dlaczego", en="Who has it, and why", uk="Хто цим займається і чому"
)
HANDLER = Text(pl="Sprawę prowadzi", en="Handled by", uk="Справу веде")
MANAGER = Text(pl="Zarządca drogi", en="Road manager", uk="Управитель дороги")
ROAD = Text(pl="Droga", en="Road", uk="Дорога")
ROAD_KM = Text(pl="km {km}", en="km {km}", uk="км {km}")
CREW = Text(pl="Ekipa", en="Crew", uk="Бригада")
NO_CREW = Text(pl="jeszcze nieprzydzielona", en="none assigned yet", uk="ще не призначена")
PHONE = Text(pl="tel. {phone}", en="phone {phone}", uk="тел. {phone}")
REASONS = Text(pl="Dlaczego", en="Why", uk="Чому")

PASSED_TO = Text(pl="Przekazano do", en="Passed on to", uk="Передано до")
PASSED_AT = Text(pl="Kiedy przekazano", en="Passed on at", uk="Коли передано")
THEIR_REFERENCE = Text(pl="Znak sprawy", en="Their reference", uk="Їхній номер справи")

NEXT = Text(pl="Co będzie dalej", en="What happens next", uk="Що буде далі")
DUE_BY = Text(
    pl="Termin, w którym urząd obiecał się tym zająć, mija {moment}.",
    en="The office has promised to deal with it by {moment}.",
    uk="Установа обіцяла зайнятися цим до {moment}.",
)
DUE_PASSED = Text(
    pl="Obiecany termin minął {moment}, a sprawa nie jest jeszcze zamknięta.",
    en="The promised time passed on {moment}, and the report is still open.",
    uk="Обіцяний термін минув {moment}, а справу ще не закрито.",
)
DUE_WAITS = Text(
    pl="Obiecany termin jest wstrzymany; gdy ruszy dalej, zobaczysz nową datę w zgłoszeniu.",
    en="The promised time is paused; once it runs again, the report shows the new date.",
    uk="Обіцяний термін призупинено; коли він відновиться, нова дата буде у зверненні.",
)
VERDICT_UNTIL = Text(
    pl="Do {moment} można w zgłoszeniu napisać, czy usterka jest naprawiona.",
    en="Until {moment} the report takes your word on whether it is mended.",
    uk="До {moment} у зверненні можна написати, чи несправність усунено.",
)
REPORT_AGAIN = Text(
    pl="Czas na ocenę minął {moment}. Jeśli usterka tam jest, zgłoś ją ponownie.",
    en="The time to judge was over on {moment}. If the defect is there, report it again.",
    uk="Час на оцінку минув {moment}. Якщо несправність є, повідомте про неї ще раз.",
)
PLANNED_FOR = Text(
    pl="Naprawę zaplanowano na {day}.",
    en="The repair is planned for {day}.",
    uk="Ремонт заплановано на {day}.",
)
DANGER = Text(
    pl="Jeśli to miejsce zagraża życiu lub zdrowiu, nie czekaj: zadzwoń pod numer {phone}.",
    en="If this place endangers life or health, do not wait: call {phone}.",
    uk="Якщо це місце загрожує життю чи здоров’ю, не чекайте: телефонуйте {phone}.",
)
PRIVACY = Text(
    pl="Jak urząd przetwarza dane osobowe: {url}",
    en="How the office treats personal data: {url}",
    uk="Як установа обробляє персональні дані: {url}",
)

# --- what goes to another manager with a report ---------------------------------------------------

PACKET_TITLE = Text(
    pl="Przekazanie zgłoszenia", en="A report passed on", uk="Передавання звернення"
)
PACKET_SUBJECT = Text(
    pl="[{number}] Przekazanie zgłoszenia: {service}",
    en="[{number}] A report passed on: {service}",
    uk="[{number}] Передавання звернення: {service}",
)
HAND_OVER = Text(pl="Do kogo i dlaczego", en="To whom, and why", uk="Кому і чому")
HANDED_OVER = Text(
    pl="Mieszkaniec zgłosił usterkę na drodze, którą według naszych danych zarządza adresat. "
    "Przekazujemy ją do załatwienia i zawiadomiliśmy o tym zgłaszającego.",
    en="A resident has reported a defect on a road which, as far as we know, the addressee "
    "manages. We pass it on to be dealt with, and have told the resident so.",
    uk="Мешканець повідомив про несправність на дорозі, якою, за нашими даними, управляє адресат. "
    "Передаємо її для вирішення і повідомили про це заявника.",
)
HANDED_OVER_MOTION = Text(
    pl="Przekazujemy wniosek do załatwienia według właściwości (art. 243 Kodeksu postępowania "
    "administracyjnego) i zawiadomiliśmy o tym wnioskodawcę. Jego imię, nazwisko i adres "
    "przekażemy osobno.",
    en="We pass this motion on to the authority in charge (art. 243 of the Code of Administrative "
    "Procedure), and have told the applicant so. Their name and address follow separately.",
    uk="Передаємо клопотання за належністю (ст. 243 Кодексу адміністративного провадження) і "
    "повідомили про це заявника. Його ім’я, прізвище та адресу передамо окремо.",
)
PLEASE_ANSWER = Text(
    pl="Prosimy odpowiedzieć nam, podając numer {number}. Odpowiedź przekażemy zgłaszającemu. "
    "Jeśli to nie Państwa droga, prosimy dać nam znać.",
    en="Please answer us with the number {number}: we tell the resident. If the road is not yours, "
    "please let us know.",
    uk="Просимо відповісти нам, вказавши номер {number}: ми передамо відповідь заявнику. Якщо це "
    "не ваша дорога, просимо повідомити нас.",
)
PHOTOS_LEFT_OUT = Text(
    pl="Zdjęć, których nie dołączono, bo list byłby za duży: {count}. Są w urzędzie.",
    en="Photos left out because the letter would be too large: {count}. The office has them.",
    uk="Фото, які не додано, бо лист був би завеликий: {count}. Вони є в установі.",
)
ADDRESSEE = Text(pl="Adresat", en="Addressee", uk="Адресат")
SENDER = Text(pl="Przekazuje", en="Passed on by", uk="Передає")
NOTE = Text(pl="Uwagi", en="Note", uk="Примітка")

SOURCE_NAMES: dict[Source, Text] = {
    Source.APP: Text(pl="aplikacja", en="app", uk="застосунок"),
    Source.WEB: Text(pl="strona internetowa", en="web page", uk="вебсторінка"),
    Source.OPEN311: Text(pl="Open311", en="Open311", uk="Open311"),
    Source.PHONE: Text(pl="telefon", en="telephone", uk="телефон"),
    Source.DESK: Text(pl="w urzędzie", en="at the office", uk="в установі"),
    Source.LETTER: Text(pl="list", en="letter", uk="лист"),
    Source.INSPECTION: Text(pl="kontrola drogi", en="road inspection", uk="огляд дороги"),
}

# What comes after each status, told to the reporter.
NEXT_STEPS: dict[Status, Text] = {
    Status.RECEIVED: Text(
        pl="Urząd obejrzy zgłoszenie i wyznaczy ekipę. Każdą zmianę zobaczysz w zgłoszeniu.",
        en="The office looks at the report and chooses a crew. The report shows every change.",
        uk="Установа розгляне звернення і призначить бригаду. Кожну зміну видно у зверненні.",
    ),
    Status.ASSIGNED: Text(
        pl="Ekipa obejrzy to miejsce, zaplanuje naprawę i ją wykona. Każdą zmianę zobaczysz "
        "w zgłoszeniu.",
        en="The crew looks at the place, plans the repair and does it. The report shows every "
        "change.",
        uk="Бригада огляне місце, запланує ремонт і виконає його. Кожну зміну видно у зверненні.",
    ),
    Status.PLANNED: Text(
        pl="Ekipa naprawi usterkę w zaplanowanym czasie. Każdą zmianę zobaczysz w zgłoszeniu.",
        en="The crew mends the defect as planned. The report shows every change.",
        uk="Бригада усуне несправність у запланований час. Кожну зміну видно у зверненні.",
    ),
    Status.IN_PROGRESS: Text(
        pl="Ekipa pracuje. Gdy skończy, zamknie zgłoszenie i napisze, co zrobiła.",
        en="The crew is at work. When it is done, it closes the report and says what it did.",
        uk="Бригада працює. Коли завершить, вона закриє звернення і напише, що зроблено.",
    ),
    Status.WAITING: Text(
        pl="Urząd czeka na czyjąś odpowiedź; potem praca ruszy dalej. Zajrzyj do zgłoszenia: "
        "może to pytanie do Ciebie.",
        en="The office waits for somebody's answer; then work goes on. Look into the report: "
        "the question may be for you.",
        uk="Установа чекає на чиюсь відповідь; потім робота піде далі. Загляньте у звернення: "
        "можливо, запитання до вас.",
    ),
    Status.FIXED: Text(
        pl="Usterka jest naprawiona. Jeśli nadal ją widzisz, napisz o tym w zgłoszeniu.",
        en="The defect has been mended. If you can still see it, say so in the report.",
        uk="Несправність усунено. Якщо ви й далі її бачите, напишіть про це у зверненні.",
    ),
    Status.NOT_FIXED: Text(
        pl="Urząd zamknął zgłoszenie bez naprawy. Wyjaśnienie znajdziesz w zgłoszeniu; możesz "
        "też zadzwonić do urzędu.",
        en="The office has closed the report without a repair. Look for the explanation in the "
        "report, or call the office.",
        uk="Установа закрила звернення без ремонту. Пояснення шукайте у зверненні або "
        "зателефонуйте до установи.",
    ),
    Status.FORWARDED: Text(
        pl="Urząd przekazał zgłoszenie zarządcy tej drogi. Teraz to on odpowiada za naprawę.",
        en="The office has passed the report to the road's manager, who is now responsible for "
        "the repair.",
        uk="Установа передала звернення управителю цієї дороги. Тепер за ремонт відповідає він.",
    ),
    Status.DUPLICATE: Text(
        pl="Ktoś zgłosił tę usterkę wcześniej. Urząd zajmuje się nią w tamtym zgłoszeniu.",
        en="Somebody reported this defect before. The office deals with it in that report.",
        uk="Про цю несправність повідомили раніше. Установа займається нею в тому зверненні.",
    ),
    Status.WITHDRAWN: Text(
        pl="Zgłoszenie wycofano. Nikt już się nim nie zajmuje.",
        en="The report was withdrawn. Nobody works on it any more.",
        uk="Звернення відкликано. Ним більше ніхто не займається.",
    ),
}
