"""Making accounts from commands: with a verified address, and tokens without a login."""

from importlib import import_module

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from backend.accounts.models import Role, User


def make_person(
    *, email: str, password: str, name: str, language: str, is_staff: bool = False
) -> User:
    """Make an account, or give the one with this address these values; the address is trusted."""
    user = User.objects.filter(email=email.lower()).first() or User(email=email.lower())
    user.name, user.language = name, language
    user.is_staff = user.is_staff or is_staff
    user.set_password(password)
    user.save()
    trust_address(user)
    return user


def trust_address(user: User) -> None:
    """Make the account's e-mail its only address, without asking its owner for a code."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def settle_staff(user: User) -> None:
    """Open the administration to whoever administers something, and to nobody else."""
    is_administrator = user.roles.filter(kind=Role.Kind.ADMINISTRATOR).exists()
    User.objects.filter(pk=user.pk).update(is_staff=user.is_superuser or is_administrator)


def issue_token(user: User) -> str:
    """Make an app token for a person, as a login of their app would."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.set_expiry(settings.APP_TOKEN_LIFE)
    store.create()
    return store.session_key
