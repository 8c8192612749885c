"""Imports of map layers from files."""

from gis_layers.editions import rollback_layer
from gis_layers.importers.difference import Difference
from gis_layers.importers.layers import (
    import_addresses,
    import_boundaries,
    import_roads,
    import_works,
)
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
from gis_layers.mapping import Mapping
from gis_layers.refusals import FeatureRefused, ImportRefused

__all__ = [
    "Difference",
    "Feature",
    "FeatureRefused",
    "FeaturesRefused",
    "ImportRefused",
    "ImportResult",
    "Mapping",
    "Progress",
    "Shape",
    "import_addresses",
    "import_boundaries",
    "import_roads",
    "import_works",
    "open_source",
    "read_features",
    "require_usable",
    "rollback_layer",
    "silently",
    "usable_rows",
]
