"""Every refusal: its stable code, its HTTP status and the sentence that a person reads."""

from typing import Any, ClassVar

from backend.core.language import Text


class DomainError(Exception):
    """A refusal, raised where the rule is and rendered once, in `core.http`.

    field: the field or parameter at fault, when there is one.
    extra: further members of the problem document (RFC 9457, section 3.2).
    headers: what the answer carries beside it.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    sentence: ClassVar[Text]
    type: ClassVar[str] = "about:blank"

    def __init__(self, *, field: str | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.extra = extra
        self.headers: dict[str, str] = {}


class InvalidInput(DomainError):
    code = "invalid"
    status = 400
    sentence = Text(
        pl="Niektóre pola są nieprawidłowe.",
        en="Some fields are not valid.",
        uk="Деякі поля заповнено неправильно.",
    )


class LayerReplaced(DomainError):
    code = "layer_replaced"
    status = 400
    sentence = Text(
        pl="Warstwę w międzyczasie zastąpiono nową; zacznij od pierwszej strony.",
        en="The layer has been replaced by a new one since; begin again at the first page.",
        uk="Шар тим часом замінено новим; почніть із першої сторінки.",
    )


class UnknownParameter(DomainError):
    code = "unknown_parameter"
    status = 400
    sentence = Text(
        pl="Ten adres nie zna takiego parametru.",
        en="This address knows no such parameter.",
        uk="Ця адреса не знає такого параметра.",
    )


class MalformedBody(DomainError):
    code = "malformed"
    status = 400
    sentence = Text(
        pl="Treści żądania nie da się odczytać.",
        en="The body of the request cannot be read.",
        uk="Неможливо прочитати вміст запиту.",
    )


class SecretRequired(DomainError):
    code = "secret_required"
    status = 400
    sentence = Text(
        pl="Zgłoszenie z własnym identyfikatorem wymaga sekretu, instalacji albo konta.",
        en="A report with an id of its own needs a secret, an installation or an account.",
        uk="Звернення з власним ідентифікатором потребує секрету, застосунку чи облікового запису.",
    )


class DigestMismatch(DomainError):
    code = "digest_mismatch"
    status = 400
    sentence = Text(
        pl="Bajty nie zgadzają się z Content-Digest; wyślij je ponownie.",
        en="The bytes do not match Content-Digest; send them again.",
        uk="Байти не відповідають Content-Digest; надішліть їх ще раз.",
    )


class IdempotencyKeyInvalid(DomainError):
    code = "idempotency_key_invalid"
    status = 400
    sentence = Text(
        pl="Idempotency-Key musi być identyfikatorem UUID.",
        en="Idempotency-Key must be a UUID.",
        uk="Idempotency-Key має бути UUID.",
    )


class TooDetailed(DomainError):
    code = "too_detailed"
    status = 400
    sentence = Text(
        pl="Statystyki liczą się według usługi albo miesiąca i najwyżej jednej rzeczy więcej.",
        en="Statistics go by service or month, and at most one thing beside it.",
        uk="Статистика ведеться за послугою або місяцем і щонайбільше ще однією ознакою.",
    )


class TooManyGroups(DomainError):
    code = "too_many_groups"
    status = 400
    sentence = Text(
        pl="Wyszłoby za dużo wierszy; zawęź pytanie.",
        en="That would be too many rows; narrow the question.",
        uk="Вийшло б забагато рядків; звузьте запит.",
    )


class LoginRequired(DomainError):
    code = "login_required"
    status = 401
    sentence = Text(
        pl="Zaloguj się, aby to zrobić.",
        en="Log in to do this.",
        uk="Увійдіть, щоб це зробити.",
    )


class BadCredentials(DomainError):
    code = "bad_credentials"
    status = 401
    sentence = Text(
        pl="Te dane logowania są nieprawidłowe albo wygasły.",
        en="These credentials are wrong or have expired.",
        uk="Ці облікові дані неправильні або застаріли.",
    )


class NotAllowed(DomainError):
    code = "not_allowed"
    status = 403
    sentence = Text(
        pl="Nie masz do tego uprawnień.",
        en="You have no right to do this.",
        uk="Ви не маєте на це права.",
    )


class Blocked(DomainError):
    """until: when it ends. contact: the office to ask, null where none is known."""

    code = "blocked"
    status = 403
    sentence = Text(
        pl="Urząd na pewien czas nie przyjmuje od Ciebie zgłoszeń. Czytać możesz nadal.",
        en="For a while the office takes nothing from you. You can still read.",
        uk="Установа тимчасово нічого від вас не приймає. Читати ви можете й далі.",
    )


class FilterNotAllowed(DomainError):
    code = "filter_not_allowed"
    status = 403
    sentence = Text(
        pl="Nie możesz filtrować według tego, czego nie możesz odczytać.",
        en="You may not filter by what you may not read.",
        uk="Не можна фільтрувати за тим, чого ви не можете читати.",
    )


class NotFound(DomainError):
    code = "not_found"
    status = 404
    sentence = Text(
        pl="Nie ma tu takiej rzeczy.",
        en="There is no such thing here.",
        uk="Такого тут немає.",
    )


class MethodNotAllowed(DomainError):
    code = "method_not_allowed"
    status = 405
    sentence = Text(
        pl="Ten adres nie przyjmuje takiej metody.",
        en="This address does not take that method.",
        uk="Ця адреса не приймає такого методу.",
    )


class NotAcceptable(DomainError):
    code = "not_acceptable"
    status = 406
    sentence = Text(
        pl="Tego formatu tu nie ma.",
        en="That format is not offered here.",
        uk="Такий формат тут не пропонується.",
    )


class IdConflict(DomainError):
    code = "id_conflict"
    status = 409
    sentence = Text(
        pl="Ten identyfikator jest już zajęty.",
        en="This id is taken already.",
        uk="Цей ідентифікатор уже зайнято.",
    )


class IdempotencyKeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 409
    sentence = Text(
        pl="Ten Idempotency-Key posłużył już innemu żądaniu.",
        en="This Idempotency-Key was used for another request.",
        uk="Цей Idempotency-Key уже використано для іншого запиту.",
    )


class ChangeNotAllowed(DomainError):
    code = "change_not_allowed"
    status = 409
    sentence = Text(
        pl="Z obecnego statusu nie można przejść do tego.",
        en="The present status cannot change into that one.",
        uk="З поточного статусу не можна перейти до цього.",
    )


class ReasonRequired(DomainError):
    code = "reason_required"
    status = 400
    sentence = Text(
        pl="Podaj powód tej zmiany.",
        en="Give a reason for this change.",
        uk="Вкажіть причину цієї зміни.",
    )


class ExplanationRequired(DomainError):
    code = "explanation_required"
    status = 400
    sentence = Text(
        pl="Wyjaśnij w komentarzu, dlaczego usterka nie zostanie naprawiona.",
        en="Explain in the comment why it will not be mended.",
        uk="Поясніть у коментарі, чому несправність не буде усунено.",
    )


class VerdictNotAsked(DomainError):
    code = "verdict_not_asked"
    status = 409
    sentence = Text(
        pl="Ocenić można tylko zgłoszenie zamknięte jako naprawione albo bez naprawy.",
        en="Only a report closed as fixed or without repair can be judged.",
        uk="Оцінити можна лише звернення, закрите як виправлене або без ремонту.",
    )


class VerdictTooLate(DomainError):
    """extra: `until`, when it was over, and `previous`, for a new report of the same place."""

    code = "verdict_too_late"
    status = 409
    sentence = Text(
        pl="Czas na ocenę minął. Jeśli usterka nadal tam jest, zgłoś ją ponownie.",
        en="The time to judge is over. If the defect is still there, report it again.",
        uk="Час на оцінку минув. Якщо несправність досі є, повідомте про неї ще раз.",
    )


class CrewRequired(DomainError):
    code = "crew_required"
    status = 409
    sentence = Text(
        pl="Najpierw przydziel ekipę.",
        en="Assign a crew first.",
        uk="Спершу призначте бригаду.",
    )


class AssignmentsFailed(DomainError):
    code = "assignments_failed"
    status = 409
    sentence = Text(
        pl="Niektórych zgłoszeń nie można przydzielić, więc nie przydzielono żadnego.",
        en="Some reports cannot be assigned, so none was.",
        uk="Деякі звернення не можна призначити, тому не призначено жодного.",
    )


class ChangesFailed(DomainError):
    code = "changes_failed"
    status = 409
    sentence = Text(
        pl="Niektórych zgłoszeń nie można tak zmienić, więc nie zmieniono żadnego.",
        en="Some reports cannot be changed like that, so none was.",
        uk="Деякі звернення не можна так змінити, тому не змінено жодного.",
    )


class AlreadyTaken(DomainError):
    code = "already_taken"
    status = 409
    sentence = Text(
        pl="Ktoś inny z ekipy już się tym zajmuje.",
        en="Somebody else of the crew has taken this task.",
        uk="Хтось інший із бригади вже взявся за це.",
    )


class NotInWork(DomainError):
    code = "not_in_work"
    status = 409
    sentence = Text(
        pl="Żadna ekipa nie ma teraz tego zgłoszenia w pracy.",
        en="This report is no crew's work now.",
        uk="Жодна бригада зараз не працює над цим зверненням.",
    )


class NotForwarded(DomainError):
    code = "not_forwarded"
    status = 409
    sentence = Text(
        pl="To zgłoszenie nie jest teraz przekazane innemu zarządcy.",
        en="This report is with no other manager now.",
        uk="Це звернення зараз не передано іншому управителю.",
    )


class ForwardingRequired(DomainError):
    code = "forwarding_required"
    status = 409
    sentence = Text(
        pl="Przekaż zgłoszenie przez /forwarding, aby było wiadomo, komu i jak.",
        en="Pass the report on by /forwarding, so that it is known to whom and how.",
        uk="Передайте звернення через /forwarding, щоб було відомо, кому і як.",
    )


class VersionConflict(DomainError):
    code = "version_conflict"
    status = 409
    sentence = Text(
        pl="Ktoś zmienił zgłoszenie w międzyczasie.",
        en="Somebody has changed the report in the meantime.",
        uk="Хтось тим часом змінив звернення.",
    )


class SurvivorRequired(DomainError):
    code = "survivor_required"
    status = 409
    sentence = Text(
        pl="Powiedz, którego zgłoszenia jest to powtórzenie: połącz je z tamtym.",
        en="Say which report this one repeats: join it to that one.",
        uk="Скажіть, яке звернення це повторює: об’єднайте його з тим.",
    )


class SurvivorNotSuitable(DomainError):
    """extra: `duplicate_of`, the report to join it to instead, where the caller may know of it."""

    code = "survivor_not_suitable"
    status = 409
    sentence = Text(
        pl="Z tamtym zgłoszeniem nie można połączyć: samo jest powtórzeniem, wycofano je "
        "albo jest zamknięte i niepubliczne.",
        en="Nothing can be joined to that report: it is a duplicate itself, was withdrawn, "
        "or is closed and not public.",
        uk="До того звернення не можна приєднати: воно саме є повторенням, відкликане "
        "або закрите й непублічне.",
    )


class HasDuplicates(DomainError):
    code = "has_duplicates"
    status = 409
    sentence = Text(
        pl="Do tego zgłoszenia dołączono inne, a ich autorzy czekają na naprawę.",
        en="Other reports were joined to this one, and their senders wait for the repair.",
        uk="До цього звернення приєднано інші, і їхні автори чекають на ремонт.",
    )


class RestoreImpossible(DomainError):
    code = "restore_impossible"
    status = 409
    sentence = Text(
        pl="Nie można przywrócić tego, co było przed połączeniem: zmienił się urząd, rodzaj "
        "usterki albo ekipa. Otwórz zgłoszenie na nowo.",
        en="What was before the joining cannot be restored: the office, the kind of defect or the "
        "crew has changed since. Open the report anew.",
        uk="Не можна відновити те, що було до об’єднання: змінилися установа, тип несправності "
        "або бригада. Відкрийте звернення заново.",
    )


class EvidenceRequired(DomainError):
    code = "after_photo_required"
    status = 409
    sentence = Text(
        pl="Zanim zamkniesz zgłoszenie jako naprawione, dodaj zdjęcie po naprawie.",
        en="Add a photo of the mended place before closing the report as fixed.",
        uk="Додайте фото після ремонту, перш ніж закрити звернення як виправлене.",
    )


class PhotoConflict(DomainError):
    code = "photo_conflict"
    status = 409
    sentence = Text(
        pl="Pod tym identyfikatorem jest już inne zdjęcie.",
        en="Another photo is stored under this id.",
        uk="Під цим ідентифікатором уже є інше фото.",
    )


class PhotoNotReady(DomainError):
    code = "photo_not_ready"
    status = 409
    sentence = Text(
        pl="To zdjęcie nie jest jeszcze gotowe albo zostało odrzucone.",
        en="This photo is not ready yet, or it was refused.",
        uk="Це фото ще не готове або його відхилено.",
    )


class PhotosNeverPublic(DomainError):
    code = "photos_never_public"
    status = 409
    sentence = Text(
        pl="Zdjęć zgłoszeń tego rodzaju ten urząd nie pokazuje publicznie.",
        en="This office shows the public no photos of this kind of report.",
        uk="Фото звернень цього виду установа не показує публічно.",
    )


class TextsNeverPublic(DomainError):
    code = "texts_never_public"
    status = 409
    sentence = Text(
        pl="Treści zgłoszeń ten urząd nie pokazuje publicznie.",
        en="This office shows the public no texts of reports.",
        uk="Тексти звернень установа не показує публічно.",
    )


class NobodyToBlock(DomainError):
    code = "nobody_to_block"
    status = 409
    sentence = Text(
        pl="To zgłoszenie nie przyszło ani z konta, ani z aplikacji, którą można rozpoznać.",
        en="This report came neither from an account nor from an app that can be told again.",
        uk="Це звернення надійшло не з облікового запису й не із застосунку, який можна впізнати.",
    )


class TooManyPhotos(DomainError):
    code = "too_many_photos"
    status = 409
    sentence = Text(
        pl="To zgłoszenie ma już najwięcej zdjęć, ile może mieć.",
        en="This report has as many photos as it can have.",
        uk="Це звернення вже має найбільшу можливу кількість фото.",
    )


class MismatchingOffset(DomainError):
    """The problem type is that of draft-ietf-httpbis-resumable-upload, as are the next two's."""

    code = "mismatching_offset"
    status = 409
    type = "https://iana.org/assignments/http-problem-types#mismatching-upload-offset"
    sentence = Text(
        pl="Serwer ma inną liczbę bajtów; wysyłaj dalej od niej.",
        en="The server has another number of bytes; go on from there.",
        uk="Сервер має іншу кількість байтів; продовжуйте з неї.",
    )

    def __init__(self, *, expected: int, provided: int) -> None:
        super().__init__()
        self.extra |= {"expected-offset": expected, "provided-offset": provided}
        self.headers["Upload-Offset"] = str(expected)


