from datetime import date

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Consent, ConsentPurpose, StudentProfile
from accounts.profile import give_consent
from placements.models import Application, SelectionRound
from placements.states import ApplicationState
from tests.factories import (
    ApplicationFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    UserFactory,
    id_number,
    past_window,
    student,
)

pytestmark = pytest.mark.django_db
S = ApplicationState
IDENTITY = "/me/application/"
EDUCATION = "/me/application/education/"
SUBMIT = "/me/application/submit/"
TAKE_BACK = "/me/application/take-back/"
WITHDRAW = "/me/application/withdraw/"
REQUIRED = {"CORE_SERVICE": "on", "SHARE_WITH_UNIT": "on"}


def identity(**other) -> dict:
    return {
        "name": "张晓晨",
        "id_type": "RESIDENT",
        "id_number": id_number(4000),
        "gender": "F",
        "political_status": "LEAGUE",
        "channel": "NATIVE",
        "home_district": "140321",
        "residence": "140321100",
    } | other


def education(**other) -> dict:
    return {
        "university": "太原理工大学",
        "major": "网络工程",
        "degree": "BACHELOR",
        "entry_year": "2024",
        "graduates_on": "2028-07",
        "skills": ["编程"],
        "introduction": "会修电脑。",
    } | other


@pytest.fixture
def application(season, me):
    return ApplicationFactory(season=season, student=me)


@pytest.fixture
def newcomer(client):
    user = UserFactory(name="")
    client.force_login(user)
    return user


# --- identity -------------------------------------------------------------------------


def test_the_first_step_begins_the_application(client, season, newcomer):
    assert not Application.objects.exists()

    response = client.post(IDENTITY, identity())

    assertRedirects(response, EDUCATION)
    application = Application.objects.get()
    newcomer.refresh_from_db()
    assert (application.state, newcomer.name) == (S.DRAFT, "张晓晨")
    assert newcomer.student_profile.birth_date == date(2000, 12, 14)


def test_looking_at_the_first_step_begins_nothing(client, season, newcomer):
    assert client.get(IDENTITY).status_code == 200
    assert not Application.objects.exists()


def test_a_stored_number_is_shown_masked_and_kept_when_left_empty(
    client, application, me
):
    number = me.student_profile.id_number

    assertNotContains(client.get(IDENTITY), number)
    assertContains(
        client.get(IDENTITY), f"已保存 {number[:4]}************{number[-2:]}"
    )
    client.post(IDENTITY, identity(id_number=""))

    assert StudentProfile.objects.get().id_number == number


def test_a_number_typed_again_replaces_the_stored_one(client, application, me):
    client.post(IDENTITY, identity())

    assert StudentProfile.objects.get().id_number == id_number(4000)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("id_number", "140321199001010001", "身份证号有一位写错了"),
        ("id_number", "123", "身份证号是 18 位"),
        ("name", "", "这一项要填"),
        ("residence", "140321", "列出来的选项"),
        ("home_district", "", "选户口所在的县区"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    client, application, field, typed, sentence
):
    response = client.post(
        IDENTITY, identity(political_status="PARTY", **{field: typed})
    )

    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form["political_status"].value() == "PARTY"
    assertContains(response, "有 1 处要改", count=1, status_code=422)
    assert sentence in form.errors[field][0]


def test_whoever_comes_from_elsewhere_leaves_the_district_empty(
    client, season, newcomer
):
    client.post(IDENTITY, identity(channel="COOPERATION", home_district=""))

    assert StudentProfile.objects.get().home_district is None


@pytest.mark.parametrize("state", ["submitted", "qualified"])
def test_what_was_handed_in_cannot_be_changed_before_it_is_taken_back(
    client, season, me, state
):
    ApplicationFactory(season=season, student=me, **{state: True})

    for url, typed in ((IDENTITY, identity()), (EDUCATION, education())):
        assertRedirects(client.get(url), SUBMIT)
        assertContains(client.post(url, typed), "先撤回修改", status_code=409)

    assert StudentProfile.objects.get().major == "软件工程"


def test_after_the_window_nobody_begins(client, newcomer):
    past_window(SeasonFactory(), "REGISTRATION")

    assertContains(client.get(IDENTITY), "已截止")
    assertContains(client.post(IDENTITY, identity()), "已截止", status_code=409)
    assert not Application.objects.exists()


# --- education ------------------------------------------------------------------------


def test_the_second_step_saves_and_leads_to_the_wishes(client, application):
    response = client.post(EDUCATION, education(available_from="2026-07-10"))

    assertRedirects(response, "/me/wishes/")
    profile = StudentProfile.objects.get()
    application.refresh_from_db()
    assert (profile.major, profile.skills) == ("网络工程", ["编程"])
    assert profile.graduates_on == date(2028, 7, 1)
    assert application.available_from == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"university": "没有的大学"}, "university"),
        ({"graduates_on": "2020-07"}, "graduates_on"),
        ({"graduates_on": "明年"}, "graduates_on"),
        ({"entry_year": "二四"}, "entry_year"),
        (
            {"available_from": "2026-08-01", "available_until": "2026-07-01"},
            "available_until",
        ),
    ],
)
def test_a_wrong_answer_about_study_is_marked(client, application, typed, field):
    response = client.post(EDUCATION, education(**typed))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_later_steps_need_a_beginning(client, season, newcomer):
    for url in (EDUCATION, SUBMIT):
        assertRedirects(client.get(url), IDENTITY)
    for url in (TAKE_BACK, WITHDRAW):
        assert client.post(url).status_code == 404


# --- consent and submission -----------------------------------------------------------


@pytest.fixture
def ready(application):
    PreferenceFactory(application=application)
    return application


