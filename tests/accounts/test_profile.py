"""What students say about themselves, and what they agreed to."""

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection
from django.utils import timezone
from stdnum.cn import ric

from accounts.exceptions import ProfileRefused
from accounts.fields import blind_index, decrypt, encrypt
from accounts.models import (
    Consent,
    ConsentPurpose,
    Degree,
    Gender,
    IdType,
    PoliticalStatus,
    Role,
    RoleGrant,
    StudentProfile,
)
from accounts.profile import (
    NOTICE_VERSION,
    give_consent,
    give_consents,
    masked_id,
    save_education,
    save_identity,
    withdraw_consent,
)
from directory.models import Division, University
from tests.factories import UserFactory
from tests.races import together

pytestmark = pytest.mark.django_db


def resident(birth="20010315", county="140322", order="000") -> str:
    """Order code 000 is given to nobody: it harms no real person."""
    start = f"{county}{birth}{order}"
    return start + ric.calc_check_digit(start + "0")


NUMBER = resident()
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def identity(user, **more):
    told = {
        "name": "张晓晨",
        "id_type": IdType.RESIDENT,
        "id_number": NUMBER,
        "gender": Gender.FEMALE,
        "birth_date": None,
        "home_district": Division.objects.get(short_name="盂县"),
        "residence": Division.objects.get(name="秀水镇"),
        "political_status": PoliticalStatus.LEAGUE,
    }
    return save_identity(user, **(told | more))


def refused(user, **more) -> tuple[str, str]:
    with pytest.raises(ProfileRefused) as refusal:
        identity(user, **more)
    return refusal.value.field, str(refusal.value)


def test_an_identity_is_kept_and_brings_its_birth_date(member):
    profile = identity(member, name=" 张  晓晨 ")

    profile.refresh_from_db()
    member.refresh_from_db()
    assert (member.name, profile.id_number) == ("张 晓晨", NUMBER)
    assert profile.birth_date == date(2001, 3, 15)
    assert (profile.gender, profile.residence.name) == (Gender.FEMALE, "秀水镇")


def test_the_first_time_makes_a_student_and_the_second_changes_nothing(member):
    identity(member)
    identity(member)

    grant = RoleGrant.objects.get()
    assert (grant.user, grant.role, grant.committee.short_name) == (
        member,
        Role.STUDENT,
        "团市委",
    )


def test_the_number_lies_encrypted_beside_an_index_that_tells_it_apart(member):
    profile = identity(member)

    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_number_index FROM accounts_studentprofile")
        stored, index = cursor.fetchone()
    assert NUMBER not in stored
    assert NUMBER[6:14] not in stored
    assert decrypt(stored) == NUMBER
    assert index == blind_index(f" {NUMBER.lower()} ") == profile.id_number_index
    assert index != blind_index(resident(order="002"))


def test_the_same_text_is_never_encrypted_to_the_same_bytes():
    assert encrypt(NUMBER) != encrypt(NUMBER)


def test_without_the_right_key_nothing_can_be_read(settings):
    stored, index = encrypt(NUMBER), blind_index(NUMBER)
    settings.FIELD_KEY = settings.INDEX_KEY = "another"

    assert blind_index(NUMBER) != index
    with pytest.raises(InvalidTag):
        decrypt(stored)


def test_the_database_keeps_no_number_without_its_index(member):
    with pytest.raises(IntegrityError, match="profile_id_number_is_indexed"):
        StudentProfile.objects.create(user=member, id_number=NUMBER)


@pytest.mark.parametrize(
    "typed",
    [
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        "".join(chr(ord(c) + 0xFEE0) for c in NUMBER),
        NUMBER.translate(ARABIC),  # the same check digit, but not the same index
    ],
)
def test_a_number_may_be_typed_with_spaces_or_wide(member, typed):
    assert identity(member, id_number=typed).id_number == NUMBER


def test_an_empty_number_keeps_the_one_that_is_known(member):
    identity(member)

    assert identity(member, id_number="").id_number == NUMBER


def test_but_there_must_be_one(member):
    assert refused(member, id_number="") == ("id_number", "填写证件号码。")
    assert not StudentProfile.objects.exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (NUMBER[:-1], "18 位"),
        (NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), "有一位写错了"),
        (resident(birth="20010230"), "不存在"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_the_reason(member, number, words):
    field, message = refused(member, id_number=number)

    assert field == "id_number"
    assert words in message


def test_a_number_of_a_county_that_was_renamed_is_as_good_as_any(member):
    assert identity(member, id_number=resident(county="149999")).birth_date


@pytest.mark.parametrize("birth", ["19500101", "20200101", "20990101"])
def test_a_student_is_neither_a_child_nor_retired(member, birth):
    assert refused(member, id_number=resident(birth=birth))[0] == "birth_date"


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.HK_MACAO, "H12345678"),
        (IdType.TAIWAN, "12345678"),
        (IdType.PASSPORT, "E1234567"),
    ],
)
def test_other_documents_bring_no_birth_date(member, id_type, number):
    born = date(2000, 5, 1)
    told = {"id_type": id_type, "id_number": number}

    assert refused(member, **told) == ("birth_date", "填写出生日期。")
    assert identity(member, **told, birth_date=born).birth_date == born
    assert refused(member, **(told | {"id_number": "??"}), birth_date=born)[0] == (
        "id_number"
    )


@pytest.mark.parametrize("name", ["张", "", "张3", "张" * 51])
def test_a_name_is_the_one_on_the_document(member, name):
    assert refused(member, name=name)[0] == "name"