class InconsistentLength(DomainError):
    code = "inconsistent_length"
    status = 400
    type = "https://iana.org/assignments/http-problem-types#inconsistent-upload-length"
    sentence = Text(
        pl="Podane długości przesyłki nie zgadzają się ze sobą.",
        en="The lengths told of this upload do not agree.",
        uk="Указані довжини цього завантаження не збігаються.",
    )


class UploadCompleted(DomainError):
    code = "upload_completed"
    status = 400
    type = "https://iana.org/assignments/http-problem-types#completed-upload"
    sentence = Text(
        pl="Ta przesyłka jest już kompletna.",
        en="This upload is complete already.",
        uk="Це завантаження вже завершено.",
    )


class TooManyFilters(DomainError):
    code = "too_many_filters"
    status = 409
    sentence = Text(
        pl="To konto ma już najwięcej zapisanych filtrów, ile może mieć. Usuń któryś.",
        en="This account has as many stored filters as it can have. Remove one.",
        uk="Цей обліковий запис уже має найбільшу кількість збережених фільтрів. Видаліть якийсь.",
    )


class TooManyPlaces(DomainError):
    code = "too_many_places"
    status = 409
    sentence = Text(
        pl="Obserwujesz już najwięcej miejsc, ile można. Usuń któreś.",
        en="You follow as many places as you can. Remove one.",
        uk="Ви вже стежите за найбільшою кількістю місць. Вилучіть якесь.",
    )


