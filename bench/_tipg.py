"""tipg, a small and good OGC server, as the map benchmark's measure; in its own environment."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import _harness as harness

LOCK = harness.ROOT / "bench" / "tipg.lock"
FOLDER = harness.VAR / "tipg"
PYTHON = FOLDER / "bin" / "python"
COLLECTION = "tipg_points.reports"
ENVIRONMENT = {
    "TIPG_DB_SCHEMAS": '["tipg_points"]',
    # Else it publishes PostGIS' functions that return sets (ST_HexagonGrid, ...) as collections.
    "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public"]',
    "TIPG_TABLE_CONFIG__TIPG_POINTS_REPORTS__PK": "id",
}


def install() -> None:
    """Install the locked versions, once."""
    marker = FOLDER / "installed"
    lock = LOCK.read_text()
    if marker.exists() and marker.read_text() == lock:
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)
    pip = (PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
    marker.write_text(lock)


@contextmanager
def running(url: str, port: int) -> Iterator[None]:
    """Serve the database with as many workers as our own web server has."""
    arguments = [str(PYTHON), "-m", "uvicorn", "tipg.main:app", "--port", str(port)]
    arguments += ["--workers", "2", "--no-access-log", "--log-level", "error"]
    environment = {**ENVIRONMENT, "DATABASE_URL": url}
    # Its folder, so that it does not read our .env.
    ready = f"http://127.0.0.1:{port}/collections/{COLLECTION}"
    with harness.serving(arguments, ready, FOLDER, environment):
        yield


def tile(zoom: int, x: int, y: int) -> str:
    return f"/collections/{COLLECTION}/tiles/WebMercatorQuad/{zoom}/{x}/{y}"


def items(box: str, limit: int) -> str:
    return f"/collections/{COLLECTION}/items?bbox={box}&limit={limit}&f=geojson"
