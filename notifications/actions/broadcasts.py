"""What an office does with a broadcast: write it, start it, hold it, take it back."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.contrib.gis.db.models.functions import Intersection
from django.contrib.gis.geos import GeometryCollection, MultiPolygon, Polygon
from django.db import transaction

from backend.accounts.actions import require_user
from backend.accounts.models import User
from backend.accounts.viewer import Viewer
from backend.core import errors, jobs
from backend.jurisdictions.models import Jurisdiction
from gis_layers.models import Boundary
from notifications.models import Broadcast
from notifications.rules import BROADCAST_LIFE_MAX, BROADCASTS_A_DAY, BroadcastState

DAY = timedelta(days=1)
UNDER_WAY = (BroadcastState.PREPARING, BroadcastState.SENDING)

logger = logging.getLogger(__name__)


@transaction.atomic
def write_broadcast(
    *,
    viewer: Viewer,
    office: str,
    texts: Mapping[str, str],
    url: str,
    area: MultiPolygon | None,
    expires_at: datetime,
    now: datetime,
) -> Broadcast:
    """Keep a broadcast that nobody hears of yet. texts: title_pl, body_pl and so on.

    Raises LoginRequired, NotAllowed, InvalidInput (expires_at, area).
    """
    require_user(viewer)
    jurisdiction = Jurisdiction.objects.active().filter(teryt=office).first()
    if jurisdiction is None or not _may_speak_for(jurisdiction, viewer):
        raise errors.NotAllowed(field="office")
    require_end(expires_at, now=now)
    return Broadcast.objects.create(
        uid=uuid4(),
        jurisdiction=jurisdiction,
        url=url,
        area=own_part(area, jurisdiction) if area else None,
        created_by=cast(User, viewer.user),
        created_at=now,
        expires_at=expires_at,
        **texts,
    )


@transaction.atomic
def start_broadcast(*, uid: UUID, viewer: Viewer, now: datetime) -> Broadcast:
    """Have it sent.

    Raises LoginRequired, NotFound, BroadcastMoved, TooManyBroadcasts, InvalidInput.

    The office's row is locked, so that two starts at once are counted one after the other.
    """
    broadcast = _locked(uid, viewer, (BroadcastState.DRAFT,))
    require_end(broadcast.expires_at, now=now)
    Jurisdiction.objects.select_for_update(no_key=True).get(pk=broadcast.jurisdiction_id)
    ours = Broadcast.objects.filter(jurisdiction=broadcast.jurisdiction_id)
    if ours.filter(started_at__gt=now - DAY).count() >= BROADCASTS_A_DAY:
        raise errors.TooManyBroadcasts(limit=BROADCASTS_A_DAY)
    broadcast.started_by, broadcast.started_at = viewer.user, now
    return _moved(broadcast, BroadcastState.PREPARING, viewer)


@transaction.atomic
def pause_broadcast(*, uid: UUID, viewer: Viewer, now: datetime) -> Broadcast:
    """Send no more of it after the batch that is on its way. Raises as `start_broadcast`."""
    return _moved(_locked(uid, viewer, UNDER_WAY), BroadcastState.PAUSED, viewer)


@transaction.atomic
def resume_broadcast(*, uid: UUID, viewer: Viewer, now: datetime) -> Broadcast:
    broadcast = _locked(uid, viewer, (BroadcastState.PAUSED,))
    state = BroadcastState.SENDING if broadcast.prepared_at else BroadcastState.PREPARING
    return _moved(broadcast, state, viewer)


@transaction.atomic
def cancel_broadcast(*, uid: UUID, viewer: Viewer, now: datetime) -> Broadcast:
    """Send no more of it, for good; what phones show already stays there."""
    broadcast = _locked(uid, viewer, (BroadcastState.DRAFT, *UNDER_WAY, BroadcastState.PAUSED))
    broadcast.ended_at = now
    return _moved(broadcast, BroadcastState.CANCELLED, viewer)


STEPS = {
    "start": start_broadcast,
    "pause": pause_broadcast,
    "resume": resume_broadcast,
    "cancel": cancel_broadcast,
}
STEPS_FROM = {
    BroadcastState.DRAFT: ("start", "cancel"),
    BroadcastState.PREPARING: ("pause", "cancel"),
    BroadcastState.SENDING: ("pause", "cancel"),
    BroadcastState.PAUSED: ("resume", "cancel"),
}


def own_part(area: MultiPolygon, jurisdiction: Jurisdiction) -> MultiPolygon:
    """Keep what lies in the office's own territory. Raises InvalidInput when nothing does."""
    boundaries = Boundary.objects.active().newest_of_code().filter(code=jurisdiction.teryt)
    found = boundaries.annotate(part=Intersection("geometry", area)).values_list("part", flat=True)
    part = found.first()
    polygons = [each for each in _pieces(part) if isinstance(each, Polygon) and not each.empty]
    if not polygons:
        raise errors.InvalidInput(field="area")
    return MultiPolygon(polygons, srid=area.srid)


def require_end(expires_at: datetime, *, now: datetime) -> None:
    """Raises InvalidInput (expires_at)."""
    if not now < expires_at <= now + BROADCAST_LIFE_MAX:
        raise errors.InvalidInput(field="expires_at")


def _pieces(shape: object) -> list[object]:
    if shape is None:
        return []
    return list(shape) if isinstance(shape, GeometryCollection) else [shape]


def _may_speak_for(jurisdiction: Jurisdiction, viewer: Viewer) -> bool:
    return viewer.is_operator or jurisdiction.pk in viewer.works_for


def _locked(uid: UUID, viewer: Viewer, states: tuple[BroadcastState, ...]) -> Broadcast:
    require_user(viewer)
    rows = Broadcast.objects.visible_to(viewer).select_related("jurisdiction")
    broadcast = rows.select_for_update(of=("self",), no_key=True).filter(uid=uid).first()
    if broadcast is None:
        raise errors.NotFound()
    if broadcast.state not in states:
        raise errors.BroadcastMoved(state_now=broadcast.state)
    return broadcast


def _moved(broadcast: Broadcast, state: BroadcastState, viewer: Viewer) -> Broadcast:
    broadcast.state = state
    broadcast.save(update_fields=["state", "started_by", "started_at", "ended_at"])
    jobs.defer("notifications.carry_on", broadcast_id=broadcast.pk)
    facts = {"broadcast": str(broadcast.uid), "state": state.value, "by": viewer.key}
    logger.info("broadcast moved", extra=facts)
    return broadcast
