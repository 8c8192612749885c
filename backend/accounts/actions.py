"""Writes to accounts and installations."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from backend.accounts.models import AccessToken, Installation, User
from backend.accounts.rules import TOKEN_LIFE, TOKEN_PREFIX, TOKENS_MAX, USE_NOTED_EVERY
from backend.accounts.secrets import hash_secret, new_secret, same_hash
from backend.accounts.viewer import Viewer
from backend.core import errors


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
