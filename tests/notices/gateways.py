"""Gateways that misbehave, each in one way."""

from notices.exceptions import PermanentFailure, TemporaryFailure


class Unreachable:
    def send(self, address: str, text: str, *, key: str) -> None:
        raise TemporaryFailure("网关连不上")


class Refusing:
    def send(self, address: str, text: str, *, key: str) -> None:
        raise PermanentFailure("空号")


class Silent:
    """Took the message or not: there was no answer."""

    def send(self, address: str, text: str, *, key: str) -> None:
        raise TimeoutError
