"""What the administration calls models and their fields, in three languages.

The names are put on the models when the administration is loaded, and stand in no migration: a
change of wording changes no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import lazystr

from backend.core.language import Text

Choices = Mapping[Any, Text]


@dataclass(frozen=True, kw_only=True)
class Group:
    """A part of the first page: some work of an office, and a line on what is done there."""

    id: str
    name: Text
    help: Text


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What one model is called: `one` of it and `many`, its fields, and the values of lists."""

    one: Text
    many: Text
    group: Group
    fields: Mapping[str, Text] = field(default_factory=dict)
    help: Mapping[str, Text] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)

    def named(self, name: str) -> Text | None:
        return self.fields.get(name) or COMMON.get(name)


REPORTS = Group(
    id="reports",
    name=Text(pl="Zgłoszenia", en="Reports", uk="Звернення"),
    help=Text(
        pl="Co zgłosili mieszkańcy i co się z tym działo. Historii nikt nie zmienia.",
        en="What residents reported and what became of it. Nobody changes history.",
        uk="Що повідомили мешканці й що з цим діялося. Історію ніхто не змінює.",
    ),
)
CREWS = Group(
    id="crews",
    name=Text(pl="Ekipy", en="Crews", uk="Бригади"),
    help=Text(
        pl="Kto naprawia, na jakim obszarze, jakie usterki i w jakich godzinach.",
        en="Who mends, in which area, which defects and at what hours.",
        uk="Хто ремонтує, на якій території, які несправності та в які години.",
    ),
)
SERVICES = Group(
    id="services",
    name=Text(
        pl="Urząd, usługi i teksty", en="Office, services and texts", uk="Установа й послуги"
    ),
    help=Text(
        pl="Jak urząd się przedstawia, co można mu zgłosić i co mieszkańcy przeczytają.",
        en="How the office presents itself, what can be reported and what residents will read.",
        uk="Як установа себе представляє, про що їй повідомляють і що прочитають мешканці.",
    ),
)
PEOPLE = Group(
    id="people",
    name=Text(pl="Osoby i role", en="People and roles", uk="Люди й ролі"),
    help=Text(
        pl="Kto tu pracuje, co mu wolno i komu czasowo zablokowano zgłaszanie.",
        en="Who works here, what they may do, and who is kept from reporting for a while.",
        uk="Хто тут працює, що кому дозволено й кому тимчасово закрито подання звернень.",
    ),
)
MAP_LAYERS = Group(
    id="map-layers",
    name=Text(pl="Warstwy mapy", en="Map layers", uk="Шари карти"),
    help=Text(
        pl="Granice, drogi, adresy i obszary ekip wczytane z plików.",
        en="Boundaries, roads, addresses and areas of crews, imported from files.",
        uk="Межі, дороги, адреси й території бригад, імпортовані з файлів.",
    ),
)
MANAGERS = Group(
    id="managers",
    name=Text(pl="Zarządcy i porozumienia", en="Managers and agreements", uk="Управителі й угоди"),
    help=Text(
        pl="Kto odpowiada za drogi i kto komu je powierzył.",
        en="Who is responsible for roads, and who has handed them to whom.",
        uk="Хто відповідає за дороги й хто кому їх передав.",
    ),
)
OPERATOR = Group(
    id="operator",
    name=Text(pl="Dla operatora", en="For the operator", uk="Для оператора"),
    help=Text(
        pl="Wysyłka powiadomień i zadania serwera; tylko do oglądania.",
        en="Notifications sent and the server's jobs; only to look at.",
        uk="Надіслані сповіщення й завдання сервера; лише для перегляду.",
    ),
)
GROUPS = (REPORTS, CREWS, SERVICES, PEOPLE, MAP_LAYERS, MANAGERS, OPERATOR)

