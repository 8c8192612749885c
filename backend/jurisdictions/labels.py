"""What the administration calls an office's services, road managers and agreements."""

from backend.core import labels
from backend.core.labels import Labels
from backend.core.language import Text
from backend.jurisdictions.definitions import CHOICES_HELP, CONDITION_HELP, WITHDRAW_HELP
from backend.jurisdictions.models import (
    Assessment,
    Conformity,
    Jurisdiction,
    LegalFacts,
    ManagementAgreement,
    ManagerPolicy,
    RoadManager,
    Service,
    ServiceOffer,
    ServiceQuestion,
)
from backend.jurisdictions.rules import (
    ManagerKind,
    Priority,
    Publication,
    QuestionKind,
    TakingPolicy,
)

APP = Text(pl="Urząd i usługi", en="Office and services", uk="Установа й послуги")
PUBLICATIONS: labels.Choices = {
    Publication.AT_ONCE: Text(pl="od razu", en="at once", uk="одразу"),
    Publication.AFTER_APPROVAL: Text(
        pl="po zatwierdzeniu", en="after approval", uk="після схвалення"
    ),
    Publication.NEVER: Text(pl="nigdy", en="never", uk="ніколи"),
}
PRIORITIES: labels.Choices = {
    Priority.LOW: Text(pl="niska", en="low", uk="низька"),
    Priority.NORMAL: Text(pl="zwykła", en="normal", uk="звичайна"),
    Priority.HIGH: Text(pl="wysoka", en="high", uk="висока"),
    Priority.DANGER: Text(pl="zagrożenie", en="danger", uk="небезпека"),
}
MANAGER_KINDS: labels.Choices = {
    ManagerKind.GDDKIA: Text(
        pl="GDDKiA (drogi krajowe)", en="GDDKiA (national roads)", uk="GDDKiA (державні дороги)"
    ),
    ManagerKind.VOIVODESHIP: Text(
        pl="zarząd województwa", en="voivodeship's board", uk="правління воєводства"
    ),
    ManagerKind.COUNTY: Text(pl="zarząd powiatu", en="county's board", uk="правління повіту"),
    ManagerKind.MUNICIPALITY: Text(
        pl="wójt albo burmistrz", en="mayor of the gmina", uk="війт або бургомістр"
    ),
    ManagerKind.CITY: Text(
        pl="prezydent miasta na prawach powiatu",
        en="president of a city with county rights",
        uk="президент міста з правами повіту",
    ),
    ManagerKind.OWNER: Text(
        pl="właściciel drogi wewnętrznej",
        en="owner of an internal road",
        uk="власник внутрішньої дороги",
    ),
    ManagerKind.OTHER: Text(
        pl="koncesjonariusz albo spółka",
        en="concessionaire or company",
        uk="концесіонер або компанія",
    ),
}
QUESTION_KINDS: labels.Choices = {
    QuestionKind.STRING: Text(pl="jedna linia tekstu", en="one line of text", uk="один рядок"),
    QuestionKind.NUMBER: Text(pl="liczba", en="a number", uk="число"),
    QuestionKind.DATETIME: Text(pl="data i godzina", en="a date and time", uk="дата й час"),
    QuestionKind.TEXT: Text(pl="dłuższy tekst", en="a longer text", uk="довший текст"),
    QuestionKind.SINGLE: Text(
        pl="jedna odpowiedź z listy", en="one of the choices", uk="одна відповідь зі списку"
    ),
    QuestionKind.MULTIPLE: Text(
        pl="dowolne odpowiedzi z listy", en="any of the choices", uk="будь-які відповіді зі списку"
    ),
}
TAKING: labels.Choices = {
    TakingPolicy.TAKE: Text(
        pl="przyjmujemy i przekazujemy", en="taken and passed on", uk="приймаємо й передаємо"
    ),
    TakingPolicy.DIRECT: Text(
        pl="tylko mówimy, gdzie zgłosić",
        en="only told where to report",
        uk="лише кажемо, куди повідомити",
    ),
}
WORKING_HOURS = Text(pl="godziny pracy", en="working hours", uk="години роботи")
WORKING_HOURS_HELP = Text(
    pl="Od poniedziałku do niedzieli, na przykład 7:30-15:30; w dniu wolnym nic. Święta państwowe "
    "są znane.",
    en="Monday to Sunday, such as 7:30-15:30; nothing on a free day. Public holidays are known.",
    uk="Від понеділка до неділі, наприклад 7:30-15:30; у вихідний нічого. Державні свята відомі.",
)
CONFORMITIES: labels.Choices = {
    Conformity.FULL: Text(pl="zgodna", en="compliant", uk="відповідає"),
    Conformity.PARTIAL: Text(
        pl="częściowo zgodna", en="partially compliant", uk="частково відповідає"
    ),
    Conformity.NONE: Text(pl="niezgodna", en="not compliant", uk="не відповідає"),
}
ASSESSMENTS: labels.Choices = {
    Assessment.OWN: Text(pl="samooceny", en="self-assessment", uk="самооцінювання"),
    Assessment.EXTERNAL: Text(
        pl="badania zewnętrznego", en="external assessment", uk="зовнішнього оцінювання"
    ),
}
NOTICE = Text(pl="Informacja o prywatności", en="Privacy notice", uk="Повідомлення про приватність")
STATEMENT = Text(
    pl="Deklaracja dostępności", en="Accessibility statement", uk="Декларація доступності"
)
MISSING = Text(
    pl="Czego jeszcze brakuje przed udostępnieniem mieszkańcom",
    en="What is still missing before you go public",
    uk="Чого ще бракує перед відкриттям для мешканців",
)
STILL_MISSING = Text(pl="brakuje", en="still missing", uk="бракує")
NOTHING_MISSING = Text(pl="Niczego.", en="Nothing.", uk="Нічого.")
WHO = Text(pl="Kto", en="Who", uk="Хто")
HOW_REACHED = Text(pl="Jak się skontaktować", en="How it is reached", uk="Як зв’язатися")
WHAT_IS_TOLD = Text(
    pl="Co się mówi mieszkańcom", en="What residents are told", uk="Що кажуть людям"
)
LISTED = Text(pl="Po przecinku.", en="Separated by commas.", uk="Через кому.")

