"""Every refusal: its stable code, its HTTP status and the sentence that a person reads."""

from typing import Any, ClassVar

from backend.core.language import Text


class DomainError(Exception):
    """A refusal, raised where the rule is and rendered once, in `core.http`.

    field: the field or parameter at fault, when there is one.
    extra: further members of the problem document (RFC 9457, section 3.2).
    """

    code: ClassVar[str]
    status: ClassVar[int]
    sentence: ClassVar[Text]

    def __init__(self, *, field: str | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.extra = extra


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


class VersionConflict(DomainError):
    code = "version_conflict"
    status = 409
    sentence = Text(
        pl="Ktoś zmienił zgłoszenie w międzyczasie.",
        en="Somebody has changed the report in the meantime.",
        uk="Хтось тим часом змінив звернення.",
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


class TooManyPhotos(DomainError):
    code = "too_many_photos"
    status = 409
    sentence = Text(
        pl="To zgłoszenie ma już najwięcej zdjęć, ile może mieć.",
        en="This report has as many photos as it can have.",
        uk="Це звернення вже має найбільшу можливу кількість фото.",
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
    code = "unsupported_photo"
    status = 415
    sentence = Text(
        pl="To nie jest zdjęcie JPEG, PNG, WebP ani AVIF. Wyślij JPEG.",
        en="This is no JPEG, PNG, WebP or AVIF photo. Send a JPEG.",
        uk="Це не фото JPEG, PNG, WebP чи AVIF. Надішліть JPEG.",
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


class Unavailable(DomainError):
    code = "unavailable"
    status = 503
    sentence = Text(
        pl="Usługa chwilowo nie działa. Spróbuj ponownie za chwilę.",
        en="The service is not available for a moment. Try again soon.",
        uk="Послуга тимчасово недоступна. Спробуйте трохи згодом.",
    )
