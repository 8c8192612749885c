"""What stands around the news in a mail and a text message."""

from backend.core.language import Text

OPEN = Text(pl="Otwórz zgłoszenie", en="Open the report", uk="Відкрити звернення")
WHY = Text(
    pl="Tę wiadomość wysłał automat, bo przy zgłoszeniu lub na koncie podano ten adres. "
    "Na odpowiedź nikt nie odpisze: pisz w zgłoszeniu.",
    en="This was sent by a machine, because this address was given with a report or an account. "
    "Nobody reads answers to it: write in the report.",
    uk="Це надіслала програма, бо цю адресу вказано у зверненні або в обліковому записі. "
    "На відповідь ніхто не відпише: пишіть у зверненні.",
)
STOP = Text(
    pl="Nie chcę takich wiadomości", en="I want no such mail", uk="Не надсилайте мені таких листів"
)
