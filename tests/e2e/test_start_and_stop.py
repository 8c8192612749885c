"""Starting and stopping the whole of it."""

import json
from uuid import uuid4

from backend.core import embedded
from fixtures.photos import draw_photo
from tests.e2e.system import System, free_ports, is_free

SECOND_START_WITHIN_S = 60  # it takes about five; the machine may be busy


def test_a_stopped_demo_starts_again_quickly_on_another_port_with_all_its_data(system, phone):
    report, before = phone.report(), system.port
    system.database.change("DELETE FROM core_cache")  # as if the last worker was heard long ago
    assert system.stop() == [0]
    assert is_free(before) and is_free(before + 2)
    if system.database.is_embedded:
        assert not embedded.is_running(system.var)

    system.port = free_ports()
    assert system.start() < SECOND_START_WITHIN_S
    assert phone.get(f"/reports/{report['id']}")["number"] == report["number"]


def test_a_demo_writes_to_its_own_folder_and_names_its_own_ports(system, phone):
    report, photo = phone.report()["id"], draw_photo("pothole", 1, size=(640, 480))
    before = set(system.var.glob("media/photos/*/*.original"))
    assert phone.put_photo(report, str(uuid4()), photo).status_code == 201
    [stored] = set(system.var.glob("media/photos/*/*.original")) - before
    assert stored.read_bytes() == photo
    content = json.loads((system.var / "demo.json").read_text())
    assert (content["url"], content["fcm_url"]) == (system.url, fcm_url(system))


def fcm_url(system: System) -> str:
    return f"http://127.0.0.1:{system.port + 2}"
