"""Writing posts, and what their unit sees and does with them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.models import Post, PostCategory, SeasonWindow
from placements.states import PlacementState, PostState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    SeasonFactory,
    host_of,
    past_window,
)
from tests.placements.host.conftest import applicant, text_of

pytestmark = pytest.mark.django_db

LIST = "/host/posts/"
NEW = "/host/posts/new/"


def url(name: str, post: Post) -> str:
    return reverse(f"placements:host-post-{name}", args=[post.pk])


def typed(**changed) -> dict:
    return {
        "title": "短视频采编助理",
        "category": PostCategory.NEW_MEDIA,
        "headcount": "2",
        "need_reason": "暑期要拍系列片。",
        "task_0": "跟拍采访",
        "deliverable_0": "短视频 3 条",
        "task_1": "",
        "deliverable_1": "",
        "task_2": "整理素材库",
        "deliverable_2": "目录一份",
        "education": "ANY",
        "majors": "新闻、广告，不限",
        "skills": "",
        "place": "ONSITE",
        "township": "140321100",
        "starts_on": "2027-07-01",
        "ends_on": "2027-08-04",
        "days_per_week": "5",
        "hours_per_day": "7.5",
        "schedule": "",
        "lunch": "NONE",
        "allowance": "",
        "allowance_payer": "",
        "hazards": ["TRAVEL"],
        "note": "",
        "mentor_name": "王导师",
        "mentor_title": "",
        "mentor_phone": "",
    } | changed


@pytest.fixture
def draft(unit, season):
    return PostFactory(unit=unit, season=season, draft=True)


@pytest.fixture
def published(unit, season):
    return PostFactory(unit=unit, season=season)


def test_a_whole_post_is_written_in_one_form(mine, unit):
    response = mine.post(NEW, typed())

    post = Post.objects.get()
    assert (response.status_code, response.url) == (302, url("detail", post))
    assert (post.unit, post.state, post.headcount) == (unit, PostState.DRAFT, 2)
    assert post.tasks == [
        {"task": "跟拍采访", "deliverable": "短视频 3 条"},
        {"task": "整理素材库", "deliverable": "目录一份"},
    ]
    assert (post.majors, post.hazards) == (["新闻", "广告"], ["TRAVEL"])
    assert (post.starts_on, post.days) == (date(2027, 7, 1), 35)


def test_half_a_post_is_a_draft_too(mine):
    half = dict.fromkeys(
        ("need_reason", "task_0", "deliverable_0", "task_2", "deliverable_2"), ""
    )

    mine.post(NEW, typed(starts_on="", ends_on="", mentor_name="", **half))

    page = text_of(mine.get(url("detail", Post.objects.get())))
    assert "还差主要任务和成果、设岗理由、带教导师、起止日期。" in page
    assert "提交审核" not in page


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"ends_on": "2027-07-27"}, "ends_on", "是 27 天，要在 28 到 62 天之间。"),
        ({"ends_on": "2027-09-01"}, "ends_on", "是 63 天，要在 28 到 62 天之间。"),
        ({"ends_on": "2027-06-01"}, "ends_on", "结束日期要晚于开始日期。"),
        ({"starts_on": "7月1日"}, "starts_on", "写成 2026-07-16 这样的日期。"),
        ({"hours_per_day": "8.5"}, "hours_per_day", "每天最多 8 小时。"),
        (
            {"days_per_week": "6"},
            "days_per_week",
            "每周 45 小时，最多 40 小时。少排一天，或者每天短一些。",
        ),
        ({"deliverable_0": ""}, "deliverable_0", "写上交出什么，如 短视频 3 条。"),
        ({"task_0": ""}, "task_0", "写上做什么。"),
        ({"allowance": "500"}, "allowance_payer", "写上补贴由谁出。"),
        ({"majors": "长" * 21}, "majors", "每个专业最多 20 个字，用顿号分开。"),
        (
            {"takes_minors": "on", "hazards": ["MACHINERY"]},
            "takes_minors",
            "接触机械的岗位不能接收未满 18 周岁的同学。",
        ),
        ({"mentor_phone": "1380"}, "mentor_phone", "手机号是 11 位数字，以 1 开头。"),
    ],
)
def test_what_is_typed_badly_is_said_and_kept(mine, wrong, field, sentence):
    response = mine.post(NEW, typed(**wrong))

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [field]
    assert form.errors[field][0].endswith(sentence)
    assert "暑期要拍系列片。" in text_of(response)
    assert not Post.objects.exists()


def test_one_more_row_loses_nothing_and_judges_nothing(mine):
    response = mine.post(NEW, typed(add_row="1", title="", ends_on="2027-07-02"))

    page = text_of(response)
    assert response.status_code == 200
    assert 'name="task_3"' in page
    assert 'name="task_4"' not in page
    for kept in ("跟拍采访", "整理素材库", "暑期要拍系列片。", "2027-07-02", "7.5"):
        assert kept in page
    assert 'value="TRAVEL"' in page
    assert "checked" in page
    assert "处要改" not in page
    assert not Post.objects.exists()


def test_the_row_that_was_added_is_saved(mine):
    mine.post(NEW, typed(task_3="写稿", deliverable_3="稿件 5 篇"))

    assert Post.objects.get().tasks[-1] == {"task": "写稿", "deliverable": "稿件 5 篇"}


def test_a_title_twice_is_409_and_kept(mine, draft):
    response = mine.post(NEW, typed(title=draft.title))

    assert response.status_code == 409
    assert "人多就改需求人数" in text_of(response)
    assert "暑期要拍系列片。" in text_of(response)


def test_nothing_is_reported_after_the_window(mine, season):
    season.windows.all().delete()
    past_window(season, SeasonWindow.Kind.POST_COLLECTION)

    response = mine.post(NEW, typed())

    assert response.status_code == 409
    assert "岗位征集" in text_of(response)
    assert "报岗位" not in text_of(mine.get(LIST))


def test_an_edit_starts_from_what_is_written(mine, unit, season):
    tasks = [{"task": f"任务{n}", "deliverable": f"成果{n}"} for n in range(5)]
    post = PostFactory(
        unit=unit, season=season, draft=True, tasks=tasks, majors=["新闻", "广告"]
    )

    page = text_of(mine.get(url("edit", post)))

    assert "新闻、广告" in page
    assert all(f"成果{n}" in page for n in range(5))
    assert f'value="{post.starts_on.isoformat()}"' in page


def test_a_draft_is_corrected(mine, draft):
    response = mine.post(url("edit", draft), typed())

    draft.refresh_from_db()
    assert (response.status_code, draft.title) == (302, "短视频采编助理")


def test_a_bad_correction_is_422_and_a_published_post_is_409(mine, draft, published):
    assert mine.post(url("edit", draft), typed(title="")).status_code == 422

    response = mine.post(url("edit", published), typed())

    assert response.status_code == 409
    assert "“已发布”，不能改" in text_of(response)


def test_an_old_post_is_copied_with_one_tap(mine, unit, season):
    old = PostFactory(unit=unit, season=SeasonFactory(year=2020), title="新闻助理")
    assert url("copy", old) in text_of(mine.get(NEW))

    response = mine.post(url("copy", old))

    copied = Post.objects.get(season=season)
    assert (copied.title, copied.starts_on) == ("新闻助理", None)
    assert response.url == url("edit", copied)


def test_copying_after_the_window_is_409(mine, season, published):
    season.windows.all().delete()

    assert mine.post(url("copy", published)).status_code == 409


def test_a_post_is_submitted_and_taken_back(mine, draft):
    mine.post(url("submit", draft))
    draft.refresh_from_db()
    assert draft.state == PostState.SUBMITTED

    mine.post(url("take-back", draft))
    draft.refresh_from_db()
    assert draft.state == PostState.DRAFT


@pytest.mark.parametrize("name", ["submit", "take-back"])
def test_a_move_that_does_not_start_here_is_409(mine, published, name):
    response = mine.post(url(name, published))

    assert response.status_code == 409
    assert "现在是“已发布”" in text_of(response)


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (PostState.DRAFT, {"submit", "edit", "copy", "cancel"}),
        (PostState.RETURNED, {"submit", "edit", "copy", "cancel"}),
        (PostState.SUBMITTED, {"take-back", "copy", "cancel"}),
        (PostState.PUBLISHED, {"copy", "cancel"}),
        (PostState.CLOSED, {"copy"}),
        (PostState.CANCELLED, {"copy"}),
    ],
)
def test_a_post_offers_the_moves_that_start_from_its_state(
    mine, unit, season, state, buttons
):
    post = PostFactory(unit=unit, season=season, state=state, cancel_reason="改期")

    page = text_of(mine.get(url("detail", post)))

    every = ("submit", "edit", "copy", "cancel", "take-back")
    assert {name for name in every if url(name, post) in page} == buttons


def test_a_returned_post_says_why(mine, unit, season):
    post = PostFactory(
        unit=unit,
        season=season,
        state=PostState.RETURNED,
        return_reasons=["NO_REAL_TASK"],
        return_note="写明交出什么。",
    )

    assert "没有实际任务。写明交出什么。" in text_of(mine.get(url("detail", post)))


def test_a_phone_is_shown_only_once_accepted(mine, published, season):
    published.headcount = 2
    published.save()
    offered, accepted = (
        PlacementFactory(
            application=ApplicationFactory(season=season, qualified=True),
            post=published,
            state=state,
            answered_at=timezone.now(),
        )
        for state in (PlacementState.OFFERED, PlacementState.ACCEPTED)
    )

    for page in (url("detail", published), "/host/students/placed/"):
        text = text_of(mine.get(page))
        assert accepted.student.phone in text
        assert offered.student.phone not in text
        assert offered.student.name in text


def test_cancelling_asks_and_says_how_many_it_touches(mine, published, season):
    applicant(published)
    PlacementFactory(
        application=ApplicationFactory(season=season, qualified=True), post=published
    )

    page = text_of(mine.get(url("cancel", published)))

    assert "1 名学生填报了这个岗位" in page
    assert "1 名学生已被录用" in page
    published.refresh_from_db()
    assert published.state == PostState.PUBLISHED


def test_a_post_nobody_chose_is_cancelled_without_fuss(mine, draft):
    assert "还没有学生填报" in text_of(mine.get(url("cancel", draft)))

    response = mine.post(url("cancel", draft), {"reason": "不需要了"})

    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (302, PostState.CANCELLED)


def test_cancelling_without_a_reason_is_422_and_twice_is_409(mine, draft):
    assert mine.post(url("cancel", draft), {"reason": ""}).status_code == 422
    mine.post(url("cancel", draft), {"reason": "不需要了"})

    assert mine.post(url("cancel", draft), {"reason": "再来"}).status_code == 409


@pytest.mark.parametrize(
    "name", ["detail", "edit", "copy", "submit", "take-back", "cancel"]
)
def test_the_post_of_another_unit_does_not_exist(mine, season, name):
    other = PostFactory(season=season)
    host_of(other.unit)

    assert mine.post(url(name, other), {"reason": "x"}).status_code in (404, 405)
    assert mine.get(url(name, other)).status_code in (404, 405)
    other.refresh_from_db()
    assert other.state == PostState.PUBLISHED


@pytest.mark.parametrize("name", ["copy", "submit", "take-back"])
def test_looking_changes_nothing(mine, draft, name):
    assert mine.get(url(name, draft)).status_code == 405


def test_the_list_shows_the_seasons_posts_of_the_unit(mine, unit, season, draft):
    PostFactory(unit=unit, season=SeasonFactory(year=2020))
    PostFactory(season=season, unit=HostUnitFactory())

    response = mine.get(LIST)

    assert [row.title for row in response.context["posts"]] == [draft.title]
    assert "草稿，提交了才算" in text_of(response)


def test_an_unknown_state_shows_everything(mine, draft, published):
    response = mine.get(f"{LIST}?state=NONSENSE")

    assert response.context["page"].paginator.count == 2


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(
    mine, unit, season, count, django_assert_num_queries
):
    for _ in range(count):
        applicant(PostFactory(unit=unit, season=season))

    # session, user, season, unit, counts, count, rows
    with django_assert_num_queries(7):
        mine.get(LIST)


@pytest.mark.parametrize("count", [3, 30])
def test_a_post_costs_the_same_however_many_come(
    mine, unit, season, count, django_assert_num_queries
):
    post = PostFactory(unit=unit, season=season, headcount=20)
    for n in range(count):
        applicant(post)
        state = PlacementState.ACCEPTED if n < 20 else PlacementState.WITHDRAWN
        PlacementFactory(
            application=ApplicationFactory(season=season, qualified=True),
            post=post,
            state=state,
            answered_at=timezone.now(),
        )

    # session, user, post, applicants, placements, unit, season
    with django_assert_num_queries(7):
        mine.get(url("detail", post))
