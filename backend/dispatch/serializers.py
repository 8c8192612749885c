"""What the desk's pages are asked for."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from backend.core.serializers import CommaSeparated, IdField, MomentField, StrictSerializer
from backend.reports.serializers.incoming import MapFilter

IDS_MAX = 100  # rows read again at once; our choice


class DeskFilter(MapFilter):
    """The filters of `GET /api/v1/reports`, and what else the address of the desk tells.

    report: the one that is open. after: where the last page ended. ids: only these.
    """

    report = IdField(required=False)
    after = serializers.CharField(required=False, max_length=300)
    ids = CommaSeparated(child=IdField(), max_length=IDS_MAX, required=False)

    @classmethod
    def parse(cls, request: Request) -> dict[str, Any]:
        """As of the API; a field left empty in the form is no filter."""
        asked: Any = request._request
        query = asked.GET.copy()
        for name, values in list(query.lists()):
            query.setlist(name, [value for value in values if value])
            if not any(values):
                del query[name]
        asked.GET = query
        return super().parse(request)


NOT_FILTERS = {"report", "after", "ids", "lang"}


class GlanceInput(StrictSerializer):
    """at: until when what came has been seen."""

    at = MomentField()
