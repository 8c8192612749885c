"""The private PostgreSQL cluster of a checkout: PostGIS below USTERKA_VAR, on a Unix socket only.

Standard library only: it runs before the virtual environment exists.
"""

import argparse
import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from backend.core.embedded_server import (
    PORT,
    SOCKET_FILE,
    ClusterError,
    Server,
    prepare_folders,
    server_of,
    socket_folder,
)

LEAST_VERSION = 15
READY_WITHIN_S = 60
PLAIN_BYTES = (string.ascii_lowercase + string.digits).encode()
DEFAULT_VAR = Path(__file__).resolve().parent.parent.parent / "var"

EXTENSIONS = ("postgis", "pg_trgm", "unaccent")
ROLES_AND_DATABASE = (
    "CREATE ROLE usterka LOGIN NOSUPERUSER CREATEDB",
    "CREATE DATABASE usterka OWNER usterka",
)
# Whoever can enter the 0700 folder of the socket is the owner or root: no password is needed.
HOST_BASED_ACCESS = "local all all trust\n"
# Read after initdb's own postgresql.conf, which holds what it found out about the machine.
CONFIGURATION_FILE = "usterka.conf"
CONFIGURATION = """\
# Written anew at every start by backend/core/embedded.py.
listen_addresses = ''
port = {port}
unix_socket_directories = '{run}'
max_connections = 200
shared_buffers = {shared_buffers_mb}MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
log_line_prefix = '%m [%p] %u@%d '
cluster_name = 'usterka'
"""


def database_url(var: Path) -> str:
    """Return the URL of the cluster below `var`; starts nothing."""
    # Capitals are encoded too: a parser may lower the host of a URL (urllib does).
    folder = "".join(
        chr(byte) if byte in PLAIN_BYTES else f"%{byte:02x}"
        for byte in os.fsencode(socket_folder(var))
    )
    return f"postgresql://usterka@{folder}:{PORT}/usterka"


def start(var: Path) -> None:
    """Make the cluster when there is none, and start it; safe to repeat.

    Raises ClusterError.
    """
    with _locked(var):
        server = server_of(var)
        binaries = _binaries(server.data)
        if _process_of(server.data) is None:
            prepare_folders(server)
            if not server.data.exists():
                _create(server, binaries)
            _write_configuration(server)
            _remove_stale_locks(server)
            _launch(server, binaries)
        _wait_until_ready(server)


