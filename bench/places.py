"""Search of a million addresses: how long one takes, by what was typed.

`python bench/places.py [ADDRESSES]`, by default 1,000,000.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import _harness

LAYER = "bench places"
HOUSES = 12  # on a street, on average
SEED = 7
ROUNDS = 100

STEMS = (
    "Brzez Grab Dąb Lip Sosn Olsz Jawor Kalin Wierzb Bor Las Łąk Pol Gór Dol Rud Wol Kamien Żab "
    "Wilk Niedźwiedz Jeleni Bob Kruk Sokoł Orł Gołęb Koz Bark Mich Jan Piotr Stanisław Kazimierz "
    "Zygmunt August Konrad Ludwik Marian Tomasz Szczep Święt Kośc Młyn Kowal Bednar Garbar Rybak "
    "Piekar"
).split()  # fmt: skip
ENDINGS = "ów owo owice ówka in ino anka ice nica owiec iszki ewo ków kowo czyn".split()
BEFORE = ("", "", "", "", "Nowa ", "Stara ", "Wielka ", "Mała ", "Górna ", "Dolna ")
COMMON = (
    "Leśna Polna Słoneczna Krótka Szkolna Ogrodowa Lipowa Brzozowa Łąkowa Kwiatowa Sosnowa "
    "Kościelna Akacjowa Parkowa Zielona Kolejowa Sportowa Dębowa Kościuszki Cicha Spokojna Klonowa "
    "Spacerowa "
    "Swierkowa Kasztanowa Nowa Piaskowa Różana Jana_Pawła_II Mickiewicza Sienkiewicza Słowackiego "
    "Wiejska Graniczna 3_Maja Topolowa Mostowa Główna Wrzosowa Poprzeczna Wolności Żeromskiego"
).split()  # fmt: skip
FIRST = "Jana Adama Marii Józefa Stanisława Henryka Tadeusza gen._Władysława ks._Piotra".split()
SURNAMES = (
    "Kowal Wiśniew Lewandow Kamiń Zieliń Szymań Dąbrow Kozłow Jankow Mazur Krawczy Piotrow Grabow "
    "Pawłow Michal Zając Król Wieczor Jabłoń Majew Olszew Jaworow Malinow Stępień Górn Dud Witkow"
).split()  # fmt: skip
QUERIES: dict[str, list[str]] = {
    "as written": ["Kwiatowa 12 {place}", "{place} Lipowa 5", "Kowalskiego {place}"],
    "one typo": ["Kwitowa 12 {place}", "Slowckiego 3 {place}", "Koscuszki {place}"],
    "two typos": ["Sienkewcza 7 {place}", "Mickewcza {place}", "Zeromsiego 3"],
    "common name alone": ["Leśna", "Nowa", "Polna 5"],
    "half a word": ["Mick", "Slow", "Dab"],
    "hostile": [
        "ska " * 25,
        "nowa stara wielka mala gorna dolna ska ego owa owice",
        "'; DROP --%_",
    ],
}


def streets(rng: random.Random) -> Iterator[tuple[str, str, float, float]]:
    """Place, street and its position, without end."""
    names = [f"{first} {last}skiego" for first in ("", *FIRST) for last in SURNAMES]
    names = [name.strip() for name in [*COMMON * 12, *names]]
    while True:
        place = rng.choice(BEFORE) + rng.choice(STEMS) + rng.choice(ENDINGS)
        lon, lat = rng.uniform(14.5, 23.9), rng.uniform(49.2, 54.6)
        for name in rng.sample(names, min(len(names), int(rng.paretovariate(0.9)) + 2)):
            street = name.replace("_", " ")
            yield place, street, lon + rng.gauss(0, 0.01), lat + rng.gauss(0, 0.006)


def rows(count: int, rng: random.Random) -> Iterator[tuple[Any, ...]]:
    import shapely

    from gis_layers.importers.rows import ewkb

    for place, street, lon, lat in streets(rng):
        for house in range(1, rng.randint(2, 2 * HOUSES)):
            point = shapely.Point(lon + house * 0.0004, lat + rng.gauss(0, 0.0002))
            postcode = f"{int(lat):02}-{int(lon * 10) % 1000:03}"
            yield place, street, str(house), postcode, str(house), ewkb(point)
            count -= 1
            if not count:
                return


def fill(count: int) -> None:
    """Write the layer through the importer's own writing, the streets included."""
    from django.db import connection, transaction
    from django.utils import timezone

    from gis_layers import editions
    from gis_layers.importers import addresses
    from gis_layers.models import Layer

    with transaction.atomic(), connection.cursor() as cursor:
        layer = Layer.objects.create(
            kind="addresses", name=LAYER, edition=1, imported_at=timezone.now(),
            feature_count=count, is_active=True,
        )  # fmt: skip
        editions.write(cursor, layer, rows(count, random.Random(SEED)))  # noqa: S311
        editions.analyze(cursor, layer.kind)
        start = time.perf_counter()
        editions.write(cursor, layer, addresses.streets(cursor, layer))
        print(f"streets and places made in {time.perf_counter() - start:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE gis_layers_address")


def measure(name: str, calls: Sequence[Callable[[], Any]]) -> None:
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(times, n=100)
    print(f"{name:28} {cuts[49]:8.1f} {cuts[94]:8.1f} {max(times):8.1f}")


def main(count: int) -> None:
    _harness.prepare("places")
    from django.contrib.gis.geos import Point

    from gis_layers import places
    from gis_layers.models import Address, Layer

    if not Layer.objects.filter(name=LAYER, feature_count=count).exists():
        start = time.perf_counter()
        fill(count)
        print(f"{count:,} addresses written in {time.perf_counter() - start:.0f} s")
    known = list(Address.objects.filter(house_number="", street="", layer__name=LAYER)
                 .order_by("id").values_list("place", "geometry")[:2000])  # fmt: skip
    streets_known = Address.objects.filter(house_number="", layer__name=LAYER).count()
    print(f"{count:,} addresses, {streets_known:,} streets and places")
    print(f"{'milliseconds':28} {'p50':>8} {'p95':>8} {'most':>8}")
    rng = random.Random(SEED)  # noqa: S311
    for name, patterns in QUERIES.items():
        for near in (False, True):
            calls: list[Callable[[], Any]] = []
            for round_ in range(ROUNDS):
                place, where = rng.choice(known)
                query = patterns[round_ % len(patterns)].format(place=place)[:100]
                calls.append(partial(places.search, query, where if near else None))
            measure(name + (", near" if near else ""), calls)
    points = [Point(where.x, where.y, srid=4326) for _, where in rng.sample(known, ROUNDS)]
    measure("reverse", [partial(places.nearest_address, at) for at in points])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
