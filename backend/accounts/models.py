"""People, what they may do where, and phones without a person."""

from uuid import uuid4

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from backend.accounts.querysets import BlockQuerySet
from backend.accounts.rules import (
    BLOCK_REASON_MAX_CHARS,
    FILTER_NAME_MAX_CHARS,
    FILTER_QUERY_MAX_CHARS,
    TOKEN_NAME_MAX_CHARS,
)
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


class Block(models.Model):
    """Who sends nothing more to an office for a while: an account or an installation.

    jurisdiction: whose reports it is about; null for all of them, which is the operator's to say.
    reason: for colleagues; the person blocked is told until when, and whom to ask.
    report, number: of the report for which it was said, as copies. Ended ones are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, null=True, related_name="blocks")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="blocks")
    installation = models.ForeignKey(Installation, models.CASCADE, null=True, related_name="blocks")
    report = models.UUIDField()
    number = models.CharField(max_length=30)
    reason = models.CharField(max_length=BLOCK_REASON_MAX_CHARS)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="blocks_made")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="blocks_ended")
    ended_at = models.DateTimeField(null=True)  # before its time, or for a new one

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "user", "installation"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_block_per_person_and_office",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ Q(installation__isnull=False),
                name="block_is_of_a_user_or_an_installation",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("made_at")), name="block_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.until:%Y-%m-%d}"

    @property
    def kind(self) -> str:
        return "account" if self.user_id else "installation"


class StoredFilter(models.Model):
    """A view of the reports that somebody wants to come back to.

    query: of an address, as `status=received&service=pothole`; what it means is the caller's.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="stored_filters", db_index=False)
    name = models.CharField(max_length=FILTER_NAME_MAX_CHARS)
    query = models.CharField(max_length=FILTER_QUERY_MAX_CHARS, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_filter_per_user_and_name")
        ]

    def __str__(self) -> str:
        return self.name
