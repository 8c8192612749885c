"""The accessibility statement and the privacy notice, as far as the software can say them.

The statement has the parts and ids of the ministry's "Warunki techniczne publikacji oraz struktura
dokumentu elektronicznego deklaracji dostępności" (art. 12(7) of the Act of 4 April 2019 on digital
accessibility, Dz.U. 2023 poz. 1440); the notice has the points of GDPR, art. 13(1) and (2).
"""

from backend.core.language import Text
from backend.jurisdictions.models import Assessment, Conformity

STATEMENT = Text(
    pl="Deklaracja dostępności", en="Accessibility statement", uk="Декларація доступності"
)
NOTICE = Text(pl="Informacja o prywatności", en="Privacy notice", uk="Повідомлення про приватність")
CHOOSE = Text(pl="Którego urzędu?", en="Of which office?", uk="Якої установи?")
NOT_GIVEN = Text(
    pl="Urząd jeszcze tego nie podał.",
    en="The office has not given this yet.",
    uk="Установа цього ще не вказала.",
)

# --- the accessibility statement -----------------------------------------------------------------

PROMISE = Text(
    pl="{office} zobowiązuje się zapewnić dostępność tej strony internetowej zgodnie z przepisami "
    "ustawy z 4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i aplikacji mobilnych "
    "podmiotów publicznych. Ta deklaracja dotyczy strony zgłaszania usterek na drogach.",
    en="{office} undertakes to make this website accessible as the Act of 4 April 2019 on the "
    "digital accessibility of websites and mobile applications of public bodies demands. This "
    "statement is about the website for reporting road defects.",
    uk="{office} зобов’язується забезпечити доступність цього вебсайту згідно із законом від "
    "4 квітня 2019 р. про цифрову доступність вебсайтів і мобільних застосунків публічних "
    "установ. Ця декларація стосується сайту для повідомлень про несправності доріг.",
)
OFFICE = Text(pl="Podmiot publiczny", en="Public body", uk="Публічна установа")
ADDRESS_OF_SITE = Text(pl="Adres strony", en="Address of the site", uk="Адреса сайту")
PUBLISHED = Text(pl="Data publikacji strony", en="Site published on", uk="Дата публікації сайту")
CHANGED = Text(
    pl="Data ostatniej istotnej aktualizacji",
    en="Last substantial change",
    uk="Дата останнього суттєвого оновлення",
)
STATUS = Text(
    pl="Stan dostępności cyfrowej", en="State of digital accessibility", uk="Стан доступності"
)
CONFORMITIES = {
    Conformity.FULL: Text(
        pl="Strona jest zgodna z ustawą o dostępności cyfrowej.",
        en="The site is compliant with the Act on digital accessibility.",
        uk="Сайт відповідає закону про цифрову доступність.",
    ),
    Conformity.PARTIAL: Text(
        pl="Strona jest częściowo zgodna z ustawą o dostępności cyfrowej z powodu niezgodności lub "
        "wyłączeń wymienionych poniżej.",
        en="The site is partially compliant with the Act on digital accessibility, because of the "
        "non-compliances or exemptions below.",
        uk="Сайт частково відповідає закону про цифрову доступність через невідповідності або "
        "винятки, названі нижче.",
    ),
    Conformity.NONE: Text(
        pl="Strona jest niezgodna z ustawą o dostępności cyfrowej z powodu niezgodności lub "
        "wyłączeń wymienionych poniżej.",
        en="The site is not compliant with the Act on digital accessibility, because of the "
        "non-compliances or exemptions below.",
        uk="Сайт не відповідає закону про цифрову доступність через невідповідності або винятки, "
        "названі нижче.",
    ),
}
BARRIERS = Text(pl="Treści niedostępne", en="What is not accessible", uk="Недоступний вміст")
MAPS = Text(
    pl="Mapy są tu dodatkiem: wszystko, co na nich widać, jest także na liście i w tekście, a "
    "miejsce zgłoszenia można podać adresem.",
    en="Maps are an addition here: all that they show is in a list and in words too, and the place "
    "of a report can be given as an address.",
    uk="Карти тут є доповненням: усе, що на них видно, є також у списку й тексті, а місце можна "
    "вказати адресою.",
)
MADE = Text(
    pl="Sporządzenie deklaracji", en="How this statement was made", uk="Складання декларації"
)
MADE_ON = Text(pl="Deklarację sporządzono", en="Statement made on", uk="Декларацію складено")
REVIEWED_ON = Text(pl="Ostatni przegląd", en="Last reviewed on", uk="Останній перегляд")
ASSESSED_BY = Text(pl="Na podstawie", en="On the basis of", uk="На підставі")
ASSESSMENTS = {
    Assessment.OWN: Text(
        pl="samooceny przeprowadzonej przez podmiot publiczny",
        en="a self-assessment by the public body",
        uk="самооцінювання, яке провела публічна установа",
    ),
    Assessment.EXTERNAL: Text(
        pl="badania przeprowadzonego przez podmiot zewnętrzny",
        en="an assessment by somebody else",
        uk="оцінювання, яке провела зовнішня організація",
    ),
}
KEYBOARD = Text(pl="Skróty klawiaturowe", en="Keyboard shortcuts", uk="Клавіатурні скорочення")
SHORTCUTS = Text(
    pl="Na stronach dla mieszkańców działają zwykłe skróty przeglądarki.",
    en="On the pages for residents the browser’s usual shortcuts work.",
    uk="На сторінках для мешканців діють звичайні скорочення браузера.",
)
CONTACT = Text(
    pl="Informacje zwrotne i dane kontaktowe", en="Feedback and contact", uk="Зворотний зв’язок"
)
RESPONSIBLE = Text(pl="Odpowiada", en="Responsible", uk="Відповідає")
EMAIL = Text(pl="E-mail", en="E-mail", uk="Ел. пошта")
PHONE = Text(pl="Telefon", en="Telephone", uk="Телефон")
ADDRESS = Text(pl="Adres", en="Address", uk="Адреса")
PROCEDURE = Text(
    pl="Wnioski i skargi w sprawie dostępności",
    en="Demands and complaints about accessibility",
    uk="Вимоги й скарги щодо доступності",
)
PROCEDURE_PARTS = (
    Text(
        pl="Każdy ma prawo zażądać zapewnienia dostępności cyfrowej tej strony lub jej elementu, "
        "albo podania niedostępnej informacji w inny sposób. Podaj swoje dane i sposób kontaktu, "
        "wskaż stronę i opisz problem, a jeśli prosisz o inny sposób – także jaki będzie dla "
        "Ciebie wygodny.",
        en="Everybody may demand that this site or a part of it be made digitally accessible, or "
        "that information which is not be given in another way. Say who you are and how to reach "
        "you, which page it is and what the problem is, and which other way would suit you.",
        uk="Кожен має право вимагати цифрової доступності цього сайту або його частини чи надання "
        "недоступної інформації в інший спосіб. Вкажіть себе й спосіб зв’язку, сторінку та "
        "проблему, а також зручний для вас інший спосіб.",
    ),
    Text(
        pl="Urząd powinien zrealizować żądanie niezwłocznie, nie później niż w ciągu 7 dni. Jeżeli "
        "to niemożliwe, informuje, kiedy to zrobi; nie później niż 2 miesiące od żądania. Może też "
        "zaproponować inny sposób dostępu.",
        en="The office should meet the demand without delay and within 7 days. If that is not "
        "possible, it says when it will; within 2 months of the demand at the latest. It may also "
        "propose another way of access.",
        uk="Установа має виконати вимогу негайно, не пізніше ніж за 7 днів. Якщо це неможливо, "
        "вона повідомляє, коли це зробить; не пізніше ніж за 2 місяці від вимоги. Вона може також "
        "запропонувати інший спосіб доступу.",
    ),
    Text(
        pl="Jeżeli urząd odmówi, możesz złożyć skargę w urzędzie, a potem wniosek do Rzecznika "
        "Praw Obywatelskich.",
        en="If the office refuses, you may complain to the office, and after that turn to the "
        "Commissioner for Human Rights.",
        uk="Якщо установа відмовить, можна подати скаргу до неї, а потім звернутися до "
        "Уповноваженого з прав людини Польщі.",
    ),
)
OMBUDSMAN = Text(
    pl="Rzecznik Praw Obywatelskich: bip.brpo.gov.pl",
    en="Commissioner for Human Rights: bip.brpo.gov.pl",
    uk="Уповноважений з прав людини: bip.brpo.gov.pl",
)
OMBUDSMAN_URL = "https://bip.brpo.gov.pl/"
APPS = Text(pl="Aplikacje mobilne", en="Mobile applications", uk="Мобільні застосунки")
APPS_HAVE_THEIRS = Text(
    pl="Aplikacja na telefon ma własną deklarację: w aplikacji i w jej opisie w sklepie.",
    en="The app for phones has a statement of its own: in the app and in its description in the "
    "store.",
    uk="Застосунок для телефонів має власну декларацію: у застосунку й у його описі в магазині.",
)
BUILDING = Text(
    pl="Dostępność architektoniczna", en="Access to the building", uk="Доступність будівлі"
)

