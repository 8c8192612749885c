"""The claim reads what it takes, whatever else waits."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from notifications.claiming import _DUE
from notifications.rules import Urgency
from tests.notifications.crowd import broadcast_to
from tests.notifications.makers import NOON

pytestmark = pytest.mark.django_db
WAITING = 20_000
CROWD = """
    WITH owner AS (
        INSERT INTO accounts_installation (id, secret_hash, created_at)
        SELECT gen_random_uuid(), '', %(now)s FROM generate_series(1, %(count)s) RETURNING id
    ), device AS (
        INSERT INTO notifications_device (installation_id, installation_uid, kind, value,
            platform, language, kinds, is_active, off_reason, updated_at)
        SELECT id, gen_random_uuid(), 'token', id::text, 'android', 'pl', '{notice}', true, '',
            %(now)s
        FROM owner RETURNING id, installation_id
    ), told AS (
        INSERT INTO notifications_notification (broadcast_id, installation_id, type, at)
        SELECT %(broadcast)s, installation_id, 'notice', %(now)s FROM device
        RETURNING id, installation_id
    )
    INSERT INTO notifications_delivery (notification_id, channel, device_id, address, topic,
        urgency, state, attempts, merged, next_attempt_at, expires_at, created_at, message_id, code)
    SELECT told.id, 'fcm', device.id, '', 'broadcast-' || %(broadcast)s, 2, 'waiting', 0, 0,
        %(now)s + row_number() OVER () * interval '1 second', %(now)s + interval '2 days', %(now)s,
        '', ''
    FROM told JOIN device USING (installation_id)
"""


@pytest.mark.parametrize("minutes", [0, 1, 1000])
def test_a_claim_reads_an_index_as_far_as_it_takes(minutes: int) -> None:
    """Whether nothing is due, a batch, or everything."""
    broadcast = broadcast_to([], NOON)
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"now": NOON, "count": WAITING, "broadcast": broadcast.pk})
        cursor.execute("ANALYZE notifications_delivery")
        cursor.execute("ANALYZE notifications_device")
        cursor.execute(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + _DUE,
            {
                "urgency": Urgency.BROADCAST.value,
                "now": NOON + timedelta(minutes=minutes),
                "limit": 100,
            },
        )
        plan = cursor.fetchone()[0]
    [top] = plan if isinstance(plan, list) else json.loads(plan)
    nodes = list(_nodes(top["Plan"]))
    scans = [node for node in nodes if node.get("Relation Name") == "notifications_delivery"]
    assert {node["Index Name"] for node in scans} == {
        "waiting_deliveries_by_time",
        "deliveries_by_topic",
    }
    assert top["Plan"]["Shared Hit Blocks"] + top["Plan"]["Shared Read Blocks"] < 3000


def _nodes(plan: dict[str, Any]) -> Any:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
