"""What the checks see, row by row; each looks only at what it is given."""

from datetime import date, timedelta

import pytest

from accounts.models import StudentProfile
from directory.models import Committee, Division
from placements.checks import (
    COMPLETE,
    check_application,
    check_post,
    check_unit,
    fault,
    question,
)
from placements.models import Application, HostUnit, Post, Preference, Season

START = date(2026, 7, 16)
SEASON = Season(min_days=28, max_days=62)


def post(**other) -> Post:
    fields = {
        "unit": HostUnit(state="APPROVED"),
        "tasks": [{"task": "整理档案", "deliverable": "目录"}],
        "need_reason": "忙",
        "mentor_name": "王导师",
        "mentor_phone": "13800000000",
        "starts_on": START,
        "ends_on": START + timedelta(days=34),
    }
    return Post(**{**fields, **other})


def ends_after(days: int) -> dict:
    return {"ends_on": START + timedelta(days=days - 1)}


@pytest.mark.parametrize(
    ("what", "finding"),
    [
        ({}, COMPLETE),
        (ends_after(25), fault("只有 25 天，少于 28 天")),
        (ends_after(63), fault("共 63 天，多于 62 天")),
        (ends_after(28), question("28 天，正好在限上")),
        (ends_after(62), question("62 天，正好在限上")),
        (ends_after(29), COMPLETE),
        ({"starts_on": None}, fault("没写起止日期")),
        ({"tasks": []}, fault("没写主要任务")),
        ({"tasks": [{"task": "整理"}]}, fault("任务没写交付物")),
        (
            {"tasks": [{"task": "整理", "deliverable": " "}]},
            fault("任务没写交付物"),
        ),
        ({"need_reason": " "}, fault("没写设岗理由")),
        ({"days_per_week": 6}, question("每周 6 天")),
        ({"hazards": ["OUTDOOR_HEAT"]}, question("户外作业，看防暑安排")),
        (
            {"hazards": ["TRAVEL"], "takes_minors": True},
            fault("接收未成年人，但有风险"),
        ),
        ({"unit": HostUnit(state="SUBMITTED")}, fault("单位还没通过审核")),
        ({"mentor_name": ""}, fault("没写带教导师")),
        ({"mentor_phone": ""}, question("没留导师电话")),
        ({"headcount": 4}, question("要 4 人，带得过来吗")),
        ({"headcount": 3}, COMPLETE),
    ],
)
def test_a_post_is_looked_at(what, finding):
    assert check_post(post(**what), SEASON) == [finding]


def test_the_same_work_twice_is_asked_about():
    found = check_post(post(), SEASON, has_twin=True)

    assert found == [question("和同单位另一个岗位任务相同")]


def test_faults_come_before_questions():
    found = check_post(post(mentor_phone="", need_reason=""), SEASON)

    assert [finding.tone for finding in found] == ["danger", "warn"]


DISTRICT = Division(code="140321", level="COUNTY")
COUNTY = Committee(level="COUNTY", division=DISTRICT)
HERE = Division(code="140321100", level="TOWNSHIP", parent=DISTRICT)
THERE = Division(code="140322100", level="TOWNSHIP", parent_id="140322")


def unit(**other) -> HostUnit:
    fields = {
        "kind": "PUBLIC_INSTITUTION",
        "credit_code": "12140321MB00000000",
        "managing_committee": COUNTY,
        "township": HERE,
        "address": "人民路 1 号",
    }
    return HostUnit(**{**fields, **other})


@pytest.mark.parametrize(
    ("what", "finding"),
    [
        ({}, COMPLETE),
        ({"credit_code": ""}, fault("没有统一社会信用代码")),
        ({"credit_code": "", "kind": "COMMUNITY"}, COMPLETE),
        ({"credit_code": "1214"}, fault("信用代码不是 18 位")),
        ({"township": THERE}, question("地址不在属地内")),
        (
            {"township": THERE, "managing_committee": Committee(level="CITY")},
            COMPLETE,
        ),
        ({"address": ""}, question("没写详细地址")),
    ],
)
def test_a_unit_is_looked_at(what, finding):
    assert check_unit(unit(**what)) == [finding]


def profile(**other) -> StudentProfile:
    fields = {
        "birth_date": date(2004, 1, 1),
        "degree": "BACHELOR",
        "major": "软件工程",
        "graduates_on": date(2027, 7, 1),
    }
    return StudentProfile(**{**fields, **other})


def wish(**other) -> Preference:
    return Preference(rank=1, post=post(**other))


@pytest.mark.parametrize(
    ("who", "wanted", "finding"),
    [
        ({}, {}, COMPLETE),
        ({"birth_date": date(2010, 7, 17)}, {}, fault("到岗时 15 岁，不满 16 岁")),
        (
            {"birth_date": date(2010, 7, 16)},
            {},
            question("到岗时 16 岁，要监护人同意"),
        ),
        ({"birth_date": date(2008, 7, 16)}, {}, COMPLETE),
        ({"birth_date": None}, {}, fault("没写出生日期")),
        ({"graduates_on": START}, {}, fault("到岗时已毕业")),
        ({"graduates_on": START + timedelta(days=1)}, {}, COMPLETE),
        ({"graduates_on": None}, {}, fault("没写毕业时间")),
        ({}, {"education": "MASTER"}, fault("学历不够第 1 志愿的要求")),
        ({}, {"majors": ["美术"]}, question("专业与第 1 志愿不同")),
        ({}, {"majors": ["软件", "美术"]}, COMPLETE),
    ],
)
def test_an_application_is_looked_at(who, wanted, finding):
    found = check_application(Application(), profile(**who), [wish(**wanted)])

    assert found == [finding]


def test_an_earlier_rejection_is_asked_about():
    found = check_application(Application(), profile(), [wish()], was_rejected=True)

    assert found == [question("本季有过一份没通过的报名")]


def test_an_application_without_wishes_is_asked_about():
    assert check_application(Application(accepts_adjustment=True), profile(), []) == [
        question("没有志愿，只服从调剂")
    ]


def test_a_wish_without_dates_says_nothing_about_age():
    assert check_application(Application(), profile(), [wish(starts_on=None)]) == [
        COMPLETE
    ]


def test_an_application_without_a_profile_is_a_fault():
    assert check_application(Application(), None, []) == [fault("没有学生资料")]
