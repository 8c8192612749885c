"""The words of the page on which mail is stopped."""

from backend.core.language import Text

STOP_WORDS = {
    "title": Text(pl="Wiadomości e-mail", en="E-mail messages", uk="Листи електронною поштою"),
    "about_report": Text(
        pl="Piszemy na Twój adres o zgłoszeniu {number}. Z czego rezygnujesz?",
        en="We write to your address about report {number}. What do you want no more of?",
        uk="Ми пишемо на вашу адресу про звернення {number}. Від чого ви відмовляєтеся?",
    ),
    "about": Text(
        pl="Piszemy na Twój adres o zgłoszeniach.",
        en="We write to your address about reports.",
        uk="Ми пишемо на вашу адресу про звернення.",
    ),
    "stop_report": Text(
        pl="Nie pisz o tym zgłoszeniu",
        en="No more about this report",
        uk="Не пишіть про це звернення",
    ),
    "stop_all": Text(
        pl="Nie pisz o żadnym zgłoszeniu",
        en="No more about any report",
        uk="Не пишіть про жодне звернення",
    ),
    "report_stopped": Text(
        pl="Nie napiszemy już o zgłoszeniu {number}. O innych zgłoszeniach nadal piszemy.",
        en="You get no more mail about report {number}, but you do about other reports.",
        uk="Ми більше не писатимемо про звернення {number}. Про інші звернення пишемо далі.",
    ),
    "all_stopped": Text(
        pl="Nie napiszemy już na ten adres o żadnym zgłoszeniu.",
        en="You get no more mail about any report.",
        uk="Ми більше не писатимемо на цю адресу про жодне звернення.",
    ),
    "again": Text(
        pl="Cofnij: chcę znów dostawać wiadomości",
        en="Undo: I want mail again",
        uk="Скасувати: хочу знову отримувати листи",
    ),
    "unknown": Text(
        pl="Ten odnośnik jest niepełny albo za stary. Odnośnik, który działa, jest w każdej "
        "nowszej wiadomości.",
        en="This link is not whole, or too old. Every newer message has one that works.",
        uk="Це посилання неповне або застаре. Посилання, яке працює, є в кожному новішому листі.",
    ),
    "phone": Text(
        pl="Powiadomienia w aplikacji zmienia się w aplikacji.",
        en="Notifications of the app are changed in the app.",
        uk="Сповіщення додатка змінюють у додатку.",
    ),
}
