"""The page that shows what has arrived, as a phone would."""

from typing import Any

import orjson
from django.template.loader import render_to_string

from notifications.loopback.fcm_v1 import LoopbackFcm, Received

SHOWN_MAX = 200  # our choice: what a page still shows at once
TARGET_SHOWN_CHARS = 12


def render(fcm: LoopbackFcm, *, follows: bool) -> str:
    """Return the HTML page. follows: reload it every few seconds."""
    newest = [fcm.received[-1 - place] for place in range(min(len(fcm.received), SHOWN_MAX))]
    context = {
        "arrived": [_shown(entry) for entry in newest],
        "total": len(fcm.received),
        "follows": follows,
        "settings": fcm.settings(),
    }
    return render_to_string("notifications/loopback.html", context)


def _shown(entry: Received) -> dict[str, Any]:
    message = orjson.loads(entry.message) or {}
    notification = _part(message, "notification")
    data = _part(message, "data")
    return {
        "title": notification.get("title") or "(no title)",
        "body": notification.get("body") or "",
        "at": entry.at,
        "target": _shortened(entry.target),
        "answer": entry.answer,
        "platform": next((p for p in ("android", "apns", "webpush") if p in message), ""),
        "data": list(data.items()),
    }


def _part(message: Any, name: str) -> dict[str, Any]:
    part = message.get(name)
    return part if isinstance(part, dict) else {}


def _shortened(target: str) -> str:
    return target if len(target) <= TARGET_SHOWN_CHARS else f"{target[:TARGET_SHOWN_CHARS]}…"
