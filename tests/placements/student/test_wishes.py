import pytest
from django.utils import timezone
from pytest_django.asserts import (
    assertContains,
    assertNotContains,
    assertRedirects,
    assertTemplateUsed,
)

from placements.actions.posts import cancel_post
from placements.models import Application, Preference, SelectionRound
from placements.states import ApplicationState
from tests.factories import (
    ApplicationFactory,
    PostFactory,
    PreferenceFactory,
    UserFactory,
    city,
    committee,
    county_staff,
)

pytestmark = pytest.mark.django_db
URL = "/me/wishes/"
HTMX = {"hx-request": "true"}


@pytest.fixture
def application(season, me):
    return ApplicationFactory(season=season, student=me)


@pytest.fixture
def wishes(application) -> list[Preference]:
    return [
        PreferenceFactory(
            application=application,
            rank=rank,
            post=PostFactory(season=application.season, title=title),
        )
        for rank, title in enumerate("甲乙丙", start=1)
    ]


def order(application) -> str:
    return "".join(
        wish.post.title for wish in application.preferences.standing().in_order()
    )


def lock(season):
    SelectionRound.objects.create(
        season=season,
        state="LOCKED",
        locked_at=timezone.now(),
        seed="s",
        seed_digest="d",
        market_digest="m",
    )


def test_an_empty_list_says_where_to_begin(client, season, me):
    response = client.get(URL)

    assertContains(response, "还没有志愿。先去岗位里挑一个。")
    assertContains(response, "去看岗位")


def test_the_list_says_how_many_want_it_and_how_far_it_is(client, wishes, season):
    PreferenceFactory(
        application=ApplicationFactory(season=season, submitted=True),
        post=wishes[0].post,
    )

    rows = client.get(URL).context["wishes"]

    assert [(row.rank, row.title, row.facts) for row in rows] == [
        (1, "甲", ["离家不到 1 公里", "1 人填报"]),
        (2, "乙", ["离家不到 1 公里", "0 人填报"]),
        (3, "丙", ["离家不到 1 公里", "0 人填报"]),
    ]


def test_every_button_names_its_post(client, wishes):
    response = client.get(URL)

    unit = wishes[0].post.unit.name
    for verb in ("上移", "下移", "移除"):
        assertContains(response, f'aria-label="{verb}：甲，{unit}"', count=1)


def test_a_draft_is_led_to_its_submission_and_a_submitted_one_is_not(
    client, wishes, application
):
    assertContains(client.get(URL), "提交 3 个志愿")

    Application.objects.update(
        state=ApplicationState.SUBMITTED,
        submitted_at=timezone.now(),
        managing_committee=committee(),
        number="N",
        id_number_index="i",
    )

    response = client.get(URL)
    assertContains(response, "前可随时改")
    assertNotContains(response, "提交 3 个志愿")


# --- adding ---------------------------------------------------------------------------


def test_a_post_is_added_from_its_page(client, season, me):
    post = PostFactory(season=season, title="丁")

    response = client.post(f"/me/wishes/add/{post.pk}/")

    assertRedirects(response, URL)
    assert order(Application.objects.get(student=me)) == "丁"


def test_a_cancelled_post_is_refused_and_an_unseen_one_does_not_exist(
    client, season, me
):
    gone = PostFactory(season=season, state="CANCELLED")
    unseen = PostFactory(season=season, draft=True)
    older = PostFactory(season__year=2020)

    response = client.post(f"/me/wishes/add/{gone.pk}/")

    assertContains(response, "没能加入", status_code=409)
    assert client.post(f"/me/wishes/add/{unseen.pk}/").status_code == 404
    assert client.post(f"/me/wishes/add/{older.pk}/").status_code == 404
    assert client.get(f"/me/wishes/add/{gone.pk}/").status_code == 405


# --- ordering -------------------------------------------------------------------------


def move_url(wish) -> str:
    return f"/me/wishes/{wish.pk}/move/"


def test_without_script_a_move_comes_back_to_the_page(client, application, wishes):
    response = client.post(move_url(wishes[0]), {"direction": "down"})

    assertRedirects(response, URL)
    assert order(application) == "乙甲丙"