class BroadcastMoved(DomainError):
    code = "broadcast_moved"
    status = 409
    sentence = Text(
        pl="Komunikat jest już w innym stanie i tego kroku nie da się zrobić.",
        en="The broadcast is in another state by now, which does not allow this step.",
        uk="Оголошення вже в іншому стані, і цей крок неможливий.",
    )


class TooManyBroadcasts(DomainError):
    code = "too_many_broadcasts"
    status = 409
    sentence = Text(
        pl="Urząd wysłał dziś już najwięcej komunikatów, ile można. Spróbuj jutro.",
        en="The office has sent as many broadcasts today as it can. Try again tomorrow.",
        uk="Установа вже надіслала сьогодні найбільшу кількість оголошень. Спробуйте завтра.",
    )


class TooManyTokens(DomainError):
    code = "too_many_tokens"
    status = 409
    sentence = Text(
        pl="To konto ma już najwięcej tokenów, ile może mieć. Unieważnij któryś.",
        en="This account has as many tokens as it can have. Revoke one.",
        uk="Цей обліковий запис уже має найбільшу кількість токенів. Відкличте якийсь.",
    )


class LengthRequired(DomainError):
    code = "length_required"
    status = 411
    sentence = Text(
        pl="Podaj Content-Length.",
        en="Send a Content-Length.",
        uk="Вкажіть Content-Length.",
    )


