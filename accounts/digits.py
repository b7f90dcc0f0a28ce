"""Digits as people type them, and the ten that are stored."""

import unicodedata


def plain_digits(typed: str) -> str:
    """The text with plain digits for those of any width or script.

    Left as they are, ١ and 1 would pass the same check and make two numbers of one.
    """
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in unicodedata.normalize("NFKC", typed)
    )