def stop(var: Path) -> None:
    """Stop the cluster when it runs; open connections are ended, nothing is lost."""
    if not var.exists():
        return
    with _locked(var):
        data = server_of(var).data
        process = _process_of(data)
        if process is None:
            return
        os.kill(process, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        deadline = time.monotonic() + READY_WITHIN_S
        while _process_of(data) == process:
            if time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL does not end: see {data.parent / 'log'}.")
            time.sleep(0.02)


def is_running(var: Path) -> bool:
    """Return whether the cluster accepts connections."""
    return _accepts_connections(socket_folder(var))


@contextlib.contextmanager
def _locked(var: Path) -> Iterator[None]:
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "postgres.lock").open("a")
    except OSError as error:
        raise ClusterError(f"{var} must be a folder you can write to: {error}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- PostgreSQL's programs --------------------------------------------------------------------


def _binaries(data: Path) -> Path:
    """Return the folder of the newest PostgreSQL with PostGIS, or of the one that made `data`."""
    made_by = data / "PG_VERSION"
    wanted = int(made_by.read_text()) if made_by.exists() else None
    found = {version: folder for version, folder in _installed() if _has_postgis(folder)}
    usable = [version for version in found if wanted in (None, version)]
    if not usable:
        needed = f"PostgreSQL {wanted}" if wanted else f"PostgreSQL {LEAST_VERSION} or newer"
        raise ClusterError(f"{needed} with PostGIS is not installed: run .ci/bootstrap.")
    return found[max(usable)]


def _installed() -> Iterator[tuple[int, Path]]:
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            version = re.search(r"\d+", _ask(folder / "postgres", "--version"))
            if version and int(version[0]) >= LEAST_VERSION:
                yield int(version[0]), folder


def _has_postgis(binaries: Path) -> bool:
    debian = Path("/usr/share/postgresql") / binaries.parent.name
    share = debian if debian.exists() else Path(_ask(binaries / "pg_config", "--sharedir"))
    return (share / "extension/postgis.control").exists()


def _ask(program: Path, option: str) -> str:
    try:
        return subprocess.run([program, option], capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def _create(server: Server, binaries: Path) -> None:
    """Make the cluster aside and move it into place whole: half a cluster is never seen."""
    new = server.home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    server.execute(binaries / "initdb", "-D", new, *options)
    # In template1, so that test databases have them and the role needs no superuser's right.
    statements = [f"CREATE EXTENSION {name}" for name in EXTENSIONS]
    script = "\n".join([*statements, *ROLES_AND_DATABASE]) + "\n"
    server.execute(binaries / "postgres", "--single", "-D", new, "template1", text=script)
    with (new / "postgresql.conf").open("a") as file:
        file.write(f"include '{CONFIGURATION_FILE}'\n")
    new.rename(server.data)


def _write_configuration(server: Server) -> None:
    memory_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    run = '"{}"'.format(str(server.run).replace('"', '""').replace("'", "''"))
    configuration = CONFIGURATION.format(
        port=PORT, run=run, shared_buffers_mb=min(512, max(64, memory_mb // 8))
    )
    for name, text in ((CONFIGURATION_FILE, configuration), ("pg_hba.conf", HOST_BASED_ACCESS)):
        path = server.data / name
        path.write_text(text, encoding="utf-8")
        os.chown(path, server.uid, server.gid)


def _launch(server: Server, binaries: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    command = ("start", "-D", server.data, "-l", server.home / "log", "-w", "-s")
    while True:
        try:
            server.execute(binaries / "pg_ctl", *command, "-t", str(READY_WITHIN_S))
        except ClusterError as error:
            # After a kill -9 the old server's children need a moment to notice and end.
            if "shared memory block" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


# --- the running server -----------------------------------------------------------------------


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _process_of(data: Path) -> int | None:
    """Return the id of the server of `data`; its command line tells it from a re-used id."""
    lines = _pid_file(data)
    if not lines:
        return None
    try:
        command = Path(f"/proc/{lines[0]}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    return int(lines[0]) if os.fsencode(data) in command else None


def _remove_stale_locks(server: Server) -> None:
    """Remove the lock files of a server that crashed: their process id may be another's by now.

    PostgreSQL would take that program (or, in a container, a zombie nobody waits for) for itself
    and refuse to start. Children of the old server that still live it finds by shared memory.
    """
    (server.data / "postmaster.pid").unlink(missing_ok=True)
    (server.run / f"{SOCKET_FILE}.lock").unlink(missing_ok=True)


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        lines = _pid_file(server.data)
        is_ready = len(lines) > 7 and lines[7].strip() == "ready"
        if is_ready and _accepts_connections(server.run):
            return
        if time.monotonic() > deadline:
            raise ClusterError(f"PostgreSQL is not ready yet: see {server.home / 'log'}.")
        time.sleep(0.05)


def _accepts_connections(run: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(run / SOCKET_FILE))
        except OSError:
            return False
    return True


# --- the command ------------------------------------------------------------------------------


def main() -> int:
    """Start, stop or show the cluster of USTERKA_VAR."""
    parser = argparse.ArgumentParser(
        prog="python -m backend.core.embedded",
        description="The private PostgreSQL with PostGIS of this checkout (no DATABASE_URL set).",
        epilog="It lives below USTERKA_VAR (default: var/ in the checkout) and listens only on a "
        "Unix socket; its messages go to postgres/log there.",
    )
    commands = {
        "start": "make the cluster if there is none, start it, wait until it is ready",
        "stop": "stop it; the data stay",
        "status": "say whether it runs (exit code 0) or not (3)",
        "url": "print the DATABASE_URL by which it is reached",
    }
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="|".join(commands))
    for name, text in commands.items():
        subparsers.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command = parser.parse_args().command
    var = Path(os.environ.get("USTERKA_VAR") or DEFAULT_VAR)
    try:
        return _run(command, var)
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: str, var: Path) -> int:
    if command == "url":
        print(database_url(var))
    elif command == "status":
        running = is_running(var)
        print(f"PostgreSQL {'is running' if running else 'is not running'} ({socket_folder(var)})")
        return 0 if running else 3
    else:
        (start if command == "start" else stop)(var)
    return 0


if __name__ == "__main__":
    sys.exit(main())
