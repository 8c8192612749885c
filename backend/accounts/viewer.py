"""Who asks: the one value that every read and every write decides by."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db.models import Q, Value
from rest_framework.request import Request

from backend.accounts.models import Role, User
from backend.core import errors


@dataclass(frozen=True, kw_only=True)
class InstallationProof:
    """An anonymous app's id and the SHA-256 of its secret; not known until its first write."""

    id: UUID
    secret_hash: str
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody who asks, and what they have proved.

    dispatches, administers: ids of jurisdictions. crews: ids of crews they belong to.
    report: the SHA-256 of a report's secret, as sent.
    """

    user: User | None = None
    dispatches: frozenset[int] = frozenset()
    administers: frozenset[int] = frozenset()
    crews: frozenset[int] = frozenset()
    installation: InstallationProof | None = None
    report: str = ""

    @property
    def key(self) -> str:
        """Name the caller for counters and Idempotency-Keys; "" for a stranger."""
        if self.user:
            return f"user:{self.user.pk}"
        if self.installation:
            return f"installation:{self.installation.id}"
        return f"report:{self.report}" if self.report else ""

    @property
    def is_operator(self) -> bool:
        """The installation's own operator, who sees all."""
        return self.user is not None and self.user.is_superuser

    @property
    def works_for(self) -> frozenset[int]:
        """The jurisdictions whose reports they see as staff."""
        return self.dispatches | self.administers

    @property
    def is_staff(self) -> bool:
        return bool(self.works_for or self.crews or self.is_operator)

    def owned(self) -> Q:
        """Match rows with `user` and `installation` columns that belong to them."""
        if self.user:
            return Q(user=self.user)
        if self.installation:
            return Q(installation=self.installation.id)
        raise errors.LoginRequired()

    def owner(self) -> dict[str, object]:
        """The values of those columns for a new row."""
        if self.user:
            return {"user_id": self.user.pk, "installation_id": None}
        if self.installation:
            return {"user_id": None, "installation_id": self.installation.id}
        raise errors.LoginRequired()


STRANGER = Viewer()


def stranger() -> Viewer:
    return STRANGER


def viewer_in(request: Request) -> Viewer:
    """The caller of the API, as authentication found them."""
    return cast(Viewer, request.auth)


def viewer_of(user: User) -> Viewer:
    """Read a user's roles and crews: one query."""
    crews = user.memberships.filter(crew__is_active=True).annotate(kind=Value("crew"))
    rows = list(
        user.roles.values_list("kind", "jurisdiction_id").union(
            crews.values_list("kind", "crew_id"), all=True
        )
    )
    return Viewer(
        user=user,
        dispatches=frozenset(i for kind, i in rows if kind == Role.Kind.DISPATCHER),
        administers=frozenset(i for kind, i in rows if kind == Role.Kind.ADMINISTRATOR),
        crews=frozenset(i for kind, i in rows if kind == "crew"),
    )


def viewer_named(key: str, user: User | None) -> Viewer:
    """The viewer whose `key` this is, for work that is done later on. user: when it names one."""
    if user:
        return viewer_of(user)
    kind, _, name = key.partition(":")
    if kind == "installation":
        return Viewer(installation=InstallationProof(id=UUID(name), secret_hash="", is_known=True))
    return Viewer(report=name) if kind == "report" else STRANGER
