"""A phone that runs no script: applying, ordering, grading and signing all work."""

import re

import pytest
from django.utils import timezone

from placements.actions.applications import qualify_application
from placements.actions.selection import (
    lock_lists,
    release_round,
    run_selection,
    send_for_review,
)
from placements.models import Application
from tests.factories import (
    HostUnitFactory,
    PostFactory,
    city_staff,
    county_staff,
    host_of,
    id_number,
)
from tests.journey import steps
from tests.journey.gestures import follow, go, press, read

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def apply(page, *, first, second):
    follow(page, "开始报名")
    steps.fill_identity(page, "王小雨", id_number(4900))
    steps.fill_education(page)
    steps.wish_for(page, second)
    steps.wish_for(page, first)
    press(page, re.compile(f"^上移：{first}"))
    steps.hand_in(page)


def the_office_qualifies(application):
    qualify_application(application, by=county_staff(), now=timezone.now())


def the_office_selects(season):
    one, other = city_staff(), city_staff()
    now = timezone.now()
    round_ = lock_lists(season, by=one, now=now)
    run_selection(round_, by=one)
    send_for_review(round_, by=one, now=now)
    release_round(round_, by=other, now=now)


def test_a_student_gets_from_the_first_page_to_the_letter(season, take_phone):
    unit = HostUnitFactory()
    first, second = (PostFactory(season=season, unit=unit) for _ in range(2))
    student = take_phone(java_script_enabled=False)
    contact = take_phone(java_script_enabled=False)

    go(student, "/me/")
    steps.sign_in_by_code(student, "13900004441")
    apply(student, first=first.title, second=second.title)
    the_office_qualifies(Application.objects.get())
    go(contact, "/host/")
    follow(contact, "用密码登录")
    steps.sign_in_at_the_door(contact, host_of(unit).phone)
    steps.grade(contact, first.title, 王小雨="A")
    the_office_selects(season)
    steps.accept_the_offer(student)
    follow(student, "去签署")
    steps.sign_by_typing(student, "王小雨")

    assert "打字签署" in read(student)
