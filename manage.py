#!/usr/bin/env python3
"""Run a management command, with the project's own virtual environment."""

import os
import sys
from pathlib import Path

VENV_PYTHON = Path(__file__).resolve().parent / ".venv/bin/python"


def main() -> None:
    """Start Django; called with another Python, start again with that of .venv."""
    venv = VENV_PYTHON.parent.parent.resolve()
    if Path(sys.prefix).resolve() != venv and VENV_PYTHON.exists():
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