class BodyTooLarge(DomainError):
    code = "too_large"
    status = 413
    sentence = Text(
        pl="Wysłano za dużo bajtów.",
        en="Too many bytes were sent.",
        uk="Надіслано забагато байтів.",
    )


class UnsupportedBody(DomainError):
    code = "unsupported_media_type"
    status = 415
    sentence = Text(
        pl="Tego rodzaju treści ten adres nie przyjmuje.",
        en="This address does not take that kind of body.",
        uk="Ця адреса не приймає такого типу вмісту.",
    )


class UnsupportedPhoto(DomainError):
    """accepted: the media types that are taken, for the answer's Accept header."""

    code = "unsupported_photo"
    status = 415
    sentence = Text(
        pl="To nie jest zdjęcie JPEG, PNG, WebP ani AVIF. Wyślij JPEG.",
        en="This is no JPEG, PNG, WebP or AVIF photo. Send a JPEG.",
        uk="Це не фото JPEG, PNG, WebP чи AVIF. Надішліть JPEG.",
    )


class HeicUnsupported(DomainError):
    """accepted: the media types that are taken, for the answer's Accept header."""

    code = "heic_unsupported"
    status = 415
    sentence = Text(
        pl="Ten serwer nie przyjmuje zdjęć HEIC. Wyślij to zdjęcie jako JPEG.",
        en="This server takes no HEIC photos. Send this photo as a JPEG.",
        uk="Цей сервер не приймає фото HEIC. Надішліть це фото як JPEG.",
    )


