"""The smallest valid row of everything; a trait for a named situation."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.fields import blind_index
from accounts.models import (
    Degree,
    Gender,
    PoliticalStatus,
    Role,
    RoleGrant,
    StudentProfile,
    User,
)
from directory.models import Committee, Division, University
from placements.models import (
    Application,
    Education,
    HostUnit,
    Placement,
    Post,
    PostCategory,
    Preference,
    Season,
    SeasonWindow,
    UnitKind,
    UnitMember,
)
from placements.states import ApplicationState, PostState, SeasonState, UnitState


def committee(short_name: str = "团平定县委") -> Committee:
    """One of the committees that the migration loads."""
    return Committee.objects.get(short_name=short_name)


def city() -> Committee:
    return Committee.objects.get(level="CITY")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    phone = factory.Sequence(lambda n: f"139{n:08d}")
    name = factory.Sequence(lambda n: f"测试{n}")
    phone_verified_at = factory.LazyFunction(timezone.now)
    password = factory.django.Password("long-enough-password")


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.COUNTY_STAFF
    committee = factory.LazyFunction(committee)


def county_staff(short_name: str = "团平定县委") -> User:
    return GrantFactory(committee=committee(short_name)).user


def city_staff() -> User:
    return GrantFactory(role=Role.CITY_STAFF, committee=city()).user


def reader() -> User:
    return GrantFactory(role=Role.READER, committee=city()).user


class ProfileFactory(DjangoModelFactory):
    """A complete profile; ``id_number`` has the order code 000, which nobody has."""

    class Meta:
        model = StudentProfile

    user = factory.SubFactory(UserFactory)
    id_number = factory.Sequence(lambda n: id_number(n))
    id_number_index = factory.LazyAttribute(lambda p: blind_index(p.id_number))
    birth_date = date(2003, 5, 1)
    gender = Gender.FEMALE
    political_status = PoliticalStatus.LEAGUE
    home_district = factory.LazyFunction(lambda: Division.objects.get(code="140321"))
    residence = factory.LazyFunction(lambda: Division.objects.get(code="140321100"))
    university = factory.LazyFunction(
        lambda: University.objects.get(name="太原理工大学")
    )
    college = "软件学院"
    major = "软件工程"
    degree = Degree.BACHELOR
    entry_year = 2021
    graduates_on = date(2030, 7, 1)
    introduction = "会剪辑和写脚本。"


def id_number(n: int) -> str:
    """A well-formed number that belongs to nobody: n-th day from 1990-01-01."""
    born = date(1990, 1, 1) + timedelta(days=n % 7000)
    body = f"{140321 + n // 7000:06d}{born:%Y%m%d}000"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def student(**profile) -> User:
    return ProfileFactory(**profile).user


class SeasonFactory(DjangoModelFactory):
    """An open season of this year, without windows: ``open_window`` adds them."""

    class Meta:
        model = Season

    code = factory.Sequence(lambda n: f"season-{n}")
    name = "2026 寒假"
    year = 2026
    kind = Season.Kind.WINTER
    state = SeasonState.OPEN
    committee = factory.LazyFunction(city)


def open_window(season: Season, kind: str, *, round_no: int = 1) -> SeasonWindow:
    now = timezone.now()
    return SeasonWindow.objects.create(
        season=season,
        kind=kind,
        round_no=round_no,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=3),
    )


def past_window(season: Season, kind: str, *, round_no: int = 1) -> SeasonWindow:
    now = timezone.now()
    return SeasonWindow.objects.create(
        season=season,
        kind=kind,
        round_no=round_no,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
    )


class HostUnitFactory(DjangoModelFactory):
    """An approved unit of 平定县."""

    class Meta:
        model = HostUnit

    name = factory.Sequence(lambda n: f"平定县示例单位{n}")
    kind = UnitKind.COMMUNITY
    managing_committee = factory.LazyFunction(committee)
    township = factory.LazyFunction(lambda: Division.objects.get(code="140321100"))
    contact_name = "李联系"
    contact_phone = "13900000000"
    state = UnitState.APPROVED


def host_of(unit: HostUnit) -> User:
    """The administrator of a unit."""
    user = UserFactory()
    UnitMember.objects.create(unit=unit, user=user, is_administrator=True)
    return user


class PostFactory(DjangoModelFactory):
    """A published post with one place."""

    class Meta:
        model = Post

    class Params:
        draft = factory.Trait(
            state=PostState.DRAFT, published_at=None, submitted_at=None
        )
        submitted = factory.Trait(state=PostState.SUBMITTED, published_at=None)

    season = factory.SubFactory(SeasonFactory)
    unit = factory.SubFactory(HostUnitFactory)
    managing_committee = factory.LazyAttribute(lambda p: p.unit.managing_committee)
    township = factory.LazyAttribute(lambda p: p.unit.township)
    title = factory.Sequence(lambda n: f"示例岗位{n}")
    category = PostCategory.GOVERNMENT
    headcount = 1
    tasks = [{"task": "整理档案", "deliverable": "目录一份"}]
    need_reason = "暑期业务量大。"
    education = Education.ANY
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=20))
    ends_on = factory.LazyAttribute(lambda p: p.starts_on + timedelta(days=34))
    mentor_name = "王导师"
    state = PostState.PUBLISHED
    submitted_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)


class ApplicationFactory(DjangoModelFactory):
    """A draft of a student with a complete profile."""

    class Meta:
        model = Application

    class Params:
        in_play = factory.Trait(
            submitted_at=factory.LazyFunction(timezone.now),
            managing_committee=factory.LazyFunction(committee),
            id_number_index=factory.LazyAttribute(
                lambda a: a.student.student_profile.id_number_index
            ),
            number=factory.Sequence(lambda n: f"YQ2026W-{n:06d}"),
        )
        submitted = factory.Trait(in_play=True, state=ApplicationState.SUBMITTED)
        qualified = factory.Trait(in_play=True, state=ApplicationState.QUALIFIED)

    season = factory.SubFactory(SeasonFactory)
    student = factory.LazyFunction(student)
    state = ApplicationState.DRAFT


class PreferenceFactory(DjangoModelFactory):
    class Meta:
        model = Preference

    application = factory.SubFactory(ApplicationFactory)
    post = factory.SubFactory(
        PostFactory, season=factory.SelfAttribute("..application.season")
    )
    rank = 1


class PlacementFactory(DjangoModelFactory):
    """An offer that runs out in two days."""

    class Meta:
        model = Placement

    application = factory.SubFactory(ApplicationFactory, qualified=True)
    season = factory.LazyAttribute(lambda p: p.application.season)
    student = factory.LazyAttribute(lambda p: p.application.student)
    post = factory.SubFactory(PostFactory, season=factory.SelfAttribute("..season"))
    managing_committee = factory.LazyAttribute(lambda p: p.post.managing_committee)
    answer_due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    starts_on = factory.LazyAttribute(lambda p: p.post.starts_on)
    ends_on = factory.LazyAttribute(lambda p: p.post.ends_on)
