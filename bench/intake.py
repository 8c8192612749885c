"""Reports taken in per second, beside a bare Django view that inserts one row.

Both in one run, on the same processes with the production server settings; load generator,
server and database share this machine, so the ratio tells more than the numbers.
"""

import json
import random
import secrets
import uuid

import _harness as harness

SECONDS = 6.0
CONCURRENCY = (1, 4, 16)
ANSWERS = {
    "pothole": {"size": "large", "depth_cm": 8, "danger": ["damage", "hidden"]},
    "street_light": {"extent": "one", "pole_number": "K-118"},
    "road_sign": {},
}


def drafts() -> bytes:
    """A report as an app sends it: id and secret of its own, somewhere in the municipality."""
    service = random.choice(list(ANSWERS))  # noqa: S311
    return json.dumps(
        {
            "id": str(uuid.uuid4()),
            "secret": secrets.token_urlsafe(32),
            "service": service,
            "answers": ANSWERS[service],
            "location": {
                "lon": round(random.uniform(20.86, 20.96), 6),  # noqa: S311
                "lat": round(random.uniform(52.05, 52.10), 6),  # noqa: S311
                "accuracy_m": 8,
            },
            "description": "Głęboka dziura przy krawężniku, po deszczu jej nie widać.",
            "contact": {"email": "anna@example.org"},
        }
    ).encode()


def main() -> None:
    harness.prepare()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_row"
            " (id uuid PRIMARY KEY, place geometry(Point, 4326), description text)"
        )
    connection.close()
    print(f"{'':>12}{'reports/s':>12}{'p50 ms':>9}{'p95 ms':>9}{'bare/s':>9}{'ratio':>8}")
    with harness.web():
        harness.load("/api/v1/reports", drafts, concurrency=4, seconds=3)
        harness.load("/bare", drafts, concurrency=4, seconds=2)
        for concurrency in CONCURRENCY:
            ours = harness.load("/api/v1/reports", drafts, concurrency=concurrency, seconds=SECONDS)
            bare = harness.load("/bare", drafts, concurrency=concurrency, seconds=SECONDS / 2)
            if ours.refused or bare.refused:
                raise SystemExit(f"{ours.refused} and {bare.refused} requests were refused.")
            print(
                f"{concurrency:>4} at once{ours.per_second:>12.0f}{ours.percentile_ms(50):>9.1f}"
                f"{ours.percentile_ms(95):>9.1f}{bare.per_second:>9.0f}"
                f"{ours.per_second / bare.per_second:>8.1%}"
            )


if __name__ == "__main__":
    main()