# --- the privacy notice --------------------------------------------------------------------------

CONTROLLER = Text(
    pl="Kto decyduje o Twoich danych",
    en="Who decides about your data",
    uk="Хто вирішує щодо ваших даних",
)
CONTROLLER_IS = Text(
    pl="Administratorem danych jest {office}.",
    en="The controller of the data is {office}.",
    uk="Розпорядник даних — {office}.",
)
INSPECTOR = Text(
    pl="Inspektor ochrony danych", en="Data protection officer", uk="Інспектор із захисту даних"
)
INSPECTOR_HELPS = Text(
    pl="Możesz do niego pisać we wszystkich sprawach swoich danych i praw.",
    en="You may write to them about everything that concerns your data and rights.",
    uk="Йому можна писати з усіх питань щодо ваших даних і прав.",
)
NAME = Text(pl="Imię i nazwisko", en="Name", uk="Ім’я та прізвище")
PURPOSE = Text(
    pl="Po co i na jakiej podstawie",
    en="What for, and on what basis",
    uk="Навіщо й на якій підставі",
)
PURPOSE_PARTS = (
    Text(
        pl="Dane służą do przyjęcia i załatwienia zgłoszenia usterki, do powiadamiania, co się z "
        "nim dzieje, i do ochrony przed nadużyciami.",
        en="The data serve to take in and settle the report of a defect, to tell what becomes of "
        "it, and to keep off abuse.",
        uk="Дані потрібні, щоб прийняти й розглянути звернення, повідомляти про його перебіг і "
        "захищатися від зловживань.",
    ),
    Text(
        pl="Podstawą jest art. 6 ust. 1 lit. e RODO: zadanie realizowane w interesie publicznym, "
        "to jest utrzymanie dróg (art. 20 ustawy z 21 marca 1985 r. o drogach publicznych), a dla "
        "wniosków dział VIII Kodeksu postępowania administracyjnego.",
        en="The basis is art. 6(1)(e) of the GDPR: a task in the public interest, which is the "
        "maintenance of roads (art. 20 of the Public Roads Act of 21 March 1985), and for formal "
        "motions part VIII of the Code of Administrative Procedure.",
        uk="Підстава — ст. 6(1)(e) GDPR: завдання в суспільних інтересах, тобто утримання доріг "
        "(ст. 20 закону від 21 березня 1985 р. про публічні дороги), а для офіційних заяв — "
        "розділ VIII Кодексу адміністративного провадження.",
    ),
)
DATA = Text(pl="Jakie dane", en="Which data", uk="Які дані")
DATA_PARTS = (
    Text(
        pl="Treść i miejsce zgłoszenia oraz zdjęcia; imię, e-mail i telefon, jeśli je podasz; "
        "konto, jeśli je masz; numer aplikacji i adres powiadomień, jeśli jej używasz; adres IP, "
        "by ograniczać nadużycia.",
        en="What the report says, its place and photos; name, e-mail and telephone if you give "
        "them; your account if you have one; the app’s id and address for notifications if you "
        "use it; the IP address, to limit abuse.",
        uk="Зміст і місце звернення та фото; ім’я, ел. пошта й телефон, якщо ви їх вкажете; "
        "обліковий запис, якщо він є; номер застосунку й адреса сповіщень, якщо ви ним "
        "користуєтеся; IP-адреса, щоб обмежувати зловживання.",
    ),
    Text(
        pl="Danych kontaktowych nie publikujemy. Na zdjęciach prosimy nie pokazywać twarzy ani "
        "tablic rejestracyjnych.",
        en="Contact data are not published. Please show no faces and no number plates in photos.",
        uk="Контактні дані не публікуються. Просимо не показувати на фото облич і номерних знаків.",
    ),
)
RECIPIENTS = Text(pl="Kto je dostaje", en="Who receives them", uk="Хто їх отримує")
RECIPIENTS_PARTS = (
    Text(
        pl="Pracownicy urzędu i jego ekipy; zarządca drogi, gdy zgłoszenie mu przekazujemy; firmy, "
        "które prowadzą ten system na zlecenie urzędu.",
        en="Staff of the office and its crews; the road’s manager, when a report is passed on; "
        "companies that run this system for the office.",
        uk="Працівники установи та її бригади; управитель дороги, коли йому передають звернення; "
        "фірми, які ведуть цю систему на замовлення установи.",
    ),
    Text(
        pl="Powiadomienia na telefon idą przez usługę Google (Firebase Cloud Messaging), która "
        "może działać poza Europejskim Obszarem Gospodarczym. Można je wyłączyć w aplikacji.",
        en="Notifications to phones go through a service of Google (Firebase Cloud Messaging), "
        "which may work outside the European Economic Area. They can be turned off in the app.",
        uk="Сповіщення на телефон надсилає служба Google (Firebase Cloud Messaging), яка може "
        "працювати поза Європейською економічною зоною. Від них можна відмовитися в застосунку.",
    ),
)
HOW_LONG = Text(pl="Jak długo", en="For how long", uk="Як довго")
ORIGINALS = Text(
    pl="Zdjęcia w postaci, w jakiej przyszły, usuwamy po {days} dniach; zostają ich pomniejszone "
    "kopie bez ukrytych danych.",
    en="Photos as they came are removed after {days} days; smaller copies without the hidden "
    "data stay.",
    uk="Фото в тому вигляді, у якому надійшли, видаляємо через {days} днів; лишаються зменшені "
    "копії без прихованих даних.",
)
RIGHTS = Text(pl="Twoje prawa", en="Your rights", uk="Ваші права")
RIGHTS_PARTS = (
    Text(
        pl="Masz prawo dostępu do swoich danych, ich sprostowania, ograniczenia przetwarzania, "
        "sprzeciwu, a w przypadkach z art. 17 RODO także usunięcia. Napisz w tej sprawie do "
        "inspektora albo do urzędu.",
        en="You have the right to see your data, to have them corrected or their use restricted, "
        "to object, and in the cases of art. 17 of the GDPR to have them erased. Write to the data "
        "protection officer or to the office.",
        uk="Ви маєте право на доступ до своїх даних, їх виправлення, обмеження обробки, "
        "заперечення, у випадках зі ст. 17 GDPR — на видалення. Пишіть інспекторові або установі.",
    ),
    Text(
        pl="Możesz też wnieść skargę do Prezesa Urzędu Ochrony Danych Osobowych.",
        en="You may also complain to the President of the Personal Data Protection Office.",
        uk="Можна також подати скаргу Голові Управління захисту персональних даних Польщі.",
    ),
)
SUPERVISOR = Text(
    pl="Urząd Ochrony Danych Osobowych: uodo.gov.pl",
    en="Personal Data Protection Office: uodo.gov.pl",
    uk="Управління захисту персональних даних: uodo.gov.pl",
)
SUPERVISOR_URL = "https://uodo.gov.pl/"
MUST_I = Text(pl="Czy trzeba je podać", en="Must you give them", uk="Чи треба їх подавати")
MUST_I_PART = Text(
    pl="Nie. Usterkę można zgłosić bez nazwiska i adresu; bez kontaktu urząd nie odpisze, ale "
    "zgłoszenie można śledzić po numerze. Nazwiska i adresu wymaga tylko formalny wniosek.",
    en="No. A defect can be reported without name and address; without contact data the office "
    "cannot write back, but the report can be followed by its number. Only a formal motion needs a "
    "name and an address.",
    uk="Ні. Про несправність можна повідомити без прізвища й адреси; без контакту установа не "
    "відпише, але за зверненням можна стежити за номером. Прізвище й адреса потрібні лише для "
    "офіційної заяви.",
)
AUTOMATIC = Text(pl="Decyzje automatyczne", en="Automatic decisions", uk="Автоматичні рішення")
AUTOMATIC_PART = Text(
    pl="Program sam proponuje ekipę według miejsca usterki. O ludziach sam nie decyduje i nie "
    "tworzy ich profili.",
    en="The program proposes a crew by the place of the defect. It decides nothing about people by "
    "itself, and makes no profiles of them.",
    uk="Програма сама пропонує бригаду за місцем несправності. Про людей вона сама не вирішує й "
    "не створює їхніх профілів.",
)
COOKIES = Text(pl="Pliki cookie", en="Cookies", uk="Файли cookie")
COOKIES_PART = Text(
    pl="Zapamiętujemy tylko to, bez czego strona nie działa: język, wybrany urząd i logowanie.",
    en="Only what the site needs is remembered: the language, the chosen office and the login.",
    uk="Запам’ятовуємо лише потрібне для роботи сайту: мову, обрану установу та вхід.",
)
DATED = Text(pl="Stan na dzień", en="As of", uk="Станом на")
