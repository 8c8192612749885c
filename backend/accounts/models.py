"""People, what they may do where, and phones without a person."""

from uuid import uuid4

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.functional import cached_property

from backend.accounts.rules import TOKEN_NAME_MAX_CHARS
from backend.core.language import Language
from backend.jurisdictions.models import Jurisdiction


class EmailUserManager(UserManager["User"]):
    """Makes users that log in by e-mail."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person with an account; e-mail is the login name."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.POLISH)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = EmailUserManager()  # type: ignore[misc]

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    @cached_property
    def administers(self) -> frozenset[int]:
        """The ids of the jurisdictions whose administrator they are; read once a request."""
        roles = self.roles.filter(kind=Role.Kind.ADMINISTRATOR)
        return frozenset(roles.values_list("jurisdiction_id", flat=True))


class Role(models.Model):
    """What a person may do in one jurisdiction; crew members are named by their crew instead."""

    class Kind(models.TextChoices):
        DISPATCHER = "dispatcher"
        ADMINISTRATOR = "administrator"

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "jurisdiction", "kind"], name="one_role_per_kind_and_jurisdiction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} of {self.jurisdiction_id}"


class Installation(models.Model):
    """An app on a phone whose owner has no account, proved by a secret that the app made."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    secret_hash = models.CharField(max_length=64)  # SHA-256 in hex
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class AccessToken(models.Model):
    """A password for one program, such as QGIS, which reads what its person may read.

    token_hash: SHA-256 in hex. account_hash: the account's session hash when it was made, so that
    a new password ends it as it ends sessions. text: the token itself, only where it is made.
    """

    text = ""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=TOKEN_NAME_MAX_CHARS)
    token_hash = models.CharField(max_length=64, unique=True)
    account_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.name