def test_where_one_lives_is_a_township(member):
    county = Division.objects.get(short_name="盂县")

    assert refused(member, residence=county)[0] == "residence"
    assert identity(member, residence=None, home_district=None).residence is None


def test_a_masked_number_shows_where_from_and_the_end():
    born = StudentProfile(id_type=IdType.RESIDENT, id_number="14030120010315001X")
    passport = StudentProfile(id_type=IdType.PASSPORT, id_number="E1234567")

    assert masked_id(born) == "1403************1X"
    assert masked_id(passport) == "E*****67"
    assert masked_id(StudentProfile()) == ""


def education(user, **more):
    told = {
        "university": University.objects.get(name="天津城建大学"),
        "college": "城市艺术学院",
        "major": "美术学",
        "degree": Degree.MASTER,
        "entry_year": 2019,
        "graduates_on": date(2022, 6, 30),
        "skills": ["摄影", "文案"],
        "introduction": "画过村里的墙。",
    }
    return save_education(user, **(told | more))


def test_an_education_is_kept_and_leaves_the_identity_alone(member):
    identity(member)

    education(member)

    profile = StudentProfile.objects.get()
    assert (profile.id_number, profile.skills) == (NUMBER, ["摄影", "文案"])
    assert profile.university.city == "天津"


def test_nobody_graduates_before_entering(member):
    with pytest.raises(ProfileRefused, match="毕业不会早于入学") as refusal:
        education(member, graduates_on=date(2018, 6, 30))

    assert refusal.value.field == "graduates_on"


def test_a_consent_is_for_one_purpose_and_given_once(member):
    first = give_consent(member, ConsentPurpose.CORE_SERVICE)
    again = give_consent(member, ConsentPurpose.CORE_SERVICE)

    assert first == again
    assert list(Consent.objects.values_list("purpose", "notice_version")) == [
        (ConsentPurpose.CORE_SERVICE, NOTICE_VERSION)
    ]


def test_a_consent_can_be_taken_back_and_given_again(member):
    give_consent(member, ConsentPurpose.PUBLIC_NOTICE)
    give_consent(member, ConsentPurpose.CORE_SERVICE)

    withdraw_consent(member, ConsentPurpose.PUBLIC_NOTICE)

    standing = Consent.objects.standing().filter(user=member)
    assert standing.get().purpose == ConsentPurpose.CORE_SERVICE
    give_consent(member, ConsentPurpose.PUBLIC_NOTICE)
    assert standing.count() == 2
    assert Consent.objects.count() == 3


def test_several_are_given_at_once_beside_those_that_stand(member):
    give_consent(member, ConsentPurpose.CORE_SERVICE)

    standing = give_consents(
        member, [ConsentPurpose.CORE_SERVICE, ConsentPurpose.SHARE_WITH_UNIT]
    )

    assert standing == {ConsentPurpose.CORE_SERVICE, ConsentPurpose.SHARE_WITH_UNIT}
    assert Consent.objects.count() == 2
    assert give_consents(member, []) == standing


def test_several_given_under_a_new_notice_end_only_the_old_ones(member):
    for purpose, version in (
        (ConsentPurpose.CORE_SERVICE, 0),
        (ConsentPurpose.PUBLIC_NOTICE, 0),
        (ConsentPurpose.SHARE_WITH_UNIT, NOTICE_VERSION),
    ):
        Consent.objects.create(user=member, purpose=purpose, notice_version=version)

    give_consents(member, [ConsentPurpose.CORE_SERVICE, ConsentPurpose.SHARE_WITH_UNIT])

    standing = Consent.objects.standing().order_by("purpose")
    assert list(standing.values_list("purpose", "notice_version")) == [
        (ConsentPurpose.CORE_SERVICE, NOTICE_VERSION),
        (ConsentPurpose.PUBLIC_NOTICE, 0),
        (ConsentPurpose.SHARE_WITH_UNIT, NOTICE_VERSION),
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("version", [None, 0])
def test_two_who_agree_at_once_for_one_person_leave_one_consent(version):
    user = UserFactory()
    if version is not None:
        Consent.objects.create(
            user=user, purpose=ConsentPurpose.CORE_SERVICE, notice_version=version
        )

    def agree():
        give_consents(user, [ConsentPurpose.CORE_SERVICE])

    assert together(agree, agree, refused=IntegrityError) == []
    assert Consent.objects.standing().get().notice_version == NOTICE_VERSION


def test_a_new_notice_needs_a_new_consent(member):
    old = Consent.objects.create(
        user=member, purpose=ConsentPurpose.CORE_SERVICE, notice_version=0
    )

    new = give_consent(member, ConsentPurpose.CORE_SERVICE)

    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert new.notice_version == NOTICE_VERSION


def test_the_database_keeps_one_standing_consent_per_purpose(member):
    give_consent(member, ConsentPurpose.CORE_SERVICE)

    with pytest.raises(IntegrityError, match="one_standing_consent_per_purpose"):
        Consent.objects.create(
            user=member, purpose=ConsentPurpose.CORE_SERVICE, notice_version=2
        )


@pytest.mark.parametrize(
    ("today", "age"), [(date(2021, 3, 14), 19), (date(2021, 3, 15), 20)]
)
def test_one_is_a_year_older_on_the_birthday(today, age):
    assert StudentProfile(birth_date=date(2001, 3, 15)).age_on(today) == age
    assert StudentProfile().age_on(timezone.localdate()) is None
