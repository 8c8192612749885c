"""Addresses in mails. They hold no personal data: access logs keep addresses of pages."""

from django.conf import settings
from django.core.signing import BadSignature, Signer

_SALT = "mail-stop"


def mail_stop_url(notification_id: int) -> str:
    """Return the page on which whoever got the mail of a notification says: no more."""
    token = Signer(salt=_SALT).sign(str(notification_id))
    return f"{settings.PUBLIC_URL}/mail/stop/{token}"


def notification_in(token: str) -> int | None:
    """Return the id of the notification in a token of ours; None for any other."""
    try:
        return int(Signer(salt=_SALT).unsign(token))
    except (BadSignature, ValueError):
        return None


def follow_url() -> str:
    """Return the page where a report opens by its number and secret."""
    return f"{settings.PUBLIC_URL}/follow"
