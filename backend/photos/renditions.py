"""What the worker makes of a photo: upright, small, in sRGB, and without any metadata.

Only child processes run this.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PIL import (  # every decoder is loaded before the first photo comes
    AvifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from backend.photos import claims, containers, formats, limits
from backend.photos.likeness import likeness
from backend.photos.refusals import PhotoRefused

DISPLAY_QUALITY, THUMBNAIL_QUALITY = 80, 75
# A JPEG is decoded at a half or a quarter when that is nearly as large as the display rendition:
# nobody sees the difference, and a 12-megapixel photo costs half the time.
DISPLAY_LEAST_PX = 1900
LIKENESS_PX = limits.THUMBNAIL_PX  # more does not change the hash
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)
Made = TypeVar("Made")
_SRGB = ImageCms.createProfile("sRGB")

# Threads would take the child's address space, and its parent does several photos at once.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
Image.MAX_IMAGE_PIXELS = limits.PHOTO_MAX_PIXELS
warnings.simplefilter("ignore")
warnings.simplefilter("error", Image.DecompressionBombWarning)
DECODERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin, AvifImagePlugin)

if formats.READS_HEIC:
    import pillow_heif

    pillow_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )
    _FORMATS[formats.HEIC] = "HEIF"


@dataclass(frozen=True, kw_only=True)
class Renditions:
    """Baseline RGB JPEGs. width, height: pixels of the upright original. color: "#rrggbb"."""

    display: bytes
    thumbnail: bytes
    width: int
    height: int
    color: str
    likeness: list[int]
    claims: claims.Claims


def render(content: bytes) -> Renditions:
    """Decode a photo and make its renditions. Raises PhotoRefused, and MemoryError."""
    return _decoded(content, _render)


def likeness_of(content: bytes) -> list[int]:
    """Decode a photo as coarsely as its hash allows; that of `render` differs by few bits, if any.

    Raises PhotoRefused, and MemoryError.
    """
    return _decoded(content, lambda image: likeness(_upright(image, LIKENESS_PX, LIKENESS_PX)))


def _decoded(content: bytes, make: Callable[[Image.Image], Made]) -> Made:
    """Open a photo within its limits. Whatever else a decoder raises is a damaged photo, too."""
    media_type = formats.sniff(content[: formats.HEAD_BYTES])
    if media_type not in _FORMATS:
        raise PhotoRefused("damaged")
    _require_walkable(content, media_type)
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as image:
            _require_limits(image)
            return make(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        unpacked = "Decompressed data too large" in str(error) or "text chunks" in str(error)
        raise PhotoRefused("too_much_metadata" if unpacked else "damaged") from None


def thumbnail_of(display: Image.Image) -> Image.Image:
    """A smaller copy; a picture that is small already keeps its size."""
    thumbnail = display.copy()
    thumbnail.thumbnail((limits.THUMBNAIL_PX, limits.THUMBNAIL_PX))
    return thumbnail


def jpeg(image: Image.Image, quality: int) -> bytes:
    """Encode the pixels of an RGB image, and nothing else of it."""
    image.info.clear()  # EXIF, ICC, XMP and comments: Pillow would write them again
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _require_walkable(content: bytes, media_type: str) -> None:
    """Check what the file tells of itself, before any decoder sees it."""
    if containers.metadata_bytes(content, media_type) > limits.PHOTO_MAX_METADATA_BYTES:
        raise PhotoRefused("too_much_metadata")
    # libwebp takes memory for the whole canvas as soon as it is opened.
    is_webp = media_type == "image/webp"
    if is_webp and containers.webp_pixels(content) > limits.PHOTO_MAX_PIXELS:
        raise PhotoRefused("too_many_pixels")


def _require_limits(image: Image.Image) -> None:
    """Check what the decoder read of the header, before it decodes a pixel."""
    if image.width * image.height > limits.PHOTO_MAX_PIXELS:
        raise PhotoRefused("too_many_pixels")
    if getattr(image, "n_frames", 1) > limits.PHOTO_MAX_FRAMES:
        raise PhotoRefused("too_many_frames")
    told = (image.info.get(name) or b"" for name in ("exif", "xmp", "icc_profile"))
    if sum(map(len, told)) > limits.PHOTO_MAX_METADATA_BYTES:
        raise PhotoRefused("too_much_metadata")


def _render(image: Image.Image) -> Renditions:
    exif, gps, orientation = _exif(image)
    width, height = image.size[::-1] if orientation in _LYING else image.size
    display = _upright(image, DISPLAY_LEAST_PX, limits.DISPLAY_PX)
    thumbnail = thumbnail_of(display)
    return Renditions(
        display=jpeg(display, DISPLAY_QUALITY),
        thumbnail=jpeg(thumbnail, THUMBNAIL_QUALITY),
        width=width,
        height=height,
        color=_average_color(thumbnail),
        likeness=likeness(thumbnail),
        claims=claims.read(exif, gps),
    )


def _upright(image: Image.Image, least_px: int, most_px: int) -> Image.Image:
    """The picture in sRGB, at most `most_px` long, decoded at some `least_px` or more."""
    orientation, profile = _exif(image)[2], image.info.get("icc_profile")
    image.draft("RGB", _fitting(image.size, least_px))
    image.load()
    shrunk = _eight_bit(image)
    shrunk.thumbnail((most_px, most_px))
    upright = _srgb(_on_white(shrunk), profile)
    return upright.transpose(_TURNS[orientation]) if orientation in _TURNS else upright


def _exif(image: Image.Image) -> tuple[dict[int, Any], dict[int, Any], int]:
    """The EXIF directory, that of GPS, and the orientation; broken ones are as good as none."""
    try:
        exif = image.getexif()
        found = dict(exif.get_ifd(claims.EXIF_IFD)), dict(exif.get_ifd(claims.GPS_IFD))
        orientation = exif.get(_ORIENTATION, 1)
    except Exception:  # parsers of EXIF raise whatever comes up; the picture may be fine
        return {}, {}, 1
    return *found, orientation if orientation in _TURNS else 1


def _fitting(size: tuple[int, int], limit: int) -> tuple[int, int]:
    """The box of the same shape whose longer side is `limit`: draft() needs both sides."""
    scale = min(1.0, limit / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _eight_bit(image: Image.Image) -> Image.Image:
    """A mode that can be shrunk: palettes, keyed colours, black-and-white and 16 bits cannot."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info or image.mode in ("PA", "RGBa", "La"):
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("1", "P") else image


def _on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.mode:
        return image
    opaque = image.convert("L" if image.mode == "LA" else "RGB")
    white = Image.new(opaque.mode, opaque.size, "white")
    white.paste(opaque, mask=image.getchannel("A"))
    return white


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the profile means them; without one, or with a broken one, as they stand."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        if "sRGB" not in ImageCms.getProfileDescription(source):
            turned = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
            return turned or image.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass
    return image if image.mode == "RGB" else image.convert("RGB")


def _average_color(image: Image.Image) -> str:
    return "#" + image.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
