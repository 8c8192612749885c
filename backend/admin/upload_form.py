"""The form of an upload: what is in the file, and what it becomes."""

from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import lazystr

from backend.admin.wording import KINDS
from backend.core.language import Text
from backend.jurisdictions.models import Jurisdiction
from gis_layers.actions import Upload, upload_max_bytes
from gis_layers.mapping import parse_toml
from gis_layers.rules import (
    MAPPINGS,
    MOVED_BY_M,
    NAME_MAX_CHARS,
    TEXTS_MAX_CHARS,
    ImportKind,
    Level,
)

SUFFIXES = (".geojson", ".json", ".gpkg", ".zip", ".gml", ".xml")
MAPPING_MAX_BYTES = 100_000  # our choice; ours have 2 kB
OPTIONS = (
    "name",
    "source",
    "licence",
    "srid",
    "source_layer",
    "skip_invalid",
    "moved_by_m",
    "level",
)
EMPTY = [("", "—")]

_TOO_LARGE = Text(
    pl="Plik ma ponad {most} MB.", en="The file has over {most} MB.", uk="Файл має понад {most} МБ."
)
_WRONG_KIND = Text(
    pl="Wgraj plik {known}.", en="Upload a file {known}.", uk="Завантажте файл {known}."
)
_NO_TOML = Text(
    pl="To nie jest plik TOML: {error}.",
    en="This is no TOML file: {error}.",
    uk="Це не файл TOML: {error}.",
)
_NEEDED = Text(pl="To pole jest tu potrzebne.", en="This is needed here.", uk="Це тут потрібно.")
_CHOOSE_ONE = Text(
    pl="Wybierz mapowanie z listy albo wgraj własne, nie oba.",
    en="Choose a mapping of the list or upload your own, not both.",
    uk="Виберіть мапування зі списку або завантажте власне, не обидва.",
)


def _said(pl: str, en: str, uk: str) -> Any:
    return lazystr(Text(pl=pl, en=en, uk=uk))


