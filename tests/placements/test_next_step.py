"""What the one card says, from every situation a student can be in."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import StudentProfile, User
from placements.models import (
    Application,
    Commitment,
    Placement,
    Post,
    Season,
    SeasonWindow,
    SelectionResult,
)
from placements.next_step import NextStep, Situation, next_step
from placements.states import ApplicationState, CommitmentState, PlacementState

NOW = timezone.now()
TOMORROW = NOW + timedelta(days=1)
A, L, Kind = ApplicationState, PlacementState, SeasonWindow.Kind


def season(**spans: tuple[int, int]) -> Season:
    """With windows by kind: opened so many days from now, closing so many."""
    made = Season(code="s")
    made.windows_read = [
        SeasonWindow(
            season=made,
            kind=kind,
            opens_at=NOW + timedelta(days=opens),
            closes_at=NOW + timedelta(days=closes),
        )
        for kind, (opens, closes) in spans.items()
    ]
    return made


def complete_profile(**other) -> StudentProfile:
    known = {
        "id_number_index": "i",
        "birth_date": date(2003, 5, 1),
        "political_status": "LEAGUE",
        "home_district_id": "140321",
        "residence_id": "140321100",
        "university_id": 1,
        "major": "软件工程",
        "degree": "BACHELOR",
        "graduates_on": date(2030, 7, 1),
        "introduction": "会剪辑。",
    }
    return StudentProfile(**known | other)


def application(state: str = A.DRAFT, profile=None, **other) -> Application:
    student = User(name="张三")
    if profile is not False:
        profile = profile or complete_profile()
        profile.user = student
        student.student_profile = profile
    return Application(state=state, student=student, **other)


def placement(state: str, due=TOMORROW) -> Placement:
    return Placement(
        state=state,
        post=Post(title="档案整理"),
        answer_due_at=due,
        starts_on=date(2026, 7, 16),
        ends_on=date(2026, 8, 20),
    )


def step(**situation) -> NextStep:
    situation.setdefault("season", season(REGISTRATION=(-1, 3)))
    return next_step(Situation(now=NOW, **situation))


def card(found: NextStep) -> tuple[str, str, str]:
    return found.title, found.stop, found.route.removeprefix("placements:")


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ({}, ("开始报名", "报名", "student-application")),
        (
            {"application": application(A.WITHDRAWN)},
            ("开始报名", "报名", "student-application"),
        ),
        (
            {"application": application(profile=False)},
            ("补全身份", "报名", "student-application"),
        ),
        (
            {"application": application(profile=complete_profile(major=""))},
            ("补全学籍", "报名", "student-application-education"),
        ),
        ({"application": application()}, ("选志愿", "报名", "student-wishes")),
        (
            {"application": application(), "wishes": 2},
            ("提交报名", "报名", "student-application-consent"),
        ),
        (
            {"application": application(A.RETURNED)},
            ("改一处再交", "报名", "student-application"),
        ),
        (
            {"application": application(A.REJECTED)},
            ("本季报名没有通过审核", "审核", ""),
        ),
        ({"application": application(A.SUBMITTED)}, ("等团委审核", "审核", "")),
        ({"application": application(A.QUALIFIED)}, ("等选岗结果", "录用", "")),
        ({"application": application(A.CLOSED)}, ("本季已结束", "鉴定", "")),
        (
            {"application": application(A.QUALIFIED), "result": SelectionResult()},
            ("这一轮没有录上", "录用", "student-result"),
        ),
        (
            {"placement": placement(L.OFFERED)},
            ("你被“档案整理”录用", "录用", "student-result"),
        ),
        ({"placement": placement(L.OFFERED, due=NOW)}, ("等补录", "录用", "")),
        ({"placement": placement(L.DECLINED)}, ("等补录", "录用", "")),
        ({"placement": placement(L.EXPIRED)}, ("等补录", "录用", "")),
        ({"placement": placement(L.CANCELLED)}, ("等补录", "录用", "")),
        (
            {"placement": placement(L.ACCEPTED)},
            ("签署承诺书", "签约", "student-letter"),
        ),
        ({"placement": placement(L.CONFIRMED)}, ("准备到岗", "上岗", "")),
        ({"placement": placement(L.ON_POST)}, ("在岗实践", "上岗", "")),
        ({"placement": placement(L.COMPLETED)}, ("等鉴定", "鉴定", "")),
    ],
)
def test_each_situation_has_one_next_step(situation, expected):
    assert card(step(**situation)) == expected


def test_a_step_that_can_be_taken_says_until_when_and_has_a_button():
    found = step(application=application(), wishes=1)

    assert found.due_at == NOW + timedelta(days=3)
    assert (found.action, found.url) == ("去提交", "/me/application/submit/")
    assert "约 1 分钟" in found.why


def test_waiting_for_staff_has_no_button_but_a_date():
    reviewed = season(QUALIFICATION_REVIEW=(-1, 2))

    found = step(season=reviewed, application=application(A.SUBMITTED))

    assert (found.action, found.url) == ("", "")
    assert found.why.startswith("轮到团委。最晚 ")


def test_a_qualified_student_waits_for_the_units_while_they_may_grade():
    found = step(season=season(GRADING=(1, 2)), application=application(A.QUALIFIED))

    assert card(found) == ("等单位评价", "面试", "")
    assert found.why.startswith("轮到单位，")


@pytest.mark.parametrize(
    ("windows", "title", "action"),
    [
        ({}, "报名时间还没定", ""),
        ({"REGISTRATION": (1, 2)}, "报名还没开始", "看岗位"),
        ({"REGISTRATION": (-2, -1)}, "本季报名已截止", ""),
    ],
)
def test_while_nothing_is_open_the_card_says_when(windows, title, action):
    found = step(season=season(**windows))

    assert (found.title, found.action) == (title, action)


def test_a_draft_left_behind_by_the_window_is_told_that_it_does_not_count():
    found = step(season=season(REGISTRATION=(-2, -1)), application=application())

    assert found.title == "报名已截止，你的草稿没有提交"
    assert found.why == "草稿不算报名。有补录时会发消息告诉你。"


@pytest.mark.parametrize("state", [A.SUBMITTED, A.QUALIFIED])
def test_whoever_lost_a_wish_may_choose_another_for_a_while(state):
    lost = application(state, may_replace_until=TOMORROW)

    found = step(application=lost)

    assert (found.title, found.due_at) == ("换一个志愿", TOMORROW)


def test_the_time_to_choose_another_passes():
    late = application(A.SUBMITTED, may_replace_until=NOW)

    assert step(application=late).title == "等团委审核"


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (CommitmentState.TO_SIGN, "签署承诺书"),
        (CommitmentState.SIGNED, "等单位和团市委盖章"),
        (CommitmentState.COUNTERSIGNED, "等单位和团市委盖章"),
    ],
)
def test_a_signed_letter_waits_for_the_others(state, title):
    found = step(placement=placement(L.ACCEPTED), letter=Commitment(state=state))

    assert (found.title, found.stop) == (title, "签约")


def test_the_next_supplement_is_named_with_its_date():
    found = step(
        season=season(REGISTRATION=(2, 3)),
        application=application(A.QUALIFIED),
        result=SelectionResult(),
    )

    assert found.label == "等补录"
    assert "开始，到时提醒你。" in found.why


def test_the_road_shows_where_the_student_stands():
    stops = step(placement=placement(L.ACCEPTED)).stops

    assert [stop.label for stop in stops if stop.state == "now"] == ["签约"]
    assert [stop.label for stop in stops if stop.state == "done"] == [
        "报名",
        "审核",
        "面试",
        "录用",
    ]
