"""What people do in a season, each step a sentence about one of them."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from notices.models import Delivery
from tests.journey.gestures import choose, field, follow, go, press, read, tick, write

PASSWORD = "long-enough-password"  # what tests.factories gives everybody


def sign_in_by_code(page: Page, number: str) -> None:
    write(page, 手机号=number)
    press(page, "收验证码")
    write(page, **{"6 位验证码": code_sent_to(number)})
    press(page, "登录")


def code_sent_to(number: str) -> str:
    message = Delivery.objects.filter(address=number).latest("id")
    return re.search(r"\d{6}", message.text)[0]


def sign_in_by_password(page: Page, number: str) -> None:
    go(page, "/")
    follow(page, "登录")
    follow(page, "用密码登录")
    sign_in_at_the_door(page, number)


def sign_in_at_the_door(page: Page, number: str) -> None:
    write(page, 手机号=number, 密码=PASSWORD)
    press(page, "登录")


# --- a unit ---------------------------------------------------------------------------


def register_the_unit(page: Page, name: str) -> None:
    follow(page, "去登记")
    write(page, 单位全称=name, 联系人="赵联系", 联系电话="13900001111")
    choose(page, 单位类别="社区", 归哪里管="平定县", 乡镇街道="冠山镇")
    press(page, "登记单位")
    press(page, "提交审核")


def report_a_post(page: Page, title: str, *, places: int, task: str) -> None:
    follow(page, "岗位")
    follow(page, "报岗位")
    write(page, 岗位名称=title, 需求人数=str(places), 设岗理由="假期里来的人多。")
    choose(page, 岗位类别="社区服务", 工作地点="冠山镇")
    write_the_task(page, task)
    starts = timezone.localdate() + timedelta(days=20)
    ends = starts + timedelta(days=34)
    write(page, 开始日期=starts.isoformat(), 结束日期=ends.isoformat())
    write(page, 带教导师="孙导师", 导师电话="13900002222")
    press(page, "存草稿，去核对")
    press(page, "提交审核")


def write_the_task(page: Page, task: str) -> None:
    write(page, **{"任务 1": task, "交出什么": "记录一份"})


def correct_the_post(page: Page, title: str, *, because: str, task: str) -> None:
    follow(page, "去改")
    follow(page, title)
    assert because in read(page)
    follow(page, "改岗位")
    write_the_task(page, task)
    press(page, "存草稿，去核对")
    press(page, "提交审核")


def grade(page: Page, post: str, **grades: str) -> None:
    """Only names the students whose grade the contact gives now."""
    follow(page, "学生")
    follow(page, post)
    for name, given in grades.items():
        student = page.get_by_role("listitem").filter(has_text=name)
        student.get_by_text(given, exact=True).tap()
        if given == "不合适":
            student.get_by_label(re.compile("^原因")).select_option("时间对不上")
    press(page, "提交评价")


# --- county staff ---------------------------------------------------------------------


def approve_the_unit(page: Page, name: str) -> None:
    follow(page, re.compile("家单位待审"))
    follow(page, name)
    press(page, "通过这家单位")


def publish_the_post(page: Page, title: str) -> None:
    go(page, "/staff/")
    follow(page, re.compile("岗位待审"))
    tick(page, f"选中：{title}")
    press(page, "通过已选的")


def return_the_post(page: Page, title: str, *, note: str) -> None:
    go(page, "/staff/")
    follow(page, re.compile("岗位待审"))
    follow(page, title)
    follow(page, "退回修改…")
    tick(page, "没有实际任务")
    write(page, 告诉对方怎么改=note)
    press(page, re.compile("^退回 1 个"))


def qualify(page: Page, *names: str) -> None:
    go(page, "/staff/")
    follow(page, re.compile("报名待审"))
    tick(page, *(f"选中：{name}" for name in names))
    press(page, "通过已选的")


def open_the_application(page: Page, name: str) -> None:
    follow(page, re.compile("^待审"))
    follow(page, name)


def unmask(page: Page, *, reason: str) -> None:
    write(page, 为什么要看完整证件号=reason)
    press(page, "看完整证件号")


# --- city staff -----------------------------------------------------------------------


def open_the_selection(page: Page) -> None:
    go(page, "/staff/")
    page.get_by_text("本季各阶段").tap()
    follow(page, re.compile("^选岗"))


def propose_a_selection(page: Page) -> None:
    open_the_selection(page)
    follow(page, "去锁定名单")
    press(page, re.compile("^锁定 . 人的名单"))
    press(page, "计算提案")


def release(page: Page) -> None:
    open_the_selection(page)
    follow(page, "去发布结果")
    press(page, "发布结果")


# --- a student ------------------------------------------------------------------------


def find_a_post(page: Page, *, district: str, words: str) -> None:
    follow(page, re.compile("^看.*岗位$"))
    follow(page, re.compile(f"^{district}"))
    write(page, 搜岗位或单位=words)
    press(page, "搜索")


def fill_identity(page: Page, name: str, number: str) -> None:
    write(page, 姓名=name, 证件号码=number)
    choose(page, 性别="女", 政治面貌="共青团员", 生源地="平定县", 假期住在="冠山镇")
    press(page, "存好，填学籍")


def fill_education(page: Page) -> None:
    write(
        page,
        学校="太原理工大学",
        专业="软件工程",
        入学年份="2024",
        预计毕业="2028-07",
        自我介绍="会剪辑，想学着和人打交道。",
    )
    choose(page, 学历="本科")
    press(page, "存好，选志愿")


def wish_for(page: Page, title: str) -> None:
    follow(page, "岗位")
    follow(page, title)
    press(page, "加入志愿")


def move_up(page: Page, title: str) -> None:
    with page.expect_response(re.compile("/move/")):
        page.get_by_role("button", name=f"上移：{title}").tap()
    page.get_by_text(f"“{title}”现在是第 1 志愿").wait_for(state="attached")


def hand_in(page: Page) -> None:
    press(page, re.compile("^提交 . 个志愿"))
    tick(page, "用这些信息为我办理报名", "把姓名、学校、专业和自我介绍给我填报的单位看")
    press(page, "提交报名")


def sign_by_hand(page: Page) -> None:
    canvas = page.get_by_role("img", name="签名区")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 40 + 6 * step, box["y"] + 40 + step % 5 * 8)
    page.mouse.up()
    press(page, "确认并签署")


def sign_by_typing(page: Page, name: str) -> None:
    write(page, **{"打字签名，写全名": name})
    press(page, "确认并签署")


def error_at(page: Page, label: str) -> str:
    described = field(page, label).get_attribute("aria-describedby").split()
    return " ".join(page.locator(f"#{each}").inner_text() for each in described)


def accept_the_offer(page: Page) -> None:
    go(page, "/me/")
    follow(page, "看结果并答复")
    press(page, "接受录用")


def decline_the_offer(page: Page, *, reason: str) -> None:
    go(page, "/me/")
    follow(page, "看结果并答复")
    follow(page, "不去了，放弃这个岗位")
    write(page, 为什么不去了=reason)
    press(page, "放弃这个岗位")
