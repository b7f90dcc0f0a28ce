import json
from dataclasses import fields, replace
from datetime import date

import pytest

from placements.letters.clauses import FIRST_VERSIONS, STUDENT_V1, UNIT_V1
from placements.letters.text import (
    FORBIDDEN,
    MAX_CLAUSE,
    BadTemplate,
    LetterText,
    MissingFact,
    Run,
    TemplateBody,
    UnknownBlank,
    check_template,
    render_letter,
)


def test_the_opening_reads_as_drawn_with_its_fills_marked(letter):
    assert letter.opening_text == (
        "本人 张晓䶮，就读于 太原理工大学，将于 2021年7月16日 至 8月20日 "
        "在 平定县行政审批服务管理局 担任 信息化运维助理。我承诺："
    )
    assert [run.text for run in letter.opening if run.is_fill] == [
        "张晓䶮",
        "太原理工大学",
        "2021年7月16日",
        "8月20日",
        "平定县行政审批服务管理局",
        "信息化运维助理",
    ]


def test_a_mentor_is_named_when_there_is_one(facts):
    letter = render_letter(STUDENT_V1, replace(facts, mentor="王建国"))

    assert letter.opening[-3:] == (
        Run("，导师 "),
        Run("王建国", is_fill=True),
        Run("。我承诺："),
    )


def test_the_year_is_repeated_when_the_practice_crosses_into_another(facts):
    letter = render_letter(STUDENT_V1, replace(facts, ends_on=date(2022, 2, 20)))

    assert "至 2022年2月20日 在" in letter.opening_text


def test_an_adult_signs_fourteen_clauses_and_a_minor_fifteen(facts, letter):
    minor = render_letter(STUDENT_V1, replace(facts, is_minor=True))

    assert len(letter.clauses) == 14
    assert minor.clauses == (*letter.clauses, *STUDENT_V1.minor_clauses)
    assert len(minor.clauses) == 15
    assert "监护人" in minor.clauses[-1]


def test_a_clause_names_the_committee_that_looks_after_the_student(letter):
    assert letter.clauses[0] == "所填信息真实；有变化，两日内告知共青团平定县委。"


@pytest.mark.parametrize("kind", FIRST_VERSIONS)
def test_the_first_versions_may_be_published(kind):
    template = FIRST_VERSIONS[kind]

    check_template(template)

    assert template.version == 1
    assert all(len(clause) <= MAX_CLAUSE for clause in template.clauses)


def test_the_unit_promises_its_part(facts):
    letter = render_letter(UNIT_V1, facts)

    assert letter.title == "返家乡社会实践接收单位承诺书"
    assert "并报告共青团平定县委。" in letter.clauses[8]


def test_a_missing_fact_is_named(facts):
    with pytest.raises(MissingFact, match="承诺书还缺：岗位。") as refusal:
        render_letter(STUDENT_V1, replace(facts, post=" "))

    assert refusal.value.blank == "post"


def test_a_letter_without_a_number_is_refused(facts):
    with pytest.raises(MissingFact, match="编号"):
        render_letter(STUDENT_V1, replace(facts, number=""))


@pytest.mark.parametrize("opening", ["我是 {nobody}", "我是[ {nobody}]"])
def test_a_blank_nobody_knows_is_named(facts, opening):
    template = replace(STUDENT_V1, opening=opening)

    with pytest.raises(UnknownBlank, match="nobody"):
        render_letter(template, facts)
    with pytest.raises(UnknownBlank, match="nobody"):
        check_template(template)


def test_words_of_a_student_are_never_read_as_a_template(facts):
    letter = render_letter(STUDENT_V1, replace(facts, post="[{unit}] #eval(1)"))

    assert Run("[{unit}] #eval(1)", is_fill=True) in letter.opening


@pytest.mark.parametrize(
    "clause",
    ["后果自负。", "如有意外，单位概不负责。", "上岗前缴纳押金。", "长" * 61, " "],
)
def test_a_clause_nobody_should_sign_is_not_published(clause):
    with pytest.raises(BadTemplate):
        check_template(replace(STUDENT_V1, clauses=(clause,)))


def test_promising_not_to_take_a_deposit_is_allowed():
    assert FORBIDDEN.search("不收押金，不收取保证金。") is None


@pytest.mark.parametrize("opening", ["我是 {student", "我是[ {student}", ""])
def test_a_broken_template_is_not_published(opening):
    with pytest.raises(BadTemplate):
        check_template(replace(STUDENT_V1, opening=opening))


def test_a_letter_survives_being_stored(letter):
    stored = json.dumps(dict(reversed(letter.as_dict().items())))

    again = LetterText.from_dict(json.loads(stored))

    assert again == letter
    assert again.sha256 == letter.sha256


def test_a_template_survives_being_stored():
    stored = json.dumps(STUDENT_V1.as_dict())

    again = TemplateBody.from_dict(json.loads(stored))

    assert again == STUDENT_V1
    assert again.sha256 == STUDENT_V1.sha256
    assert again.sha256 != UNIT_V1.sha256


def test_the_hash_of_a_given_letter_never_changes(letter):
    """Letters in the archive are checked against it: a new value breaks them all."""
    assert (
        letter.sha256
        == "2b59a9e92aebff18803e58a62172bc4e5cda8e01fe39f9db895e80a4a6373c60"
    )
    assert letter.fingerprint == "2b59 a9e9 2aeb"


TAMPERINGS = {
    "number": "YQ2021S-C-0138",
    "title": "承诺书",
    "opening": (Run("本人 张晓䶮", is_fill=True),),
    "clauses": ("所填信息真实。",),
    "closing": "以上各条我没读过。",
    "issuer": "共青团山西省委",
    "version": 2,
}


@pytest.mark.parametrize("part", [field.name for field in fields(LetterText)])
def test_changing_any_part_changes_the_hash(letter, part):
    assert replace(letter, **{part: TAMPERINGS[part]}).sha256 != letter.sha256


def test_moving_words_from_one_clause_to_the_next_changes_the_hash(letter):
    first, second, *rest = letter.clauses
    moved = (first[:-1], first[-1] + second, *rest)

    assert replace(letter, clauses=moved).sha256 != letter.sha256
