"""A whole season on phones: from the first post to the signed letter."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from placements.models import Placement
from tests.factories import city_staff, county_staff, id_number
from tests.journey import steps
from tests.journey.gestures import follow, go, press, read, write

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

UNIT = "平定县冠山镇桃河社区居委会"
RECORDS, LESSONS = "社区活动记录员", "暑期课堂助教"


def a_new_unit_reports_two_posts(contact):
    go(contact, "/")
    follow(contact, "实践单位")
    steps.sign_in_by_code(contact, "13900001111")
    steps.register_the_unit(contact, UNIT)
    steps.report_a_post(contact, RECORDS, places=1, task="整理居民活动记录")
    steps.report_a_post(contact, LESSONS, places=2, task="打杂")


def the_county_publishes_one_and_returns_the_other(county):
    steps.sign_in_by_password(county, county_staff().phone)
    steps.approve_the_unit(county, UNIT)
    steps.publish_the_post(county, RECORDS)
    steps.return_the_post(county, LESSONS, note="写清楚教什么。")


def the_unit_corrects_it(contact, county):
    go(contact, "/host/")
    follow(contact, "看收到的消息")
    assert "写清楚教什么" in read(contact)
    follow(contact, "首页")
    assert "改 1 个退回的岗位" in read(contact)
    steps.correct_the_post(
        contact,
        LESSONS,
        because="没有实际任务。写清楚教什么。",
        task="辅导小学生写作业",
    )
    steps.publish_the_post(county, LESSONS)


def a_visitor_finds_a_post_and_applies(wang):
    """With two mistakes: a question left out, and a digit mistyped."""
    go(wang, "/")
    steps.find_a_post(wang, district="平定县", words="活动")
    assert LESSONS not in read(wang)
    follow(wang, RECORDS)
    follow(wang, "登录后加入志愿")
    steps.sign_in_by_code(wang, "13900003331")
    press(wang, "加入志愿")
    steps.wish_for(wang, LESSONS)
    steps.move_up(wang, LESSONS)
    steps.move_up(wang, RECORDS)
    follow(wang, "首页")
    follow(wang, "去补全身份")
    number = id_number(4900)
    mistyped = number[:-1] + ("1" if number[-1] != "1" else "2")
    press(wang, "存好，填学籍")
    assert "这一项要填" in steps.error_at(wang, "性别")
    steps.fill_identity(wang, "王小雨", mistyped)
    assert "有一位写错了" in steps.error_at(wang, "证件号码")
    steps.fill_identity(wang, "王小雨", number)
    steps.fill_education(wang)
    steps.hand_in(wang)
    assert "等团委审核" in read(wang)


def another_applies(page, name, phone, number, *wishes):
    go(page, "/")
    follow(page, "大学生")
    steps.sign_in_by_code(page, phone)
    follow(page, "开始报名")
    steps.fill_identity(page, name, number)
    steps.fill_education(page)
    for title in wishes:
        steps.wish_for(page, title)
    steps.hand_in(page)


def the_county_qualifies_them(county):
    steps.qualify(county, "王小雨", "李晨")
    assert "通过了 2 份报名" in read(county)
    steps.open_the_application(county, "张可")
    assert id_number(4902) not in read(county)
    steps.unmask(county, reason="与学信网核对")
    assert id_number(4902) in read(county)
    press(county, "通过这份报名")


def the_unit_grades_them(contact):
    go(contact, "/host/")
    follow(contact, "去评价")
    steps.grade(contact, RECORDS, 王小雨="A", 李晨="B", 张可="不合适")
    steps.grade(contact, LESSONS, 王小雨="C", 李晨="A", 张可="B")


def two_of_the_city_select(one, other):
    steps.sign_in_by_password(one, city_staff().phone)
    steps.propose_a_selection(one)
    press(one, "送复核")
    go(one, "/staff/selection/release/")
    assert one.get_by_role("button", name="发布结果").is_disabled()
    assert "送复核的人不能自己发布" in read(one)
    steps.sign_in_by_password(other, city_staff().phone)
    steps.release(other)
    assert "结果发布了" in read(other)


def the_offers_are_answered_or_run_out(wang, li, zhang):
    steps.accept_the_offer(wang)
    steps.decline_the_offer(li, reason="家里有事")
    assert "你放弃了" in read(li)
    theirs = Placement.objects.filter(student__name="张可")
    theirs.update(answer_due_at=timezone.now() - timedelta(minutes=1))
    call_command("work", once=True)
    go(zhang, "/me/")
    assert "到时没答复" in read(zhang)


def the_letter_is_signed_and_genuine(wang, stranger):
    go(wang, "/me/")
    follow(wang, "去签署")
    steps.sign_by_hand(wang)
    assert "手写签署" in read(wang)
    with wang.expect_download() as letter:
        wang.get_by_role("link", name="下载 PDF").tap()
    assert letter.value.path().read_bytes().startswith(b"%PDF")
    code = re.search(r"查验码\s+(\S+)", read(wang))[1]
    go(stranger, "/verify/")
    write(stranger, 查验码=code)
    press(stranger, "查验")
    assert "这份承诺书是真的" in read(stranger)
    assert "王小雨" not in read(stranger)


def test_a_season_from_the_first_post_to_the_signed_letter(season, take_phone):
    contact, county = take_phone(), take_phone()
    a_new_unit_reports_two_posts(contact)
    the_county_publishes_one_and_returns_the_other(county)
    the_unit_corrects_it(contact, county)

    wang, li, zhang = take_phone(), take_phone(), take_phone()
    a_visitor_finds_a_post_and_applies(wang)
    another_applies(li, "李晨", "13900003332", id_number(4901), RECORDS, LESSONS)
    another_applies(zhang, "张可", "13900003333", id_number(4902), LESSONS, RECORDS)

    the_county_qualifies_them(county)
    the_unit_grades_them(contact)
    two_of_the_city_select(take_phone(), take_phone())
    the_offers_are_answered_or_run_out(wang, li, zhang)
    the_letter_is_signed_and_genuine(wang, take_phone())

    states = Placement.objects.order_by("id").values_list("student__name", "state")
    assert dict(states) == {"王小雨": "ACCEPTED", "李晨": "DECLINED", "张可": "EXPIRED"}
