"""An application handed in with Tab, Enter and Space alone."""

import re

import pytest

from placements.models import Application
from placements.states import ApplicationState
from tests.factories import HostUnitFactory, PostFactory, student
from tests.journey import steps
from tests.journey.gestures import enter, go, look, reach

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def titles(season):
    unit = HostUnitFactory()
    for title in ("图书馆助理", "普查录入员"):
        PostFactory(season=season, unit=unit, title=title)
    return ["图书馆助理", "普查录入员"]


def sign_in(page, number):
    go(page, "/me/")
    reach(page, "textbox", "手机号")
    page.keyboard.type(number)
    enter(page, "button", "收验证码")
    reach(page, "textbox", "6 位验证码")
    page.keyboard.type(steps.code_sent_to(number))
    enter(page, "button", "登录")


def test_an_application_is_handed_in_without_touching_the_screen(titles, take_phone):
    page, number = take_phone(), student(user__name="周敏").phone
    first, second = titles

    sign_in(page, number)
    enter(page, "link", "开始报名")
    enter(page, "button", "存好，填学籍")
    enter(page, "button", "存好，选志愿")
    enter(page, "link", "去看岗位")
    enter(page, "link", first)
    enter(page, "button", "加入志愿")
    enter(page, "link", "再选一个岗位")
    enter(page, "link", second)
    enter(page, "button", "加入志愿")
    reach(page, "button", re.compile(f"^上移：{second}"))
    with page.expect_response(re.compile("/move/")):
        page.keyboard.press("Space")
    page.get_by_text(f"“{second}”现在是第 1 志愿").wait_for(state="attached")
    look(page)
    enter(page, "button", "提交 2 个志愿")
    for box in (
        "用这些信息为我办理报名",
        "把姓名、学校、专业和自我介绍给我填报的单位看",
    ):
        reach(page, "checkbox", box)
        page.keyboard.press("Space")
    enter(page, "button", "提交报名")

    application = Application.objects.get()
    wishes = application.preferences.standing().in_order()
    assert application.state == ApplicationState.SUBMITTED
    assert [wish.post.title for wish in wishes] == [second, first]
