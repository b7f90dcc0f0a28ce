from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from accounts.fields import blind_index
from accounts.models import REQUIRED_CONSENTS, Consent, ConsentPurpose, Degree
from accounts.profile import give_consent
from audit.models import Event
from directory.models import Division, University
from notices.models import Notice
from placements.actions.applications import (
    qualify_application,
    qualify_applications,
    reject_application,
    return_application,
    save_education,
    save_identity,
    start_application,
    submit_application,
    submit_own_application,
    take_back_application,
    unmask_id_number,
    withdraw_application,
)
from placements.exceptions import IllegalMove, RuleViolation, WindowClosed
from placements.models import (
    Application,
    Channel,
    Education,
    ReturnReason,
    SelectionRound,
)
from placements.states import ApplicationState
from tests.factories import (
    ApplicationFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    ProfileFactory,
    SeasonFactory,
    UserFactory,
    city_staff,
    committee,
    county_staff,
    id_number,
    open_window,
    past_window,
    reader,
    student,
)
from tests.races import together

pytestmark = pytest.mark.django_db
S = ApplicationState


@pytest.fixture
def season():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    return season


def agree(user):
    give_consent(user, ConsentPurpose.CORE_SERVICE)
    give_consent(user, ConsentPurpose.SHARE_WITH_UNIT)


def ready(season, **profile) -> Application:
    """A draft that lacks nothing."""
    application = ApplicationFactory(season=season, student=student(**profile))
    PreferenceFactory(application=application)
    agree(application.student)
    return application


def submit(application, by=None):
    by = by or application.student
    return submit_application(application, by=by, now=timezone.now())


def event() -> tuple:
    found = Event.objects.order_by("-id").first()
    return found.name, found.actor, found.subject_id


def lock_lists(season):
    SelectionRound.objects.create(
        season=season,
        state="LOCKED",
        locked_at=timezone.now(),
        seed="s",
        seed_digest="d",
        market_digest="m",
    )


# --- starting -------------------------------------------------------------------------


def test_starting_makes_one_draft_and_leaves_a_trace(season):
    me = student()

    application = start_application(season, by=me, now=timezone.now())
    again = start_application(season, by=me, now=timezone.now())

    assert again == application == Application.objects.get()
    assert application.state == S.DRAFT
    assert event() == ("application.start", me, application.pk)


def test_nobody_starts_outside_the_window():
    season = SeasonFactory()
    past_window(season, "REGISTRATION")

    with pytest.raises(WindowClosed, match="已截止"):
        start_application(season, by=student(), now=timezone.now())

    assert not Application.objects.exists()


def test_who_withdrew_may_start_again(season):
    me = student()
    ApplicationFactory(season=season, student=me, state=S.WITHDRAWN)

    assert start_application(season, by=me, now=timezone.now()).state == S.DRAFT


def test_who_was_rejected_does_not_come_back_under_another_phone(season):
    rejected = ready(season, id_number=id_number(7))
    submit(rejected)
    Application.objects.filter(pk=rejected.pk).update(state=S.REJECTED)

    with pytest.raises(RuleViolation, match="没有通过资格审核"):
        submit(ready(season, id_number=id_number(7)))


def test_who_was_rejected_does_not_start_again(season):
    me = student()
    ApplicationFactory(season=season, student=me, state=S.REJECTED)

    with pytest.raises(RuleViolation, match="没有通过资格审核"):
        start_application(season, by=me, now=timezone.now())


def test_who_has_a_place_does_not_apply_again(season):
    me = student()
    closed = ApplicationFactory(season=season, student=me, state=S.CLOSED)
    PlacementFactory(application=closed)

    with pytest.raises(RuleViolation, match="已经录用"):
        start_application(season, by=me, now=timezone.now())


# --- filling in -----------------------------------------------------------------------


def identity(**other):
    return {
        "channel": Channel.NATIVE,
        "name": "张晓晨",
        "id_type": "RESIDENT",
        "id_number": id_number(4000),
        "gender": "F",
        "birth_date": None,
        "home_district": Division.objects.get(code="140321"),
        "residence": Division.objects.get(code="140321100"),
        "political_status": "LEAGUE",
    } | other


