"""Text messages, through the gateway that ``settings.SMS_BACKEND`` names."""

import sys
from dataclasses import dataclass
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsBackend(Protocol):
    """A gateway. ``key`` names the message, so that it can refuse to send it twice.

    Raises ``TemporaryFailure`` only when the message certainly did not leave.
    """

    def send(self, address: str, text: str, *, key: str) -> None: ...


class ConsoleBackend:
    """For development: the message is a line on the terminal."""

    def send(self, address: str, text: str, *, key: str) -> None:
        sys.stdout.write(f"短信 {address}：{text}\n")
        sys.stdout.flush()


@dataclass(frozen=True)
class SentMessage:
    address: str
    text: str
    key: str


class MemoryBackend:
    """For tests: keeps what was sent."""

    sent: ClassVar[list[SentMessage]] = []

    def send(self, address: str, text: str, *, key: str) -> None:
        self.sent.append(SentMessage(address, text, key))


def send_sms(address: str, text: str, *, key: str) -> None:
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    backend.send(address, text, key=key)
