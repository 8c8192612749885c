"""Header fields as RFC 9651 has them: what is not of the right type is as if it were not sent."""

import re

_PARAMETERS = r'(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:"[^"]*"|[^;"]*))?)*'
_BOOLEAN = re.compile(rf" *\?(?P<value>[01]){_PARAMETERS} *")
_INTEGER = re.compile(rf" *(?P<value>[0-9]{{1,15}}){_PARAMETERS} *", re.ASCII)


def boolean(text: str) -> bool | None:
    """Read an Item that is a Boolean: `?0` or `?1`."""
    found = _BOOLEAN.fullmatch(text)
    return found["value"] == "1" if found else None


def count(text: str) -> int | None:
    """Read an Item that is a non-negative Integer."""
    found = _INTEGER.fullmatch(text)
    return int(found["value"]) if found else None


def written(value: bool) -> str:
    """Write a Boolean."""
    return "?1" if value else "?0"
