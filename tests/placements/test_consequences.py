"""What a new date closes or opens, said before it is saved."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from placements.consequences import cancellation_consequences, window_consequences
from placements.models import SeasonWindow
from tests.factories import (
    ApplicationFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
)

pytestmark = pytest.mark.django_db
Kind = SeasonWindow.Kind
SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
CLOSES = datetime(2026, 7, 8, 18, 0, tzinfo=SHANGHAI)
NOW = datetime(2026, 7, 5, 12, 0, tzinfo=SHANGHAI)
EARLIER = {"opens_at": OPENS, "closes_at": CLOSES - timedelta(days=2)}


@pytest.fixture
def season():
    return SeasonFactory()


def plan(season, kind, round_no=1):
    SeasonWindow.objects.create(
        season=season,
        kind=kind,
        round_no=round_no,
        opens_at=OPENS,
        closes_at=CLOSES,
    )


def test_an_earlier_end_of_registration_names_the_drafts(season):
    plan(season, Kind.REGISTRATION)
    ApplicationFactory.create_batch(2, season=season)
    ApplicationFactory(season=season, submitted=True)
    ApplicationFactory()

    said = window_consequences(season, Kind.REGISTRATION, now=NOW, **EARLIER)

    assert said == [
        "学生报名从 7月8日 18:00 提前到 7月6日 18:00 截止。",
        "2 份草稿还没交，截止后不能再交。",
    ]


def test_the_end_of_post_collection_names_what_was_sent_back(season):
    plan(season, Kind.POST_COLLECTION)
    PostFactory.create_batch(3, season=season, state="RETURNED")
    PostFactory(season=season, draft=True)
    PostFactory(season=season, submitted=True)

    said = window_consequences(season, Kind.POST_COLLECTION, now=NOW, **EARLIER)

    assert said[1:] == [
        "3 个退回修改中的岗位，截止后不能再提交。",
        "1 个没填完的岗位，截止后不能再提交。",
    ]


def test_the_end_of_grading_names_who_is_not_graded(season):
    plan(season, Kind.GRADING)
    application = ApplicationFactory(season=season, qualified=True)
    PreferenceFactory(application=application, rank=1)
    PreferenceFactory(
        application=application, rank=2, grade="A", graded_at=timezone.now()
    )
    PreferenceFactory(application=ApplicationFactory(season=season))

    said = window_consequences(season, Kind.GRADING, now=NOW, **EARLIER)

    assert said[1:] == ["1 人次还没评，将不会被录用。"]


def test_the_end_of_review_names_who_waits(season):
    plan(season, Kind.QUALIFICATION_REVIEW)
    ApplicationFactory(season=season, submitted=True)

    said = window_consequences(season, Kind.QUALIFICATION_REVIEW, now=NOW, **EARLIER)

    assert said[1:] == ["1 份报名还没审，没审的不会进入选岗。"]


@pytest.mark.parametrize("kind", Kind)
def test_nobody_waiting_means_nothing_is_said(season, kind):
    plan(season, kind)

    assert len(window_consequences(season, kind, now=NOW, **EARLIER)) == 1


def test_a_longer_window_hits_nobody(season):
    plan(season, Kind.REGISTRATION)
    ApplicationFactory(season=season)
    longer = {"opens_at": OPENS, "closes_at": CLOSES + timedelta(days=1)}

    assert window_consequences(season, Kind.REGISTRATION, now=NOW, **longer) == [
        "学生报名从 7月8日 18:00 延长到 7月9日 18:00 截止。"
    ]


def test_a_window_that_opens_at_once_says_so(season):
    plan(season, Kind.REGISTRATION)
    before = OPENS - timedelta(days=3)
    sooner = {"opens_at": before - timedelta(days=1), "closes_at": CLOSES}

    said = window_consequences(season, Kind.REGISTRATION, now=before, **sooner)

    assert said == [
        "学生报名从 7月1日 09:00 提前到 6月27日 09:00 开始。",
        "保存后，学生马上可以报名和改志愿。",
    ]


def test_a_new_window_is_announced_as_one(season):
    plan(season, Kind.REGISTRATION)
    later = {"opens_at": OPENS, "closes_at": CLOSES}

    said = window_consequences(season, Kind.REGISTRATION, now=NOW, round_no=2, **later)

    assert said == [
        "新安排学生报名：7月1日 09:00 到 7月8日 18:00。",
        "保存后，学生马上可以报名和改志愿。",
    ]


def test_unchanged_dates_are_called_unchanged(season):
    plan(season, Kind.NOTICE)
    same = {"opens_at": OPENS, "closes_at": CLOSES}

    assert window_consequences(season, Kind.NOTICE, now=NOW, **same) == [
        "公示的时间没有变。"
    ]


def test_cancelling_a_post_names_whom_it_hits(season):
    post = PostFactory(season=season)
    application = ApplicationFactory(season=season, qualified=True)
    PreferenceFactory(application=application, post=post)
    PlacementFactory(application=application, post=post)

    assert cancellation_consequences(post) == [
        "1 名学生填报了它，志愿作废，48 小时内可以换一个。",
        "1 名学生已经录用，录用随之取消，要优先调剂。",
        "取消以后不能恢复。",
    ]


def test_cancelling_a_post_nobody_wants_says_so(season):
    assert cancellation_consequences(PostFactory(season=season)) == [
        "还没有学生填报它。",
        "取消以后不能恢复。",
    ]