class UploadForm(forms.Form):
    """jurisdictions: whose crew areas may be replaced. is_operator: layers may be, too."""

    kind = forms.ChoiceField(label=_said("Co to jest", "What it is", "Що це"))
    file = forms.FileField(
        label=_said("Plik", "File", "Файл"),
        max_length=NAME_MAX_CHARS,
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=_said(
            "GeoJSON, GeoPackage, GML albo zip z jednym z nich lub z plikiem shapefile.",
            "GeoJSON, GeoPackage, GML, or a zip of one of them or of a shapefile.",
            "GeoJSON, GeoPackage, GML або zip з одним із них чи з shapefile.",
        ),
    )
    mapping = forms.ChoiceField(
        required=False,
        label=_said("Mapowanie kolumn", "Mapping of columns", "Мапування колонок"),
        help_text=_said(
            "Skąd pochodzi plik: mówi, co znaczą jego kolumny. Obszary ekip go nie potrzebują.",
            "Where the file comes from: it tells what its columns mean. Areas of crews need none.",
            "Звідки файл: визначає, що означають його колонки. Територіям бригад воно не потрібне.",
        ),
    )
    mapping_file = forms.FileField(
        required=False,
        label=_said("Własne mapowanie", "A mapping of your own", "Власне мапування"),
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text=_said(
            "Plik .toml, gdy żadne z listy nie pasuje; wzór jest w dokumentacji warstw.",
            "A .toml file, when none of the list fits; the guide to layers has a pattern.",
            "Файл .toml, якщо жодне зі списку не підходить; зразок є в документації шарів.",
        ),
    )
    level = forms.ChoiceField(
        required=False,
        choices=[*EMPTY, *Level.choices],
        label=_said("Poziom granic", "Level of the boundaries", "Рівень меж"),
        help_text=_said(
            "Puste: według liczby cyfr kodów TERYT.",
            "Empty: by the number of digits of the TERYT codes.",
            "Порожньо: за кількістю цифр кодів TERYT.",
        ),
    )
    jurisdiction = forms.ChoiceField(
        required=False,
        label=_said(
            "Urząd, którego są ekipy", "Office whose crews they are", "Установа, чиї бригади"
        ),
    )
    name = forms.CharField(
        required=False,
        max_length=TEXTS_MAX_CHARS["name"],
        label=_said("Nazwa warstwy", "Name of the layer", "Назва шару"),
        help_text=_said(
            "Warstwa o tej nazwie zostanie zastąpiona. Puste: zwykła nazwa dla tego rodzaju.",
            "The layer of this name is replaced. Empty: the usual name of this kind.",
            "Шар із цією назвою буде замінено. Порожньо: звичайна назва для цього виду.",
        ),
    )
    valid_from = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        label=_said("Stan danych na dzień", "Date of the data", "Дані станом на"),
    )
    source = forms.CharField(
        required=False,
        max_length=TEXTS_MAX_CHARS["source"],
        label=_said("Źródło", "Source", "Джерело"),
        help_text=_said("Kto sporządził dane.", "Who made the data.", "Хто створив дані."),
    )
    licence = forms.CharField(
        required=False,
        max_length=TEXTS_MAX_CHARS["licence"],
        label=_said("Licencja", "Licence", "Ліцензія"),
    )
    source_layer = forms.CharField(
        required=False,
        max_length=NAME_MAX_CHARS,
        label=_said("Warstwa w pliku", "Source layer", "Шар у файлі"),
        help_text=_said(
            "Gdy plik ma kilka warstw albo zip kilka plików.",
            "When the file has several layers, or the zip several files.",
            "Якщо у файлі кілька шарів або в zip кілька файлів.",
        ),
    )
    srid = forms.IntegerField(
        required=False,
        min_value=1024,
        max_value=999_999,
        label=_said("Numer EPSG", "EPSG number", "Номер EPSG"),
        help_text=_said(
            "Gdy plik nie mówi, w jakim jest układzie; na przykład 2180.",
            "When the file does not say its coordinate system; 2180, for example.",
            "Якщо файл не вказує систему координат; наприклад, 2180.",
        ),
    )
    moved_by_m = forms.FloatField(
        min_value=0,
        max_value=10_000,
        initial=MOVED_BY_M,
        label=_said("Przesunięcie od (m)", "Moved from (m)", "Переміщення від (м)"),
        help_text=_said(
            "Mniejsze różnice położenia nie są pokazywane jako przesunięcie.",
            "Smaller differences of place are not shown as moved.",
            "Менші різниці розташування не показуються як переміщення.",
        ),
    )
    skip_invalid = forms.BooleanField(
        required=False,
        label=_said(
            "Pomiń to, czego nie można użyć",
            "Leave out what cannot be used",
            "Пропустити те, що непридатне",
        ),
        help_text=_said(
            "W przeciwnym razie jeden błędny obiekt odrzuca cały plik.",
            "Else one wrong feature refuses the whole file.",
            "Інакше один хибний об’єкт відхиляє весь файл.",
        ),
    )

    def __init__(
        self, *args: Any, jurisdictions: list[Jurisdiction], is_operator: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping_name = ""
        kinds = ImportKind if is_operator else [ImportKind.CREW_AREAS]
        offices = [(each.teryt, each.name) for each in jurisdictions]
        choices = {
            "kind": [(kind.value, lazystr(KINDS[kind])) for kind in kinds],
            "mapping": [*EMPTY, *((name, name) for name in own_mappings())],
            "jurisdiction": offices if len(offices) == 1 else [*EMPTY, *offices],
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.casefold() not in SUFFIXES:
            raise forms.ValidationError(str(_WRONG_KIND.format(known=", ".join(SUFFIXES))))
        kind = self.cleaned_data.get("kind")  # a field before this one; missing when it is wrong
        most = upload_max_bytes(ImportKind(kind) if kind else None)
        if file.size > most:
            raise forms.ValidationError(str(_TOO_LARGE.format(most=most // 1024 // 1024)))
        return file

    def clean_mapping_file(self) -> str:
        """Give the text of the mapping."""
        file = self.cleaned_data["mapping_file"]
        if file is None:
            return ""
        self.mapping_name = file.name[:NAME_MAX_CHARS]
        if file.size > MAPPING_MAX_BYTES:
            raise forms.ValidationError(str(_TOO_LARGE.format(most=MAPPING_MAX_BYTES / 1e6)))
        try:
            text = file.read().decode("utf-8")
            parse_toml(text)  # what it says is checked with the file
        except ValueError as error:
            sentence = _NO_TOML.format(error=str(error))
            raise forms.ValidationError(str(sentence)) from error
        return text

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("kind") == ImportKind.CREW_AREAS:
            if not said.get("jurisdiction"):
                self.add_error("jurisdiction", str(_NEEDED))
        elif not self.errors and bool(said["mapping"]) == bool(said["mapping_file"]):
            self.add_error("mapping", str(_CHOOSE_ONE if said["mapping"] else _NEEDED))
        return said

    def upload(self) -> Upload:
        said = self.cleaned_data
        file, kind = said["file"], ImportKind(said["kind"])
        if kind == ImportKind.CREW_AREAS:
            said = {**said, "mapping": "", "mapping_file": "", "level": ""}
        options = {name: said[name] for name in OPTIONS if said[name] not in ("", None)}
        if said["valid_from"]:
            options["valid_from"] = said["valid_from"].isoformat()
        return Upload(
            kind=kind,
            file=file,
            original_name=file.name,
            suffix=Path(file.name).suffix.casefold(),
            size=file.size,
            mapping=said["mapping"] or self.mapping_name,
            mapping_text=said["mapping_file"],
            teryt=said["jurisdiction"] if kind == ImportKind.CREW_AREAS else "",
            options=options,
        )


def own_mappings() -> list[str]:
    """Names of the mappings that come with this program."""
    return sorted(path.stem for path in MAPPINGS.glob("*.toml"))
