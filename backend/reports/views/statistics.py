"""How reports fare, in numbers."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.viewer import viewer_in
from backend.core import tables
from backend.reports import statistics
from backend.reports.serializers import statistics as shapes


class Statistics(APIView):
    @extend_schema(
        operation_id="stats",
        parameters=[shapes.StatisticsFilter],
        responses={
            (200, "application/json"): shapes.StatisticsOutput,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request) -> HttpResponse | Response:
        """Count reports, and the days until they were fixed: public ones, or one's own offices'.

        Everything is counted of the reports received in a month, whenever they were closed.
        """
        wanted = shapes.StatisticsFilter.parse(request)
        question = shapes.StatisticsFilter.question(wanted)
        found = statistics.figures(question, viewer_in(request), now=timezone.now())
        if wanted["f"] == "csv":
            return _csv(question.group_by, found)
        return Response({"results": shapes.FiguresOutput(found, many=True).data})


def _csv(group_by: Iterable[statistics.Dimension], found: list[statistics.Figures]) -> HttpResponse:
    columns = [name for each in group_by for name in shapes.KEYS[each]] + list(shapes.FIGURES)
    text = io.StringIO()
    text.write(tables.BYTE_ORDER_MARK)
    table = csv.DictWriter(text, columns)
    table.writeheader()
    for row in shapes.FiguresOutput(found, many=True).data:
        table.writerow({name: tables.cell(value) for name, value in row.items()})
    response = HttpResponse(text.getvalue(), content_type=tables.CSV)
    response["Content-Disposition"] = 'attachment; filename="usterka-statistics.csv"'
    return response