# What a field of this name is called in every model whose own labels do not say otherwise.
COMMON: Mapping[str, Text] = {
    "id": Text(pl="nr wewn.", en="id", uk="внутр. №"),
    "name": Text(pl="nazwa", en="name", uk="назва"),
    "code": Text(pl="kod", en="code", uk="код"),
    "jurisdiction": Text(pl="urząd", en="office", uk="установа"),
    "crew": Text(pl="ekipa", en="crew", uk="бригада"),
    "user": Text(pl="osoba", en="person", uk="людина"),
    "service": Text(pl="rodzaj usterki", en="service", uk="вид несправності"),
    "report": Text(pl="zgłoszenie", en="report", uk="звернення"),
    "event": Text(pl="wpis w historii", en="event", uk="запис в історії"),
    "number": Text(pl="numer", en="number", uk="номер"),
    "kind": Text(pl="rodzaj", en="kind", uk="вид"),
    "status": Text(pl="status", en="status", uk="статус"),
    "state": Text(pl="stan", en="state", uk="стан"),
    "phone": Text(pl="telefon", en="telephone", uk="телефон"),
    "email": Text(pl="e-mail", en="e-mail", uk="ел. пошта"),
    "teryt": Text(pl="TERYT", en="TERYT", uk="TERYT"),
    "language": Text(pl="język", en="language", uk="мова"),
    "area": Text(pl="obszar", en="area", uk="територія"),
    "priority": Text(pl="pilność", en="priority", uk="терміновість"),
    "position": Text(pl="kolejność", en="order", uk="порядок"),
    "is_active": Text(pl="aktywne", en="active", uk="активне"),
    "at": Text(pl="kiedy", en="when", uk="коли"),
    "note": Text(pl="notatka", en="note", uk="примітка"),
    "starts_at": Text(pl="początek", en="begins", uk="початок"),
    "ends_at": Text(pl="koniec", en="ends", uk="кінець"),
    "created_at": Text(pl="utworzono", en="created", uk="створено"),
    "updated_at": Text(pl="zmieniono", en="changed", uk="змінено"),
    "sent_at": Text(pl="wysłano", en="sent", uk="надіслано"),
    "valid_from": Text(pl="obowiązuje od", en="in force from", uk="чинне від"),
    "valid_to": Text(pl="obowiązuje do", en="in force until", uk="чинне до"),
    "version": Text(pl="wersja", en="version", uk="версія"),
    "installation": Text(
        pl="telefon z aplikacją", en="phone with the app", uk="телефон із додатком"
    ),
    "attempts": Text(pl="próby", en="attempts", uk="спроби"),
}
LANGUAGE_NAMES: Choices = {
    "pl": Text(pl="polski", en="Polish", uk="польська"),
    "en": Text(pl="angielski", en="English", uk="англійська"),
    "uk": Text(pl="ukraiński", en="Ukrainian", uk="українська"),
}
WEEKDAYS = (
    Text(pl="poniedziałek", en="Monday", uk="понеділок"),
    Text(pl="wtorek", en="Tuesday", uk="вівторок"),
    Text(pl="środa", en="Wednesday", uk="середа"),
    Text(pl="czwartek", en="Thursday", uk="четвер"),
    Text(pl="piątek", en="Friday", uk="п’ятниця"),
    Text(pl="sobota", en="Saturday", uk="субота"),
    Text(pl="niedziela", en="Sunday", uk="неділя"),
)

_known: dict[type[Model], Labels] = {}


def apply(app_label: str, app_name: Text, labels: Mapping[type[Model], Labels]) -> None:
    """Call an app and its models so. Before its classes of the administration are made."""
    setattr(apps.get_app_config(app_label), "verbose_name", lazystr(app_name))  # noqa: B010
    for model, each in labels.items():
        _known[model] = each
        _name(model, each)


def of(model: type[Model]) -> Labels | None:
    return _known.get(model)


def rank(model: type[Model]) -> int:
    """Its place in the tables of labels, which name what matters more before."""
    return [*_known].index(model) if model in _known else len(_known)


def _name(model: type[Model], labels: Labels) -> None:
    options: Any = model._meta
    options.verbose_name, options.verbose_name_plural = lazystr(labels.one), lazystr(labels.many)
    for each in (*options.local_fields, *options.local_many_to_many):
        _keep_for_migrations(each)
        label = labels.named(each.name)
        if label:
            each.verbose_name = lazystr(label)
        if each.name in labels.help:
            each.help_text = lazystr(labels.help[each.name])
        if each.name in labels.choices:
            names = labels.choices[each.name]
            each.choices = [(value, _named(names, value, shown)) for value, shown in each.choices]


def _named(names: Choices, value: Any, shown: Any) -> Any:
    return lazystr(names[value]) if value in names else shown


def _keep_for_migrations(each: Any) -> None:
    """Let migrations see the field as its model declares it."""
    if "deconstruct" in vars(each):
        return
    name, path, arguments, options = each.deconstruct()
    each.deconstruct = lambda: (name, path, list(arguments), dict(options))
