"""Refusals of a parameter that say what is wrong with it."""

from backend.core import errors
from backend.core.language import Text

NOT_FLAT = Text(
    pl="Geometrie w filtrze mają dwie współrzędne: x i y.",
    en="Geometries in the filter have two coordinates: x and y.",
    uk="Геометрії у фільтрі мають дві координати: x та y.",
)


def refused(detail: Text, *, field: str = "filter") -> errors.InvalidInput:
    """Name the parameter at fault, with a sentence about what it holds."""
    message = {"field": field, "code": errors.InvalidInput.code, "message": str(detail)}
    return errors.InvalidInput(field=field, detail=str(detail), errors=[message])