class RangeNotSatisfiable(DomainError):
    code = "range_not_satisfiable"
    status = 416
    sentence = Text(
        pl="Plik nie ma takiego zakresu bajtów.",
        en="The file has no such range of bytes.",
        uk="Файл не має такого діапазону байтів.",
    )


class OutsideJurisdiction(DomainError):
    code = "outside_jurisdiction"
    status = 422
    sentence = Text(
        pl="To miejsce leży poza obsługiwanym obszarem.",
        en="This place lies outside the area served here.",
        uk="Це місце лежить поза територією обслуговування.",
    )


class ServiceNotOffered(DomainError):
    code = "service_not_offered"
    status = 422
    sentence = Text(
        pl="Tej usługi tu nie ma.",
        en="This service is not offered there.",
        uk="Ця послуга там не надається.",
    )


class StopMessage(DomainError):
    """An answer ends the form. extra: `detail`, what the person must do instead."""

    code = "stop_message"
    status = 422
    sentence = Text(
        pl="Przy tej odpowiedzi nie wysyłaj zgłoszenia, tylko zrób to, co mówi komunikat.",
        en="With this answer send no report: do what the message says.",
        uk="За такої відповіді не надсилайте звернення, а зробіть те, що в повідомленні.",
    )


class DirectedElsewhere(DomainError):
    """The office takes no reports about such roads. extra: `manager`, who does."""

    code = "directed_elsewhere"
    status = 422
    sentence = Text(
        pl="Urząd nie przyjmuje zgłoszeń z tej drogi. Zgłoś usterkę jej zarządcy.",
        en="This office takes no reports about that road. Report the defect to its manager.",
        uk="Установа не приймає звернень щодо цієї дороги. Повідомте її управителя.",
    )


