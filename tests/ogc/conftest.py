"""Features in every collection."""

from typing import Any

import pytest

from gis_layers.models import Layer, RoadWork
from tests.conftest import NOON, Caller


@pytest.fixture
def road_work(db: None) -> RoadWork:
    """The only works: announced for the first week of November."""
    RoadWork.objects.all().delete()
    layer = Layer.objects.create(
        kind="works", name="works of a test", edition=1, is_active=True, imported_at=NOON
    )
    return RoadWork.objects.create(
        layer=layer,
        is_active=True,
        valid_from=NOON.date(),
        kind="closure",
        description="Zamknięcie ulicy",
        manager="Wójt",
        starts_at=NOON.replace(day=1),
        ends_at=NOON.replace(day=7),
        geometry="SRID=4326;LINESTRING(20.93 52.08, 20.94 52.09)",
    )


@pytest.fixture
def everything(stranger: Caller, report: dict[str, Any], road_work: RoadWork) -> Caller:
    """A stranger, with something in every collection."""
    return stranger
