"""The chain that makes a changed piece of evidence visible."""

from collections.abc import Mapping

from placements.letters.canonical import canonical_json, sha256_hex

GENESIS = "0" * 64


def evidence_hash(previous: str, record: Mapping[str, object]) -> str:
    """The hash of one record, bound to the one before it (``GENESIS`` for the first).

    The record must be complete: what is not in it is not protected.
    """
    return sha256_hex(canonical_json({"previous": previous, "record": record}))
