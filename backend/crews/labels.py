"""What the administration calls crews, their members, areas and hours."""

from backend.core import labels
from backend.core.labels import Labels
from backend.core.language import Text
from backend.crews.models import Absence, Crew, CrewArea, Duty, DutyHours, Membership

APP = Text(pl="Ekipy", en="Crews", uk="Бригади")

LABELS = {
    Crew: Labels(
        one=Text(pl="ekipa", en="crew", uk="бригада"),
        many=Text(pl="ekipy", en="crews", uk="бригади"),
        group=labels.CREWS,
        fields={
            "is_contractor": Text(pl="firma zewnętrzna", en="contractor", uk="підрядник"),
            "stand_in": Text(pl="zastępuje ją", en="stand-in", uk="її заступає"),
            "is_active": Text(pl="działa", en="active", uk="діє"),
            "members": Text(pl="członkowie", en="members", uk="члени"),
            "services": Text(pl="rodzaje usterek", en="services", uk="види несправностей"),
        },
        help={
            "stand_in": Text(
                pl="Kto dostaje nowe zgłoszenia, gdy tej ekipy nie ma albo nie ma dyżuru.",
                en="Who gets new work while this crew is away or off duty.",
                uk="Хто отримує нові звернення, коли бригади немає або вона не чергує.",
            ),
            "is_active": Text(
                pl="Zamiast usuwać ekipę z historią, odznacz to pole.",
                en="Instead of deleting a crew with a history, clear this box.",
                uk="Замість видаляти бригаду з історією, зніміть цю позначку.",
            ),
        },
    ),
    CrewArea: Labels(
        one=Text(pl="obszar ekipy", en="area of a crew", uk="територія бригади"),
        many=Text(pl="obszary ekip", en="areas of crews", uk="території бригад"),
        group=labels.CREWS,
        fields={
            "area_m2": Text(pl="powierzchnia (m²)", en="size (m²)", uk="площа (м²)"),
            "priority": Text(pl="pierwszeństwo", en="precedence", uk="першість"),
        },
        help={
            "priority": Text(
                pl="Gdzie obszary się nakładają, wygrywa wyższe.",
                en="Where areas overlap, the higher one wins.",
                uk="Де території накладаються, перемагає вища.",
            )
        },
    ),
    Membership: Labels(
        one=Text(pl="członek ekipy", en="member of a crew", uk="член бригади"),
        many=Text(pl="członkowie ekip", en="members of crews", uk="члени бригад"),
        group=labels.CREWS,
    ),
    Duty: Labels(
        one=Text(pl="zadanie ekipy", en="task of a crew", uk="обов’язок бригади"),
        many=Text(pl="zadania ekip", en="tasks of crews", uk="обов’язки бригад"),
        group=labels.CREWS,
    ),
    DutyHours: Labels(
        one=Text(pl="godziny dyżuru", en="hours on duty", uk="години чергування"),
        many=Text(pl="godziny dyżurów", en="hours on duty", uk="години чергувань"),
        group=labels.CREWS,
        fields={"weekday": Text(pl="dzień", en="day", uk="день")},
        choices={"weekday": dict(enumerate(labels.WEEKDAYS, 1))},
    ),
    Absence: Labels(
        one=Text(pl="nieobecność", en="absence", uk="відсутність"),
        many=Text(pl="nieobecności", en="absences", uk="відсутності"),
        group=labels.CREWS,
    ),
}
