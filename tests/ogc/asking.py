"""What the tests of the OGC API share: asking it, and reports here and there."""

from typing import Any
from urllib.parse import quote, urlsplit

from django.contrib.gis.geos import Point

from backend.reports.models import Report

COLLECTIONS = ("reports", "statistics", "crew_areas", "boundaries", "roads", "works")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG_4326, EPSG_3857, EPSG_2180 = (
    f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in (4326, 3857, 2180)
)
ALL_CRS = (CRS84, EPSG_4326, EPSG_3857, EPSG_2180)


def get(caller: Any, path: str, **query: object) -> dict[str, Any]:
    """The document below /ogc; `bbox_crs` stands for `bbox-crs`."""
    answer = caller.get(url(path, **query))
    assert answer.status_code == 200, (path, query, answer.content)
    return answer.json()


def items(caller: Any, collection: str, **query: object) -> dict[str, Any]:
    return get(caller, f"/collections/{collection}/items", **query)


def refusal(caller: Any, path: str, **query: object) -> tuple[int, str, list[str]]:
    """The status, the code and the parameters that the problem document names."""
    answer = caller.get(url(path, **query))
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    problem = answer.json()
    return answer.status_code, problem["code"], [each["field"] for each in problem["errors"]]


def url(path: str, **query: object) -> str:
    pairs = [
        f"{name.replace('_crs', '-crs').replace('_lang', '-lang')}={quote(str(value))}"
        for name, value in query.items()
    ]
    return f"/ogc{path}" + (f"?{'&'.join(pairs)}" if pairs else "")


def walk(caller: Any, collection: str, **query: object) -> list[dict[str, Any]]:
    """The features of all pages, by the `next` links."""
    page = items(caller, collection, **query)
    found = page["features"]
    while following := href(page, "next"):
        page = caller.get(following).json()
        found += page["features"]
    return found


def href(document: dict[str, Any], rel: str) -> str | None:
    """Where the link leads, on this server."""
    for link in document["links"]:
        if link["rel"] == rel:
            parts = urlsplit(link["href"])
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return None


def ids(features: list[dict[str, Any]]) -> list[str]:
    return [feature["id"] for feature in features]


def scatter(report_id: str, places: list[tuple[float, float]], **values: Any) -> list[str]:
    """Copies of a report at these places (lon, lat); return their ids."""
    rows = []
    for lon, lat in places:
        row = Report.objects.get(pk=report_id)
        row.id = Report._meta.pk.get_default()
        row.number = f"KOP-{row.id.hex[:12]}"
        row.location = Point(lon, lat, srid=4326)
        for name, value in values.items():
            setattr(row, name, value)
        rows.append(row)
    return [str(row.id) for row in Report.objects.bulk_create(rows)]
