"""QGIS itself loads every OGC collection of a running system, in degrees and in EPSG:2180.

Run by the system's Python with PyQGIS: `make qgis-check` while `make demo` runs.
"""

import os
import sys
import time

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

COLLECTIONS = ("reports", "statistics", "crew_areas", "boundaries", "roads", "works")
FEATURES_MAX = 2_000  # our choice: two pages of the largest collection
POLAND = {
    "EPSG:4326": QgsRectangle(14, 49, 24.2, 55.95),
    "EPSG:3857": QgsRectangle(1_558_000, 6_274_000, 2_694_000, 7_549_000),
    "EPSG:2180": QgsRectangle(130_000, 120_000, 890_000, 920_000),
}


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    complaints: list[str] = []
    application.messageLog().messageReceived.connect(
        lambda text, tag, level: complaints.append(f"{tag}: {text}") if level else None
    )
    print(f"QGIS {Qgis.QGIS_VERSION}, {sys.argv[1]}")
    failed = [
        f"{collection} in {crs}"
        for collection in COLLECTIONS
        for crs in POLAND
        if not _loads(sys.argv[1], collection, crs)
    ]
    for line in [*(f"failed: {each}" for each in failed), *complaints]:
        print(line)
    application.exitQgis()
    return 1 if failed or complaints else 0


def _loads(url: str, collection: str, crs: str) -> bool:
    """Print what QGIS has of a collection; false where it has nothing, or in another place.

    A QGIS that knows no Part 2 loads degrees, whatever `srsname`, and transforms them by itself.
    """
    started = time.monotonic()
    source = f"url='{url}' typename='{collection}' srsname='{crs}'"
    layer = QgsVectorLayer(source, collection, "OAPIF")
    if not layer.isValid():  # not error().summary(): it ends PyQGIS 3.22 with a segmentation fault
        return False
    wanted = QgsFeatureRequest().setLimit(FEATURES_MAX)
    wanted.setDestinationCrs(
        QgsCoordinateReferenceSystem(crs), QgsProject.instance().transformContext()
    )
    places = [each.geometry().boundingBox().center() for each in layer.getFeatures(wanted)]
    print(
        f"{collection:<12}{crs:<11}loaded as {layer.crs().authid():<11}{len(places):>6} features"
        f"{len(layer.fields()):>4} fields{time.monotonic() - started:7.1f} s   "
        f"{places[0].toString(3) if places else ''}"
    )
    return bool(places) and all(POLAND[crs].contains(place) for place in places)


if __name__ == "__main__":
    sys.exit(main())
