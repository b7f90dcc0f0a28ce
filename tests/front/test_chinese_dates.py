from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Engine
from django.utils import timezone

from placements import chinese_dates

# 18:00 in Yangquan, given in the time zone of the database.
CLOSES = datetime(2021, 7, 15, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("day", "7月15日"),
        ("full_day", "2021年7月15日"),
        ("weekday", "周四"),
        ("clock", "18:00"),
        ("moment", "7月15日 18:00"),
        ("deadline", "7月15日（周四）18:00 截止"),
    ],
)
def test_a_moment_is_said_in_the_time_of_yangquan(name, text):
    assert getattr(chinese_dates, name)(CLOSES) == text


def test_a_moment_late_in_the_evening_elsewhere_is_the_next_day_here():
    assert chinese_dates.day(datetime(2021, 7, 15, 20, 0, tzinfo=UTC)) == "7月16日"


def test_a_plain_date_has_no_time_zone():
    assert chinese_dates.day(date(2021, 7, 16)) == "7月16日"


def test_a_span_names_the_years_only_when_they_differ():
    assert (
        chinese_dates.span(date(2021, 7, 16), date(2021, 8, 20)) == "7月16日 — 8月20日"
    )
    assert (
        chinese_dates.span(date(2021, 12, 20), date(2022, 1, 20))
        == "2021年12月20日 — 2022年1月20日"
    )


def test_a_length_counts_whole_weeks_and_both_ends():
    start = date(2021, 7, 16)

    assert chinese_dates.starting(start, date(2021, 8, 20)) == "7月16日起 5 周"
    assert chinese_dates.starting(start, date(2021, 7, 22)) == "7月16日起 1 周"
    assert chinese_dates.starting(start, date(2021, 7, 21)) == "7月16日起 6 天"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=4, hours=23), "还剩 4 天"),
        (timedelta(days=3), "还剩 3 天"),
        (timedelta(days=1, hours=6, minutes=59), "还剩 1 天 6 小时"),
        (timedelta(days=2, minutes=59), "还剩 2 天"),
        (timedelta(hours=5, minutes=59), "还剩 5 小时"),
        (timedelta(minutes=59, seconds=59), "还剩 59 分钟"),
        (timedelta(minutes=1), "还剩 1 分钟"),
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(0), "已截止"),
        (timedelta(days=-1), "已截止"),
    ],
)
def test_what_is_left_is_never_rounded_up(left, text):
    assert chinese_dates.time_left(CLOSES, CLOSES - left) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(days=2, hours=23), "2 天"),
        (timedelta(hours=9, minutes=30), "9 小时"),
        (timedelta(minutes=59), "不到 1 小时"),
    ],
)
def test_a_wait_is_said_in_its_largest_unit(length, text):
    assert chinese_dates.waited(CLOSES - length, CLOSES) == text


def test_only_figures_are_set_off_from_the_words_before_them():
    oldest = [
        chinese_dates.oldest_waited(CLOSES - length, CLOSES)
        for length in (timedelta(days=2), timedelta(minutes=5))
    ]

    assert oldest == ["最早的等了 2 天", "最早的等了不到 1 小时"]


def test_templates_say_it_in_the_same_words():
    engine = Engine(
        libraries={"chinese_dates": "placements.templatetags.chinese_dates"}
    )
    template = engine.from_string(
        "{% load chinese_dates %}"
        "{{ a|deadline }}，{{ a|time_left:now }}，{{ a|span:b }}，{{ now|waited:a }}"
    )
    now = CLOSES - timedelta(days=1, hours=6)

    text = template.render(
        Context({"a": CLOSES, "b": CLOSES + timedelta(days=9), "now": now})
    )

    assert text == (
        "7月15日（周四）18:00 截止，还剩 1 天 6 小时，7月15日 — 7月24日，1 天"
    )


def test_templates_may_leave_out_the_present():
    engine = Engine(
        libraries={"chinese_dates": "placements.templatetags.chinese_dates"}
    )
    template = engine.from_string(
        "{% load chinese_dates %}{{ a|time_left }}，{{ b|waited }}"
    )
    now = timezone.now()

    text = template.render(
        Context({"a": now - timedelta(days=1), "b": now - timedelta(days=2, hours=1)})
    )

    assert text == "已截止，2 天"
