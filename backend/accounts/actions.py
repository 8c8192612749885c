"""Writes to accounts and installations."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from backend.accounts.models import AccessToken, Block, Installation, User
from backend.accounts.rules import (
    BLOCK_LIFE_MAX,
    FILTERS_MAX,
    TOKEN_LIFE,
    TOKEN_PREFIX,
    TOKENS_MAX,
    USE_NOTED_EVERY,
)
from backend.accounts.secrets import hash_secret, new_secret, same_hash
from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.core.moments import utc_text
from backend.jurisdictions.models import Jurisdiction


def make_known(viewer: Viewer) -> None:
    """Store an anonymous installation at its first write.

    Raises BadCredentials when another has taken the id with another secret in the meantime.
    """
    proof = viewer.installation
    if proof is None or proof.is_known:
        return
    Installation.objects.bulk_create(
        [Installation(id=proof.id, secret_hash=proof.secret_hash)], ignore_conflicts=True
    )
    kept = Installation.objects.values_list("secret_hash", flat=True).get(pk=proof.id)
    if not same_hash(kept, proof.secret_hash):
        raise errors.BadCredentials()


def require_owner(viewer: Viewer) -> None:
    """Raises LoginRequired for a caller without an account or installation."""
    if viewer.user is None and viewer.installation is None:
        raise errors.LoginRequired()


def require_user(viewer: Viewer) -> None:
    """Raises LoginRequired for a caller without an account."""
    if viewer.user is None:
        raise errors.LoginRequired()


@transaction.atomic
def make_access_token(*, user: User, name: str, now: datetime) -> AccessToken:
    """Make a password for a program; its `text` is told this once. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.access_tokens.filter(expires_at__gt=now).count() >= TOKENS_MAX:
        raise errors.TooManyTokens(limit=TOKENS_MAX)
    text = TOKEN_PREFIX + new_secret()
    token = AccessToken.objects.create(
        user=user,
        name=name,
        token_hash=hash_secret(text),
        account_hash=user.get_session_auth_hash(),
        created_at=now,
        expires_at=now + TOKEN_LIFE,
    )
    token.text = text
    return token


def revoke_access_token(*, user: User, token_id: UUID) -> None:
    """Raises NotFound, also for another person's token."""
    deleted, _ = user.access_tokens.filter(pk=token_id).delete()
    if not deleted:
        raise errors.NotFound()


def note_use(token: AccessToken, *, now: datetime) -> None:
    """Note when a token was used, to the hour: a write for every read would cost too much."""
    long_ago = now - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < long_ago:
        unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lt=long_ago)
        AccessToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


def require_unblocked(viewer: Viewer, office: Jurisdiction | None, *, now: datetime) -> None:
    """Raises Blocked, with its end and whom to ask, for who may send nothing to this office.

    office: whose report it is about; None where that is not known, and only who is blocked
    everywhere is refused. Asks nothing of a phone that has never sent anything.
    """
    if viewer.user is None and (viewer.installation is None or not viewer.installation.is_known):
        return
    blocks = Block.objects.in_force(now=now).towards(office.pk if office else None)
    until = blocks.filter(viewer.owned()).order_by("-until").values_list("until", flat=True).first()
    if until:
        raise errors.Blocked(until=utc_text(until), contact=_contact_of(office))


def _contact_of(office: Jurisdiction | None) -> dict[str, str] | None:
    """Whom somebody may ask who is blocked; the row may know no more than its id."""
    if office is None:
        return None
    row = Jurisdiction.objects.get(pk=office.pk)
    return {"name": row.office_name, "phone": row.contact_phone, "email": row.contact_email}


@transaction.atomic
def block(
    *,
    owner: User | Installation,
    jurisdiction: Jurisdiction | None,
    report: UUID,
    number: str,
    reason: str,
    until: datetime,
    made_by: User,
    now: datetime,
) -> Block:
    """Take nothing more from somebody until then; an earlier block of the same kind is replaced.

    jurisdiction: whose reports it is about, None for all. The caller has checked who may.
    Raises InvalidInput (until).
    """
    if not now < until <= now + BLOCK_LIFE_MAX:
        raise errors.InvalidInput(field="until")
    whose = _locked(owner)
    former = Block.objects.filter(jurisdiction=jurisdiction, ended_at__isnull=True, **whose)
    former.update(ended_at=now, ended_by=made_by)
    return Block.objects.create(
        jurisdiction=jurisdiction,
        report=report,
        number=number,
        reason=reason,
        until=until,
        made_by=made_by,
        made_at=now,
        **whose,
    )


def _locked(owner: User | Installation) -> dict[str, User | Installation]:
    """The columns of a block of theirs; two who block them at once come one after the other."""
    if isinstance(owner, User):
        return {"user": User.objects.select_for_update(no_key=True).get(pk=owner.pk)}
    return {"installation": Installation.objects.select_for_update(no_key=True).get(pk=owner.pk)}


@transaction.atomic
def end_block(*, block_id: UUID, viewer: Viewer, now: datetime) -> None:
    """Let somebody send again before the block is over.

    Raises LoginRequired, NotFound, also for another office's block and for one that is over.
    """
    require_user(viewer)
    blocks = Block.objects.visible_to(viewer).in_force(now=now).filter(pk=block_id)
    if not blocks.update(ended_at=now, ended_by=viewer.user):
        raise errors.NotFound()


@transaction.atomic
def store_filter(*, user: User, name: str, query: str) -> bool:
    """Keep a filter under its name, in place of what was there; tell whether it is a new one.

    Raises TooManyFilters.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    is_new = not user.stored_filters.filter(name=name).exists()
    if is_new and user.stored_filters.count() >= FILTERS_MAX:
        raise errors.TooManyFilters(limit=FILTERS_MAX)
    user.stored_filters.update_or_create(name=name, defaults={"query": query})
    return is_new


def remove_filter(*, user: User, name: str) -> None:
    """Raises NotFound."""
    deleted, _ = user.stored_filters.filter(name=name).delete()
    if not deleted:
        raise errors.NotFound()
