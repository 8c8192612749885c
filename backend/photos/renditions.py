"""What the worker makes of a photo: upright, small, and without any metadata."""

import io
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps

from backend.photos.limits import DISPLAY_PX, PHOTO_MAX_PIXELS, THUMBNAIL_PX
from backend.photos.refusals import PhotoRefused

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
JPEG_QUALITY = 82


@dataclass(frozen=True, kw_only=True)
class Renditions:
    """Baseline RGB JPEGs; width and height in pixels of the upright original."""

    display: bytes
    thumbnail: bytes
    width: int
    height: int


def render(file: IO[bytes]) -> Renditions:
    """Decode a photo and make its renditions. Raises PhotoRefused."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            return _render(image)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, Warning, MemoryError, OverflowError):
        raise PhotoRefused("damaged") from None


def _render(image: Image.Image) -> Renditions:
    if image.width * image.height > PHOTO_MAX_PIXELS:
        raise PhotoRefused("too_many_pixels")
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    width, height = (image.height, image.width) if turned else image.size
    image.draft("RGB", _fitting(image.size, DISPLAY_PX))
    display = _upright_rgb(image)
    display.thumbnail((DISPLAY_PX, DISPLAY_PX), reducing_gap=None)
    thumbnail = display.copy()
    thumbnail.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return Renditions(
        display=_jpeg(display), thumbnail=_jpeg(thumbnail), width=width, height=height
    )


def _fitting(size: tuple[int, int], limit: int) -> tuple[int, int]:
    """The box of the same shape whose longer side is `limit`: draft() needs both sides."""
    scale = min(1.0, limit / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright_rgb(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        rgba = upright.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return upright.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # pixels only: info, EXIF, ICC and XMP stay behind
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()
