"""One number per student and round that nobody can bend and anybody can recompute.

The protocol, in the order that makes it binding:

1.  When the lists lock, draw `seed` and `salt` (32 random bytes each) and publish
    `commit(market, seed, salt, policy, label=label)`. The policy text, which is the
    caller's, names the public value to come: which draw, of which day, written how.
2.  When that value is out, `seed' = mix(seed, value)` and `lottery(ids, seed', label)`.
3.  Publish seed, salt, value and everybody's own number. Anybody can now check the
    commitment and every number:

        from hashlib import sha256
        assert sha256(salt + seed).hexdigest() == seed_digest
        mixed = sha256(seed + value.encode()).digest()
        def key(student):
            parts = (mixed, label.encode(), student.encode())
            text = b"".join(len(p).to_bytes(4, "big") + p for p in parts)
            return sha256(text).digest()
        numbers = {s: n for n, s in enumerate(sorted(students, key=key), start=1)}

Each part of a number's text is preceded by its length in bytes (four bytes, big
endian), so that no two (seed, label, id) can give the same bytes. Seed and salt have
one fixed length, so that salt ‖ seed and seed ‖ value cannot be cut in two ways:
otherwise whoever committed could choose, afterwards, which seed was meant.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from placements.matching.digest import ENGINE_VERSION, digest_of, market_json
from placements.matching.errors import BadSecret, DuplicateId, IdIsNotText
from placements.matching.market import Market, Pair

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Commitment:
    """What to publish before the draw. Equal commitments commit to the same things,
    so a check is `commit(...) == published`.
    """

    market_digest: str
    seed_digest: str
    engine_version: str
    policy: str
    label: str

    @property
    def digest(self) -> str:
        """One line for the notice board: SHA-256 over all of the above."""
        return digest_of(
            {
                "market": self.market_digest,
                "seed": self.seed_digest,
                "engine": self.engine_version,
                "policy": self.policy,
                "label": self.label,
            }
        )


def commit(
    market: Market,
    seed: bytes,
    salt: bytes,
    policy: str,
    *,
    label: str = "",
    pins: Iterable[Pair] = (),
    forbids: Iterable[Pair] = (),
) -> Commitment:
    """Bind the market, the staff decisions so far, the rules and the secret seed.

    `label` is the lottery label of the round. Leave it out only when the policy text
    names it: a label still open is a second draw for whoever may choose it.
    """
    _refuse_bad_secret("seed", seed)
    _refuse_bad_secret("salt", salt)
    return Commitment(
        market_digest=digest_of(market_json(market, pins=pins, forbids=forbids)),
        seed_digest=hashlib.sha256(salt + seed).hexdigest(),
        engine_version=ENGINE_VERSION,
        policy=policy,
        label=label,
    )


def mix(seed: bytes, value: str) -> bytes:
    """seed' = SHA-256(seed ‖ value): the public value exactly as it was announced."""
    _refuse_bad_secret("seed", seed)
    return hashlib.sha256(seed + value.encode()).digest()


def lottery(ids: Iterable[str], seed: bytes, label: str) -> dict[str, int]:
    """Numbers from 1, the best, in the order of SHA-256(seed | label | id).

    Neither the order of `ids` nor anything but the three inputs has a say.
    """
    prefix = hashlib.sha256(_part(seed) + _part(label.encode()))
    drawn: dict[str, bytes] = {}
    for student in ids:
        if not isinstance(student, str):
            raise IdIsNotText(f"student {student!r} is not named by a string")
        if student in drawn:
            message = f"student {student!r} is in the lottery twice"
            raise DuplicateId(message, student=student)
        ticket = prefix.copy()
        ticket.update(_part(student.encode()))
        drawn[student] = ticket.digest()
    order = sorted(drawn, key=drawn.__getitem__)
    return {student: number for number, student in enumerate(order, start=1)}


def _part(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _refuse_bad_secret(name: str, secret: bytes) -> None:
    if len(secret) != SECRET_BYTES:
        message = f"the {name} has {len(secret)} bytes, not {SECRET_BYTES}"
        raise BadSecret(message)
