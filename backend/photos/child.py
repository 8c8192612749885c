"""What a child process can do with a photo; it runs confined, and knows nothing but the bytes."""

from typing import Any

from backend.photos.pixelation import hide
from backend.photos.renditions import likeness_of, render
from backend.photos.zygote import Tasks


def prepare(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Make the renditions of an original, and tell its facts."""
    made = render(content)
    facts = {
        "width": made.width,
        "height": made.height,
        "color": made.color,
        "likeness": made.likeness,
        "claims": made.claims.as_facts(),
    }
    return facts, [made.display, made.thumbnail]


def look(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Tell no more of an original than how it looks."""
    return {"likeness": likeness_of(content)}, []


TASKS: Tasks = {"prepare": prepare, "hide": hide, "look": look}
