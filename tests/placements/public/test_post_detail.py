from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from placements.models import Post
from placements.states import PostState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
    county_staff,
    host_of,
    past_window,
    student,
)
from tests.front.markup import faults

pytestmark = pytest.mark.django_db


def url(post) -> str:
    return reverse("placements:public-post-detail", args=[post.pk])


def text(client, post, status: int = 200) -> str:
    page = client.get(url(post))
    assert page.status_code == status
    return page.content.decode()


@pytest.fixture
def post(season):
    return PostFactory(
        season=season,
        title="信息化运维助理",
        unit=HostUnitFactory(name="平定县示例局", address="东大街 8 号"),
        tasks=[{"task": "整理故障记录", "deliverable": "一张台账"}],
        majors=["软件", "电子"],
        education="BACHELOR",
        mentor_name="李志强",
        mentor_title="信息股",
        mentor_phone="13811112222",
        schedule="8:30 — 17:30",
        allowance=600,
        allowance_payer="单位",
        hazards=["CONFIDENTIAL"],
    )


def test_a_visitor_reads_what_they_would_do(client, post):
    page = text(client, post)

    for said in (
        "整理故障记录",
        "交付：一张台账",
        "平定县冠山镇",
        "每月 600 元，单位发",
        "李志强，信息股，带 1 人",
        "软件、电子",
        "本科及以上",
        "接触保密信息，到岗时须满 18 周岁",
        "35 天，每周 5 天",
        "还没人填报",
        "团平定县委",
    ):
        assert said in page
    assert faults(page) == []


def test_neither_phone_numbers_nor_house_numbers_are_public(client, post, me):
    for reader in (client, Client()):
        page = text(reader, post)
        assert "13811112222" not in page
        assert post.unit.contact_phone not in page
        assert post.unit.contact_name not in page
        assert "东大街" not in page


def test_a_visitor_signs_in_and_comes_back(client, post):
    page = text(client, post)

    assert f'href="/accounts/login/?next=%2Fposts%2F{post.pk}%2F"' in page
    assert "csrfmiddlewaretoken" not in page


def test_a_student_puts_the_post_on_the_list(client, post, me):
    application = ApplicationFactory(season=post.season, student=me)
    others = PostFactory.create_batch(2, season=post.season)
    for rank, other in enumerate(others, 1):
        PreferenceFactory(application=application, post=other, rank=rank)

    page = text(client, post)

    add = reverse("placements:student-wish-add", args=[post.pk])
    assert f'<form id="wish" method="post" action="{add}">' in page
    assert "已选 2 个志愿，最多 5 个" in page
    assert "离家不到 1 公里" in page
    assert "专业和学历你都符合" in page
    assert faults(page) == []


def test_a_wish_that_is_chosen_already_is_not_offered_again(client, post, me):
    application = ApplicationFactory(season=post.season, student=me)
    PreferenceFactory(application=application, post=post, rank=1)

    page = text(client, post)

    assert "这是你的第 1 志愿" in page
    assert 'id="wish"' not in page


def test_a_full_list_says_to_make_room(client, post, me):
    application = ApplicationFactory(season=post.season, student=me)
    for rank, other in enumerate(PostFactory.create_batch(5, season=post.season), 1):
        PreferenceFactory(application=application, post=other, rank=rank)

    page = text(client, post)

    assert "已选满 5 个志愿，先移除一个" in page
    assert 'id="wish"' not in page


def test_a_post_that_cannot_take_me_says_why(client, season, me):
    page = text(client, PostFactory(season=season, education="DOCTOR"))

    assert "这个岗位要求博士，你填的是本科。" in page
    assert 'id="wish"' not in page


def test_another_major_may_still_apply(client, season, me):
    page = text(client, PostFactory(season=season, majors=["法学"]))

    assert "专业不在要求里，也可以填报" in page
    assert 'id="wish"' in page


def test_once_registration_is_over_the_page_says_when_it_was(client, post):
    post.season.windows.all().delete()
    past_window(post.season, "REGISTRATION")

    page = text(client, post)

    assert "已截止" in page
    assert "加入志愿" not in page


def test_a_student_whose_post_was_cancelled_may_add_another_after_the_end(
    client, post, me
):
    post.season.windows.all().delete()
    past_window(post.season, "REGISTRATION")
    until = timezone.now() + timedelta(hours=5)
    ApplicationFactory(
        season=post.season, student=me, submitted=True, may_replace_until=until
    )

    assert 'id="wish"' in text(client, post)


def test_people_at_work_have_nothing_to_press(client, post):
    for user in (county_staff(), host_of(post.unit)):
        client.force_login(user)
        assert "加入志愿" not in text(client, post)


@pytest.mark.parametrize("trait", ["draft", "submitted"])
def test_what_was_never_public_does_not_exist(client, season, trait):
    text(client, PostFactory(season=season, **{trait: True}), 404)


@pytest.mark.parametrize(
    ("state", "words"),
    [(PostState.CANCELLED, "这个岗位取消了"), (PostState.CLOSED, "这个岗位结束了")],
)
def test_a_post_that_is_gone_names_the_others_of_its_unit(client, post, state, words):
    sibling = PostFactory(season=post.season, unit=post.unit, title="窗口引导员")
    PostFactory(season=post.season, title="别处的岗位")
    Post.objects.filter(pk=post.pk).update(state=state)

    page = text(client, post, 410)

    assert words in page
    assert url(sibling) in page
    assert "别处的岗位" not in page
    assert faults(page) == []


def test_the_only_post_of_a_unit_is_gone(client, post):
    Post.objects.filter(pk=post.pk).update(state=PostState.CANCELLED)

    assert "这个单位现在没有别的岗位" in text(client, post, 410)


def test_the_text_for_a_group_says_enough_to_decide(client, post):
    page = text(client, post)

    assert "【返家乡岗位】信息化运维助理" in page
    assert f"http://testserver{url(post)}</textarea>" in page


def test_what_a_unit_writes_is_never_markup(client, season):
    nasty = "<script>alert(1)</script>"
    post = PostFactory(
        season=season,
        title=nasty,
        note=nasty,
        need_reason=nasty,
        tasks=[{"task": nasty, "deliverable": nasty}],
    )

    assert "<script>alert" not in text(client, post)


@pytest.mark.parametrize("count", [3, 30])
def test_a_visitor_costs_two_statements(client, post, count, django_assert_num_queries):
    for _ in range(count):
        application = ApplicationFactory(season=post.season, submitted=True)
        PreferenceFactory(application=application, post=post)

    with django_assert_num_queries(2):
        client.get(url(post))


def test_a_student_costs_six_statements(client, post, me, django_assert_num_queries):
    PreferenceFactory(
        application=ApplicationFactory(season=post.season, student=student()), post=post
    )

    with django_assert_num_queries(6):
        client.get(url(post))
