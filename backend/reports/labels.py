"""What the administration calls reports, their photos and their history."""

from backend.core import labels
from backend.core.labels import Labels
from backend.core.language import Text
from backend.jurisdictions.labels import MANAGER_KINDS, PRIORITIES
from backend.reports.documents.wording import SOURCE_NAMES
from backend.reports.forwarding_models import Forwarding
from backend.reports.media import PhotoKind, PhotoPublication, PhotoState
from backend.reports.models import Report, ReportEvent
from backend.reports.news_models import NewsText, Occasion
from backend.reports.photo_models import Photo
from backend.reports.reply_models import Reply
from backend.reports.wording import (
    CLOSING_REASON_NAMES,
    EVENT_SENTENCES,
    STATUS_NAMES,
    VISIBILITY_NAMES,
)
from backend.reports.workflow import Actor, PassingOn, ReportKind, Status

APP = Text(pl="Zgłoszenia", en="Reports", uk="Звернення")
REPORT_KINDS: labels.Choices = {
    ReportKind.REPORT: Text(pl="zgłoszenie", en="report", uk="звернення"),
    ReportKind.MOTION: Text(pl="wniosek (KPA)", en="formal motion", uk="офіційна заява"),
}
PHOTO_KINDS: labels.Choices = {
    PhotoKind.BEFORE: Text(pl="przed naprawą", en="before the repair", uk="до ремонту"),
    PhotoKind.AFTER: Text(pl="po naprawie", en="after the repair", uk="після ремонту"),
}
PHOTO_STATES: labels.Choices = {
    PhotoState.WAITING: Text(pl="w obróbce", en="being processed", uk="обробляється"),
    PhotoState.READY: Text(pl="gotowe", en="ready", uk="готове"),
    PhotoState.REFUSED: Text(pl="odrzucone", en="refused", uk="відхилене"),
}
PUBLICATIONS: labels.Choices = {
    PhotoPublication.PRIVATE: Text(pl="niepubliczne", en="not public", uk="непублічне"),
    PhotoPublication.PREPARING: Text(pl="w przygotowaniu", en="being prepared", uk="готується"),
    PhotoPublication.PUBLISHED: Text(pl="publiczne", en="public", uk="публічне"),
}
ACTORS: labels.Choices = {
    Actor.DISPATCHER: Text(pl="urząd", en="the office", uk="установа"),
    Actor.CREW: Text(pl="ekipa", en="a crew", uk="бригада"),
    Actor.REPORTER: Text(pl="osoba zgłaszająca", en="the reporter", uk="заявник"),
    Actor.SYSTEM: Text(pl="system", en="the system", uk="система"),
}
PASSING_ON: labels.Choices = {
    PassingOn.EMAIL: Text(pl="e-mail", en="e-mail", uk="ел. пошта"),
    PassingOn.BY_HAND: Text(pl="poza systemem", en="by hand", uk="поза системою"),
}
NOT_FIXED_BECAUSE = Text(pl="{status}: {reason}", en="{status}: {reason}", uk="{status}: {reason}")
OCCASIONS: labels.Choices = {
    **{each: STATUS_NAMES[Status(each.value)] for each in Occasion if each.value in Status.values},
    Occasion.PLANNED_FOR: Text(
        pl="zaplanowane, z dniem", en="planned, with its day", uk="заплановано, із днем"
    ),
    **{
        Occasion(f"{Status.NOT_FIXED}_{reason}"): NOT_FIXED_BECAUSE.format(
            status=STATUS_NAMES[Status.NOT_FIXED], reason=name
        )
        for reason, name in CLOSING_REASON_NAMES.items()
    },
    Occasion.REOPENED: Text(pl="otwarte ponownie", en="open again", uk="відкрито знову"),
    Occasion.UNMERGED: Text(
        pl="znów osobne zgłoszenie", en="a report by itself again", uk="знову окреме звернення"
    ),
    Occasion.COMMENT: Text(
        pl="komentarz urzędu", en="the office’s comment", uk="коментар установи"
    ),
    Occasion.REPLY: Text(
        pl="komentarz zgłaszającego", en="the reporter’s comment", uk="коментар заявника"
    ),
    Occasion.ANSWER: Text(
        pl="odpowiedź innego zarządcy", en="another manager’s answer", uk="відповідь управителя"
    ),
    Occasion.NOT_MENDED: Text(
        pl="zgłaszający: nie naprawiono",
        en="not mended, says the reporter",
        uk="заявник: не відремонтовано",
    ),
    Occasion.OVERDUE: Text(pl="minął termin", en="the time is over", uk="термін минув"),
    Occasion.OVERDUE_DAY: Text(pl="dzień po terminie", en="a day late", uk="день після терміну"),
    Occasion.OVERDUE_WEEK: Text(
        pl="tydzień po terminie", en="a week late", uk="тиждень після терміну"
    ),
    Occasion.CREW_NEW: Text(
        pl="ekipa: nowe zadanie", en="crew: new work", uk="бригада: нове завдання"
    ),
    Occasion.CREW_AWAY: Text(
        pl="ekipa: już nie jej zadanie", en="crew: no longer theirs", uk="бригада: уже не її"
    ),
    Occasion.CREW_BACK: Text(
        pl="ekipa: zadanie wraca", en="crew: work comes back", uk="бригада: завдання повертається"
    ),
    Occasion.CREW_DANGER: Text(pl="ekipa: zagrożenie", en="crew: danger", uk="бригада: небезпека"),
    Occasion.CREW_CLOSED: Text(
        pl="ekipa: urząd zamknął", en="crew: closed by the office", uk="бригада: установа закрила"
    ),
    Occasion.NEARBY_NEW: Text(
        pl="w okolicy: nowe", en="nearby: a new report", uk="поблизу: нове звернення"
    ),
    Occasion.NEARBY_PLANNED: Text(
        pl="w okolicy: naprawa", en="nearby: a repair", uk="поблизу: ремонт"
    ),
    Occasion.NEARBY_CLOSED: Text(
        pl="w okolicy: zamknięte", en="nearby: closed", uk="поблизу: закрито"
    ),
}
OCCASION = Text(pl="przy jakiej zmianie", en="on what occasion", uk="з якої нагоди")
LACKING = Text(pl="brak języków", en="languages missing", uk="бракує мов")
PREVIEW = Text(pl="podgląd", en="preview", uk="попередній перегляд")
PREVIEW_BUTTON = Text(
    pl="Pokaż podgląd bez zapisywania",
    en="Show the preview without saving",
    uk="Показати без збереження",
)
COLLEAGUE = Text(pl="kto", en="colleague", uk="хто")
PICTURE = Text(pl="zdjęcie", en="picture", uk="знімок")
PUBLIC_PICTURE = Text(pl="zdjęcie publiczne", en="public picture", uk="публічний знімок")
REGIONS = Text(pl="ukryte miejsca", en="hidden regions", uk="приховані місця")
PROPOSED = Text(pl="proponowane do ukrycia", en="proposed to be hidden", uk="пропоновано приховати")
HINTS = Text(pl="uwagi", en="hints", uk="зауваги")
JOINED_TO = Text(pl="połączone z", en="duplicate of", uk="об’єднане з")
SERVICE = Text(pl="rodzaj usterki", en="service", uk="вид несправності")
EXCERPT = Text(pl="opis", en="description", uk="опис")
APPROVE_TEXTS = Text(
    pl="Opublikuj opis i adres",
    en="Let the public read text and address",
    uk="Опублікувати опис і адресу",
)
HIDE_TEXTS = Text(
    pl="Ukryj opis i adres",
    en="Hide text and address from the public",
    uk="Приховати опис і адресу",
)
PUBLISH_PHOTOS = Text(
    pl="Opublikuj zdjęcia", en="Let the public see the photos", uk="Опублікувати фото"
)
HIDE_PHOTOS = Text(pl="Ukryj zdjęcia", en="Hide the photos from the public", uk="Приховати фото")

