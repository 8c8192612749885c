"""Photos for the tests of photos, and what is stored of them."""

import base64
import hashlib
from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image

from backend.reports.photo_models import Photo


def encoded(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, form)
    return buffer.getvalue()


def pictures(number: int) -> list[bytes]:
    """So many different photos."""
    return [encoded("PNG", (20 + n, 30)) for n in range(number)]


def digest(content: bytes) -> str:
    """The value of Content-Digest and Repr-Digest."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def original(photo: Photo) -> bytes:
    with photo.original.open("rb") as file:
        return file.read()


def stored_files() -> list[str]:
    folders = default_storage.listdir("photos")[0] if default_storage.exists("photos") else []
    return [
        f"{folder}/{file}"
        for folder in folders
        for file in default_storage.listdir(f"photos/{folder}")[1]
    ]
