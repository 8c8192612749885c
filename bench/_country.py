"""A made-up country of the size of Poland for the benchmarks, the same for the same seed.

Its counties and its cities with county rights are the tenants, so that every place in it is
served; each has its managers and its crews.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from string import ascii_uppercase
from typing import Any

import numpy
import shapely
from _land import VOIVODESHIPS, Land, draw_land, draw_lines, winding

NAME = "bench country"
LETTERS = dict(zip(VOIVODESHIPS, "DCLFEKGWONPSTZVB", strict=False))  # at the end of road numbers
WORKS_PER_ROAD, AGREEMENTS = 1 / 400, 300
CATEGORIES = ("gminna", "wewnetrzna", "powiatowa", "wojewodzka", "krajowa")
SHARES = {"in towns": (0.62, 0.25, 0.10, 0.02, 0.01), "outside": (0.35, 0.10, 0.37, 0.11, 0.07)}
FIRST_DAY = date(2026, 1, 1)


def load(
    municipalities: int = 2479,
    roads: int = 200_000,
    seed: int = 7,
    *,
    vertices: int = 1_500,
    addresses: int = 200_000,
) -> None:
    """Put the country into the database, beside the demo office; nothing when it is there.

    vertices: of a municipality's outline, on the average.
    """
    from django.db import connection, transaction

    from gis_layers.models import Layer

    asked = {
        "municipalities": municipalities,
        "roads": roads,
        "seed": seed,
        "vertices": vertices,
        "addresses": addresses,
    }
    there = Layer.objects.filter(kind="boundaries", name=NAME, is_active=True).first()
    if there and there.counts == asked:
        return
    if there:
        raise SystemExit(f"Another country is in this database: {there.counts}. Drop it first.")
    random = numpy.random.default_rng(seed)
    land = draw_land(random, municipalities, vertices)
    with transaction.atomic():
        _store_boundaries(land, asked)
        _store_roads(random, land, roads, addresses)
        _store_offices(random, land)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _store_boundaries(land: Land, asked: dict[str, int]) -> None:
    layer = _layer("boundaries", len(land.codes), asked)
    shapes = _hex(shapely.multipolygons([[outline] for outline in land.outlines]))
    _copy(
        "gis_layers_boundary (layer_id, is_active, valid_from, level, code, name, geometry)",
        (
            (layer, True, FIRST_DAY, "municipality", code, f"Gmina {code}", shape)
            for code, shape in zip(land.codes, shapes, strict=True)
        ),
    )


def _store_roads(random: Any, land: Land, count: int, addresses: int) -> None:
    lines, in_town, owners = draw_lines(random, land, count)
    categories = numpy.where(
        in_town,
        random.choice(CATEGORIES, count, p=SHARES["in towns"]),
        random.choice(CATEGORIES, count, p=SHARES["outside"]),
    )
    layer = _layer("roads", count, {})
    _copy(
        "gis_layers_road (layer_id, is_active, valid_from, category, is_expressway, number, name,"
        " source_id, km_from, km_to, geometry)",
        _road_rows(random, layer, lines, categories, [land.codes[owner] for owner in owners]),
    )
    _store_addresses(random, land, lines[in_town], owners[in_town], addresses)
    closed = lines[random.permutation(count)[: int(count * WORKS_PER_ROAD)]]
    layer = _layer("works", len(closed), {})
    _copy(
        "gis_layers_roadwork (layer_id, is_active, valid_from, kind, description, manager,"
        " starts_at, ends_at, source_id, geometry)",
        (
            (layer, True, FIRST_DAY, kind, "Przebudowa jezdni", "Urząd", start, end, "", line)
            for line, kind, (start, end) in zip(
                _hex(closed),
                random.choice(["works", "closure"], len(closed)),
                random.choice(
                    [("2026-01-01", "2035-01-01"), ("2025-01-01", "2025-07-01")], len(closed)
                ),
                strict=True,
            )
        ),
    )


def _road_rows(
    random: Any, layer: int, lines: Any, categories: Any, codes: list[str]
) -> Iterator[tuple]:
    serials = random.integers(1, 10**6, len(lines))
    kilometres = shapely.length(lines) * 90  # of a degree in the middle of the country
    for line, category, code, serial, length in zip(
        _hex(lines), categories, codes, serials.tolist(), kilometres.tolist(), strict=True
    ):
        number = _number(category, code, serial)
        begin = round(serial % 400 + serial / 1e6, 3)
        measured = category in ("krajowa", "wojewodzka")
        yield (
            layer,
            True,
            FIRST_DAY,
            category,
            number.startswith(("A", "S")),
            number,
            f"ul. {_street(serial)}" if category in ("gminna", "wewnetrzna", "powiatowa") else "",
            "",
            begin if measured else None,
            round(begin + length, 3) if measured else None,
            line,
        )


def _number(category: str, code: str, serial: int) -> str:
    letter = LETTERS[code[:2]]
    return {
        "krajowa": f"{('', '', '', 'A', 'S')[serial % 5]}{serial % 94 + 1}",
        "wojewodzka": f"{serial % 900 + 100}",
        "powiatowa": f"{serial % 9000 + 1000}{letter}",
        "gminna": f"{serial % 900_000 + 100_000}{letter}",
        "wewnetrzna": "",
    }[category]


SYLLABLES = ("Bu", "Do", "Ka", "Li", "Mo", "No", "Po", "Ro", "So", "To", "Wi", "Za")
ENDINGS = ("kowa", "lna", "nowska", "rna", "sza", "towa", "wicka")


def _street(serial: int) -> str:
    middle = SYLLABLES[serial // 12 % 12].lower()
    return SYLLABLES[serial % 12] + middle + ENDINGS[serial // 144 % 7]


def _store_addresses(random: Any, land: Land, lines: Any, owners: Any, count: int) -> None:
    streets = random.integers(0, len(lines), count)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(lines[streets], random.random(count), normalized=True)
    ) + random.normal(0, 2e-4, (count, 2))
    houses = random.integers(1, 150, count)
    layer = _layer("addresses", count, {})
    _copy(
        "gis_layers_address (layer_id, is_active, valid_from, place, street, house_number,"
        " postcode, searched, geometry)",
        (
            (layer, True, FIRST_DAY, place, f"ul. {street}", str(house), "00-001",
             f"{street} {house} {place}".lower(), point)
            for point, house, place, street in zip(
                _hex(shapely.points(numpy.round(points, 7))),
                houses.tolist(),
                (f"Miasto {land.codes[owner]}" for owner in owners[streets]),
                (_street(serial) for serial in (streets * 7919).tolist()),
                strict=True,
            )
        ),
    )  # fmt: skip


def _store_offices(random: Any, land: Land) -> None:
    """One tenant for each county; all roads but the national and the voivodeships' are theirs."""
    from backend.jurisdictions.models import Jurisdiction, RoadManager

    known = set(Jurisdiction.objects.values_list("teryt", flat=True))
    prefixes = ("".join(letters) for letters in product("Q", *[ascii_uppercase] * 2))
    Jurisdiction.objects.bulk_create(
        Jurisdiction(teryt=county, name=f"Powiat {county}", office_name="Starostwo",
                     number_prefix=prefix)
        for county, prefix in zip(
            [county for county in land.counties if county not in known], prefixes, strict=False
        )
    )  # fmt: skip
    tenants = {tenant.teryt: tenant for tenant in Jurisdiction.objects.all()}
    offices = [("gddkia", "", None), *(("voivodeship", code, None) for code in VOIVODESHIPS)]
    offices += [("county", county, tenants[county]) for county in land.counties]
    offices += [
        ("city" if int(code[2:4]) > 60 else "municipality", code, tenants[code[:4]])
        for code in land.codes
    ]
    RoadManager.objects.bulk_create(
        (
            RoadManager(kind=kind, teryt=teryt, name=f"Zarząd {teryt}", jurisdiction=tenant,
                        phone="+48 22 555 00 00", email="urzad@example.org")
            for kind, teryt, tenant in offices
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    _store_agreements(random, land)
    _store_crews(land, tenants)


def _store_agreements(random: Any, land: Land) -> None:
    """Some municipalities look after one road of their county."""
    from backend.jurisdictions.models import ManagementAgreement, RoadManager

    managers = {(row.kind, row.teryt): row for row in RoadManager.objects.all()}
    villages = [code for code in land.codes if ("municipality", code) in managers]
    ManagementAgreement.objects.bulk_create(
        ManagementAgreement(
            reference=f"U-{serial}",
            from_manager=managers["county", code[:4]],
            to_manager=managers["municipality", code],
            road_number=_number("powiatowa", code, serial),
            valid_from=FIRST_DAY,
        )
        for serial, code in enumerate(random.choice(villages, AGREEMENTS).tolist())
    )


def _store_crews(land: Land, tenants: dict[str, Any]) -> None:
    """A crew for each county, and in every other one a second for the lamps."""
    from backend.crews.models import Crew, Duty
    from backend.jurisdictions.models import Service, ServiceOffer

    services = list(Service.objects.all())
    counties = land.counties
    ServiceOffer.objects.bulk_create(
        (ServiceOffer(jurisdiction=tenants[county], service=service)
         for county, service in product(counties, services)),
        ignore_conflicts=True,
    )  # fmt: skip
    crews = Crew.objects.bulk_create(
        Crew(jurisdiction=tenants[county], name=name)
        for name, of in (("Drogi", counties), ("Lampy", counties[::2]))
        for county in of
    )
    Duty.objects.bulk_create(
        Duty(crew=crew, service=service)
        for crew, service in product(crews, services)
        if crew.name == "Drogi" or "light" in service.code
    )
    cells: dict[str, list[Any]] = {county: [] for county in counties}
    for code, cell in zip(land.codes, land.cells, strict=True):
        cells[code[:4]].append(cell)
    shapes = winding([shapely.union_all(cells[county]) for county in counties], land.spacing)
    areas = dict(zip(counties, _hex(shapes), strict=True))
    _copy(
        "crews_crewarea (crew_id, name, priority, area)",
        (
            (crew.pk, crew.name, 1 if crew.name == "Lampy" else 0, areas[crew.jurisdiction.teryt])
            for crew in crews
        ),
    )


def _layer(kind: str, count: int, counts: dict[str, int]) -> int:
    from django.utils import timezone

    from gis_layers.models import Layer

    layer = Layer.objects.create(
        kind=kind, name=NAME, edition=1, feature_count=count, counts=counts, is_active=True,
        source="bench/_country.py", valid_from=FIRST_DAY, imported_at=timezone.now(),
    )  # fmt: skip
    return layer.pk


def _hex(shapes: Any) -> Any:
    """Shapes as the database reads them; areas become multi-polygons."""
    many = [
        shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape
        for shape in shapes
    ]
    return shapely.to_wkb(shapely.set_srid(many, 4326), hex=True, include_srid=True)


def _copy(target: str, rows: Iterable[tuple]) -> None:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
