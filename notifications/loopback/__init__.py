"""A stand-in for Firebase Cloud Messaging on a loopback address, for the demo and the tests."""

from notifications.loopback.credentials import LoopbackCredentials, NotLoopback, prepare
from notifications.loopback.server import LoopbackServer

__all__ = ["LoopbackCredentials", "LoopbackServer", "NotLoopback", "prepare"]
