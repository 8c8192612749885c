"""Writes to accounts and installations."""

from backend.accounts.models import Installation
from backend.accounts.secrets import same_hash
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
