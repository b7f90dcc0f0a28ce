"""Judging applicants on a phone."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Degree, StudentProfile
from placements.models import Post, Preference, SeasonWindow
from placements.states import PlacementState
from placements.views.host.grading import year_of_study
from tests.factories import (
    ApplicationFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    ProfileFactory,
    SeasonFactory,
    host_of,
    past_window,
)
from tests.placements.host.conftest import applicant, text_of

pytestmark = pytest.mark.django_db

STUDENTS = "/host/students/"


@pytest.fixture
def post(unit, season):
    return PostFactory(unit=unit, season=season, title="短视频采编助理")


def sheet(post: Post) -> str:
    return reverse("placements:host-grade", args=[post.pk])


def judged(wish: Preference, grade: str, reason="", note="", seen="") -> dict:
    return {
        f"a{wish.application_id}-grade": grade,
        f"a{wish.application_id}-decline_reason": reason,
        f"a{wish.application_id}-decline_note": note,
        f"a{wish.application_id}-seen": seen,
    }


def names(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def grades() -> list[str]:
    return list(Preference.objects.order_by("id").values_list("grade", flat=True))


def test_the_ungraded_come_first_then_by_grade(mine, post):
    now = timezone.now()
    applicant(post, "丁", grade="C", graded_at=now)
    applicant(post, "丙", grade="A", graded_at=now)
    applicant(post, "戊", grade="DECLINED", decline_reason="DATES", graded_at=now)
    applicant(post, "甲")
    applicant(post, "乙")

    response = mine.get(sheet(post))

    assert names(response) == ["甲", "乙", "丙", "丁", "戊"]
    assert "给 5 名学生评价" in text_of(response)
    assert "已评 3 人，还有 2 人" in text_of(response)
    assert "没评的 2 人" in text_of(response)


def test_the_page_shows_who_studies_what_and_nothing_private(mine, post, season):
    wish = applicant(post, "王佳怡", rank=4)
    profile = wish.application.student.student_profile

    page = text_of(mine.get(sheet(post)))

    for shown in ("王佳怡", "太原理工大学", "软件工程", "会剪辑和写脚本。"):
        assert shown in page
    for hidden in (
        profile.id_number,
        profile.id_number[-4:],
        wish.application.student.phone,
        wish.application.number,
        "2003",
        "志愿",
        profile.get_gender_display() + "<",
    ):
        assert hidden not in page


def test_two_pages_side_by_side_do_not_tell_which_wish_was_made_first(
    mine, post, unit, season
):
    other = PostFactory(unit=unit, season=season)
    early, late = (ApplicationFactory(season=season, submitted=True) for _ in range(2))
    PreferenceFactory(application=late, post=post, rank=1)
    PreferenceFactory(application=early, post=other, rank=1)
    PreferenceFactory(application=early, post=post, rank=2)
    PreferenceFactory(application=late, post=other, rank=2)

    pages = [mine.get(sheet(each)) for each in (post, other)]

    first, second = ([row["form"].prefix for row in p.context["rows"]] for p in pages)
    assert first == second


def test_one_press_saves_every_grade(mine, post, host):
    first, second, third = (applicant(post) for _ in range(3))

    response = mine.post(
        sheet(post),
        judged(first, "A")
        | judged(second, "DECLINED", "OTHER", "要值夜班")
        | judged(third, ""),
    )

    assert (response.status_code, response.url) == (302, sheet(post))
    assert grades() == ["A", "DECLINED", ""]
    second.refresh_from_db()
    assert (second.decline_note, second.graded_by) == ("要值夜班", host)


@pytest.mark.parametrize(
    ("reason", "field", "sentence"),
    [
        ("", "decline_reason", "选一个原因，要给学生交代。"),
        ("OTHER", "decline_note", "原因选了其他，要写明。"),
    ],
)
def test_declining_without_a_reason_is_422_and_saves_nothing(
    mine, post, reason, field, sentence
):
    first, second = applicant(post), applicant(post)

    response = mine.post(
        sheet(post), judged(first, "A") | judged(second, "DECLINED", reason)
    )

    assert response.status_code == 422
    assert response.context["rows"][1]["form"].errors == {field: [sentence]}
    assert f'name="a{first.application_id}-grade" value="A"' in text_of(response)
    assert text_of(response).count("checked") == 2
    assert grades() == ["", ""]


def test_a_grade_that_does_not_exist_is_422(mine, post):
    wish = applicant(post)

    assert mine.post(sheet(post), judged(wish, "S")).status_code == 422

    assert grades() == [""]


def test_a_tampered_wish_of_another_post_changes_nothing(mine, post, unit, season):
    own = applicant(post)
    elsewhere = applicant(PostFactory(unit=unit, season=season))
    stranger = applicant(PostFactory(season=season))

    mine.post(
        sheet(post), judged(own, "B") | judged(elsewhere, "A") | judged(stranger, "A")
    )

    assert grades() == ["B", "", ""]


def test_the_post_of_another_unit_does_not_exist(mine, season):
    other = PostFactory(season=season)
    host_of(other.unit)
    wish = applicant(other)

    assert mine.get(sheet(other)).status_code == 404
    assert mine.post(sheet(other), judged(wish, "A")).status_code == 404
    assert grades() == [""]


def test_who_wants_the_post_judges_nobody_for_it(mine, host, post):
    ProfileFactory(user=host)
    application = ApplicationFactory(season=post.season, student=host, submitted=True)
    own = PreferenceFactory(application=application, post=post)
    rival = applicant(post, "王佳怡")

    page = mine.get(sheet(post))
    answer = mine.post(sheet(post), judged(own, "A") | judged(rival, "C"))

    assert (page.status_code, answer.status_code) == (409, 409)
    assert "请同事来评价" in text_of(page)
    assert "王佳怡" not in text_of(page)
    assert grades() == ["", ""]


def test_after_the_window_the_sheet_is_for_reading(client, unit, host):
    season = SeasonFactory()
    past_window(season, SeasonWindow.Kind.GRADING)
    post = PostFactory(unit=unit, season=season)
    wish = applicant(post, "王佳怡", grade="A", graded_at=timezone.now())
    client.force_login(host)

    page = text_of(client.get(sheet(post)))
    response = client.post(sheet(post), judged(wish, "C", seen="A"))

    assert "单位评价" in page
    assert "已截止" in page
    assert "radio" not in page
    assert "提交评价" not in page
    assert response.status_code == 409
    assert "已截止" in text_of(response)
    assert grades() == ["A"]


def test_after_the_lock_the_sheet_is_for_reading(mine, post):
    wish = applicant(post)
    post.grades_locked_at = timezone.now()
    post.save()

    response = mine.post(sheet(post), judged(wish, "A"))

    assert response.status_code == 409
    assert "已锁定" in text_of(response)
    assert "radio" not in text_of(response)
    assert grades() == [""]


def test_a_colleagues_grade_is_shown_before_it_is_changed(mine, post):
    wish, other = applicant(post, "王佳怡"), applicant(post)
    Preference.objects.filter(pk=wish.pk).update(grade="A", graded_at=timezone.now())

    late = judged(wish, "C", seen="") | judged(other, "B")
    response = mine.post(sheet(post), late)

    page = text_of(response)
    assert response.status_code == 409
    assert "同事刚把王佳怡评成“A”" in page
    assert response.context["rows"][-1]["wish"].grade == "A"
    assert grades() == ["A", ""]

    again = judged(wish, "C", seen="A") | judged(other, "B")
    assert mine.post(sheet(post), again).status_code == 302
    assert grades() == ["C", "B"]


def test_what_i_left_alone_does_not_undo_a_colleague(mine, post):
    wish, other = applicant(post), applicant(post)
    Preference.objects.filter(pk=wish.pk).update(grade="A", graded_at=timezone.now())

    mine.post(sheet(post), judged(wish, "", seen="") | judged(other, "B"))

    assert grades() == ["A", "B"]


def test_the_reason_is_there_without_javascript(mine, post):
    wish = applicant(post)

    page = text_of(mine.get(sheet(post)))

    assert f'name="a{wish.application_id}-decline_reason"' in page
    assert "hidden" not in page.split('class="why')[1].split("</div>")[0]


def test_a_post_nobody_chose_says_so(mine, post):
    assert "还没有学生填报这个岗位。" in text_of(mine.get(sheet(post)))


def test_the_list_says_how_far_each_post_is(mine, post, unit, season):
    applicant(post)
    applicant(post, grade="B", graded_at=timezone.now())
    done = PostFactory(unit=unit, season=season, title="评完的")
    applicant(done, grade="A", graded_at=timezone.now())
    PostFactory(unit=unit, season=season, title="没人填报的")
    applicant(PostFactory(season=season))

    response = mine.get(STUDENTS)

    assert "2 人填报，已评 1 人，1 个名额" in text_of(response)
    assert [each.title for each in response.context["page"]] == [
        "短视频采编助理",
        "评完的",
    ]
    left = mine.get(f"{STUDENTS}?left=1").context["page"]
    assert [each.title for each in left] == ["短视频采编助理"]


def test_empty_lists_say_what_will_come(mine):
    assert "还没有学生填报" in text_of(mine.get(STUDENTS))
    assert "都评过了" in text_of(mine.get(f"{STUDENTS}?left=1"))
    assert "还没有录用" in text_of(mine.get("/host/students/placed/"))


@pytest.mark.parametrize("count", [3, 30])
def test_the_sheet_costs_the_same_however_many_come(
    mine, post, count, django_assert_num_queries
):
    for _ in range(count):
        applicant(post)

    # session, user, post, season, its windows, applicants, rounds, unit, season
    with django_assert_num_queries(9):
        mine.get(sheet(post))


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_of_posts_costs_the_same_however_long(
    mine, unit, season, count, django_assert_num_queries
):
    for _ in range(count):
        applicant(PostFactory(unit=unit, season=season))

    # session, user, unit, season, count, rows
    with django_assert_num_queries(6):
        mine.get(STUDENTS)


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_of_placements_costs_the_same_however_long(
    mine, unit, season, count, django_assert_num_queries
):
    for _ in range(count):
        PlacementFactory(
            application=ApplicationFactory(season=season, qualified=True),
            post=PostFactory(unit=unit, season=season),
            state=PlacementState.OFFERED,
        )

    # session, user, unit, season, count, rows
    with django_assert_num_queries(6):
        mine.get("/host/students/placed/")


@pytest.mark.parametrize(
    ("degree", "entered", "today", "year"),
    [
        (Degree.BACHELOR, 2021, date(2021, 9, 1), "大一"),
        (Degree.BACHELOR, 2020, date(2021, 7, 8), "大一"),
        (Degree.COLLEGE, 2019, date(2021, 7, 8), "大二"),
        (Degree.MASTER, 2019, date(2021, 7, 8), "研二"),
        (Degree.DOCTOR, 2018, date(2021, 7, 8), "博三"),
        (Degree.BACHELOR, None, date(2021, 7, 8), ""),
        (Degree.BACHELOR, 2021, date(2021, 7, 8), ""),
    ],
)
def test_a_year_of_study_begins_in_september(degree, entered, today, year):
    profile = StudentProfile(degree=degree, entry_year=entered)

    assert year_of_study(profile, today) == year
