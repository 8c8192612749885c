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
    """letters: as they came. senders: of their envelopes.

    refusals: what to answer a command with, by its name, "RCPT" say, or the whole line in capitals.
    drop_after: so many letters, after which the server hangs up.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    refusals: dict[str, bytes] = field(default_factory=dict)
    connections: int = 0
    drop_after: int | None = None


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        kept = cast("_Server", self.server).kept
        kept.connections += 1
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            said = line.decode("ascii").strip().upper()
            command = said[:4]
            if command == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if command == "MAIL":
                if kept.drop_after == len(kept.letters):
                    return
                kept.senders.append(said.lower().partition("<")[2].partition(">")[0])
            if command == "DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = self._letter()
                if "DATA" not in kept.refusals:
                    kept.letters.append(letter)
            refusal = kept.refusals.get(said) or kept.refusals.get(command)
            self.wfile.write((refusal or b"250 ok") + b"\r\n")

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