def education(**other):
    return {
        "university": University.objects.get(name="太原理工大学"),
        "college": "",
        "major": "网络工程",
        "degree": "BACHELOR",
        "entry_year": 2024,
        "graduates_on": date(2028, 7, 1),
        "skills": [],
        "introduction": "会修电脑。",
    } | other


def test_identity_is_saved_with_the_road_the_student_comes_by(season):
    application = ApplicationFactory(season=season)
    me = application.student

    saved = save_identity(
        application, by=me, **identity(channel=Channel.RESIDENT, home_district=None)
    )

    me.refresh_from_db()
    assert (saved.channel, me.name) == (Channel.RESIDENT, "张晓晨")
    assert me.student_profile.id_number == id_number(4000)
    assert event() == ("application.save_identity", me, application.pk)


def test_a_corrected_number_lets_go_of_the_wrong_one(season):
    application = ready(season)
    submit(application)
    taken = take_back_application(
        application, by=application.student, now=timezone.now()
    )
    wrong = taken.id_number_index

    saved = save_identity(taken, by=taken.student, **identity())

    assert wrong
    assert saved.id_number_index == ""


def test_education_is_saved_with_the_days_the_student_is_free(season):
    application = ApplicationFactory(season=season)

    saved = save_education(
        application,
        by=application.student,
        available_from=date(2026, 7, 10),
        **education(),
    )

    assert saved.available_from == date(2026, 7, 10)
    saved.student.student_profile.refresh_from_db()
    assert saved.student.student_profile.major == "网络工程"
    assert event() == ("application.save_education", saved.student, saved.pk)


@pytest.mark.parametrize("state", ["submitted", "qualified"])
def test_what_was_handed_in_is_not_changed_underneath(state):
    application = ApplicationFactory(**{state: True})
    me = application.student

    with pytest.raises(RuleViolation, match="先撤回修改"):
        save_identity(application, by=me, **identity())
    with pytest.raises(RuleViolation, match="先撤回修改"):
        save_education(application, by=me, **education())

    me.student_profile.refresh_from_db()
    assert me.student_profile.major == "软件工程"


def test_nobody_else_fills_in_my_application(season):
    application = ApplicationFactory(season=season)

    for stranger in (student(), county_staff(), city_staff()):
        with pytest.raises(PermissionDenied):
            save_identity(application, by=stranger, **identity())
        with pytest.raises(PermissionDenied):
            save_education(application, by=stranger, **education())


# --- handing in -----------------------------------------------------------------------


def test_submitting_gives_a_number_a_reviewer_and_a_trace(season):
    application = ready(season)

    submitted = submit(application)

    profile = application.student.student_profile
    assert submitted.state == S.SUBMITTED
    assert submitted.number == f"YQ2026W-{application.pk:06d}"
    assert submitted.managing_committee == committee()
    assert submitted.id_number_index == profile.id_number_index
    assert event() == ("application.submit", application.student, application.pk)


def test_ones_own_is_found_and_agreed_to_in_one_go(season):
    application = ApplicationFactory(season=season)
    PreferenceFactory(application=application)
    me = application.student

    submitted = submit_own_application(
        season, by=me, now=timezone.now(), agreeing_to=REQUIRED_CONSENTS
    )

    assert submitted == application
    application.refresh_from_db()
    assert application.state == S.SUBMITTED
    assert Consent.objects.standing().filter(user=me).count() == 2


def test_who_has_none_that_counts_hands_nothing_in(season):
    application = ready(season)
    withdraw_application(application, by=application.student)

    for person in (application.student, student()):
        assert submit_own_application(season, by=person, now=timezone.now()) is None


def test_a_refusal_takes_the_agreement_back_with_it(season):
    application = ApplicationFactory(season=season)
    PreferenceFactory(application=application)
    lock_lists(season)

    with pytest.raises(WindowClosed):
        submit_application(
            application,
            by=application.student,
            now=timezone.now(),
            agreeing_to=REQUIRED_CONSENTS,
        )

    assert not Consent.objects.exists()


