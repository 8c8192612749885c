"""The words of an office's page of a broadcast."""

from backend.core.language import Text

STEP_WORDS = {
    "start": Text(pl="Wyślij", en="Send", uk="Надіслати"),
    "pause": Text(pl="Wstrzymaj", en="Pause", uk="Призупинити"),
    "resume": Text(pl="Wyślij dalej", en="Go on sending", uk="Надсилати далі"),
    "cancel": Text(pl="Odwołaj", en="Cancel", uk="Скасувати"),
}
PAGE_WORDS = {
    "preview": Text(pl="Tak to wygląda na telefonie", en="How phones show it", uk="На телефоні"),
    "missing": Text(
        pl="Brakuje tłumaczenia: te osoby zobaczą tekst po polsku.",
        en="There is no translation: these people will see the Polish text.",
        uk="Немає перекладу: ці люди побачать текст польською.",
    ),
    "reach": Text(
        pl="Dotrze do telefonów: {count}.",
        en="Phones that it reaches: {count}.",
        uk="Телефонів, до яких дійде: {count}.",
    ),
    "progress": Text(pl="Jak idzie wysyłka", en="How far it is", uk="Як іде надсилання"),
    "waiting": Text(pl="czeka", en="waiting", uk="чекає"),
    "sent": Text(pl="wysłano", en="sent", uk="надіслано"),
    "expired": Text(pl="nie wysłano na czas", en="not sent in time", uk="не надіслано вчасно"),
    "failed": Text(pl="nie udało się", en="failed", uk="не вдалося"),
    "refresh": Text(pl="Odśwież", en="Refresh", uk="Оновити"),
    "save_first": Text(
        pl="Zapisz zmiany, zanim wyślesz: wysyłany jest zapisany tekst.",
        en="Save changes before sending: what is sent is the saved text.",
        uk="Збережіть зміни перед надсиланням: надсилається збережений текст.",
    ),
    "done": Text(pl="Zrobione.", en="Done.", uk="Готово."),
}
TOO_LONG = Text(
    pl="Podaj czas przyszły, najwyżej {days} dni od teraz.",
    en="Give a time in the future, at most {days} days from now.",
    uk="Вкажіть час у майбутньому, щонайбільше {days} днів від тепер.",
)
NOT_OURS = Text(
    pl="Ten obszar leży poza terenem urzędu.",
    en="This area lies outside the office’s territory.",
    uk="Ця територія лежить поза межами установи.",
)
HELP = {
    "area": Text(
        pl="Puste: wszyscy, którzy cokolwiek zgłosili w tym urzędzie. "
        "Część poza terenem urzędu zostanie odcięta.",
        en="Empty: everybody who has reported anything to this office. "
        "What lies outside the office’s territory is cut off.",
        uk="Порожньо: усі, хто будь-що повідомив цій установі. "
        "Частину поза територією установи буде відрізано.",
    ),
}
