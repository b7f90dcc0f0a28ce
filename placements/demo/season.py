"""Making the demo season, step by step, as its people would have done it."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import ConsentPurpose, IdType, Role, RoleGrant, User
from accounts.profile import give_consent
from directory.models import Committee, Division
from placements.actions.applications import (
    qualify_application,
    save_education,
    save_identity,
    start_application,
    submit_application,
)
from placements.actions.grading import Judgement, grade_applicants
from placements.actions.imports import import_posts
from placements.actions.posts import copy_post, edit_post, submit_post
from placements.actions.seasons import plan_window
from placements.actions.wishes import add_wish, choose_adjustment
from placements.demo import (
    CITY,
    COUNTY,
    HOST,
    PASSWORD,
    SECOND_CITY,
    SEED,
    STUDENT,
    workbook,
)
from placements.demo.applicants import (
    ACCEPT_ADJUSTMENT,
    APPLICANTS,
    Applicant,
    WishMaker,
    invent_applicants,
)
from placements.demo.calendar import DemoDates, windows_of_2021
from placements.models import (
    Application,
    Channel,
    DeclineReason,
    Grade,
    Post,
    PostCategory,
    Season,
    UnitMember,
)
from placements.states import SeasonState

CODE = "demo"
GRADES_GIVEN = 0.7
GRADE_SHARES = {"A": 30, "B": 42, "C": 18, "DECLINED": 10}
WAITING_POSTS = 4
PEOPLE = (
    (STUDENT, "张晓晨", None, ""),
    (HOST, "周文静", None, ""),
    (COUNTY, "李海燕", Role.COUNTY_STAFF, "团平定县委"),
    (CITY, "王志强", Role.CITY_STAFF, "团市委"),
    (SECOND_CITY, "赵敏", Role.CITY_STAFF, "团市委"),
)


def standing_season() -> Season | None:
    """The demo season of an earlier run."""
    return Season.objects.filter(code=CODE).first()


@transaction.atomic
def make_people() -> dict[str, User]:
    """The fixed accounts; their password is set again on every call."""
    people = {}
    for phone, name, role, committee in PEOPLE:
        user, _ = User.objects.get_or_create(phone=phone)
        user.name = user.name or name
        user.phone_verified_at = user.phone_verified_at or timezone.now()
        if not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
        user.save()
        if role:
            RoleGrant.objects.get_or_create(
                user=user,
                role=role,
                committee=Committee.objects.get(short_name=committee),
                valid_until=None,
            )
        people[phone] = user
    return people


def make_summer_2021(by: User) -> Season:
    """An empty season into which the workbook of 2021 can be imported."""
    season, _ = Season.objects.get_or_create(
        code="2021-summer",
        defaults={
            "name": "2021 暑期",
            "year": 2021,
            "kind": Season.Kind.SUMMER,
            "state": SeasonState.OPEN,
            "committee": Committee.objects.get(level="CITY"),
            "is_demo": True,
        },
    )
    for kind, (opens_at, closes_at) in windows_of_2021().items():
        plan_window(season, kind, by=by, opens_at=opens_at, closes_at=closes_at)
    return season


def plan_around_today(season: Season, *, by: User) -> None:
    """Move the windows to today: a demo left alone for a month is open again."""
    for kind, (opens, closes) in DemoDates(timezone.localdate()).windows().items():
        plan_window(season, kind, by=by, opens_at=opens, closes_at=closes)


def make_season(people: dict[str, User]) -> Iterator[str]:
    """Make everything; yields a line of progress before each step. One transaction:
    a demo interrupted half-way starts anew."""
    city = people[CITY]
    dates = DemoDates(timezone.localdate())
    with transaction.atomic():
        yield "实践季和时间窗"
        season = Season.objects.create(
            code=CODE,
            name=dates.name,
            year=dates.first_day.year,
            kind=dates.kind,
            state=SeasonState.OPEN,
            committee=Committee.objects.get(level="CITY"),
            is_demo=True,
        )
        plan_around_today(season, by=city)
        yield "129 家单位、290 个岗位（从工作簿导入）"
        _import_posts(season, by=city, dates=dates)
        season = Season.objects.with_windows().get(pk=season.pk)
        yield "246 名报名学生"
        _make_applicants(season, by=city, dates=dates)
        yield "单位评价"
        _grade(season)
        yield "等着审核的岗位"
        _leave_work_for_the_county(season)
        yield "完成"


def _import_posts(season: Season, *, by: User, dates: DemoDates) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "岗位征集表.xlsx"
        workbook.write(path, dates.first_day)
        report = import_posts(
            path, season, by=by, commit=True, now=timezone.now() - timedelta(days=3)
        )
    if report.errors:
        raise RuntimeError(f"the demo workbook has errors: {report.errors[:3]}")


def _make_applicants(season: Season, *, by: User, dates: DemoDates) -> None:
    random = Random(SEED)  # noqa: S311 - the same demo everywhere, nothing secret
    maker = WishMaker(season, random)
    committees = list(Committee.objects.order_by("id").values_list("id", flat=True))
    for number, applicant in enumerate(invent_applicants(dates.first_day)):
        application = _apply(season, applicant, maker)
        if random.random() < ACCEPT_ADJUSTMENT:
            choose_adjustment(
                application,
                by=application.student,
                accepts=True,
                committees=random.sample(committees, 3),
                categories=list(PostCategory.values),
                now=timezone.now(),
            )
        submit_application(application, by=application.student, now=timezone.now())
        if number < APPLICANTS:
            qualify_application(application, by=by, now=timezone.now())


def _apply(season: Season, applicant: Applicant, maker: WishMaker) -> Application:
    user = User.objects.create_user(
        applicant.phone, None, phone_verified_at=timezone.now()
    )
    now = timezone.now()
    application = start_application(season, by=user, now=now)
    _describe(application, applicant, by=user)
    for purpose in (
        ConsentPurpose.CORE_SERVICE,
        ConsentPurpose.SHARE_WITH_UNIT,
        ConsentPurpose.PUBLIC_NOTICE,
    ):
        give_consent(user, purpose)
    for post in maker.wishes(applicant):
        add_wish(application, post, by=user, now=now)
    return application


def _describe(application: Application, applicant: Applicant, *, by: User) -> None:
    save_identity(
        application,
        by=by,
        channel=Channel.NATIVE,
        name=applicant.name,
        id_type=IdType.RESIDENT,
        id_number=applicant.id_number,
        gender=applicant.gender,
        birth_date=None,
        home_district=Division.objects.get(code=applicant.county),
        residence=applicant.township,
        political_status=applicant.status,
    )
    save_education(
        application,
        by=by,
        university=applicant.university,
        college="",
        major=applicant.major,
        degree=applicant.degree,
        entry_year=applicant.entry_year,
        graduates_on=applicant.graduates_on,
        skills=list(applicant.skills),
        introduction=applicant.introduction,
    )


def _grade(season: Season) -> None:
    """About 70 % of the grades, the demo host's own posts left for a visitor to do."""
    random = Random(SEED)  # noqa: S311 - the same demo everywhere, nothing secret
    administrators = {
        member.unit_id: member.user
        for member in UnitMember.objects.filter(
            is_administrator=True, valid_until=None
        ).select_related("user")
    }
    posts = Post.objects.filter(season=season, preferences__isnull=False).distinct()
    for post in posts.order_by("unit__name", "title"):
        host = administrators[post.unit_id]
        wishes = post.preferences.order_by("application__number")
        judgements = {
            wish.pk: _judgement(random)
            for wish in wishes
            if random.random() < GRADES_GIVEN and host.phone != HOST
        }
        grade_applicants(post, by=host, judgements=judgements, now=timezone.now())


def _judgement(random: Random) -> Judgement:
    grade = random.choices(list(GRADE_SHARES), list(GRADE_SHARES.values()))[0]
    if grade == Grade.DECLINED:
        return Judgement(grade, DeclineReason.MISMATCH)
    return Judgement(grade)


def _leave_work_for_the_county(season: Season) -> None:
    """A few new posts of 平定县 wait for its staff."""
    now = timezone.now()
    posts = (
        Post.objects.published()
        .filter(season=season, managing_committee__short_name="团平定县委")
        .order_by("unit__name", "title")
        .select_related("unit")
    )
    for number, post in enumerate(posts[: WAITING_POSTS * 2 : 2]):
        host = post.unit.members.get(is_administrator=True).user
        more = copy_post(post, season, by=host, now=now)
        changed: dict[str, Any] = {"title": f"{post.title[:30]}（第二批）"}
        if number % 2:  # one that is as it should be beside one to look at
            changed |= {
                "tasks": [{"task": "走访登记，整理台账", "deliverable": "台账 1 份"}],
                "mentor_phone": post.unit.contact_phone,
                "hazards": [],
            }
        submit_post(edit_post(more, by=host, **changed), by=host, now=now)