LABELS = {
    Reply: Labels(
        one=Text(pl="gotowa odpowiedź", en="ready-made reply", uk="готова відповідь"),
        many=Text(pl="gotowe odpowiedzi", en="ready-made replies", uk="готові відповіді"),
        group=labels.SERVICES,
        fields={
            "jurisdiction": Text(pl="urząd", en="office", uk="установа"),
            "service": Text(pl="usługa", en="service", uk="послуга"),
            "status": Text(pl="przy zmianie na", en="for the change to", uk="для зміни на"),
            "text_pl": Text(pl="tekst polski", en="Polish text", uk="польський текст"),
            "text_en": Text(pl="tekst angielski", en="English text", uk="англійський текст"),
            "text_uk": Text(pl="tekst ukraiński", en="Ukrainian text", uk="український текст"),
            "position": Text(pl="kolejność", en="position", uk="порядок"),
            "is_active": Text(pl="w użyciu", en="in use", uk="використовується"),
        },
        help={
            "text_pl": Text(
                pl="Można wstawić: {number}, {service}, {address}, {office}, {planned_for}.",
                en="May hold {number}, {service}, {address}, {office}, {planned_for}.",
                uk="Можна вставити: {number}, {service}, {address}, {office}, {planned_for}.",
            ),
        },
        choices={"status": {status: name for status, name in STATUS_NAMES.items()}},
    ),
    NewsText: Labels(
        one=Text(pl="treść powiadomienia", en="words of news", uk="текст сповіщення"),
        many=Text(pl="treści powiadomień", en="words of news", uk="тексти сповіщень"),
        group=labels.SERVICES,
        fields={
            "occasion": OCCASION,
            "title_pl": Text(pl="tytuł po polsku", en="title in Polish", uk="заголовок польською"),
            "title_en": Text(
                pl="tytuł po angielsku", en="title in English", uk="заголовок англійською"
            ),
            "title_uk": Text(
                pl="tytuł po ukraińsku", en="title in Ukrainian", uk="заголовок українською"
            ),
            "body_pl": Text(pl="treść po polsku", en="text in Polish", uk="текст польською"),
            "body_en": Text(pl="treść po angielsku", en="text in English", uk="текст англійською"),
            "body_uk": Text(
                pl="treść po ukraińsku", en="text in Ukrainian", uk="текст українською"
            ),
        },
        help={
            "jurisdiction": Text(
                pl="Puste: dla wszystkich urzędów, które nie mają własnej treści.",
                en="Empty: for every office that has no words of its own.",
                uk="Порожнє: для всіх установ, які не мають власного тексту.",
            ),
            "service": Text(
                pl="Puste: dla wszystkich rodzajów usterek.",
                en="Empty: for every service.",
                uk="Порожнє: для всіх видів несправностей.",
            ),
            "occasion": Text(
                pl="„Bez naprawy” służy też wszystkim powodom, które nie mają własnej treści.",
                en="“Not fixed” serves every reason, too, that has no words of its own.",
                uk="«Без ремонту» діє і для всіх причин, які не мають власного тексту.",
            ),
            "title_pl": Text(
                pl="W miejsce pustych pól wchodzi treść ogólniejsza albo ta z systemu. "
                "Można wstawić {number}, {service}, {office}; przy planie z dniem {planned_for}; "
                "przy przekazaniu {manager}; bez naprawy {why} i {days}. Bez nazwisk i miejsc: "
                "powiadomienie widać na zablokowanym telefonie.",
                en="What is left empty is read in wider words, or in those of the system. May hold "
                "{number}, {service}, {office}; {planned_for} of a plan with its day; {manager} "
                "when passed on; {why} and {days} when not fixed. No names, no places: this "
                "shows on locked phones.",
                uk="Що лишиться порожнім, читач побачить у загальнішому тексті або в тексті "
                "системи. Можна вставити {number}, {service}, {office}; для плану з днем "
                "{planned_for}; при передачі {manager}; без ремонту {why} і {days}. Без прізвищ і "
                "місць: сповіщення видно на заблокованому телефоні.",
            ),
        },
        choices={"occasion": OCCASIONS},
    ),
    Report: Labels(
        one=Text(pl="zgłoszenie", en="report", uk="звернення"),
        many=Text(pl="zgłoszenia", en="reports", uk="звернення"),
        group=labels.REPORTS,
        fields={
            "jurisdiction": Text(
                pl="miejsce należy do", en="place belongs to", uk="місце належить"
            ),
            "handler": Text(pl="prowadzi", en="handled by", uk="веде"),
            "visibility": Text(pl="kto widzi", en="visible to", uk="хто бачить"),
            "taken_by": Text(pl="zajmuje się", en="taken by", uk="займається"),
            "location": Text(pl="miejsce", en="place", uk="місце"),
            "accuracy_m": Text(pl="dokładność (m)", en="accuracy (m)", uk="точність (м)"),
            "address": Text(pl="adres", en="address", uk="адреса"),
            "description": EXCERPT,
            "is_text_approved": Text(
                pl="opis zatwierdzony", en="text approved", uk="опис схвалено"
            ),
            "is_text_hidden": Text(pl="opis ukryty", en="text hidden", uk="опис приховано"),
            "public_address": Text(pl="adres publiczny", en="public address", uk="публічна адреса"),
            "public_description": Text(pl="opis publiczny", en="public text", uk="публічний опис"),
            "municipality_name": Text(pl="gmina", en="municipality", uk="гміна"),
            "road_category": Text(pl="kategoria drogi", en="road category", uk="категорія дороги"),
            "road_number": Text(pl="numer drogi", en="road number", uk="номер дороги"),
            "road_name": Text(pl="nazwa drogi", en="road name", uk="назва дороги"),
            "manager_kind": Text(pl="rodzaj zarządcy", en="kind of manager", uk="вид управителя"),
            "manager_name": Text(pl="zarządca", en="manager", uk="управитель"),
            "source": Text(pl="jak przyszło", en="came by", uk="як надійшло"),
            "observed_at": Text(pl="zauważono", en="seen", uk="помічено"),
            "received_at": Text(pl="przyjęto", en="received", uk="прийнято"),
            "due_at": Text(pl="termin", en="promised by", uk="термін"),
            "planned_for": Text(pl="zaplanowano na", en="planned for", uk="заплановано на"),
            "closed_at": Text(pl="zamknięto", en="closed", uk="закрито"),
            "closing_reason": Text(
                pl="dlaczego bez naprawy", en="why not repaired", uk="чому без ремонту"
            ),
            "mended_voices": Text(
                pl="głosy: naprawione", en="voices: mended", uk="голоси: виправлено"
            ),
            "not_mended_voices": Text(
                pl="głosy: nienaprawione", en="voices: not mended", uk="голоси: не виправлено"
            ),
            "is_contested": Text(
                pl="zamknięcie podważone", en="closing contested", uk="закриття оскаржено"
            ),
            "contested_closings": Text(
                pl="podważone zamknięcia", en="contested closings", uk="оскаржені закриття"
            ),
            "previous": Text(pl="poprzednie tu", en="one before here", uk="попереднє тут"),
            "is_repeated": Text(
                pl="usterka wróciła", en="defect came back", uk="несправність повернулася"
            ),
        },
        choices={
            "status": STATUS_NAMES,
            "priority": PRIORITIES,
            "visibility": VISIBILITY_NAMES,
            "manager_kind": MANAGER_KINDS,
            "source": SOURCE_NAMES,
            "kind": REPORT_KINDS,
            "closing_reason": CLOSING_REASON_NAMES,
        },
    ),
    Photo: Labels(
        one=Text(pl="zdjęcie", en="photo", uk="фото"),
        many=Text(pl="zdjęcia", en="photos", uk="фото"),
        group=labels.REPORTS,
        fields={
            "code": Text(pl="powód odrzucenia", en="why refused", uk="причина відмови"),
            "publication": Text(pl="publikacja", en="publication", uk="публікація"),
            "edition": Text(pl="wydanie", en="edition", uk="видання"),
            "width": Text(pl="szerokość (px)", en="width (px)", uk="ширина (px)"),
            "height": Text(pl="wysokość (px)", en="height (px)", uk="висота (px)"),
            "captured_at": Text(
                pl="zrobiono (według telefonu)",
                en="taken (says the phone)",
                uk="знято (за телефоном)",
            ),
            "captured_location": Text(
                pl="miejsce (według telefonu)",
                en="place (says the phone)",
                uk="місце (за телефоном)",
            ),
            "exif_at": Text(
                pl="zrobiono (według pliku)", en="taken (says the file)", uk="знято (за файлом)"
            ),
            "exif_location": Text(
                pl="miejsce (według pliku)", en="place (says the file)", uk="місце (за файлом)"
            ),
            "exif_accuracy_m": Text(
                pl="dokładność w pliku (m)", en="the file’s accuracy (m)", uk="точність у файлі (м)"
            ),
            "uploaded_at": Text(pl="przesłano", en="uploaded", uk="завантажено"),
        },
        choices={"kind": PHOTO_KINDS, "state": PHOTO_STATES, "publication": PUBLICATIONS},
    ),
    ReportEvent: Labels(
        one=Text(pl="wpis w historii", en="entry of the history", uk="запис в історії"),
        many=Text(pl="historia zgłoszeń", en="history of reports", uk="історія звернень"),
        group=labels.REPORTS,
        fields={
            "kind": Text(pl="co się stało", en="what happened", uk="що сталося"),
            "changed_at": Text(pl="zmieniono", en="changed", uk="змінено"),
            "status_before": Text(pl="status przedtem", en="status before", uk="статус до"),
            "status": Text(pl="status potem", en="status after", uk="статус після"),
            "actor_role": Text(pl="czyja zmiana", en="changed by", uk="чия зміна"),
        },
        choices={
            "kind": EVENT_SENTENCES,
            "status": STATUS_NAMES,
            "status_before": STATUS_NAMES,
            "actor_role": ACTORS,
        },
    ),
    Forwarding: Labels(
        one=Text(pl="przekazanie", en="passing on", uk="передання"),
        many=Text(pl="przekazania", en="passings on", uk="передання"),
        group=labels.REPORTS,
        fields={
            "manager_name": Text(pl="zarządca", en="manager", uk="управитель"),
            "how": Text(pl="jak", en="how", uk="як"),
            "failure": Text(pl="dlaczego nie wysłano", en="why not sent", uk="чому не надіслано"),
            "reference": Text(pl="ich znak sprawy", en="their reference", uk="їхній номер справи"),
            "answered_at": Text(pl="odpowiedziano", en="answered", uk="відповіли"),
        },
        choices={"manager_kind": MANAGER_KINDS, "how": PASSING_ON},
    ),
}
