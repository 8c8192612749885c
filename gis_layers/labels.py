"""What the administration calls layers of the map and their uploads."""

from backend.core import labels
from backend.core.labels import LANGUAGE_NAMES, Labels
from backend.core.language import Text
from gis_layers.models import Layer, LayerImport
from gis_layers.rules import ImportKind, ImportState, LayerKind

APP = Text(pl="Warstwy mapy", en="Map layers", uk="Шари карти")
LAYER_KINDS: labels.Choices = {
    LayerKind.BOUNDARIES: Text(pl="granice", en="boundaries", uk="межі"),
    LayerKind.ROADS: Text(pl="drogi", en="roads", uk="дороги"),
    LayerKind.ADDRESSES: Text(pl="adresy", en="addresses", uk="адреси"),
    LayerKind.WORKS: Text(
        pl="roboty i zamknięcia", en="works and closures", uk="роботи й перекриття"
    ),
}
IMPORT_KINDS: labels.Choices = {
    **LAYER_KINDS,
    ImportKind.CREW_AREAS: Text(pl="obszary ekip", en="areas of crews", uk="території бригад"),
}
IMPORT_STATES: labels.Choices = {
    ImportState.UPLOADED: Text(pl="wgrano", en="uploaded", uk="завантажено"),
    ImportState.CHECKING: Text(pl="sprawdzanie", en="being checked", uk="перевіряється"),
    ImportState.CHECKED: Text(
        pl="czeka na decyzję", en="waits for a decision", uk="чекає на рішення"
    ),
    ImportState.REFUSED: Text(pl="nie do wczytania", en="refused", uk="відмовлено"),
    ImportState.CONFIRMED: Text(pl="zatwierdzono", en="confirmed", uk="підтверджено"),
    ImportState.IMPORTING: Text(pl="wczytywanie", en="being imported", uk="імпортується"),
    ImportState.DONE: Text(pl="gotowe", en="done", uk="готово"),
    ImportState.FAILED: Text(pl="nie udało się", en="failed", uk="не вдалося"),
    ImportState.DISCARDED: Text(pl="odrzucono", en="discarded", uk="відхилено"),
}
CHANGES = Text(pl="zmiany", en="changes", uk="зміни")
COUNTS = Text(pl="liczby", en="counts", uk="кількості")
EXAMPLES = Text(pl="przykłady zmian", en="examples of changes", uk="приклади змін")
LEFT_OUT = Text(pl="pominięte obiekty", en="features left out", uk="пропущені об’єкти")

LABELS = {
    Layer: Labels(
        one=Text(pl="warstwa", en="layer", uk="шар"),
        many=Text(pl="warstwy", en="layers", uk="шари"),
        group=labels.MAP_LAYERS,
        fields={
            "edition": Text(pl="wydanie", en="edition", uk="видання"),
            "source": Text(pl="źródło", en="source", uk="джерело"),
            "licence": Text(pl="licencja", en="licence", uk="ліцензія"),
            "is_active": Text(pl="obowiązuje", en="in force", uk="чинний"),
            "srid": Text(pl="układ (EPSG)", en="EPSG", uk="система (EPSG)"),
            "feature_count": Text(pl="liczba obiektów", en="features", uk="кількість об’єктів"),
            "imported_at": Text(pl="wczytano", en="imported", uk="імпортовано"),
            "imported_by": Text(pl="kto wczytał", en="imported by", uk="хто імпортував"),
        },
        choices={"kind": LAYER_KINDS},
    ),
    LayerImport: Labels(
        one=Text(pl="wgrany plik", en="uploaded file", uk="завантажений файл"),
        many=Text(pl="wgrane pliki", en="uploaded files", uk="завантажені файли"),
        group=labels.MAP_LAYERS,
        fields={
            "original_name": Text(pl="plik", en="file", uk="файл"),
            "file": Text(pl="zapisany plik", en="stored file", uk="збережений файл"),
            "is_rollback": Text(
                pl="powrót do poprzedniej", en="rolls back", uk="повернення попереднього"
            ),
            "mapping": Text(pl="mapowanie", en="mapping", uk="мапування"),
            "mapping_text": Text(pl="treść mapowania", en="mapping text", uk="текст мапування"),
            "size": Text(pl="rozmiar", en="size", uk="розмір"),
            "options": Text(pl="ustawienia", en="options", uk="налаштування"),
            "progress": Text(pl="postęp", en="progress", uk="перебіг"),
            "result": Text(pl="wynik", en="result", uk="результат"),
            "problem": Text(pl="problem", en="problem", uk="проблема"),
            "uploaded_by": Text(pl="kto wgrał", en="uploaded by", uk="хто завантажив"),
            "confirmed_by": Text(pl="kto zatwierdził", en="confirmed by", uk="хто підтвердив"),
            "layer": Text(pl="warstwa", en="layer", uk="шар"),
        },
        choices={"kind": IMPORT_KINDS, "state": IMPORT_STATES, "language": LANGUAGE_NAMES},
    ),
}
