"""The private cluster: made, kept and found again, whoever runs it."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.core import embedded

pytestmark = pytest.mark.skipif(
    not any(embedded._has_postgis(folder) for _, folder in embedded._installed()),
    reason="no PostgreSQL with PostGIS on this machine",
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder which root's other account may enter; pytest keeps its own ones private."""
    with tempfile.TemporaryDirectory(prefix="usterka-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def var(folder: Path) -> Iterator[Path]:
    yield folder / "var"
    embedded.stop(folder / "var")


@pytest.fixture
def started(var: Path) -> Path:
    embedded.start(var)
    return var


def _ask(var: Path, question: str) -> object:
    with psycopg.connect(embedded.database_url(var), autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def _server_process(var: Path) -> int:
    return int((var / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def test_the_role_of_the_application_is_no_superuser(started: Path) -> None:
    assert _ask(started, "SELECT current_user || '@' || current_database()") == "usterka@usterka"
    assert _ask(started, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_every_new_database_has_the_extensions(started: Path) -> None:
    _ask(started, "CREATE DATABASE another")
    url = embedded.database_url(started).removesuffix("usterka") + "another"
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT extname FROM pg_extension").fetchall()
    _ask(started, "DROP DATABASE another")
    assert {name for (name,) in found} >= set(embedded.EXTENSIONS)


def test_nothing_listens_on_the_network(started: Path) -> None:
    assert _ask(started, "SHOW listen_addresses") == ""
    assert (started / "postgres").stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_after_stop_and_start(started: Path) -> None:
    _ask(started, "CREATE TABLE kept AS SELECT 7 AS number")
    embedded.stop(started)
    assert not embedded.is_running(started)
    embedded.start(started)
    assert _ask(started, "SELECT number FROM kept") == 7
    _ask(started, "DROP TABLE kept")


def test_starting_twice_at_once_leaves_one_server(started: Path) -> None:
    embedded.stop(started)
    threads = [threading.Thread(target=embedded.start, args=(started,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _ask(started, "SELECT 1") == 1


def test_a_killed_server_starts_again_with_its_data(started: Path) -> None:
    _ask(started, "CREATE TABLE survived AS SELECT 7 AS number")
    os.kill(_server_process(started), signal.SIGKILL)
    _wait_until_gone(started)
    embedded.start(started)
    assert _ask(started, "SELECT number FROM survived") == 7
    _ask(started, "DROP TABLE survived")


def test_a_process_id_used_again_does_not_stop_the_start(started: Path) -> None:
    pid_file = started / "postgres/data/postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)
    _wait_until_gone(started)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        embedded.start(started)
        assert _ask(started, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_two_clusters_run_at_once_and_one_has_a_long_path(started: Path, folder: Path) -> None:
    other = folder / ("long" * 30)
    try:
        embedded.start(other)
        identifier = "SELECT system_identifier FROM pg_control_system()"
        assert _ask(other, identifier) != _ask(started, identifier)
        assert len(str(embedded.socket_folder(other))) < 40
        embedded.stop(other)
        assert embedded.is_running(started)
    finally:
        embedded.stop(other)
        _remove_socket_folder(other)


def test_the_url_keeps_capital_letters_through_a_parser_that_lowers_hosts() -> None:
    url = embedded.database_url(Path("/srv/Miasto Świt/var"))
    assert url == url.lower()
    assert psycopg.conninfo.conninfo_to_dict(url)["host"] == "/srv/Miasto Świt/var/postgres/run"


def test_a_socket_folder_of_somebody_else_is_refused(folder: Path) -> None:
    var = folder / ("refused" * 20)
    link = embedded.socket_folder(var)
    link.symlink_to(folder)
    try:
        with pytest.raises(embedded.ClusterError, match="belongs to somebody else"):
            embedded.start(var)
    finally:
        link.unlink()


def _wait_until_gone(var: Path) -> None:
    deadline = time.monotonic() + 10
    while embedded.is_running(var) and time.monotonic() < deadline:
        time.sleep(0.02)


def _remove_socket_folder(var: Path) -> None:
    folder = embedded.socket_folder(var)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
