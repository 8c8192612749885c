"""What the administration calls notifications, phones and what was sent to them."""

from backend.core import labels
from backend.core.labels import LANGUAGE_NAMES, Labels
from backend.core.language import Text
from notifications.broadcast_wording import HELP
from notifications.models import Broadcast, ChannelPause, Delivery, Device, Notification
from notifications.rules import WorkNews

APP = Text(pl="Powiadomienia", en="Notifications", uk="Сповіщення")
DEVICE_KINDS: labels.Choices = {
    "token": Text(pl="token FCM", en="FCM token", uk="токен FCM"),
    "fid": Text(pl="numer Firebase", en="Firebase id", uk="номер Firebase"),
}
PLATFORMS: labels.Choices = {
    "android": Text(pl="Android", en="Android", uk="Android"),
    "ios": Text(pl="iOS", en="iOS", uk="iOS"),
    "web": Text(pl="przeglądarka", en="browser", uk="браузер"),
}
TYPES: labels.Choices = {
    "status": Text(pl="zmiana statusu", en="change of status", uk="зміна статусу"),
    "comment": Text(pl="komentarz", en="comment", uk="коментар"),
    "nearby": Text(pl="w okolicy", en="nearby", uk="поблизу"),
    "work": Text(pl="praca dla ekipy", en="work for a crew", uk="робота для бригади"),
    "notice": Text(pl="komunikat urzędu", en="the office’s notice", uk="оголошення установи"),
    "overdue": Text(pl="minął termin", en="overdue", uk="термін минув"),
}
STATES: labels.Choices = {
    "waiting": Text(pl="czeka", en="waiting", uk="чекає"),
    "sent": Text(pl="wysłano", en="sent", uk="надіслано"),
    "failed": Text(pl="nie udało się", en="failed", uk="не вдалося"),
    "expired": Text(pl="za późno", en="too late", uk="запізно"),
    "overtaken": Text(pl="zastąpiona nowszą", en="overtaken", uk="замінено новішим"),
}
CHANNELS: labels.Choices = {
    "fcm": Text(pl="telefon (FCM)", en="phone (FCM)", uk="телефон (FCM)"),
    "email": Text(pl="e-mail", en="e-mail", uk="ел. пошта"),
    "sms": Text(pl="SMS", en="text message", uk="SMS"),
}
URGENCIES: labels.Choices = {
    0: Text(pl="pilne", en="urgent", uk="термінове"),
    1: Text(pl="zwykłe", en="news", uk="звичайне"),
    2: Text(pl="komunikat", en="broadcast", uk="оголошення"),
}
BROADCAST_STATES: labels.Choices = {
    "draft": Text(pl="szkic", en="draft", uk="чернетка"),
    "preparing": Text(pl="przygotowanie", en="being prepared", uk="готується"),
    "sending": Text(pl="wysyłanie", en="being sent", uk="надсилається"),
    "paused": Text(pl="wstrzymany", en="paused", uk="призупинено"),
    "cancelled": Text(pl="odwołany", en="cancelled", uk="скасовано"),
    "done": Text(pl="wysłany", en="sent", uk="надіслано"),
}

