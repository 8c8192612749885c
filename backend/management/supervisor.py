"""Keeping a handful of processes alive, for the demo: a service manager's work in production."""

import os
import signal
import subprocess
import sys
import threading

from backend.core.processes import die_with_parent

STOP_WITHIN_SECONDS = 25
LOOK_EVERY_SECONDS = 0.5

Commands = dict[str, tuple[list[str], dict[str, str]]]


class Supervisor:
    """Starts processes, restarts those that die, and stops them all together."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()

    @property
    def asked_to_stop(self) -> bool:
        return self._stop.is_set()

    def ask_to_stop(self) -> None:
        self._stop.set()

    def start(self) -> None:
        for name in self._commands:
            self._start(name)

    def restart_the_dead(self) -> None:
        for name, process in self._processes.items():
            if process.poll() is not None:
                sys.stderr.write(f"{name} ended with {process.returncode}; starting it again\n")
                self._start(name)

    def watch(self) -> None:
        """Keep the processes alive until somebody asks to stop."""
        while not self._stop.wait(LOOK_EVERY_SECONDS):
            self.restart_the_dead()

    def stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self, name: str) -> None:
        arguments, environment = self._commands[name]
        self._processes[name] = subprocess.Popen(  # noqa: S603 (our own commands)
            arguments,
            env={**os.environ, **environment},
            start_new_session=True,  # a Ctrl-C is for the supervisor, which stops them in order
            preexec_fn=die_with_parent,
        )