def test_no_box_is_ticked_for_me(client, ready):
    response = client.get(SUBMIT)

    assertContains(response, 'type="checkbox"', count=4)
    assertNotContains(response, " checked")


def test_submitting_keeps_one_row_for_each_purpose(client, ready, me):
    response = client.post(SUBMIT, REQUIRED | {"OFF_SEASON_PUSH": "on"})

    assertRedirects(response, "/me/")
    ready.refresh_from_db()
    assert ready.state == S.SUBMITTED
    assert set(Consent.objects.values_list("user", "purpose")) == {
        (me.pk, purpose)
        for purpose in ("CORE_SERVICE", "SHARE_WITH_UNIT", "OFF_SEASON_PUSH")
    }


def test_without_a_required_consent_nothing_is_submitted(client, ready):
    response = client.post(SUBMIT, {"CORE_SERVICE": "on"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["SHARE_WITH_UNIT"]
    assert not Consent.objects.exists()


def test_handing_in_needs_an_application_that_counts(client, season, me):
    ApplicationFactory(season=season, student=me, state=S.WITHDRAWN)

    assertRedirects(client.post(SUBMIT, REQUIRED), IDENTITY)

    assert not Consent.objects.exists()


def test_what_was_agreed_before_is_not_asked_again(client, ready, me):
    give_consent(me, ConsentPurpose.CORE_SERVICE)
    give_consent(me, ConsentPurpose.SHARE_WITH_UNIT)

    assertContains(client.get(SUBMIT), 'type="checkbox"', count=2)
    client.post(SUBMIT)

    ready.refresh_from_db()
    assert ready.state == S.SUBMITTED


def test_the_summary_names_what_is_missing_with_the_way_there(client, season):
    me = student(introduction="", birth_date=None)
    ApplicationFactory(season=season, student=me)
    client.force_login(me)

    response = client.get(SUBMIT)

    assertContains(response, f'<a href="{IDENTITY}">身份：出生日期</a>')
    assertContains(response, f'<a href="{EDUCATION}">学籍：自我介绍</a>')
    assertContains(response, '<a href="/me/wishes/">志愿：至少一个志愿</a>')
    assertNotContains(response, "提交报名</button>")


def test_what_cannot_be_submitted_is_refused_with_its_sentence(client, season):
    me = student(introduction="")
    PreferenceFactory(application=ApplicationFactory(season=season, student=me))
    client.force_login(me)

    response = client.post(SUBMIT, REQUIRED)

    assertContains(response, "还差自我介绍，补上再提交。", status_code=409)
    assert not Consent.objects.exists()


def test_a_number_used_elsewhere_is_refused_without_saying_whose(client, season):
    other = ApplicationFactory(
        season=season, student=student(id_number=id_number(6)), submitted=True
    )
    me = student(id_number=id_number(6))
    PreferenceFactory(application=ApplicationFactory(season=season, student=me))
    client.force_login(me)

    response = client.post(SUBMIT, REQUIRED)

    assertContains(response, "这个证件号本季已经有一份报名", status_code=409)
    assertNotContains(response, other.student.name, status_code=409)
    assert not Consent.objects.exists()


# --- ways back ------------------------------------------------------------------------


def test_it_is_taken_back_and_may_be_changed_again(client, season, me):
    application = ApplicationFactory(season=season, student=me, submitted=True)

    assertContains(client.get(SUBMIT), "撤回修改")
    assertRedirects(client.post(TAKE_BACK), SUBMIT)

    application.refresh_from_db()
    assert application.state == S.DRAFT
    assert client.get(IDENTITY).status_code == 200


def test_leaving_asks_first(client, season, me):
    application = ApplicationFactory(season=season, student=me, submitted=True)

    assertContains(client.get(WITHDRAW), "本季不报了？")
    application.refresh_from_db()
    assert application.state == S.SUBMITTED
    assertRedirects(client.post(WITHDRAW), "/me/")

    application.refresh_from_db()
    assert application.state == S.WITHDRAWN


def test_a_locked_list_holds_everybody(client, season, me):
    ApplicationFactory(season=season, student=me, submitted=True)
    SelectionRound.objects.create(
        season=season,
        state="LOCKED",
        locked_at=timezone.now(),
        seed="s",
        seed_digest="d",
        market_digest="m",
    )

    for url in (TAKE_BACK, WITHDRAW):
        assertContains(client.post(url), "名单已经锁定", status_code=409)


def test_what_changes_something_is_never_a_link(client, application):
    assert client.get(TAKE_BACK).status_code == 405


# --- the price ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "queries"),
    [
        (IDENTITY, 5),  # session, user, season, application with profile, divisions
        (EDUCATION, 5),  # the same, universities
        (SUBMIT, 6),  # the same four, consents, wishes
        ("/me/wishes/", 6),  # the same four, wishes, committees
    ],
)
@pytest.mark.parametrize("wishes", [1, 5])
def test_a_page_of_the_form_is_cheap(
    client, application, url, queries, wishes, django_assert_num_queries
):
    for rank in range(1, wishes + 1):
        PreferenceFactory(
            application=application,
            rank=rank,
            post=PostFactory(season=application.season),
        )

    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("wishes", [1, 5])
def test_handing_in_is_cheap(
    client, application, wishes, settings, django_assert_num_queries
):
    settings.STAFF_NEED_SECOND_FACTOR = True
    for rank in range(1, wishes + 1):
        PreferenceFactory(
            application=application,
            rank=rank,
            post=PostFactory(season=application.season),
        )

    # Session, user, season; begin, lock, two for the dossier, consents read and
    # written, the application, the event, commit.
    with django_assert_num_queries(12):
        assertRedirects(
            client.post(SUBMIT, REQUIRED), "/me/", fetch_redirect_response=False
        )