LABELS = {
    ChannelPause: Labels(
        one=Text(pl="przerwa w wysyłaniu", en="pause of a channel", uk="перерва в надсиланні"),
        many=Text(pl="przerwy w wysyłaniu", en="pauses of channels", uk="перерви в надсиланні"),
        group=labels.OPERATOR,
        fields={
            "channel": Text(pl="jak", en="by", uk="як"),
            "platform": Text(pl="system", en="system", uk="система"),
            "code": Text(pl="odpowiedź", en="answer", uk="відповідь"),
            "since": Text(pl="od", en="since", uk="від"),
            "until": Text(pl="do", en="until", uk="до"),
            "probe_at": Text(pl="następna próba", en="next attempt", uk="наступна спроба"),
        },
        choices={"channel": CHANNELS, "platform": PLATFORMS},
    ),
    Broadcast: Labels(
        one=Text(pl="komunikat urzędu", en="broadcast", uk="оголошення установи"),
        many=Text(pl="komunikaty urzędu", en="broadcasts", uk="оголошення установи"),
        group=labels.SERVICES,
        fields={
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
            "url": Text(pl="adres strony", en="address of a page", uk="адреса сторінки"),
            "created_by": Text(pl="kto napisał", en="written by", uk="хто написав"),
            "started_by": Text(pl="kto wysłał", en="sent by", uk="хто надіслав"),
            "started_at": Text(pl="wysyłka od", en="sent from", uk="надсилання від"),
            "expires_at": Text(pl="ważny do", en="valid until", uk="дійсне до"),
            "ended_at": Text(pl="wysyłka do", en="sent until", uk="надсилання до"),
        },
        help={"area": HELP["area"]},
        choices={"state": BROADCAST_STATES},
    ),
    Device: Labels(
        one=Text(pl="telefon", en="phone", uk="телефон"),
        many=Text(pl="telefony", en="phones", uk="телефони"),
        group=labels.OPERATOR,
        fields={
            "installation_uid": Text(pl="numer aplikacji", en="the app’s id", uk="номер додатка"),
            "platform": Text(pl="system", en="system", uk="система"),
            "kinds": Text(pl="o czym chce wiedzieć", en="wants to hear of", uk="про що сповіщати"),
            "quiet_from": Text(pl="cisza od", en="quiet from", uk="тиша від"),
            "quiet_to": Text(pl="cisza do", en="quiet until", uk="тиша до"),
            "off_reason": Text(pl="dlaczego wyłączony", en="why off", uk="чому вимкнено"),
        },
        choices={"kind": DEVICE_KINDS, "platform": PLATFORMS, "language": LANGUAGE_NAMES},
    ),
    Notification: Labels(
        one=Text(pl="powiadomienie", en="notification", uk="сповіщення"),
        many=Text(pl="powiadomienia", en="notifications", uk="сповіщення"),
        group=labels.OPERATOR,
        fields={
            "work": Text(pl="co to dla ekipy", en="for a crew", uk="для бригади"),
            "type": Text(pl="o czym", en="about", uk="про що"),
            "broadcast": Text(pl="komunikat", en="broadcast", uk="оголошення"),
            "contact": Text(
                pl="adres ze zgłoszenia", en="address of a report", uk="адреса звернення"
            ),
            "read_at": Text(pl="przeczytano", en="read", uk="прочитано"),
        },
        choices={
            "type": TYPES,
            "work": {
                WorkNews.GIVEN: Text(pl="przydzielone", en="given", uk="доручено"),
                WorkNews.TAKEN: Text(pl="zabrane", en="taken away", uk="забрано"),
                WorkNews.CLOSED: Text(pl="zamknięte", en="closed", uk="закрито"),
            },
        },
    ),
    Delivery: Labels(
        one=Text(pl="wysyłka", en="delivery", uk="надсилання"),
        many=Text(pl="wysyłki", en="deliveries", uk="надсилання"),
        group=labels.OPERATOR,
        fields={
            "notification": Text(pl="powiadomienie", en="notification", uk="сповіщення"),
            "device": Text(pl="telefon", en="phone", uk="телефон"),
            "channel": Text(pl="jak", en="by", uk="як"),
            "address": Text(pl="adres", en="address", uk="адреса"),
            "topic": Text(pl="temat", en="topic", uk="тема"),
            "urgency": Text(pl="pilność", en="urgency", uk="терміновість"),
            "merged": Text(pl="połączone", en="merged", uk="об’єднано"),
            "expires_at": Text(pl="ważne do", en="valid until", uk="дійсне до"),
            "next_attempt_at": Text(pl="następna próba", en="next attempt", uk="наступна спроба"),
            "message_id": Text(pl="numer w FCM", en="id at FCM", uk="номер у FCM"),
            "code": Text(pl="odpowiedź", en="answer", uk="відповідь"),
        },
        choices={"state": STATES, "channel": CHANNELS, "urgency": URGENCIES},
    ),
}
