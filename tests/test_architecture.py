"""Who may import whom: the contracts of pyproject.toml hold."""

from importlinter.cli import lint_imports


def test_every_import_keeps_the_contracts():
    assert lint_imports(no_cache=True) == 0
