from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from notices.models import Notice
from placements.actions.imports import check_workbook, import_posts
from placements.actions.posts import cancel_post
from placements.exceptions import RuleViolation
from placements.models import HostUnit, Post, PostTally, SelectionRound, UnitMember
from placements.states import PostState, RoundState, UnitState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PreferenceFactory,
    SeasonFactory,
    UserFactory,
    city_staff,
    county_staff,
    host_of,
    reader,
)
from tests.factories import committee as committee_named
from tests.placements.imports.sheets import DATA, GOOD, good, lines, workbook
from tests.races import together

SAMPLE = DATA / "post_collection_2021.xlsx"
FAULTY = DATA / "post_collection_with_errors.xlsx"
TITLE = GOOD["岗位名称"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def season():
    return SeasonFactory(code="2021-summer", year=2021)


@pytest.fixture
def staff():
    return county_staff("团平定县委")


def take_in(season, *rows, by=None, commit=True):
    file = workbook(lines(*rows))
    return import_posts(file, season, by=by, commit=commit, now=timezone.now())


def fault(season, *rows, by=None):
    """Column and message of the one fault, which must have kept everything out."""
    before = everything()
    report = take_in(season, *rows, by=by)
    assert not report.is_committed
    assert everything() == before
    assert len(report.errors) == 1
    return report.errors[0].column, report.errors[0].message


def everything():
    """Every row an import could write, with all of its values."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (HostUnit, Post, UnitMember, User, Event, Notice, PostTally)
    ]


def figures(report):
    return report.created, report.updated, report.unchanged, report.units_created


# --- the two sample workbooks ---------------------------------------------------------


def test_the_2021_workbook_makes_129_units_and_290_published_posts(season):
    report = import_posts(
        SAMPLE, season, by=city_staff(), commit=True, now=timezone.now()
    )

    assert (report.rows, report.good, report.errors) == (290, 290, ())
    assert figures(report) == (290, 0, 0, 129)
    assert HostUnit.objects.filter(state=UnitState.APPROVED).count() == 129
    assert season.posts.filter(state=PostState.PUBLISHED).count() == 290
    assert sum(t.places for t in PostTally.objects.all()) == 290
    assert UnitMember.objects.filter(is_administrator=True).count() == 129
    assert Event.objects.filter(name="post.import").count() == 290
    assert Event.objects.filter(name="unit.import").count() == 129


def test_the_same_workbook_a_second_time_changes_nothing(season):
    staff = city_staff()
    import_posts(SAMPLE, season, by=staff, commit=True, now=timezone.now())
    before = everything()

    report = import_posts(SAMPLE, season, by=staff, commit=True, now=timezone.now())

    assert figures(report) == (0, 0, 290, 0)
    assert (report.units_updated, report.is_committed) == (0, True)
    assert everything() == before


def test_the_faulty_workbook_keeps_its_good_rows_out_too(season):
    staff = city_staff()
    before = everything()

    report = import_posts(FAULTY, season, by=staff, commit=True, now=timezone.now())

    assert (report.rows, report.good, len(report.errors)) == (30, 15, 15)
    assert everything() == before


@pytest.mark.parametrize("source", [SAMPLE, FAULTY])
def test_a_check_writes_nothing(season, source):
    before = everything()

    report = check_workbook(source, season, by=None)

    assert not report.is_committed
    assert everything() == before


def test_a_big_workbook_costs_as_many_statements_as_a_small_one(
    season, django_assert_num_queries
):
    with django_assert_num_queries(20):
        take_in(season, good(单位类别="社区", 统一社会信用代码=""))

    with django_assert_num_queries(20):
        import_posts(SAMPLE, season, by=None, commit=True, now=timezone.now())


# --- what a row makes -----------------------------------------------------------------


def test_a_row_makes_a_unit_a_post_and_an_account(season, staff):
    take_in(season, good(带教导师="李四"), by=staff)

    post = Post.objects.select_related("unit").get()
    assert (post.title, post.headcount, post.mentor_name) == (TITLE, 2, "李四")
    assert (post.starts_on, post.ends_on) == (date(2021, 7, 20), date(2021, 8, 31))
    assert post.tasks == [{"task": "整理馆藏档案", "deliverable": "目录1份"}]
    assert post.managing_committee == committee_named("团平定县委")
    assert (post.unit.name, post.unit.credit_code) == (
        "示例县文化馆",
        "12140300022758154R",
    )
    member = post.unit.members.select_related("user").get()
    assert (member.is_administrator, member.granted_by_id) == (True, staff.pk)
    assert (member.user.phone, member.user.name) == ("19900001234", "张三")
    assert not member.user.has_usable_password()
    assert [(e.name, e.actor) for e in Event.objects.order_by("id")] == [
        ("unit.import", staff),
        ("post.import", staff),
    ]
    assert [n.recipient for n in Notice.objects.all()] == [member.user]


def test_without_a_mentor_the_contact_looks_after_the_student(season):
    take_in(season, good())

    assert Post.objects.get().mentor_name == GOOD["联系人"]


LONGEST = {
    "单位全称": 60,
    "详细地址": 100,
    "联系人": 30,
    "职务": 30,
    "岗位名称": 40,
    "设岗理由": 300,
    "专业要求": 20,
    "技能要求": 100,
    "带教导师": 30,
    "备注": 200,
}


def test_the_longest_texts_a_sheet_may_hold_fit_into_the_database(season):
    row = good(**{column: "长" * longest for column, longest in LONGEST.items()})

    assert take_in(season, row).is_committed
    assert Post.objects.get().note == "长" * 200


@pytest.mark.parametrize(("column", "longest"), LONGEST.items())
def test_a_longer_text_is_refused_at_its_cell(season, column, longest):
    row = good(**{column: "长" * (longest + 1)})

    assert fault(season, row)[0] == column


def test_a_post_of_the_city_belongs_to_the_city_committee(season):
    take_in(season, good(所在县区="市直", 乡镇街道="上站街道"))

    assert Post.objects.get().managing_committee.is_city


def test_a_contact_who_has_an_account_keeps_it(season):
    known = UserFactory(phone="19900001234", name="张小三")

    take_in(season, good())

    assert UnitMember.objects.get().user == known
    known.refresh_from_db()
    assert known.name == "张小三"
    assert known.has_usable_password()


def test_one_contact_may_speak_for_two_units(season):
    other = good(单位全称="示例县图书馆", 统一社会信用代码="", 单位类别="社区")

    take_in(season, good(), other)

    assert UnitMember.objects.filter(user__phone="19900001234").count() == 2


# --- a changed row --------------------------------------------------------------------


def test_a_changed_row_updates_its_post_and_says_what_changed(season, staff):
    take_in(season, good(), by=staff)
    post = Post.objects.get()

    report = take_in(season, good(需求人数="3", 学历要求="本科"), by=staff)

    assert figures(report) == (0, 1, 0, 0)
    assert report.changes[0].changes == (
        ("需求人数", "2", "3"),
        ("学历要求", "不限", "本科及以上"),
    )
    after = Post.objects.get()
    assert (after.pk, after.headcount, after.education) == (post.pk, 3, "BACHELOR")
    event = Event.objects.get(name="post.edit")
    assert event.data == {
        "changed": {"headcount": [2, 3], "education": ["ANY", "BACHELOR"]}
    }


def test_students_who_listed_the_post_hear_of_it(season):
    take_in(season, good())
    wish = PreferenceFactory(
        application=ApplicationFactory(season=season, qualified=True),
        post=Post.objects.get(),
    )
    Notice.objects.all().delete()

    take_in(season, good(起止日期="2021-07-22~2021-08-31", 备注="带水杯"))

    notice = Notice.objects.get()
    assert notice.recipient == wish.application.student
    assert "开始日期" in notice.text
    assert "备注" not in notice.text


def test_spaces_and_widths_do_not_make_another_unit_or_post(season):
    take_in(season, good())

    report = take_in(season, good(单位全称="示例县 文化馆", 岗位名称="数字 档案助理"))

    assert figures(report) == (0, 0, 1, 0)


def test_a_changed_unit_is_corrected_and_its_posts_move_along(season):
    take_in(season, good())

    report = take_in(season, good(乡镇街道="冶西镇", 详细地址=""))

    unit, post = HostUnit.objects.get(), Post.objects.get()
    assert report.units_updated == report.updated == 1
    assert [(change.title, change.of) for change in report.changes] == [
        ("示例县文化馆", "单位资料"),
        (TITLE, "示例县文化馆"),
    ]
    assert report.changes[0].changes == (("乡镇街道", "冠山镇", "冶西镇"),)
    assert unit.township_id == post.township_id == "140321101"
    assert unit.address == GOOD["详细地址"]  # an empty cell erases nothing


def test_a_new_contact_joins_the_administrator(season):
    take_in(season, good())

    take_in(season, good(联系人="王五", 联系电话="19900005555"))

    members = UnitMember.objects.order_by("pk")
    assert [(m.user.phone, m.is_administrator) for m in members] == [
        ("19900001234", True),
        ("19900005555", False),
    ]


@pytest.mark.parametrize(
    "state", [UnitState.DRAFT, UnitState.SUBMITTED, UnitState.RETURNED]
)
def test_a_unit_waiting_for_approval_is_approved(season, state):
    take_in(season, good())
    HostUnit.objects.update(state=state)

    report = take_in(season, good())

    assert report.units_updated == 1
    assert HostUnit.objects.get().state == UnitState.APPROVED
    assert Event.objects.filter(name="unit.approve").count() == 1


@pytest.mark.parametrize(
    "state", [PostState.DRAFT, PostState.SUBMITTED, PostState.RETURNED]
)
def test_a_post_waiting_for_review_is_published(season, state):
    take_in(season, good())
    Post.objects.update(state=state, published_at=None)

    report = take_in(season, good())

    post = Post.objects.get()
    assert (report.updated, post.state) == (1, PostState.PUBLISHED)
    assert Event.objects.filter(name="post.publish").count() == 1


def test_an_old_sheet_does_not_undo_what_a_later_season_knows_of_a_unit(season):
    later = SeasonFactory(year=2022)
    row = good(起止日期="2022-07-20~2022-08-31", 详细地址="新街2号")
    take_in(later, row | {"统一社会信用代码": "111403008430779118"})

    report = take_in(season, good(联系电话="19900005555"))

    unit = HostUnit.objects.get()
    assert figures(report) == (1, 0, 0, 0)
    assert (unit.address, unit.contact_phone) == ("新街2号", "19900001234")
    assert unit.credit_code == "111403008430779118"
    assert UnitMember.objects.count() == 1


def test_a_post_of_another_season_stays_as_it_is(season):
    take_in(season, good())

    report = take_in(SeasonFactory(year=2021), good(需求人数="5"))

    assert figures(report) == (1, 0, 0, 0)
    assert season.posts.get().headcount == 2


# --- what keeps everything out --------------------------------------------------------


def test_one_bad_row_keeps_the_good_ones_out(season):
    column, _ = fault(season, good(), good(岗位名称="讲解员", 需求人数="若干"))

    assert column == "需求人数"


def test_a_county_imports_its_own_district_only(season):
    column, message = fault(season, good(), by=county_staff("团盂县委"))

    assert column == "所在县区"
    assert "团平定县委" in message


def test_a_reader_imports_nothing(season):
    with pytest.raises(PermissionDenied):
        take_in(season, good(), by=reader())
    with pytest.raises(PermissionDenied):
        take_in(season, good(), by=reader(), commit=False)


def test_who_speaks_for_a_unit_does_not_import_its_posts(season, staff):
    take_in(season, good())
    UnitMember.objects.create(unit=HostUnit.objects.get(), user=staff)

    assert "请同事" in fault(season, good(需求人数="9"), by=staff)[1]


def test_nobody_makes_themselves_the_contact_of_a_unit(season, staff):
    assert "请同事" in fault(season, good(联系电话=staff.phone), by=staff)[1]


@pytest.mark.parametrize(
    "state", [UnitState.DRAFT, UnitState.SUBMITTED, UnitState.RETURNED]
)
def test_a_unit_that_a_stranger_registered_is_not_approved_by_an_import(season, state):
    unit = HostUnitFactory(name=GOOD["单位全称"], state=state)
    host_of(unit)

    assert "先核对" in fault(season, good())[1]


def test_a_unit_that_its_own_contact_registered_is_approved(season):
    unit = HostUnitFactory(name=GOOD["单位全称"], state=UnitState.SUBMITTED)
    User.objects.filter(pk=host_of(unit).pk).update(phone=GOOD["联系电话"])

    assert take_in(season, good()).is_committed


def test_a_suspended_unit_is_not_let_in_again(season):
    take_in(season, good())
    HostUnit.objects.update(state=UnitState.SUSPENDED)

    column, message = fault(season, good())

    assert column == "单位全称"
    assert "暂停" in message


def test_a_unit_of_another_committee_is_not_taken_over(season):
    HostUnitFactory(
        name=GOOD["单位全称"], managing_committee=committee_named("团盂县委")
    )

    assert fault(season, good())[0] == "所在县区"


def test_a_known_unit_keeps_its_credit_code(season):
    HostUnitFactory(name=GOOD["单位全称"], credit_code="111403008430779118")

    column, message = fault(season, good())

    assert column == "统一社会信用代码"
    assert "111403008430779118" in message


def test_a_known_unit_without_a_code_gets_it(season):
    unit = HostUnitFactory(name=GOOD["单位全称"])

    take_in(season, good())

    unit.refresh_from_db()
    assert unit.credit_code == GOOD["统一社会信用代码"]


def test_a_credit_code_belongs_to_one_unit(season):
    HostUnitFactory(name="示例县老文化馆", credit_code=GOOD["统一社会信用代码"])

    column, message = fault(season, good())

    assert column == "统一社会信用代码"
    assert "示例县老文化馆" in message


def test_two_units_of_a_sheet_do_not_share_a_credit_code(season):
    column, message = fault(season, good(), good(单位全称="示例县图书馆"))

    assert column == "统一社会信用代码"
    assert "第 2 行" in message


def test_a_cancelled_post_does_not_come_back_silently(season):
    take_in(season, good())
    cancel_post(
        Post.objects.get(), by=city_staff(), reason="不办了", now=timezone.now()
    )

    column, message = fault(season, good())

    assert column == "岗位名称"
    assert "已取消" in message


def test_a_finished_post_is_not_changed(season):
    take_in(season, good())
    Post.objects.update(state=PostState.CLOSED)

    assert take_in(season, good()).unchanged == 1
    assert "已结束" in fault(season, good(需求人数="5"))[1]


@pytest.fixture
def placed(season):
    """A post with three places, two of them taken."""
    take_in(season, good(需求人数="3"))
    post = Post.objects.get()
    for _ in range(2):
        application = ApplicationFactory(season=season, qualified=True)
        PlacementFactory(application=application, post=post)
    return post


def test_places_that_are_taken_are_not_cut(season, placed):
    assert take_in(season, good(需求人数="2")).updated == 1

    assert fault(season, good(需求人数="1")) == (
        "需求人数",
        "已经录用 2 人，需求人数不能少于 2。",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.update(headcount=1)


def test_dates_stand_once_somebody_has_a_place(season, placed):
    row = good(需求人数="3", 起止日期="2021-07-25~2021-08-31")

    assert fault(season, row)[0] == "起止日期"


@pytest.mark.parametrize("state", [RoundState.LOCKED, RoundState.PROPOSED])
def test_places_stand_while_the_lists_are_locked(season, state):
    take_in(season, good())
    SelectionRound.objects.create(
        season=season,
        state=state,
        seed="0" * 64,
        salt="1" * 64,
        seed_digest="2" * 64,
        market_digest="3" * 64,
        locked_at=timezone.now(),
    )

    assert take_in(season, good(备注="带水杯")).updated == 1
    assert fault(season, good(备注="带水杯", 需求人数="5"))[0] == "需求人数"


# --- at the same time -----------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_second_of_two_imports_waits_and_changes_nothing():
    season = SeasonFactory(year=2021)
    staff = city_staff()
    reports = []

    refusals = together(
        lambda: reports.append(take_in(season, good(), by=staff)),
        lambda: reports.append(take_in(season, good(), by=staff)),
        refused=Exception,
    )

    assert refusals == []
    assert [figures(report) for report in reports] == [(1, 0, 0, 1), (0, 0, 1, 0)]
    assert (HostUnit.objects.count(), Post.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_unit_registered_meanwhile_keeps_the_import_out():
    season = SeasonFactory(year=2021)
    staff = city_staff()

    refusals = together(
        lambda: host_of(HostUnitFactory(name=GOOD["单位全称"])),
        lambda: take_in(season, good(), by=staff),
        refused=RuleViolation,
    )

    assert ["刚才有人登记" in str(refusal) for refusal in refusals] == [True]
    assert not Post.objects.exists()
