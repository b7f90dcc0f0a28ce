"""The lottery, and what is published so that anybody can recompute it."""

import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.matching import (
    ENGINE_VERSION,
    Market,
    Post,
    canonical,
    commit,
    draw,
    errors,
    lottery,
    market_json,
    mix,
)
from tests.placements.matching.markets import often

SEED, SALT = bytes(range(32)), bytes(32)
ids = st.lists(st.text(max_size=5), unique=True, max_size=12)


@pytest.fixture
def market():
    return Market(
        students={"乙": ["p2", "p1"], "甲": ["p1"]},
        posts={"p2": Post(1), "p1": Post(2, (("甲", "乙"), ()))},
        bands={("甲", "p1"): 2, ("乙", "p1"): 0},
    )


@often
@given(ids, st.binary(max_size=8), st.text(max_size=5))
def test_everybody_gets_one_number_from_one_to_n(names, seed, label):
    numbers = lottery(names, seed, label)

    assert set(numbers) == set(names)
    assert sorted(numbers.values()) == list(range(1, len(names) + 1))


@often
@given(ids, st.randoms(use_true_random=False))
def test_the_order_of_the_names_has_no_say(names, dice):
    assert lottery(names, SEED, "1") == lottery(
        dice.sample(names, len(names)), SEED, "1"
    )


def test_another_label_or_seed_is_another_draw():
    names = [f"s{i}" for i in range(50)]
    draws = [
        lottery(names, SEED, "2025-summer/1"),
        lottery(names, SEED, "2025-summer/2"),
        lottery(names, SALT, "2025-summer/1"),
    ]

    assert draws[0] != draws[1] != draws[2] != draws[0]


def test_label_and_name_cannot_run_into_each_other():
    names = [f"{i}" for i in range(20)]
    longer = [f"1{name}" for name in names]

    joined = {name[1:]: number for name, number in lottery(longer, SEED, "").items()}

    assert lottery(names, SEED, "1") != joined


def test_the_first_number_never_changes():
    assert lottery(["甲", "乙", "丙", "丁"], SEED, "2025-summer/1") == {
        "乙": 1,
        "丁": 2,
        "丙": 3,
        "甲": 4,
    }


def test_the_recipe_in_the_documentation_gives_the_same_numbers(market):
    recipe = re.search(
        r"and every number:\n\n(.*?)\n\n", draw.__doc__, re.DOTALL
    ).group(1)
    names = [f"学生{i}" for i in range(40)]
    published = {
        "seed": SEED,
        "salt": SALT,
        "value": "417",
        "label": "2025-summer/1",
        "students": names,
        "seed_digest": commit(market, SEED, SALT, "").seed_digest,
    }

    exec(
        "\n".join(line.removeprefix(" " * 8) for line in recipe.split("\n")), published
    )

    assert published["numbers"] == lottery(names, mix(SEED, "417"), "2025-summer/1")


def test_a_name_twice_in_the_lottery_is_refused():
    with pytest.raises(errors.DuplicateId, match="student 'a' is in the lottery twice"):
        lottery(["a", "b", "a"], SEED, "1")


def test_a_number_as_a_name_is_refused():
    with pytest.raises(errors.IdIsNotText, match="student 7"):
        lottery([7], SEED, "1")


def test_the_public_value_is_hashed_behind_the_seed():
    assert mix(SEED, "福彩3D 417") == sha256(SEED + "福彩3D 417".encode()).digest()
    assert mix(SEED, "417") != mix(SEED, "418")


def test_the_market_is_written_down_in_one_way_only(market):
    assert canonical(market_json(market, pins=[("甲", "p1")])).decode() == (
        '{"bands":[["甲","p1",2]],"forbids":[],"pins":[["甲","p1"]],'
        '"posts":{"p1":{"capacity":2,"closed":false,"grades":[["乙","甲"],[]]},'
        '"p2":{"capacity":1,"closed":false,"grades":[]}},'
        '"students":{"乙":["p2","p1"],"甲":["p1"]}}'
    )


def test_the_commitment_is_made_of_what_it_says(market):
    committed = commit(market, SEED, SALT, "规则", label="1", forbids=[("乙", "p2")])

    market_text = canonical(market_json(market, forbids=[("乙", "p2")]))
    assert committed.market_digest == sha256(market_text).hexdigest()
    assert committed.seed_digest == sha256(SALT + SEED).hexdigest()
    assert committed.engine_version == ENGINE_VERSION
    assert (committed.policy, committed.label) == ("规则", "1")


@pytest.mark.parametrize(
    "other",
    [
        {"seed": SALT},
        {"salt": SEED},
        {"policy": "other"},
        {"label": "2"},
        {"pins": [("甲", "p1")]},
        {"forbids": [("甲", "p2")]},
        {"market": Market({"甲": ["p1"]}, {"p1": Post(2, (("甲",),))})},
    ],
    ids=lambda other: next(iter(other)),
)
def test_nothing_committed_to_can_change_unnoticed(market, other):
    said = {
        "market": market,
        "seed": SEED,
        "salt": SALT,
        "policy": "规则",
        "label": "1",
    }
    published = commit(**said)

    found = commit(**{**said, **other})

    assert commit(**said) == published
    assert found != published
    assert found.digest != published.digest


@pytest.mark.parametrize("length", [0, 31, 33])
def test_seed_and_salt_cannot_be_cut_in_two_ways(market, length):
    short = bytes(length)

    with pytest.raises(errors.BadSecret, match=f"the seed has {length} bytes, not 32"):
        commit(market, short, SALT, "")
    with pytest.raises(errors.BadSecret, match=f"the salt has {length} bytes, not 32"):
        commit(market, SEED, short, "")
    with pytest.raises(errors.BadSecret, match=f"the seed has {length} bytes, not 32"):
        mix(short, "417")