LABELS = {
    Jurisdiction: Labels(
        one=Text(pl="urząd", en="office", uk="установа"),
        many=Text(pl="urzędy", en="offices", uk="установи"),
        group=labels.SERVICES,
        fields={
            "name": Text(pl="gmina, powiat albo województwo", en="territory", uk="територія"),
            "office_name": Text(pl="nazwa urzędu", en="name of the office", uk="назва установи"),
            "host_names": Text(pl="adresy stron", en="host names", uk="адреси сайтів"),
            "number_prefix": Text(
                pl="początek numerów zgłoszeń",
                en="prefix of report numbers",
                uk="початок номерів звернень",
            ),
            "contact_phone": Text(
                pl="telefon dla mieszkańców", en="telephone for residents", uk="телефон для людей"
            ),
            "contact_email": Text(
                pl="e-mail dla mieszkańców", en="e-mail for residents", uk="ел. пошта для людей"
            ),
            "emergency_number": Text(
                pl="numer alarmowy", en="emergency number", uk="номер екстреної допомоги"
            ),
            "privacy_url": Text(
                pl="własna strona o prywatności",
                en="own privacy notice",
                uk="власна сторінка про приватність",
            ),
            "accessibility_url": Text(
                pl="własna deklaracja dostępności",
                en="own accessibility statement",
                uk="власна декларація доступності",
            ),
            "languages": Text(pl="języki", en="languages", uk="мови"),
            "time_zone": Text(pl="strefa czasowa", en="time zone", uk="часовий пояс"),
            "working_hours": WORKING_HOURS,
            "text_publication": Text(
                pl="publikacja opisów i adresów",
                en="publication of texts and addresses",
                uk="публікація описів і адрес",
            ),
        },
        help={
            "host_names": LISTED,
            "languages": LISTED,
            "working_hours": WORKING_HOURS_HELP,
            "privacy_url": Text(
                pl="Gdy urząd ma swoją stronę; inaczej pokazujemy naszą.",
                en="If the office has a page of its own; else ours is shown.",
                uk="Якщо установа має свою сторінку; інакше показуємо нашу.",
            ),
            "accessibility_url": Text(
                pl="Gdy urząd ma swoją stronę; inaczej pokazujemy naszą.",
                en="If the office has a page of its own; else ours is shown.",
                uk="Якщо установа має свою сторінку; інакше показуємо нашу.",
            ),
        },
        choices={"text_publication": PUBLICATIONS},
    ),
    LegalFacts: Labels(
        one=Text(
            pl="deklaracja i prywatność", en="statement and privacy", uk="декларація й приватність"
        ),
        many=Text(
            pl="deklaracja i prywatność", en="statement and privacy", uk="декларація й приватність"
        ),
        group=labels.SERVICES,
        fields={
            "postal_address": Text(
                pl="adres siedziby", en="address of the office", uk="адреса установи"
            ),
            "inspector_name": Text(
                pl="inspektor ochrony danych",
                en="data protection officer",
                uk="інспектор із захисту даних",
            ),
            "inspector_email": Text(
                pl="e-mail inspektora", en="the officer’s e-mail", uk="ел. пошта інспектора"
            ),
            "inspector_phone": Text(
                pl="telefon inspektora", en="the officer’s telephone", uk="телефон інспектора"
            ),
            "retention_pl": Text(
                pl="jak długo przechowujemy dane, po polsku",
                en="how long data are kept, in Polish",
                uk="як довго зберігаємо дані, польською",
            ),
            "retention_en": Text(
                pl="jak długo przechowujemy dane, po angielsku",
                en="how long data are kept, in English",
                uk="як довго зберігаємо дані, англійською",
            ),
            "retention_uk": Text(
                pl="jak długo przechowujemy dane, po ukraińsku",
                en="how long data are kept, in Ukrainian",
                uk="як довго зберігаємо дані, українською",
            ),
            "notice_agreed_on": Text(
                pl="inspektor przyjął treść informacji dnia",
                en="notice agreed with the officer on",
                uk="інспектор погодив текст",
            ),
            "accessibility_contact": Text(
                pl="kto odpowiada za dostępność",
                en="responsible for accessibility",
                uk="відповідальний за доступність",
            ),
            "accessibility_email": Text(
                pl="e-mail w sprawach dostępności",
                en="e-mail about accessibility",
                uk="ел. пошта щодо доступності",
            ),
            "accessibility_phone": Text(
                pl="telefon w sprawach dostępności",
                en="telephone about accessibility",
                uk="телефон щодо доступності",
            ),
            "site_published_on": Text(
                pl="stronę opublikowano", en="site published on", uk="сайт опубліковано"
            ),
            "site_changed_on": Text(
                pl="ostatnia istotna aktualizacja",
                en="last substantial change",
                uk="останнє суттєве оновлення",
            ),
            "statement_made_on": Text(
                pl="deklarację sporządzono", en="statement made on", uk="декларацію складено"
            ),
            "statement_reviewed_on": Text(
                pl="ostatni przegląd deklaracji",
                en="statement last reviewed on",
                uk="останній перегляд декларації",
            ),
            "conformity": Text(
                pl="zgodność z ustawą", en="compliance with the act", uk="відповідність закону"
            ),
            "assessment": Text(pl="na podstawie", en="on the basis of", uk="на підставі"),
            "barriers_pl": Text(
                pl="co jest niedostępne, po polsku",
                en="what is not accessible, in Polish",
                uk="що недоступне, польською",
            ),
            "barriers_en": Text(
                pl="co jest niedostępne, po angielsku",
                en="what is not accessible, in English",
                uk="що недоступне, англійською",
            ),
            "barriers_uk": Text(
                pl="co jest niedostępne, po ukraińsku",
                en="what is not accessible, in Ukrainian",
                uk="що недоступне, українською",
            ),
            "building_pl": Text(
                pl="dostępność budynku, po polsku",
                en="access to the building, in Polish",
                uk="доступність будівлі, польською",
            ),
            "building_en": Text(
                pl="dostępność budynku, po angielsku",
                en="access to the building, in English",
                uk="доступність будівлі, англійською",
            ),
            "building_uk": Text(
                pl="dostępność budynku, po ukraińsku",
                en="access to the building, in Ukrainian",
                uk="доступність будівлі, українською",
            ),
        },
        help={
            "statement_reviewed_on": Text(
                pl="Przegląd jest potrzebny co roku do 31 marca.",
                en="A review is due every year by 31 March.",
                uk="Перегляд потрібен щороку до 31 березня.",
            ),
            "barriers_pl": Text(
                pl="Co jest niedostępne, dlaczego i jak inaczej można to dostać.",
                en="What is not accessible, why, and how else it can be had.",
                uk="Що недоступне, чому та як інакше це отримати.",
            ),
            "building_pl": Text(
                pl="Wejście, windy, toalety, parking, pętla indukcyjna, pies asystujący.",
                en="Entrance, lifts, toilets, parking, induction loop, assistance dogs.",
                uk="Вхід, ліфти, туалети, паркування, індукційна петля, собака-помічник.",
            ),
            "retention_pl": Text(
                pl="Według jednolitego rzeczowego wykazu akt urzędu.",
                en="As the office’s file plan has it.",
                uk="Згідно з номенклатурою справ установи.",
            ),
        },
        choices={"conformity": CONFORMITIES, "assessment": ASSESSMENTS},
    ),
    Service: Labels(
        one=Text(pl="rodzaj usterki", en="service", uk="вид несправності"),
        many=Text(pl="rodzaje usterek", en="services", uk="види несправностей"),
        group=labels.SERVICES,
        fields={
            "group": Text(pl="kod grupy", en="code of the group", uk="код групи"),
            "group_pl": Text(pl="grupa po polsku", en="group in Polish", uk="група польською"),
            "group_en": Text(
                pl="grupa po angielsku", en="group in English", uk="група англійською"
            ),
            "group_uk": Text(
                pl="grupa po ukraińsku", en="group in Ukrainian", uk="група українською"
            ),
            "name_pl": Text(pl="nazwa po polsku", en="name in Polish", uk="назва польською"),
            "name_en": Text(pl="nazwa po angielsku", en="name in English", uk="назва англійською"),
            "name_uk": Text(
                pl="nazwa po ukraińsku", en="name in Ukrainian", uk="назва українською"
            ),
            "description_pl": Text(
                pl="opis po polsku", en="description in Polish", uk="опис польською"
            ),
            "description_en": Text(
                pl="opis po angielsku", en="description in English", uk="опис англійською"
            ),
            "description_uk": Text(
                pl="opis po ukraińsku", en="description in Ukrainian", uk="опис українською"
            ),
            "stop_message_pl": Text(
                pl="komunikat zamiast zgłoszenia, po polsku",
                en="message instead of a report, in Polish",
                uk="повідомлення замість звернення, польською",
            ),
            "stop_message_en": Text(
                pl="komunikat zamiast zgłoszenia, po angielsku",
                en="message instead of a report, in English",
                uk="повідомлення замість звернення, англійською",
            ),
            "stop_message_uk": Text(
                pl="komunikat zamiast zgłoszenia, po ukraińsku",
                en="message instead of a report, in Ukrainian",
                uk="повідомлення замість звернення, українською",
            ),
            "keywords": Text(pl="słowa do szukania", en="keywords", uk="слова для пошуку"),
            "icon": Text(pl="ikona", en="icon", uk="піктограма"),
            "response_hours": Text(
                pl="obiecany czas (godziny)", en="promised time (hours)", uk="обіцяний час (години)"
            ),
            "counts_working_hours": Text(
                pl="liczą się tylko godziny pracy",
                en="only working hours count",
                uk="рахуються лише робочі години",
            ),
            "similar_radius_m": Text(
                pl="podobne w promieniu (m)", en="similar within (m)", uk="подібні в радіусі (м)"
            ),
            "default_priority": Text(
                pl="zwykła pilność", en="usual priority", uk="звичайна терміновість"
            ),
            "is_private": Text(pl="niepubliczne", en="not public", uk="непублічне"),
            "wants_photo": Text(pl="prosimy o zdjęcie", en="asks for a photo", uk="просимо фото"),
            "needs_after_photo": Text(
                pl="naprawa wymaga zdjęcia",
                en="a repair needs a photo",
                uk="ремонт потребує фото",
            ),
            "crew_sees_contact": Text(
                pl="ekipa widzi dane kontaktowe",
                en="the crew sees contact data",
                uk="бригада бачить контактні дані",
            ),
        },
        help={
            "similar_radius_m": Text(
                pl="Inne zgłoszenie w tej odległości może dotyczyć tej samej usterki.",
                en="Within so many metres another report may be of the same defect.",
                uk="Інше звернення на такій відстані може стосуватися тієї самої несправності.",
            ),
            "keywords": LISTED,
        },
        choices={"default_priority": PRIORITIES},
    ),
    ServiceQuestion: Labels(
        one=Text(pl="pytanie", en="question", uk="запитання"),
        many=Text(pl="pytania", en="questions", uk="запитання"),
        group=labels.SERVICES,
        fields={
            "is_required": Text(pl="obowiązkowe", en="required", uk="обов’язкове"),
            "text_pl": Text(
                pl="pytanie po polsku", en="question in Polish", uk="запитання польською"
            ),
            "text_en": Text(
                pl="pytanie po angielsku", en="question in English", uk="запитання англійською"
            ),
            "text_uk": Text(
                pl="pytanie po ukraińsku", en="question in Ukrainian", uk="запитання українською"
            ),
            "help_pl": Text(
                pl="wyjaśnienie po polsku", en="explanation in Polish", uk="пояснення польською"
            ),
            "help_en": Text(
                pl="wyjaśnienie po angielsku",
                en="explanation in English",
                uk="пояснення англійською",
            ),
            "help_uk": Text(
                pl="wyjaśnienie po ukraińsku",
                en="explanation in Ukrainian",
                uk="пояснення українською",
            ),
            "choices": Text(pl="odpowiedzi do wyboru", en="choices", uk="варіанти відповіді"),
            "shown_when": Text(pl="kiedy pytać", en="shown when", uk="коли питати"),
        },
        help={
            "choices": CHOICES_HELP,
            "shown_when": CONDITION_HELP,
            "is_active": WITHDRAW_HELP,
        },
        choices={"kind": QUESTION_KINDS},
    ),
    ServiceOffer: Labels(
        one=Text(pl="usługa urzędu", en="service on offer", uk="послуга установи"),
        many=Text(pl="usługi urzędu", en="services on offer", uk="послуги установи"),
        group=labels.SERVICES,
        fields={
            "photo_publication": Text(
                pl="publikacja zdjęć", en="publication of photos", uk="публікація фото"
            )
        },
        choices={"photo_publication": PUBLICATIONS},
    ),
    ManagerPolicy: Labels(
        one=Text(
            pl="zasada dla cudzych dróg", en="policy on others’ roads", uk="правило для чужих доріг"
        ),
        many=Text(
            pl="zasady dla cudzych dróg",
            en="policies on others’ roads",
            uk="правила для чужих доріг",
        ),
        group=labels.MANAGERS,
        fields={
            "kind": Text(pl="rodzaj zarządcy", en="kind of manager", uk="вид управителя"),
            "policy": Text(pl="co robimy", en="what is done", uk="що робимо"),
        },
        choices={"kind": MANAGER_KINDS, "policy": TAKING},
    ),
    RoadManager: Labels(
        one=Text(pl="zarządca dróg", en="road manager", uk="управитель доріг"),
        many=Text(pl="zarządcy dróg", en="road managers", uk="управителі доріг"),
        group=labels.MANAGERS,
        fields={
            "form_url": Text(
                pl="strona do zgłaszania", en="page to report at", uk="сторінка для звернень"
            ),
            "jurisdiction": Text(
                pl="jego urząd tutaj", en="its office here", uk="його установа тут"
            ),
        },
        choices={"kind": MANAGER_KINDS},
    ),
    ManagementAgreement: Labels(
        one=Text(pl="porozumienie", en="agreement", uk="угода"),
        many=Text(pl="porozumienia", en="agreements", uk="угоди"),
        group=labels.MANAGERS,
        fields={
            "reference": Text(pl="oznaczenie", en="reference", uk="позначення"),
            "from_manager": Text(pl="powierza", en="handed over by", uk="передає"),
            "to_manager": Text(pl="przejmuje", en="taken over by", uk="приймає"),
            "road_number": Text(pl="numer drogi", en="road number", uk="номер дороги"),
        },
        help={
            "road_number": Text(
                pl="Droga, obszar albo jedno i drugie: wtedy ta droga w tym obszarze.",
                en="A road, an area, or both: then that road inside that area.",
                uk="Дорога, територія або обидва: тоді ця дорога на цій території.",
            )
        },
    ),
}
