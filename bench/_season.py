"""A season of any size: the first hundredth is written, the rest are copies of it."""

import csv
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, models
from django.utils import timezone

from accounts.fields import blind_index
from accounts.models import Role, RoleGrant, StudentProfile, User
from accounts.sessions import SessionStore
from directory.models import Committee, CommitteeLevel, Division, University
from placements.models import (
    Application,
    HostUnit,
    Post,
    Preference,
    Season,
    SeasonWindow,
)
from placements.states import ApplicationState, PostState, SeasonState, UnitState

DATA = Path(__file__).resolve().parent.parent / "placements" / "data"
APPLICANTS = 246
WISHES = 3
STEP = 1_000_000  # between the key of a row and that of its copy
TASK = {"task": "整理大厅自助机的故障记录", "deliverable": "一张可检索的故障台账"}
TABLES: Mapping[type[models.Model], Mapping[str, str]] = {
    HostUnit: {"id": "id + n * {step}", "name": "name || n"},
    Post: {"id": "id + n * {step}", "unit_id": "unit_id + n * {step}"},
    User: {
        "id": "id + n * {step}",
        "phone": "'14' || lpad((id * 1000 + n)::text, 9, '0')",
    },
    StudentProfile: {"id": "id + n * {step}", "user_id": "user_id + n * {step}"},
    Application: {
        "id": "id + n * {step}",
        "student_id": "student_id + n * {step}",
        "number": "number || '-' || n",
        "id_number_index": "md5(id_number_index || n)",
    },
    Preference: {
        "id": "id + n * {step}",
        "application_id": "application_id + n * {step}",
        "post_id": "post_id + n * {step}",
    },
}


def write_season() -> Season:
    """290 posts, a tenth of them still to be reviewed, and 246 applicants."""
    rng = Random(2021)
    now = timezone.now()
    city = Committee.objects.get(level=CommitteeLevel.CITY)
    season = Season.objects.create(
        code="bench",
        name="2026 暑期",
        year=2026,
        kind=Season.Kind.SUMMER,
        state=SeasonState.OPEN,
        committee=city,
    )
    for kind in (SeasonWindow.Kind.POST_COLLECTION, SeasonWindow.Kind.REGISTRATION):
        season.windows.create(
            kind=kind, opens_at=now - timedelta(days=1), closes_at=now + timedelta(9)
        )
    posts = _posts(season, _units(rng), rng)
    _applicants(season, [post for post in posts if post.published_at], rng)
    return season


def multiply(times: int) -> None:
    """Copy every row of the season ``times - 1`` times; triggers count along."""
    with connection.cursor() as cursor:
        for model, changed in TABLES.items():
            table = model._meta.db_table
            columns = [field.column for field in model._meta.local_concrete_fields]
            values = [changed.get(name, name).format(step=STEP) for name in columns]
            where = " WHERE state <> 'DRAFT'" if model is Application else ""
            if model is Preference:
                drafts = "SELECT id FROM placements_application WHERE state = 'DRAFT'"
                where = f" WHERE application_id NOT IN ({drafts})"
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "
                f"SELECT {', '.join(values)} FROM {table}, "
                f"generate_series(1, {times - 1}) AS n{where}"
            )
        cursor.execute("VACUUM ANALYZE")


def ready_students(season: Season, count: int) -> list[Application]:
    """Drafts that only wait for the last button."""
    posts = list(Post.objects.filter(season=season).published().order_by("id")[:50])
    return [_applicant(season, posts[i % 40 :][:WISHES]) for i in range(count)]


def city_staff() -> User:
    city = Committee.objects.get(level=CommitteeLevel.CITY)
    staff = User.objects.create_user("13900000099", name="王城")
    RoleGrant.objects.create(user=staff, role=Role.CITY_STAFF, committee=city)
    return staff


def sign_in(user: User, method: str = "code") -> str:
    """The key of a session that was begun so; staff must have given ``mfa`` as well."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": method, "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return session.session_key or ""


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _units(rng: Random) -> dict[str, HostUnit]:
    townships = list(Division.objects.townships().select_related("parent__committee"))
    city = Committee.objects.get(level=CommitteeLevel.CITY)
    units = []
    for row in _read("units.csv"):
        is_city = row["district"] == "市直"
        near = [
            t for t in townships if is_city or t.parent.short_name == row["district"]
        ]
        township = rng.choice(near or townships)
        units.append(
            HostUnit(
                name=row["name"],
                kind=row["kind"],
                managing_committee=city if is_city else township.parent.committee,
                township=township,
                contact_name="李联系",
                contact_phone="13900000000",
                state=UnitState.APPROVED,
            )
        )
    return {unit.name: unit for unit in HostUnit.objects.bulk_create(units)}


def _posts(season: Season, units: dict[str, HostUnit], rng: Random) -> list[Post]:
    now = timezone.now()
    posts = []
    for i, row in enumerate(_read("posts.csv")):
        unit = units[row["unit"]]
        starts_on = timezone.localdate() + timedelta(days=30 + rng.randrange(10))
        submitted_at = now - timedelta(seconds=rng.randrange(900_000))
        is_queued = i % 10 == 0
        posts.append(
            Post(
                season=season,
                unit=unit,
                managing_committee=unit.managing_committee,
                township=unit.township,
                title=row["title"],
                category=row["category"],
                headcount=int(row["headcount"]),
                majors=[major for major in row["majors"].split("/") if major],
                tasks=[TASK],
                need_reason="暑期办件量是平时的两倍。",
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=35),
                mentor_name="李导师",
                has_lodging=rng.random() < 0.2,
                state=PostState.SUBMITTED if is_queued else PostState.PUBLISHED,
                submitted_at=submitted_at,
                published_at=None if is_queued else submitted_at,
            )
        )
    return Post.objects.bulk_create(posts)


def _applicants(season: Season, posts: list[Post], rng: Random) -> None:
    for _ in range(APPLICANTS):
        application = _applicant(season, rng.sample(posts, WISHES))
        application.state = ApplicationState.SUBMITTED
        application.submitted_at = timezone.now()
        application.number = f"YQ2026S-{application.pk:06d}"
        application.managing_committee_id = posts[0].managing_committee_id
        application.id_number_index = (
            application.student.student_profile.id_number_index
        )
        application.save()


def _applicant(season: Season, posts: list[Post]) -> Application:
    """A student with everything filled in and the posts as wishes: a draft."""
    n = User.objects.count()
    student = User.objects.create(phone=f"138{n:08d}", name="测试", password="!")
    StudentProfile.objects.create(
        user=student,
        id_type="PASSPORT",
        id_number=f"E{n:08d}",
        id_number_index=blind_index(f"E{n:08d}"),
        birth_date="2003-05-01",
        gender="F",
        political_status="LEAGUE",
        home_district_id="140321",
        residence_id="140321100",
        university=University.objects.order_by("id").first(),
        college="软件学院",
        major="软件工程",
        degree="BACHELOR",
        entry_year=2024,
        graduates_on="2035-07-01",
        introduction="会剪辑和写脚本。",
    )
    application = Application.objects.create(season=season, student=student)
    Preference.objects.bulk_create(
        Preference(application=application, post=post, rank=rank)
        for rank, post in enumerate(posts, start=1)
    )
    return application
