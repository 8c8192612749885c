"""The least that a Django view can do to take in a report: one row, one answer."""

import json
import uuid

from django.db import connection
from django.http import JsonResponse
from django.urls import path


def take_in(request):
    draft = json.loads(request.body)
    place = draft["location"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_row (id, place, description) VALUES"
            " (%s, ST_SetSRID(ST_MakePoint(%s, %s), 4326), %s)",
            [uuid.uuid4(), place["lon"], place["lat"], draft["description"]],
        )
    return JsonResponse({"taken": True}, status=201, headers={"Content-Length": 15})


def only_this_map(get_response):
    def middleware(request):
        request.urlconf = "bench._bare"
        return get_response(request)

    return middleware


urlpatterns = [path("bare", take_in)]
