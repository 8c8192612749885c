"""What the administration calls the server's jobs."""

from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from backend.core import labels
from backend.core.labels import Labels
from backend.core.language import Text

APP = Text(pl="Zadania serwera", en="The server’s jobs", uk="Завдання сервера")
STATES: labels.Choices = {
    "todo": Text(pl="czeka", en="waiting", uk="чекає"),
    "doing": Text(pl="w toku", en="being done", uk="виконується"),
    "succeeded": Text(pl="zrobione", en="done", uk="зроблено"),
    "failed": Text(pl="nieudane", en="failed", uk="не вдалося"),
    "cancelled": Text(pl="odwołane", en="cancelled", uk="скасовано"),
    "aborted": Text(pl="przerwane", en="aborted", uk="перервано"),
}
EVENTS: labels.Choices = {
    "deferred": Text(pl="zlecone", en="deferred", uk="доручено"),
    "started": Text(pl="rozpoczęte", en="started", uk="розпочато"),
    "deferred_for_retry": Text(pl="do powtórzenia", en="to be repeated", uk="буде повторено"),
    "abort_requested": Text(pl="prośba o przerwanie", en="abort asked for", uk="просять перервати"),
    "scheduled": Text(pl="zaplanowane", en="scheduled", uk="заплановано"),
    "retried": Text(pl="powtórzone", en="repeated", uk="повторено"),
    **STATES,
}
RETRY = Text(pl="Powtórz nieudane", en="Repeat those that failed", uk="Повторити невдалі")
CANCEL = Text(pl="Odwołaj czekające", en="Cancel those that wait", uk="Скасувати ті, що чекають")

LABELS = {
    ProcrastinateJob: Labels(
        one=Text(pl="zadanie serwera", en="job", uk="завдання сервера"),
        many=Text(pl="zadania serwera", en="jobs", uk="завдання сервера"),
        group=labels.OPERATOR,
        fields={
            "queue_name": Text(pl="kolejka", en="queue", uk="черга"),
            "task_name": Text(pl="zadanie", en="task", uk="завдання"),
            "status": Text(pl="stan", en="state", uk="стан"),
            "args": Text(pl="dane", en="arguments", uk="дані"),
            "scheduled_at": Text(pl="nie wcześniej niż", en="not before", uk="не раніше"),
            "lock": Text(pl="blokada", en="lock", uk="блокування"),
            "queueing_lock": Text(pl="jedno w kolejce", en="one in the queue", uk="одне в черзі"),
        },
        choices={"status": STATES},
    ),
    ProcrastinateEvent: Labels(
        one=Text(pl="wpis", en="entry", uk="запис"),
        many=Text(pl="przebieg", en="what happened", uk="перебіг"),
        group=labels.OPERATOR,
        fields={
            "type": Text(pl="co", en="what", uk="що"),
            "job": Text(pl="zadanie", en="job", uk="завдання"),
        },
        choices={"type": EVENTS},
    ),
}
