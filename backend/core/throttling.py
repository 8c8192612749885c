"""How often a caller may do something, counted in the database that all processes share."""

import ipaddress
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from backend.core import errors

PERIODS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
IPV6_PREFIX = 64  # one customer's line: RFC 6177 gives a site at least this much

_COUNT = """
    INSERT INTO core_requestcount (scope, caller, "window", count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (scope, caller, "window") DO UPDATE SET count = core_requestcount.count + 1
    RETURNING count
"""


def count(scope: str, caller: str, *, now: datetime) -> None:
    """Count one request. Raises TooManyRequests when the setting's number is passed."""
    rate = settings.THROTTLES[scope]
    if rate == "off":
        return
    number, period = parse_rate(rate)
    seconds = int(period.total_seconds())
    window = datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [scope, caller, window])
        row = cursor.fetchone()
    if row[0] > number:
        wait = max(1, round((window + period - now).total_seconds()))
        raise errors.TooManyRequests(retry_after_seconds=wait)


def parse_rate(rate: str) -> tuple[int, timedelta]:
    """Read `60/h`: sixty in an hour. Raises ValueError."""
    number, _, period = rate.partition("/")
    return int(number), PERIODS[period]


def client_address(request: HttpRequest) -> str:
    """Return the caller's address, an IPv6 one as its /64.

    Forwarded addresses are believed only as far as TRUSTED_PROXIES proxies stand in front: each
    appends the address it saw, so the first of the last TRUSTED_PROXIES entries is the client's.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    return normal_address(address)


def normal_address(address: str) -> str:
    """Write an address in one form, without a port; "unknown" when it is none."""
    bare = address.partition("]")[0].removeprefix("[")  # "[2001:db8::1]:443"
    if bare.count(":") == 1:  # "192.0.2.1:443", as some proxies write it
        bare = bare.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed)
