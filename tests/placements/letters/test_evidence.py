from datetime import UTC, datetime, timedelta

import pytest

from placements.letters.evidence import GENESIS, evidence_hash
from placements.letters.typeset import CHINA

RECORD = {
    "text_sha256": "ab" * 32,
    "method": "DRAWN",
    "strokes": [[[62.0, 62.0, 0.0], [88.4, 57.0, 16.0]]],
    "signed_at": datetime(2021, 7, 15, 16, 20, tzinfo=CHINA),
    "address": None,
}


def test_the_order_of_the_columns_does_not_matter():
    turned = dict(reversed(RECORD.items()))

    assert evidence_hash(GENESIS, turned) == evidence_hash(GENESIS, RECORD)


def test_the_same_moment_is_the_same_evidence_in_any_zone():
    in_utc = {**RECORD, "signed_at": RECORD["signed_at"].astimezone(UTC)}

    assert evidence_hash(GENESIS, in_utc) == evidence_hash(GENESIS, RECORD)


@pytest.mark.parametrize(
    "change",
    [
        {"text_sha256": "ac" * 32},
        {"method": "TYPED"},
        {"strokes": [[[62.0, 62.0, 0.0], [88.5, 57.0, 16.0]]]},
        {"signed_at": RECORD["signed_at"] + timedelta(microseconds=1)},
        {"address": ""},
        {"added": True},
    ],
)
def test_any_change_is_seen(change):
    assert evidence_hash(GENESIS, RECORD | change) != evidence_hash(GENESIS, RECORD)


def test_a_changed_record_breaks_the_chain_after_it():
    first = evidence_hash(GENESIS, RECORD)
    tampered = evidence_hash(GENESIS, RECORD | {"method": "TYPED"})

    assert evidence_hash(first, RECORD) != evidence_hash(tampered, RECORD)


def test_a_time_without_a_zone_is_no_evidence():
    with pytest.raises(ValueError, match="zone"):
        evidence_hash(GENESIS, {"signed_at": datetime(2021, 7, 15)})


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_cannot_be_written_down_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        evidence_hash(GENESIS, {"value": value})
