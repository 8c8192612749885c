"""Photos that are ready, what the office decides about them, and the jobs that follow."""

import io
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.reports import tasks
from backend.reports.photo_files import PhotoFile, new_original_name, rendition_name
from backend.reports.photo_models import Photo
from tests.conftest import Caller
from tests.reports.makers import REPORTS

BOX = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.25}
TASKS = {
    "reports.hide_regions": tasks.hide_regions,
    "reports.remove_public_files": tasks.remove_public_files,
}

_serial = count(1)


def grey_picture() -> bytes:
    """A grey JPEG of 320 x 240 pixels with grain."""
    noise = Image.effect_noise((320, 240), 60).convert("RGB")
    buffer = io.BytesIO()
    Image.blend(noise, Image.new("RGB", (320, 240), "grey"), 0.5).save(buffer, "JPEG")
    return buffer.getvalue()


def make_photo(report: dict[str, Any], **values: Any) -> Photo:
    """A photo of the report that waits for the office's decision, as the worker leaves it."""
    now = timezone.now()
    photo = Photo(
        report_id=report["id"],
        uid=uuid4(),
        size=1,
        media_type="image/jpeg",
        sha256=f"{next(_serial):064x}",
        width=320,
        height=240,
        color="#5a5a5a",
        **{"state": "ready", "uploaded_at": now, **values},
    )
    content = grey_picture()
    photo.original.save(new_original_name(now), ContentFile(content), save=False)
    for kind in (PhotoFile.DISPLAY, PhotoFile.THUMBNAIL):
        getattr(photo, kind).save(rendition_name(photo, kind), ContentFile(content), save=False)
    photo.save()
    return photo


def address(photo: Photo, rest: str = "") -> str:
    return f"{REPORTS}/{photo.report_id}/photos/{photo.uid}{rest}"


def decide(caller: Caller, photo: Photo, *, published: bool = True, **fields: Any) -> Any:
    return caller.post(address(photo, "/publication"), {"published": published, **fields})


def queued(name: str) -> list[dict[str, Any]]:
    """The arguments of the jobs of this name, the oldest first."""
    jobs = ProcrastinateJob.objects.filter(task_name=name, status="todo").order_by("id")
    return [job.args for job in jobs]


def do_jobs(name: str) -> None:
    """Do all jobs of this name that were ever queued: each may be done twice."""
    for arguments in queued(name):
        TASKS[name](**arguments)


def shown_to(caller: Caller, photo: Photo) -> list[dict[str, Any]]:
    """The report's photos as the caller reads them."""
    answer = caller.get(f"{REPORTS}/{photo.report_id}")
    assert answer.status_code == 200, answer.content
    return answer.json()["photos"]


def stored(file: Any) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def local(url: str) -> str:
    """An absolute address as the test client asks for it."""
    return "/" + url.split("/", 3)[3]


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)
