"""A mail server that keeps what it is sent, and refuses what it is told to."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import cast

import pytest


@dataclass
class MailServer:
    """letters: as they came. refusals: what to answer a command with, "RCPT" say, by its name."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, bytes] = field(default_factory=dict)


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        kept = cast("_Server", self.server).kept
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            command = line[:4].decode("ascii").upper()
            if command == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if command == "DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = self._letter()
                if "DATA" not in kept.refusals:
                    kept.letters.append(letter)
            self.wfile.write(kept.refusals.get(command, b"250 ok") + b"\r\n")

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    kept: MailServer


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A server that Django's own SMTP backend speaks to."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.kept = MailServer(port=server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.kept.port
        yield server.kept
        server.shutdown()
