"""Starting and stopping the whole of it."""

from backend.core import embedded
from tests.e2e.system import free_ports, is_free

SECOND_START_WITHIN_S = 20  # it takes about five; the machine may be busy


def test_a_stopped_demo_starts_again_quickly_on_another_port_with_all_its_data(system, phone):
    report, before = phone.report(), system.port
    assert system.stop() == [0]
    assert is_free(before) and is_free(before + 2)
    if system.database.is_embedded:
        assert not embedded.is_running(system.var)

    system.port = free_ports()
    assert system.start() < SECOND_START_WITHIN_S
    assert phone.get(f"/reports/{report['id']}")["number"] == report["number"]
    assert phone.system.accounts["crew"]["token"]


def test_everything_it_writes_is_below_its_own_folder(system, phone):
    photo = phone.report()["id"]
    assert photo
    assert {"demo.json", "fcm", "media"} <= {path.name for path in system.var.iterdir()}
