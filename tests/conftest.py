"""What all tests share: the database with the demo municipality in it, and its people."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# A busy machine is no failure; fixtures may serve all examples of a test.
hypothesis_settings.register_profile(
    "usterka",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("usterka")

pytest_plugins = ["tests.fcm", "tests.s3", "tests.smtp"]

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)  # a Monday, noon in Warsaw


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded database, for those who call pytest by itself."""
    if not os.environ.get("DATABASE_URL"):
        from backend.core import embedded

        embedded.start(Path(os.environ.get("USTERKA_VAR") or config.rootpath / "var"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the demo municipality, without reports, once: no test changes it for another."""
    from backend.management import demo, demo_file

    with django_db_blocker.unblock():
        if not demo.is_loaded():
            demo.load_office(dict.fromkeys(demo_file.account_keys(), PASSWORD))


PASSWORD = "tylko-do-testow-7"


@pytest.fixture(autouse=True)
def _private_settings(settings: Any, tmp_path: Path) -> None:
    """Files of a test go to its own folder; throttles are off unless a test turns them on."""
    storage = settings.STORAGES["default"]
    options = {**storage["OPTIONS"], "location": str(tmp_path / "media")}
    settings.STORAGES = {**settings.STORAGES, "default": {**storage, "OPTIONS": options}}
    settings.THROTTLES = dict.fromkeys(settings.THROTTLES, "off")
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PUSH_MERGE_SECONDS = 0


@pytest.fixture
def spots() -> dict[str, dict[str, Any]]:
    """Named good points of the demo municipality, by name."""
    path = Path(__file__).parent.parent / "fixtures" / "spots.json"
    return {spot["name"]: spot for spot in json.loads(path.read_text(encoding="utf-8"))}


@pytest.fixture
def place(spots: dict[str, dict[str, Any]]) -> dict[str, float]:
    """A place on a municipal road, in the area of the demo crew."""
    spot = spots["Lesznowola, ul. Boczna"]
    return {"lon": spot["lon"], "lat": spot["lat"]}


class Caller:
    """Somebody who calls the API: a Django test client with an Authorization header."""

    def __init__(self, authorization: str = "") -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"Authorization": authorization} if authorization else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send(self.client.post, path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send(self.client.put, path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send(self.client.patch, path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.client.delete(path, headers={**self.headers, **headers})

    def put_photo(
        self, report: str, photo: bytes, uid: UUID | str | None = None, query: str = "", **kw: str
    ) -> Any:
        return self.client.put(
            f"/api/v1/reports/{report}/photos/{uid or uuid4()}{query}",
            data=photo,
            content_type="image/jpeg",
            headers={**self.headers, **kw},
        )

    def _send(self, method: Any, path: str, body: Any, headers: dict[str, str]) -> Any:
        merged = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return method(path, data=json.dumps(body), content_type="application/json", headers=merged)


@pytest.fixture
def stranger() -> Caller:
    return Caller()


@pytest.fixture
def phone() -> Caller:
    """An app without an account."""
    return Caller(f"Installation {uuid4()}:{uuid4().hex}")


@pytest.fixture
def other_phone() -> Caller:
    return Caller(f"Installation {uuid4()}:{uuid4().hex}")


def _account(key: str) -> Caller:
    from backend.accounts.models import User
    from backend.accounts.people import issue_token
    from backend.management import demo_file

    user = User.objects.get(email=demo_file.email_of(key))
    return Caller(f"Bearer {issue_token(user)}")


@pytest.fixture
def resident(db: None) -> Caller:
    return _account("resident")


@pytest.fixture
def crew(db: None) -> Caller:
    """A member of the crew whose area `place` lies in."""
    return _account("crew")


@pytest.fixture
def dispatcher(db: None) -> Caller:
    return _account("dispatcher")


@pytest.fixture
def administrator(db: None) -> Caller:
    return _account("administrator")


@pytest.fixture
def county_dispatcher(db: None) -> Caller:
    return _account("county_dispatcher")


@pytest.fixture
def photo() -> bytes:
    """A small real JPEG."""
    from fixtures.photos import draw_photo

    return draw_photo("pothole", 1, size=(640, 480))


@pytest.fixture
def report(phone: Caller, place: dict[str, float], db: None) -> dict[str, Any]:
    """A pothole that `phone` has reported at `place`, as the API answered."""
    answer = phone.post("/api/v1/reports", {"service": "pothole", "location": place})
    assert answer.status_code == 201, answer.content
    return answer.json()
