"""What is published: collections of features, and the properties that they show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from rest_framework.request import Request

from backend.core.features import UtcText
from backend.core.language import Text

PropertyType = Literal["string", "integer", "number", "boolean", "date-time", "date"]
GeometryType = Literal["point", "linestring", "multipolygon", "any"]

LIMIT_DEFAULT = 100  # our choice: a page that a browser shows at once
LIMIT_MAX = 10_000  # OGC API - Features Part 1, the maximum of its example


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of the features, always a plain value; anyone may filter by it.

    path: how the collection's rows name it in the ORM, a column or an alias; like itself, unless
    said otherwise.
    """

    name: str
    type: PropertyType
    title: Text
    path: str = ""
    enum: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", self.path or self.name)

    @property
    def value(self) -> Combinable:
        """What is published of it."""
        return UtcText(self.path) if self.type == "date-time" else F(self.path)


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A layer as it is published.

    rows: the features that the caller may see, with the aliases that `properties` name.
    geometry: ORM name of the geometry, in EPSG:4326.
    moment, until: ORM names of the time of a feature, or of the period's start and its end.
    feature_id: ORM name of what a feature is addressed by; unique among the rows.
    order: ORM names of the columns that a page is cut by; together unique, with an index.
    cells: ORM name of the point's Morton code (`map_cell`), where `order` begins with it.
    edition: a query of one text, which changes when an import replaces the rows; None where
        rows are never replaced.
    is_counted: few enough for `numberMatched` to be counted at every request.
    limit_max: the most features of one page.
    """

    id: str
    title: Text
    description: Text
    rows: Callable[[Request], QuerySet[Any]]
    geometry: str
    geometry_type: GeometryType
    properties: tuple[Property, ...]
    moment: str | None = None
    until: str | None = None
    feature_id: str = "id"
    order: tuple[str, ...] = ("id",)
    cells: str | None = None
    edition: Callable[[], QuerySet[Any]] | None = None
    is_counted: bool = False
    limit_max: int = LIMIT_MAX

    @property
    def queryables(self) -> dict[str, Property]:
        """What filters may name beside the geometry."""
        return {each.name: each for each in self.properties}

    @property
    def limit_default(self) -> int:
        return min(LIMIT_DEFAULT, self.limit_max)
