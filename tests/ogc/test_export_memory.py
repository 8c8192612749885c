"""An export of 100,000 rows: in little memory, and without a connection while it is sent."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from gis_layers.models import Layer, Road
from tests.conftest import NOON

COMMITTED = "roads of a committed test"
MEASURE = """
import json, sys, time
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from django.db import connection
from django.test import Client

settings.ALLOWED_HOSTS = ["*"]
settings.THROTTLES = dict.fromkeys(settings.THROTTLES, "off")
found, client = {}, Client()
for number, f in [(1000, "gpkg"), (1000, "geojson"), (1000, "csv")] + [
    (None, f) for f in ("geojson", "csv", "gpkg")
]:
    wanted = "&name=rare" if number else ""
    started, size, held = time.perf_counter(), 0, 0
    answer = client.get(f"/ogc/collections/roads/export?f={f}{wanted}")
    assert answer.status_code == 200, answer.content
    for chunk in answer.streaming_content:
        size += len(chunk)
        held += connection.connection is not None
    [line] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    peak = int(line.split()[1]) // 1024
    found[f"{f} {number or 'all'}"] = [size, held, peak, time.perf_counter() - started]
json.dump(found, sys.stdout)
"""
GROWTH_MAX_MB = 40  # some 10; the rows in memory would be 200


@pytest.fixture
def many_roads(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """100,000 committed roads."""
    with django_db_blocker.unblock():
        layer = Layer.objects.create(
            kind="roads", name=COMMITTED, edition=1, is_active=True, imported_at=NOON
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(MAKE_ROADS, [layer.pk])
            yield Road.objects.filter(is_active=True).count()
        finally:
            Road.objects.filter(layer=layer).delete()
            layer.delete()


MAKE_ROADS = """
    INSERT INTO gis_layers_road (layer_id, is_active, valid_from, category, is_expressway, number,
                                 name, source_id, geometry)
    SELECT %s, true, '2026-01-01', 'gminna', false, n::text,
           CASE WHEN n %% 100 = 0 THEN 'rare' ELSE 'Ulica Długa ' || n END, n::text,
           ST_SetSRID(ST_MakeLine(ST_Point(15 + n / 20000.0, 50), ST_Point(15 + n / 20000.0, 54)),
                      4326)
    FROM generate_series(1, 100000) AS n
"""


def test_100_000_rows_stream_in_little_memory_and_without_a_connection(many_roads):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, connection.settings_dict["NAME"]],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "backend.settings"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)

    before = found["csv 1000"][2]
    for f in ("gpkg", "geojson", "csv"):
        size, held, peak, _ = found[f"{f} all"]
        assert size > 10_000_000, found
        assert held == 0
        assert peak - before < GROWTH_MAX_MB, found
