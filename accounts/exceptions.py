"""Refusals a person can understand."""


class ProfileRefused(Exception):
    """What a student says about themselves cannot be right; ``field`` says where."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field
