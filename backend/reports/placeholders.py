"""Names in braces that a text may hold, and what is put in their place."""

from collections.abc import Mapping, Sequence
from string import Formatter

PLACEHOLDERS = ("number", "service", "address", "office", "planned_for")  # of ready-made replies
GAP = "…"  # in the place of what is not known yet
# So long is usually what stands in their place; our estimate.
USUAL_CHARS = {
    "number": 12,
    "service": 24,
    "office": 30,
    "planned_for": 16,
    "manager": 40,
    "why": 55,
    "days": 7,
}


def wrong_in(text: str, known: Sequence[str] = PLACEHOLDERS) -> bool:
    """Tell whether a text holds anything in braces but a placeholder's plain name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return True
    return any(
        name is not None and (name not in known or spec or conversion)
        for _, name, spec, conversion in parts
    )


def used_in(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def fill(text: str, values: Mapping[str, str], known: Sequence[str] = PLACEHOLDERS) -> str:
    """Put values in the place of the names; what is empty becomes a gap that shows."""
    return text.format_map({name: values.get(name) or GAP for name in known})


def usual_length(text: str) -> int:
    """Count the characters of a text without wrong placeholders, once it is filled."""
    return sum(
        len(words) + (USUAL_CHARS.get(name, 0) if name else 0)
        for words, name, _, _ in Formatter().parse(text)
    )