def test_htmx_gets_back_only_the_list(client, application, wishes):
    response = client.post(move_url(wishes[2]), {"direction": "up"}, headers=HTMX)

    assertTemplateUsed(response, "placements/student/_wish_list.html")
    assertNotContains(response, "<html")
    assertContains(response, "“丙”现在是第 2 志愿。")
    assert order(application) == "甲丙乙"


def test_a_refused_move_says_so_in_the_list(client, application, wishes):
    lock(application.season)

    plain = client.post(move_url(wishes[0]), {"direction": "down"})
    quick = client.post(move_url(wishes[0]), {"direction": "down"}, headers=HTMX)

    assertContains(plain, "名单已经锁定", status_code=409)
    assertContains(quick, "名单已经锁定", status_code=409)
    assertNotContains(quick, "<html", status_code=409)
    assert order(application) == "甲乙丙"


def test_a_move_goes_up_or_down(client, application, wishes):
    response = client.post(move_url(wishes[0]), {"direction": "sideways"})

    assert response.status_code == 422
    assert order(application) == "甲乙丙"


def test_nobody_finds_the_wishes_of_others(client, wishes, application):
    client.force_login(UserFactory())

    assert client.post(move_url(wishes[0]), {"direction": "down"}).status_code == 404
    assert client.post(f"/me/wishes/{wishes[0].pk}/remove/").status_code == 404
    assert client.post("/me/wishes/adjustment/").status_code == 404

    ApplicationFactory(season=application.season, student=UserFactory())
    assert order(application) == "甲乙丙"


def test_a_wish_of_another_applicant_does_not_exist_for_me(client, application):
    other = PreferenceFactory(
        application=ApplicationFactory(season=application.season), rank=1
    )

    assert client.post(move_url(other), {"direction": "up"}).status_code == 404


# --- removing -------------------------------------------------------------------------


def test_a_wish_is_removed(client, application, wishes):
    assertRedirects(client.post(f"/me/wishes/{wishes[1].pk}/remove/"), URL)
    assert order(application) == "甲丙"


def test_the_last_one_of_a_submitted_list_stays(client, season, me):
    application = ApplicationFactory(season=season, student=me, submitted=True)
    only = PreferenceFactory(application=application)

    response = client.post(f"/me/wishes/{only.pk}/remove/")

    assertContains(response, "至少留一个志愿", status_code=409)


def test_a_cancelled_wish_is_named_with_the_time_to_replace_it(client, wishes):
    cancel_post(wishes[0].post, by=county_staff(), reason="不办了", now=timezone.now())

    response = client.get(URL)

    assertContains(response, "“甲”被取消了")
    assertContains(response, "前可以换一个岗位")
    assert [row.title for row in response.context["wishes"]] == ["乙", "丙"]


# --- adjustment -----------------------------------------------------------------------


def test_districts_are_named_as_offices_list_them(client, application):
    form = client.get(URL).context["form"]

    assert [label for _pk, label in form.fields["committees"].choices] == [
        "城区",
        "矿区",
        "郊区",
        "平定县",
        "盂县",
        "高新区",
        "市直",
    ]


def test_the_answer_about_adjustment_is_saved(client, application):
    typed = {
        "accepts": "yes",
        "committees": [committee().pk, city().pk],
        "categories": ["RURAL"],
    }

    assertRedirects(client.post("/me/wishes/adjustment/", typed), URL)

    application.refresh_from_db()
    assert application.accepts_adjustment
    assert application.adjustment_committees == [committee().pk, city().pk]
    assert application.adjustment_categories == ["RURAL"]


def test_the_button_below_saves_it_on_the_way_to_the_last_step(client, wishes):
    typed = {"accepts": "no", "next": "submit"}

    response = client.post("/me/wishes/adjustment/", typed)

    assertRedirects(response, "/me/application/submit/")


def test_a_yes_without_a_district_is_marked(client, application):
    response = client.post("/me/wishes/adjustment/", {"accepts": "yes"})

    assertContains(response, "要选至少一个地区", status_code=422)


def test_a_locked_list_refuses_an_answer(client, application):
    lock(application.season)

    response = client.post("/me/wishes/adjustment/", {"accepts": "no"})

    assertContains(response, "名单已经锁定", status_code=409)