def test_nobody_else_submits(season):
    application = ready(season)

    for stranger in (student(), county_staff(), UserFactory()):
        with pytest.raises(PermissionDenied):
            submit(application, by=stranger)

    application.refresh_from_db()
    assert application.state == S.DRAFT


def test_an_application_is_submitted_once(season):
    application = ready(season)
    submit(application)

    with pytest.raises(IllegalMove):
        submit(application)


def test_nothing_is_submitted_after_the_window():
    season = SeasonFactory()
    past_window(season, "REGISTRATION")

    with pytest.raises(WindowClosed, match="已截止"):
        submit(ready(season))


def test_a_returned_one_is_submitted_even_after_the_window():
    season = SeasonFactory()
    past_window(season, "REGISTRATION")
    application = ready(season)
    Application.objects.update(
        state=S.RETURNED, return_reasons=["OTHER"], return_note="改名字。"
    )

    submitted = submit(application)

    assert (submitted.state, submitted.return_reasons, submitted.return_note) == (
        S.SUBMITTED,
        [],
        "",
    )


def test_nothing_is_submitted_once_the_lists_are_locked(season):
    application = ready(season)
    lock_lists(season)

    with pytest.raises(WindowClosed, match="名单已经锁定"):
        submit(application)


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"university": None}, "还差学校，"),
        ({"birth_date": None, "introduction": ""}, "还差出生日期、自我介绍，"),
        ({"home_district": None}, "还差生源地，"),
        ({"id_number": "", "id_number_index": ""}, "还差证件号码，"),
        ({"birth_date": timezone.localdate() - timedelta(days=365 * 15)}, "16 周岁"),
        ({"graduates_on": date(2020, 7, 1)}, "面向在校大学生"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(season, lacking, sentence):
    application = ready(season, **lacking)

    with pytest.raises(RuleViolation, match=sentence):
        submit(application)


def test_without_any_profile_everything_is_missing(season):
    application = ApplicationFactory(season=season, student=UserFactory(name=""))

    with pytest.raises(RuleViolation, match=r"还差姓名、证件号码、.*、自我介绍，"):
        submit(application)


def test_whoever_comes_from_elsewhere_needs_no_district_of_ours(season):
    application = ready(season, home_district=None)
    Application.objects.update(channel=Channel.COOPERATION)

    assert submit(application).state == S.SUBMITTED


def test_without_a_wish_there_is_nothing_to_submit(season):
    application = ApplicationFactory(season=season)
    agree(application.student)

    with pytest.raises(RuleViolation, match="还没有志愿"):
        submit(application)


@pytest.mark.parametrize(
    ("post", "profile", "sentence"),
    [
        (
            {"education": Education.BACHELOR},
            {"degree": Degree.COLLEGE},
            "要求本科及以上，你填的是专科",
        ),
        (
            {},
            {"birth_date": timezone.localdate() - timedelta(days=365 * 17)},
            "未满 18 周岁",
        ),
    ],
)
def test_a_post_that_cannot_take_the_student_is_named(season, post, profile, sentence):
    application = ready(season, **profile)
    PreferenceFactory(
        application=application, rank=2, post=PostFactory(season=season, **post)
    )
    application.preferences.filter(rank=1).update(
        post=PostFactory(season=season, takes_minors=True)
    )

    with pytest.raises(RuleViolation, match=rf"第 2 志愿.*{sentence}"):
        submit(application)


def test_both_required_consents_are_needed(season):
    application = ApplicationFactory(season=season)
    PreferenceFactory(application=application)
    give_consent(application.student, ConsentPurpose.CORE_SERVICE)

    with pytest.raises(RuleViolation, match="两项必要的同意"):
        submit(application)


def test_one_id_number_has_one_application_and_nobody_learns_whose(season):
    number = id_number(6)
    first = ready(season, id_number=number)
    second = ready(season, id_number=number)
    submit(first)

    with pytest.raises(RuleViolation, match="这个证件号本季已经有一份报名") as refusal:
        submit(second)

    assert first.student.name not in str(refusal.value)
    second.refresh_from_db()
    assert second.state == S.DRAFT


def test_the_database_refuses_a_second_application_with_the_number(season):
    index = blind_index(id_number(6))
    ApplicationFactory(season=season, submitted=True, id_number_index=index)

    with pytest.raises(
        IntegrityError, match="one_live_application_per_id_number_and_season"
    ):
        ApplicationFactory(season=season, submitted=True, id_number_index=index)


def test_the_database_refuses_a_second_live_application(season):
    me = student()
    ApplicationFactory(season=season, student=me)

    with pytest.raises(
        IntegrityError, match="one_live_application_per_student_and_season"
    ):
        ApplicationFactory(season=season, student=me)


# --- taking back, leaving -------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "qualified"])
def test_it_may_be_taken_back_while_the_window_is_open(season, state):
    application = ApplicationFactory(season=season, **{state: True})
    me = application.student

    taken = take_back_application(application, by=me, now=timezone.now())

    assert taken.state == S.DRAFT
    assert event() == ("application.take_back", me, application.pk)


def test_it_is_not_taken_back_late_nor_by_others_nor_once_locked(season):
    application = ApplicationFactory(season=season, submitted=True)
    now = timezone.now()

    with pytest.raises(PermissionDenied):
        take_back_application(application, by=county_staff(), now=now)
    with pytest.raises(WindowClosed):
        take_back_application(
            application, by=application.student, now=now + timedelta(days=30)
        )
    lock_lists(season)
    with pytest.raises(WindowClosed, match="名单已经锁定"):
        take_back_application(application, by=application.student, now=now)


def test_leaving_needs_no_window_and_no_reason():
    application = ApplicationFactory(submitted=True)

    left = withdraw_application(application, by=application.student)

    assert left.state == S.WITHDRAWN
    assert event() == ("application.withdraw", application.student, application.pk)


def test_nobody_is_made_to_leave_by_others_nor_leaves_twice(season):
    application = ApplicationFactory(season=season, submitted=True)

    with pytest.raises(PermissionDenied):
        withdraw_application(application, by=city_staff())
    withdraw_application(application, by=application.student)
    with pytest.raises(IllegalMove):
        withdraw_application(application, by=application.student)


def test_nobody_leaves_a_locked_list(season):
    application = ApplicationFactory(season=season, qualified=True)
    lock_lists(season)

    with pytest.raises(WindowClosed, match="名单已经锁定"):
        withdraw_application(application, by=application.student)


# --- review ---------------------------------------------------------------------------

REVIEWS = (
    lambda application, by: qualify_application(application, by=by, now=timezone.now()),
    lambda application, by: return_application(
        application,
        by=by,
        now=timezone.now(),
        reasons=[ReturnReason.MISMATCH],
        note="学校写错了。",
    ),
    lambda application, by: reject_application(
        application,
        by=by,
        now=timezone.now(),
        reasons=[ReturnReason.OTHER],
        note="不是在校生。",
    ),
)


@pytest.mark.parametrize(
    ("review", "state", "kind"),
    [
        (REVIEWS[0], S.QUALIFIED, "application.qualified"),
        (REVIEWS[1], S.RETURNED, "application.returned"),
        (REVIEWS[2], S.REJECTED, "application.rejected"),
    ],
)
def test_the_students_own_county_decides_and_tells(review, state, kind):
    application = ApplicationFactory(submitted=True)
    staff = county_staff()

    reviewed = review(application, staff)

    assert (reviewed.state, reviewed.reviewed_by) == (state, staff)
    name = "application." + {"QUALIFIED": "qualify", "RETURNED": "return"}.get(
        state, "reject"
    )
    assert event() == (name, staff, application.pk)
    assert list(Notice.objects.values_list("recipient", "kind")) == [
        (application.student_id, kind)
    ]


@pytest.mark.parametrize("review", REVIEWS)
def test_other_people_do_not_review(review):
    application = ApplicationFactory(submitted=True)

    for stranger in (
        application.student,
        county_staff("团盂县委"),
        reader(),
        UserFactory(),
    ):
        with pytest.raises(PermissionDenied):
            review(application, stranger)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("review", REVIEWS)
def test_only_what_was_submitted_is_reviewed(review):
    with pytest.raises(IllegalMove):
        review(ApplicationFactory(qualified=True), county_staff())


def test_the_city_decides_too_but_nobody_about_themselves():
    application = ApplicationFactory(submitted=True)
    me = city_staff()
    ProfileFactory(user=me)
    own = ApplicationFactory(submitted=True, student=me)

    assert qualify_application(application, by=me, now=timezone.now())
    with pytest.raises(PermissionDenied):
        qualify_application(own, by=me, now=timezone.now())


def test_the_student_reads_the_reasons_and_the_text():
    application = ApplicationFactory(submitted=True)

    REVIEWS[1](application, county_staff())

    text = Notice.objects.get().text
    assert text == "你的报名要改一处再交：与核对的信息不一致。学校写错了。"


def test_a_rejection_says_why(season):
    application = ApplicationFactory(submitted=True)

    with pytest.raises(RuleViolation, match="写明原因"):
        reject_application(
            application, by=county_staff(), now=timezone.now(), reasons=[], note=" "
        )


def test_many_are_qualified_together_or_not_at_all():
    good, bad = ApplicationFactory(submitted=True), ApplicationFactory(qualified=True)
    staff = county_staff()

    with pytest.raises(IllegalMove):
        qualify_applications([good, bad], by=staff, now=timezone.now())

    good.refresh_from_db()
    assert good.state == S.SUBMITTED
    assert qualify_applications([good], by=staff, now=timezone.now()) == [good]


def test_the_whole_number_is_shown_for_a_reason_that_is_kept():
    application = ApplicationFactory(submitted=True)
    staff = county_staff()

    number = unmask_id_number(application, by=staff, reason="核对证件照片")

    assert number == application.student.student_profile.id_number
    assert event() == ("application.unmask_id_number", staff, application.pk)
    assert Event.objects.get().data == {"reason": "核对证件照片"}


def test_the_whole_number_is_not_for_everybody_nor_without_a_reason():
    application = ApplicationFactory(submitted=True)

    with pytest.raises(PermissionDenied):
        unmask_id_number(application, by=reader(), reason="核对证件照片")
    with pytest.raises(PermissionDenied):
        unmask_id_number(
            application, by=county_staff("团盂县委"), reason="核对证件照片"
        )
    with pytest.raises(RuleViolation, match="写明为什么"):
        unmask_id_number(application, by=county_staff(), reason=" 看 ")

    assert not Event.objects.exists()


# --- at the same time -----------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_accounts_with_one_number_at_once_one_is_refused_with_the_sentence():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    first, second = (ready(season, id_number=id_number(6)) for _ in range(2))

    refusals = together(
        lambda: submit(first), lambda: submit(second), refused=RuleViolation
    )

    assert Application.objects.in_state(S.SUBMITTED).get() == first
    assert [str(refusal).split("。")[0] for refusal in refusals] == [
        "这个证件号本季已经有一份报名"
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_taps_begin_one_application():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    me = student()

    def start():
        return start_application(season, by=me, now=timezone.now())

    refusals = together(start, start, refused=RuleViolation)

    assert Application.objects.count() == 1
    assert refusals == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_waits_for_the_locking_of_the_lists_hands_nothing_in():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    application = ready(season)

    def lock():
        list(Application.objects.live().order_by("pk").locked())
        lock_lists(season)

    refusals = together(lock, lambda: submit(application), refused=WindowClosed)

    assert len(refusals) == 1
    application.refresh_from_db()
    assert application.state == S.DRAFT


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_waits_for_a_changed_number_hands_in_the_changed_one():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    application = ready(season)
    me = application.student
    together(
        lambda: save_identity(application, by=me, **identity()),
        lambda: submit_own_application(season, by=me, now=timezone.now()),
        refused=RuleViolation,
    )

    application.refresh_from_db()
    assert application.id_number_index == blind_index(id_number(4000))
