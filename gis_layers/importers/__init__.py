"""Imports of map layers from files."""

from gis_layers.importers.errors import FeatureRefused, ImportRefused
from gis_layers.importers.layers import import_boundaries, import_roads
from gis_layers.importers.mapping import Mapping
from gis_layers.importers.reading import Feature, open_source, read_features
from gis_layers.importers.repairs import Shape
from gis_layers.importers.results import (
    FeaturesRefused,
    ImportResult,
    Progress,
    require_usable,
    silently,
    usable_rows,
)

__all__ = [
    "Feature",
    "FeatureRefused",
    "FeaturesRefused",
    "ImportRefused",
    "ImportResult",
    "Mapping",
    "Progress",
    "Shape",
    "import_boundaries",
    "import_roads",
    "open_source",
    "read_features",
    "require_usable",
    "silently",
    "usable_rows",
]
