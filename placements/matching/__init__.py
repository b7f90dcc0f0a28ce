"""The selection engine: plain Python over plain data, without Django.

Students list posts, best first; posts put students into grades. The engine gives the
student-optimal stable matching by student-proposing deferred acceptance (D. Gale and
L. S. Shapley, "College Admissions and the Stability of Marriage", American Mathematical
Monthly 69, 1962). Within a grade, and a distance band where the rules have bands, one
lottery number per student breaks the ties at all posts alike (A. Abdulkadiroğlu,
P. A. Pathak and A. E. Roth, "Strategy-proofness versus Efficiency in Matching with
Indifferences", American Economic Review 99, 2009). So listing posts in the true order
is best for every student, whatever the others do.

    numbers = lottery(market.students, mix(seed, value), "2025-summer/1")
    outcome = match(market, numbers, pins=pins, forbids=forbids)
    faults = check(market, outcome.assignment, numbers, pins=pins, forbids=forbids)
    reasons = explain(market, outcome, student)

Students and posts are named by strings. Numbers, ranks and rounds count from 1, tiers
and bands from 0, and lower is better everywhere. Bad input raises a `MatchingError`
that names the student or post; nothing is repaired.
"""

from placements.matching import errors
from placements.matching.deferred_acceptance import match, solve_arrays
from placements.matching.digest import ENGINE_VERSION, canonical, digest_of, market_json
from placements.matching.draw import SECRET_BYTES, Commitment, commit, lottery, mix
from placements.matching.errors import MatchingError
from placements.matching.explanation import Reason, ReasonCode, explain
from placements.matching.market import Market, Post
from placements.matching.outcome import NOBODY, Cutoff, Outcome, Stats
from placements.matching.rounds import Diff, Move, compare, next_round
from placements.matching.verification import Violation, ViolationKind, check

__all__ = [
    "ENGINE_VERSION",
    "NOBODY",
    "SECRET_BYTES",
    "Commitment",
    "Cutoff",
    "Diff",
    "Market",
    "MatchingError",
    "Move",
    "Outcome",
    "Post",
    "Reason",
    "ReasonCode",
    "Stats",
    "Violation",
    "ViolationKind",
    "canonical",
    "check",
    "commit",
    "compare",
    "digest_of",
    "errors",
    "explain",
    "lottery",
    "market_json",
    "match",
    "mix",
    "next_round",
    "solve_arrays",
]
