"""What the administration calls people, their roles, tokens and blocks."""

from allauth.account.models import EmailAddress

from backend.accounts.models import AccessToken, Block, Role, User
from backend.core import labels
from backend.core.labels import LANGUAGE_NAMES, Labels
from backend.core.language import Text

APP = Text(pl="Osoby", en="People", uk="Люди")
ADDRESSES_APP = Text(pl="Adresy e-mail", en="E-mail addresses", uk="Адреси ел. пошти")
ROLE_KINDS: labels.Choices = {
    Role.Kind.DISPATCHER: Text(pl="dyspozytor", en="dispatcher", uk="диспетчер"),
    Role.Kind.ADMINISTRATOR: Text(pl="administrator", en="administrator", uk="адміністратор"),
}
NEW_PASSWORD = Text(pl="nowe hasło", en="new password", uk="новий пароль")
NEW_PASSWORD_HELP = Text(
    pl="Puste: bez zmian, a nowa osoba loguje się kodem z e-maila.",
    en="Empty: no change; a new person logs in by a code sent by e-mail.",
    uk="Порожньо: без змін, а нова людина входить за кодом з ел. пошти.",
)
ROLE = Text(pl="rola", en="role", uk="роль")
ROLE_HELP = Text(
    pl="Dyspozytor prowadzi zgłoszenia. Administrator także ustawia urząd, ekipy i osoby.",
    en="A dispatcher handles reports. An administrator also sets up office, crews and people.",
    uk="Диспетчер веде звернення. Адміністратор також налаштовує установу, бригади й людей.",
)
OFFICE = Text(pl="urząd", en="office", uk="установа")
CREW = Text(pl="ekipa", en="crew", uk="бригада")
LET_SEND = Text(pl="Pozwól znów zgłaszać", en="Let them send again", uk="Дозволити знову надсилати")
WORKS_AS = Text(pl="praca", en="work", uk="робота")
BLOCKED_WHAT = Text(pl="co zablokowano", en="what is blocked", uk="що заблоковано")

LABELS = {
    User: Labels(
        one=Text(pl="osoba", en="person", uk="людина"),
        many=Text(pl="osoby", en="people", uk="люди"),
        group=labels.PEOPLE,
        fields={
            "name": Text(pl="imię i nazwisko", en="name", uk="ім’я та прізвище"),
            "is_active": Text(pl="może się logować", en="may log in", uk="може входити"),
            "is_superuser": Text(
                pl="operator całej instalacji",
                en="operator of the whole installation",
                uk="оператор усієї системи",
            ),
            "is_staff": Text(
                pl="wchodzi do administracji", en="enters the administration", uk="входить сюди"
            ),
            "last_login": Text(pl="ostatnie logowanie", en="last login", uk="останній вхід"),
            "date_joined": Text(pl="konto od", en="account since", uk="обліковий запис від"),
            "password": Text(pl="hasło", en="password", uk="пароль"),
        },
        help={
            "is_active": Text(
                pl="Osoby z historią się nie usuwa: odznacz to pole.",
                en="People with a history are not deleted: clear this box.",
                uk="Людей з історією не видаляють: зніміть цю позначку.",
            ),
            "is_superuser": Text(
                pl="Widzi i zmienia wszystko we wszystkich urzędach.",
                en="Sees and changes everything in all offices.",
                uk="Бачить і змінює все в усіх установах.",
            ),
        },
        choices={"language": LANGUAGE_NAMES},
    ),
    Role: Labels(
        one=ROLE,
        many=Text(pl="role", en="roles", uk="ролі"),
        group=labels.PEOPLE,
        fields={"kind": ROLE},
        help={"kind": ROLE_HELP},
        choices={"kind": ROLE_KINDS},
    ),
    AccessToken: Labels(
        one=Text(pl="token dostępu", en="access token", uk="токен доступу"),
        many=Text(pl="tokeny dostępu", en="access tokens", uk="токени доступу"),
        group=labels.PEOPLE,
        fields={
            "expires_at": Text(pl="wygasa", en="expires", uk="діє до"),
            "last_used_at": Text(pl="użyto", en="last used", uk="використано"),
        },
        help={
            "name": Text(
                pl="Do czego służy, na przykład: QGIS na komputerze w drogownictwie.",
                en="What it is for, say: QGIS at the roads department.",
                uk="Для чого він, наприклад: QGIS у відділі доріг.",
            )
        },
    ),
    Block: Labels(
        one=Text(pl="blokada", en="block", uk="блокування"),
        many=Text(pl="blokady", en="blocks", uk="блокування"),
        group=labels.PEOPLE,
        fields={
            "reason": Text(pl="powód", en="reason", uk="причина"),
            "number": Text(pl="po zgłoszeniu", en="after the report", uk="після звернення"),
            "made_by": Text(pl="kto zablokował", en="made by", uk="хто заблокував"),
            "made_at": Text(pl="od", en="from", uk="від"),
            "until": Text(pl="do", en="until", uk="до"),
            "ended_by": Text(pl="kto zdjął", en="ended by", uk="хто зняв"),
            "ended_at": Text(pl="zdjęto", en="ended", uk="знято"),
        },
    ),
}
ADDRESSES = {
    EmailAddress: Labels(
        one=Text(pl="adres e-mail", en="e-mail address", uk="адреса ел. пошти"),
        many=Text(pl="adresy e-mail", en="e-mail addresses", uk="адреси ел. пошти"),
        group=labels.OPERATOR,
        fields={
            "verified": Text(pl="potwierdzony", en="verified", uk="підтверджено"),
            "primary": Text(pl="główny", en="primary", uk="основна"),
        },
    )
}
