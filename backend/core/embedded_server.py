"""Where the files of a private PostgreSQL cluster are, and the account its programs run with.

PostgreSQL refuses to run as root: root becomes the user postgres, or, where that user cannot enter
the checkout, looks unprivileged in a user namespace, or keeps the files in FALLBACK_HOME.
Standard library only, as backend/core/embedded.py.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

PORT = 5432  # names the socket file; nothing listens on TCP
SOCKET_FILE = f".s.PGSQL.{PORT}"
SOCKET_PATH_MAX_BYTES = 107  # sun_path of unix(7) holds 108 with the closing zero
SERVER_ACCOUNT = "postgres"  # whom root becomes; PostgreSQL refuses to run as root
FALLBACK_HOME = Path("/var/lib/usterka")


class ClusterError(Exception):
    """Say in one sentence why the cluster cannot be used, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """One cluster's files, and the account and command prefix its programs run with."""

    home: Path
    run: Path
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.home / "data"

    def execute(self, *command: str | Path, text: str = "") -> str:
        """Run a program of PostgreSQL as the server's account; return what it printed."""
        is_other = self.uid != os.geteuid()
        result = subprocess.run(
            [*self.prefix, *map(str, command)],
            input=text,
            capture_output=True,
            text=True,
            cwd=self.home,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            user=self.uid if is_other else None,
            group=self.gid if is_other else None,
            extra_groups=[] if is_other else None,
        )
        output = result.stdout + result.stderr
        if result.returncode or "ERROR:" in output or "FATAL:" in output:
            log = _last_lines(self.home / "log") if "pg_ctl" in str(command[0]) else ""
            raise ClusterError(f"{Path(command[0]).name} failed:\n{output.strip()}\n{log}".strip())
        return output


def socket_folder(var: Path) -> Path:
    """Return where the socket is: below `var`, or in /tmp when that path cannot be used."""
    inside = var.resolve() / "postgres/run"
    socket_path = os.fsencode(inside / SOCKET_FILE)
    if len(socket_path) <= SOCKET_PATH_MAX_BYTES and b"," not in socket_path:  # ',' parts hosts
        return inside
    return Path(f"/tmp/usterka-{_name_of(var)}")  # noqa: S108 (0700, and its owner is checked)


def server_of(var: Path) -> Server:
    """Return where the cluster below `var` is kept, and as whom it runs when this process asks."""
    home = var.resolve() / "postgres"
    run = socket_folder(var)
    if os.geteuid() != 0:
        _require_own(home)
        return Server(home=home, run=run, uid=os.geteuid(), gid=os.getegid())
    account = _account()
    if home.is_symlink():
        return _fallback_server(var, account)
    if home.exists() and home.stat().st_uid not in {0, account.pw_uid if account else 0}:
        owner = home.stat()  # an ordinary user's checkout stays theirs
        return Server(home=home, run=run, uid=owner.st_uid, gid=owner.st_gid)
    if account and _can_enter(account, var.resolve()):
        return Server(home=home, run=run, uid=account.pw_uid, gid=account.pw_gid)
    if prefix := _user_namespace():
        return Server(home=home, run=run, uid=0, gid=0, prefix=prefix)
    return _fallback_server(var, account)


def _require_own(home: Path) -> None:
    if home.exists() and home.stat().st_uid != os.geteuid():
        owner = home.stat().st_uid
        raise ClusterError(
            f"{home} belongs to another user (id {owner}): run this as root or as that user, or "
            "set USTERKA_VAR to a folder of your own."
        )


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        return None


def _can_enter(account: pwd.struct_passwd, folder: Path) -> bool:
    try:
        result = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)],
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
        )
    except PermissionError:  # a container that may not change its user
        return False
    return result.returncode == 0


def _user_namespace() -> tuple[str, ...]:
    """Return the command by which root looks unprivileged to PostgreSQL, or nothing."""
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    prefix = (unshare, "--user", "--map-user=1000", "--map-group=1000")
    result = subprocess.run([*prefix, "true"], capture_output=True)
    return prefix if result.returncode == 0 else ()


def _fallback_server(var: Path, account: pwd.struct_passwd | None) -> Server:
    """Keep the files where the server's account can go; the link lets `var` lead there."""
    link, home = var.resolve() / "postgres", FALLBACK_HOME / _name_of(var)
    if account is None:
        raise ClusterError(f"PostgreSQL does not run as root and no user {SERVER_ACCOUNT} exists.")
    if link.is_symlink() and link.readlink() != home:
        raise ClusterError(
            f"{link} leads to the database of another checkout ({link.readlink()}): remove the "
            "link to start with an empty database here."
        )
    if not link.is_symlink():
        if link.exists():
            raise ClusterError(
                f"The user {account.pw_name} cannot reach the database in {link} any more: make "
                "the folders above it enterable (chmod o+x)."
            )
        link.symlink_to(home)
    FALLBACK_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    run = socket_folder(var)
    run = home / "run" if run.parent == link else run
    return Server(home=home, run=run, uid=account.pw_uid, gid=account.pw_gid)


def prepare_folders(server: Server) -> None:
    """Make both folders private to the server's account, whoever served them before."""
    server.home.mkdir(mode=0o700, exist_ok=True)
    trusted = {server.uid, os.geteuid(), server.home.stat().st_uid}
    for folder in (server.home, server.run):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in trusted:
            raise ClusterError(f"{folder} belongs to somebody else: it has to be removed first.")
        if found.st_uid != server.uid:
            os.chown(folder, server.uid, server.gid)
        folder.chmod(0o700)
    if server.data.exists() and server.data.stat().st_uid != server.uid:
        _hand_over(server)


def _hand_over(server: Server) -> None:
    """Give the files to the account that serves them now; the data folder itself comes last."""
    for folder, folders, files in os.walk(server.home, topdown=False):
        for name in (*folders, *files):
            os.chown(Path(folder) / name, server.uid, server.gid, follow_symlinks=False)


def _name_of(var: Path) -> str:
    return hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:16]


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-8:]) if log.exists() else ""