class ManagerNotSuitable(DomainError):
    code = "manager_not_suitable"
    status = 422
    sentence = Text(
        pl="Temu zarządcy nie można przekazać zgłoszenia.",
        en="The report cannot be passed on to that manager.",
        uk="Цьому управителю не можна передати звернення.",
    )


class ManagerHasNoEmail(DomainError):
    code = "manager_has_no_email"
    status = 422
    sentence = Text(
        pl="Nie znamy adresu e-mail tego zarządcy; przekaż zgłoszenie inaczej.",
        en="No e-mail address of that manager is known; pass the report on in another way.",
        uk="Електронна адреса цього управителя невідома; передайте звернення інакше.",
    )


class CrewNotSuitable(DomainError):
    code = "crew_not_suitable"
    status = 422
    sentence = Text(
        pl="Ta ekipa nie należy do zarządcy tej drogi.",
        en="That crew does not belong to whoever handles the report.",
        uk="Ця бригада не належить тому, хто веде звернення.",
    )


class UpgradeRequired(DomainError):
    code = "upgrade_required"
    status = 426
    sentence = Text(
        pl="Ta wersja aplikacji jest za stara. Zaktualizuj ją.",
        en="This version of the app is too old. Update it.",
        uk="Ця версія застосунку застаріла. Оновіть її.",
    )


class TooManyRequests(DomainError):
    code = "too_many_requests"
    status = 429
    sentence = Text(
        pl="Za dużo żądań. Spróbuj ponownie później.",
        en="Too many requests. Try again later.",
        uk="Забагато запитів. Спробуйте пізніше.",
    )


class TooManyWaiting(DomainError):
    code = "too_many_waiting"
    status = 429
    sentence = Text(
        pl="Czeka już za dużo zdjęć. Najpierw wyślij ich zgłoszenia albo dokończ przesyłanie.",
        en="Too many photos are waiting. First send their reports, or finish the uploads.",
        uk="Забагато фото вже чекає. Спершу надішліть їхні звернення або завершіть завантаження.",
    )


class Unavailable(DomainError):
    code = "unavailable"
    status = 503
    sentence = Text(
        pl="Usługa chwilowo nie działa. Spróbuj ponownie za chwilę.",
        en="The service is not available for a moment. Try again soon.",
        uk="Послуга тимчасово недоступна. Спробуйте трохи згодом.",
    )
