"""What a gateway may answer. Anything else it raises leaves the outcome unknown."""


class TemporaryFailure(Exception):
    """The message certainly did not leave; it may be tried again."""


class PermanentFailure(Exception):
    """The message will never leave: a wrong number, a refused text."""
