"""A whole Usterka of its own: real processes, a real database, all of it thrown away afterwards."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import psycopg

from backend.core import embedded
from backend.core.processes import die_with_parent
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 90
STOPPED_WITHIN_S = 60
SERVER_ERROR = "Internal Server Error"  # how django.request logs a 500


def free_ports() -> int:
    """Return a port that is free, as are the two after it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port + 2 < 65536 and all(is_free(port + offset) for offset in (1, 2)):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Database:
    """An embedded cluster below `var`; with DATABASE_URL set, a new database on that server."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._server = os.environ.get("DATABASE_URL", "")
        self._name = f"usterka_e2e_{uuid4().hex[:12]}"
        self.is_embedded = not self._server
        self.url = embedded.database_url(var)
        if self._server:
            self.url = urlunsplit(urlsplit(self._server)._replace(path=f"/{self._name}"))

    @property
    def setting(self) -> str:
        return "" if self.is_embedded else self.url

    def start(self) -> None:
        if self.is_embedded:
            embedded.start(self._var)

    def stop(self) -> None:
        embedded.stop(self._var)

    def kill(self) -> None:
        """End PostgreSQL as a power cut would."""
        pid_file = (self._var / "postgres/data/postmaster.pid").read_text()
        os.kill(int(pid_file.splitlines()[0]), signal.SIGKILL)

    def create(self) -> None:
        if self.is_embedded:
            self.start()
        else:
            self._order(f'CREATE DATABASE "{self._name}"')

    def remove(self) -> None:
        if self.is_embedded:
            self.stop()
            shutil.rmtree((self._var / "postgres").resolve(), ignore_errors=True)
        else:
            self._order(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, application_name="a test") as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        with psycopg.connect(self.url, application_name="a test") as connection:
            connection.execute(statement, values)

    def open(self) -> psycopg.Connection[Any]:
        """A connection of one's own, in a transaction; what is not committed is lost."""
        return psycopg.connect(self.url, application_name="a test")

    def _order(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)


class System:
    """Processes of `manage.py` over one database; `commands` are those that stay."""

    def __init__(self, *commands: str, **settings: str) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="usterka-e2e-"))
        self.var.chmod(0o755)  # root's PostgreSQL runs as another user
        self.database = Database(self.var)
        self.port = free_ports()
        self._commands, self._settings = commands, settings
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def is_started(self) -> bool:
        return bool(self._processes)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def live_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def log(self) -> str:
        return (self.var / "log").read_text(errors="replace")

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        return json.loads((self.var / "demo.json").read_text())["accounts"]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "USTERKA_VAR": str(self.var),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "DATABASE_URL": self.database.setting,
            "SECRET_KEY": "only-for-the-end-to-end-tests-of-one-run",
            "LOG_LEVEL": "WARNING",
            "FIREBASE_CREDENTIALS": "",
            "PUSH_MERGE_SECONDS": "0",
            "PHOTO_PROPOSALS": "false",  # minutes for the demo's photos
            "THROTTLE_LOGIN": "off",
            **{f"THROTTLE_{scope}": "off" for scope in ("INTAKE", "PHOTOS", "WRITES", "PROOFS")},
            **self._settings,
        }

    def manage(self, *arguments: str | Path, within: float = 120, **settings: str) -> str:
        """Run a command to its end and return what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
            env={**self.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=within,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def start(self) -> float:
        """Start the commands; return after how many seconds the system was ready."""
        started = time.monotonic()
        with (self.var / "log").open("ab") as log:
            self._processes = [
                subprocess.Popen(
                    [sys.executable, str(ROOT / "manage.py"), command],
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=die_with_parent,
                )
                for command in self._commands
            ]
        self.wait_until_ready()
        return time.monotonic() - started

    def stop(self) -> list[int]:
        """Ask the commands to end, kill what does not; return their exit codes."""
        everything = list(self.processes())
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        try:
            return [process.wait(STOPPED_WITHIN_S) for process in self._processes]
        finally:
            for pid in everything:
                if f"USTERKA_VAR={self.var}\0".encode() in _read(pid, "environ"):
                    os.kill(pid, signal.SIGKILL)
            self._processes = []

    def remove(self) -> None:
        try:
            self.stop()
        finally:
            self.database.remove()
            shutil.rmtree(self.var)

    def is_ready(self) -> bool:
        assert all(process.poll() is None for process in self._processes), self.log
        servers = {"web": self.url, "live": self.live_url}
        mine = [url for name, url in servers.items() if {name, "demo"} & set(self._commands)]
        return all(_is_ready(url) for url in mine)

    def wait_until_ready(self, within: float = READY_WITHIN_S) -> None:
        try:
            until(self.is_ready, within=within)
        except TimeoutError:
            raise TimeoutError(f"the system is not ready:\n{self.log}") from None

    def processes(self) -> Iterator[int]:
        """Yield the processes of the commands, theirs, and so on."""
        parents = {
            int(folder.name): _parent(int(folder.name)) for folder in Path("/proc").glob("[0-9]*")
        }
        family = {process.pid for process in self._processes}
        while grown := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= grown
        yield from sorted(family)

    def worker(self) -> int:
        return self._one(lambda command: command[-1] == b"worker")

    def web(self) -> int:
        """The web server's main process."""
        return self._server("backend.wsgi:application")

    def live(self) -> int:
        """The main process of the live stream's server."""
        return self._server("backend.asgi:application")

    def _server(self, application: str) -> int:
        # Not the one with the least number: numbers begin anew after the greatest.
        servers = {pid for pid in self.processes() if application.encode() in _command(pid)}
        return next(pid for pid in servers if _parent(pid) not in servers)

    def web_workers(self) -> list[int]:
        main = self.web()
        return [pid for pid in self.processes() if _parent(pid) == main]

    def _one(self, fits: Callable[[list[bytes]], bool]) -> int:
        return until(lambda: next((p for p in self.processes() if fits(_command(p))), None))


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False, timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def is_alive(pid: int) -> bool:
    return bool(_command(pid)[0])  # a zombie has no command line


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has ended
        return b""


def _command(pid: int) -> list[bytes]:
    return _read(pid, "cmdline").rstrip(b"\0").split(b"\0")


def _parent(pid: int) -> int:
    after_name = _read(pid, "stat").rpartition(b")")[2].split()
    return int(after_name[1]) if after_name else 0
