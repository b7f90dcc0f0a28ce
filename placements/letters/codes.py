"""The code printed on a letter, by which anyone can look it up."""

import random
import secrets
import unicodedata

# No 0 O, 1 I L, B, S, Z, U: each of them is read as another one in print or by phone.
ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 12
GROUP = 4

_READ_AS = str.maketrans("BSZU", "852V")
_SEPARATORS = frozenset(" -\u2010\u2011\u2012\u2013\u2014\u2212\t\r\n")


class BadCode(ValueError):
    """Not the shape of a code; the message is shown to the reader."""

    def __init__(self) -> None:
        super().__init__("查验码是12位字母和数字，例如 7K3F-92QD-XM4A。")


def new_verify_code(rng: random.Random | None = None) -> str:
    """Twelve characters nobody can guess; a seeded ``rng`` is for demo data only.

    That no two letters share a code is the database's promise.
    """
    rng = rng or secrets.SystemRandom()
    return "".join(rng.choice(ALPHABET) for _ in range(LENGTH))


def group_code(code: str) -> str:
    """``7K3F92QDXM4A`` as it is printed: ``7K3F-92QD-XM4A``."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def normalise_code(typed: str) -> str:
    """What a person typed, as it is stored; ``BadCode`` when it cannot be a code."""
    plain = unicodedata.normalize("NFKC", typed[:100]).upper()
    code = "".join(c for c in plain if c not in _SEPARATORS).translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise BadCode
    return code
