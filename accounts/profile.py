"""What students say about themselves, checked and kept; and what they agreed to."""

import re
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from accounts.digits import plain_digits
from accounts.exceptions import ProfileRefused
from accounts.fields import blind_index
from accounts.models import Consent, IdType, Role, RoleGrant, StudentProfile, User
from directory.models import (
    Committee,
    CommitteeLevel,
    Division,
    DivisionLevel,
    University,
)
from directory.statements import NUMBER, Statement

NOTICE_VERSION = 1  # of the text that tells what is done with which data
YOUNGEST, OLDEST = 14, 60
# The documents of people without a resident ID; no check digit helps here.
SHAPES = {
    IdType.HK_MACAO: r"[HM]\d{8}(\d{2})?",
    IdType.TAIWAN: r"\d{8}(\d{2})?",
    IdType.PASSPORT: r"[A-Z0-9]{5,17}",
}


@transaction.atomic
def save_identity(
    user: User,
    *,
    name: str,
    id_type: str,
    id_number: str,
    gender: str,
    birth_date: date | None,
    home_district: Division | None,
    residence: Division | None,
    political_status: str,
) -> StudentProfile:
    """Who the student is. The first time also makes them a student in our books.

    An empty ``id_number`` keeps the one that is stored, since nobody is shown theirs in
    full; a resident ID brings its own birth date.
    """
    profile = _locked_profile(user)
    number = _checked_number(profile, id_type, id_number)
    if id_type == IdType.RESIDENT:
        birth_date = _birth_date_of(number)
    _require_plausible_age(birth_date, timezone.localdate())
    if residence is not None and residence.level != DivisionLevel.TOWNSHIP:
        raise ProfileRefused("residence", "选到乡镇街道，不要只选县区。")
    profile.id_type, profile.id_number = id_type, number
    profile.id_number_index = blind_index(number)
    profile.birth_date, profile.gender = birth_date, gender
    profile.home_district, profile.residence = home_district, residence
    profile.political_status = political_status
    profile.save()
    user.name = _checked_name(name)
    user.save(update_fields=["name"])
    _make_student(user)
    return profile


@transaction.atomic
def save_education(
    user: User,
    *,
    university: University,
    college: str,
    major: str,
    degree: str,
    entry_year: int,
    graduates_on: date,
    skills: list[str],
    introduction: str,
) -> StudentProfile:
    """Where and what the student studies."""
    if graduates_on.year < entry_year:
        raise ProfileRefused("graduates_on", "毕业不会早于入学，看看哪个写错了。")
    profile = _locked_profile(user)
    profile.university, profile.college, profile.major = university, college, major
    profile.degree, profile.entry_year = degree, entry_year
    profile.graduates_on = graduates_on
    profile.skills, profile.introduction = skills, introduction
    profile.save()
    return profile


@transaction.atomic
def give_consent(user: User, purpose: str) -> Consent:
    """Agree to one purpose, in the words of today's notice."""
    give_consents(user, [purpose])
    return Consent.objects.filter(user=user, purpose=purpose).latest("id")


@transaction.atomic(savepoint=False)
def give_consents(user: User, purposes: Iterable[str]) -> frozenset[str]:
    """Agree to each of the purposes; the answer is all that the user then agrees to."""
    standing = dict(STANDING.rows(user.pk))
    new = [each for each in purposes if standing.get(each) != NOTICE_VERSION]
    if any(purpose in standing for purpose in new):
        Consent.objects.standing().filter(
            user=user, purpose__in=new, notice_version__lt=NOTICE_VERSION
        ).update(withdrawn_at=timezone.now())
    # Two taps on one button: the second waits for the first and then adds nothing.
    Consent.objects.bulk_create(
        [
            Consent(user=user, purpose=purpose, notice_version=NOTICE_VERSION)
            for purpose in new
        ],
        ignore_conflicts=True,
    )
    return frozenset(standing).union(new)


STANDING = Statement(
    lambda user_id: (
        Consent.objects.standing()
        .filter(user=user_id)
        .values_list("purpose", "notice_version")
    ),
    NUMBER,
)


def withdraw_consent(user: User, purpose: str) -> None:
    """Take an agreement back; the row stays, as proof of the time it stood."""
    Consent.objects.standing().filter(user=user, purpose=purpose).update(
        withdrawn_at=timezone.now()
    )


def masked_id(profile: StudentProfile) -> str:
    """1403************1X: enough to recognise one's own, too little to use."""
    number = profile.id_number
    shown = 4 if profile.id_type == IdType.RESIDENT else 1
    return number[:shown] + "*" * len(number[shown:-2]) + number[shown:][-2:]


def _locked_profile(user: User) -> StudentProfile:
    StudentProfile.objects.get_or_create(user=user)
    locked = StudentProfile.objects.select_for_update(of=("self",), no_key=True)
    return locked.get(user=user)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 2 <= len(name) <= 50 or re.search(r"\d", name):
        raise ProfileRefused("name", "姓名写证件上的全名，不带数字。")
    return name


def _checked_number(profile: StudentProfile, id_type: str, typed: str) -> str:
    number = re.sub(r"[\s-]", "", plain_digits(typed)).upper()
    if not number and profile.id_type == id_type:
        number = profile.id_number
    if not number:
        raise ProfileRefused("id_number", "填写证件号码。")
    if id_type == IdType.RESIDENT:
        _require_resident_number(number)
    elif not re.fullmatch(SHAPES[IdType(id_type)], number):
        kind = IdType(id_type).label
        raise ProfileRefused("id_number", f"这不像{kind}号码，看看证件类型选对没有。")
    return number


def _require_resident_number(number: str) -> None:
    """Shape and check digit. Not the place, as `ric.validate` would: codes change, and
    whoever got the number after such a change would be refused."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise ProfileRefused("id_number", "身份证号是 18 位，最后一位可能是 X。")
    if ric.calc_check_digit(number) != number[-1]:
        raise ProfileRefused("id_number", "身份证号有一位写错了，对照证件再看一遍。")


def _birth_date_of(number: str) -> date:
    try:
        return ric.get_birth_date(number)
    except ValidationError:
        raise ProfileRefused(
            "id_number", "身份证号里的出生日期不存在，对照证件再看一遍。"
        ) from None


def _require_plausible_age(birth_date: date | None, today: date) -> None:
    if birth_date is None:
        raise ProfileRefused("birth_date", "填写出生日期。")
    age = StudentProfile(birth_date=birth_date).age_on(today)
    if age is None or not YOUNGEST <= age <= OLDEST:
        raise ProfileRefused(
            "birth_date", f"出生日期 {birth_date:%Y-%m-%d} 不像在校学生，看看写错没有。"
        )


def _make_student(user: User) -> None:
    city = Committee.objects.get(level=CommitteeLevel.CITY)
    RoleGrant.objects.get_or_create(
        user=user, role=Role.STUDENT, committee=city, valid_until=None
    )
