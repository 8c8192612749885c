"""The least that a Django view can do to take in a report: one row by the ORM, one answer.

It runs in the same processes, behind the same middleware and on the same pool as ours.
"""

import json
from uuid import uuid4

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from backend.urls import urlpatterns as ours


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    place = models.PointField(srid=4326)
    description = models.TextField()

    class Meta:
        app_label = "core"
        managed = False
        db_table = "bench_row"


@csrf_exempt
def take_in(request):
    draft = json.loads(request.body)
    place = draft["location"]
    point = Point(place["lon"], place["lat"], srid=4326)
    row = Row.objects.create(place=point, description=draft["description"])
    return JsonResponse({"id": str(row.id)}, status=201)


urlpatterns = [*ours, path("bare", take_in)]
