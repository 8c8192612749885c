"""The demo's own guided tour, against the running system."""


def test_the_walkthrough_ends_well(system):
    system.manage("walkthrough")
