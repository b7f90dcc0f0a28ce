"""One way of writing a thing down, so that everybody gets the same digest of it.

The canonical form is JSON in UTF-8: keys sorted by code point, no spaces, no escapes
beyond those JSON demands. Whatever has no order of its own is sorted first.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from placements.matching.market import Market, Pair, staff_decisions

ENGINE_VERSION = "1.0.0"
"""Changes whenever the same input could give another result, and never otherwise."""

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(value: Json) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def market_json(
    market: Market, *, pins: Iterable[Pair] = (), forbids: Iterable[Pair] = ()
) -> Json:
    """Everything a run depends on besides the lottery, ready for `canonical`.

    Students of one tier are sorted, because a tier has no order; bands of 0 are left
    out, because saying nothing means 0.
    """
    pinned, forbidden = staff_decisions(market, pins, forbids)
    return {
        "students": {name: list(wanted) for name, wanted in market.students.items()},
        "posts": {
            name: {
                "capacity": post.capacity,
                "closed": post.closed,
                "grades": [sorted(tier) for tier in post.grades],
            }
            for name, post in market.posts.items()
        },
        "bands": [[*pair, band] for pair, band in sorted(market.bands.items()) if band],
        "pins": [list(pair) for pair in sorted(pinned.items())],
        "forbids": [list(pair) for pair in sorted(forbidden)],
    }
