"""Registering a unit, by oneself or by link; its record and its contacts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.actions.units import invite_unit
from placements.models import HostUnit, UnitInvitation, UnitKind, UnitMember
from placements.states import UnitState
from tests.factories import (
    HostUnitFactory,
    UserFactory,
    city,
    committee,
    county_staff,
    host_of,
)
from tests.placements.host.conftest import text_of

pytestmark = pytest.mark.django_db

REGISTER = "/host/register/"
UNIT = "/host/unit/"


def typed(**changed) -> dict:
    return {
        "name": "冠山社区",
        "kind": UnitKind.COMMUNITY,
        "credit_code": "",
        "committee": committee().pk,
        "township": "140321100",
        "address": "冠山路 8 号",
        "introduction": "",
        "contact_name": "李联系",
        "contact_title": "",
        "contact_phone": "138 0000 0001",
    } | changed


@pytest.fixture
def newcomer(client, season):
    person = UserFactory(name="李联系")
    client.force_login(person)
    return person


@pytest.fixture
def link(season):
    _, token = invite_unit(
        by=county_staff(), committee=committee(), unit_name="冠山社区"
    )
    return reverse("placements:host-invitation", args=[token])


def test_somebody_registers_their_unit(client, newcomer):
    response = client.post(REGISTER, typed())

    assert (response.status_code, response.url) == (302, UNIT)
    unit = HostUnit.objects.get()
    assert (unit.name, unit.contact_phone) == ("冠山社区", "13800000001")
    assert UnitMember.objects.get().user == newcomer


def test_the_form_knows_who_is_asking(client, newcomer):
    form = client.get(REGISTER).context["form"]

    assert form.initial == {
        "contact_name": newcomer.name,
        "contact_phone": newcomer.phone,
    }


def test_the_city_and_six_districts_may_be_chosen(client, newcomer):
    field = client.get(REGISTER).context["form"].fields["committee"]

    labels = [label for value, label in field.choices if value]
    assert labels == ["市直", "城区", "矿区", "郊区", "平定县", "盂县", "高新区"]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "这一项要填。"),
        ({"credit_code": "123"}, "credit_code", "代码不对"),
        ({"township": "140302001"}, "township", "上站街道不在平定县，重选一个。"),
        ({"contact_phone": "1380000"}, "contact_phone", "手机号是 11 位数字"),
    ],
)
def test_what_is_typed_badly_is_said_and_kept(client, newcomer, wrong, field, sentence):
    response = client.post(REGISTER, typed(**wrong))

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    assert "冠山路 8 号" in text_of(response)
    assert not HostUnit.objects.exists()


def test_the_citys_own_unit_may_lie_in_a_district(client, newcomer):
    client.post(REGISTER, typed(committee=city().pk))

    assert HostUnit.objects.get().managing_committee == city()


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(client, newcomer):
    HostUnitFactory(name="冠山社区")

    response = client.post(REGISTER, typed())

    assert response.status_code == 409
    assert "“冠山社区”已经登记过" in text_of(response)
    assert "冠山路 8 号" in text_of(response)


def test_a_visitor_sees_who_invites_and_signs_in(client, link):
    response = client.get(link)

    assert response.status_code == 200
    assert "共青团平定县委请冠山社区登记" in text_of(response)
    assert f"{reverse('account_login')}?next={link}" in text_of(response)


def test_looking_at_a_link_uses_nothing_up(client, link):
    client.get(link)
    client.force_login(UserFactory())
    client.get(link)

    assert UnitInvitation.objects.get().used_at is None


def test_the_committee_comes_from_the_invitation(client, link):
    client.force_login(UserFactory())

    response = client.post(link, typed(committee=city().pk))

    assert response.status_code == 302
    assert HostUnit.objects.get().managing_committee == committee()


def test_an_invited_unit_lies_where_its_committee_does(client, link):
    client.force_login(UserFactory())

    response = client.post(link, typed(township="140302001"))

    assert response.status_code == 422
    assert UnitInvitation.objects.get().used_at is None


def test_a_visitor_registers_nothing_by_link(client, link):
    response = client.post(link, typed())

    assert "登录后登记" in text_of(response)
    assert not HostUnit.objects.exists()


def test_a_link_that_is_used_up_says_so_and_how_to_get_another(client, link):
    client.force_login(UserFactory())
    client.post(link, typed())
    client.force_login(UserFactory())

    response = client.get(link)

    assert response.status_code == 410
    assert "这个链接用过了" in text_of(response)
    assert "要一个新链接" in text_of(response)
    assert client.post(link, typed(name="冠山二社区")).status_code == 410
    assert HostUnit.objects.count() == 1


def test_who_used_the_link_is_led_to_their_unit(client, link):
    client.force_login(UserFactory())
    client.post(link, typed())

    response = client.get(link)

    assert "你已经用这个链接登记了冠山社区" in text_of(response)


def test_a_link_that_ran_out_says_when(client, link):
    UnitInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    response = client.get(link)

    assert response.status_code == 410
    assert "过期了" in text_of(response)


def test_a_name_taken_leaves_the_link_usable(client, link):
    HostUnitFactory(name="冠山社区")
    client.force_login(UserFactory())

    response = client.post(link, typed())

    assert response.status_code == 409
    assert UnitInvitation.objects.get().used_at is None


def test_an_address_nobody_sent_is_no_invitation(client, season):
    response = client.get(reverse("placements:host-invitation", args=["x"]))

    assert response.status_code == 404
    assert "没有这个邀请" in text_of(response)


def test_the_record_is_corrected(mine, unit):
    response = mine.post("/host/unit/edit/", typed(name=unit.name))

    unit.refresh_from_db()
    assert (response.status_code, unit.address) == (302, "冠山路 8 号")


def test_a_correction_that_a_rule_refuses_is_kept_on_the_page(mine, unit):
    HostUnitFactory(name="另一家")

    response = mine.post("/host/unit/edit/", typed(name="另一家"))

    assert response.status_code == 409
    assert "冠山路 8 号" in text_of(response)


def test_a_bad_correction_is_422(mine, unit):
    assert mine.get("/host/unit/edit/").status_code == 200
    assert mine.post("/host/unit/edit/", typed(kind="")).status_code == 422


def test_the_record_is_handed_in(mine, unit):
    unit.state = UnitState.DRAFT
    unit.save()
    assert "提交审核" in text_of(mine.get(UNIT))

    mine.post("/host/unit/submit/")

    unit.refresh_from_db()
    assert unit.state == UnitState.SUBMITTED
    assert "提交审核" not in text_of(mine.get(UNIT))


def test_handing_in_an_approved_unit_is_409(mine, unit):
    assert mine.post("/host/unit/submit/").status_code == 409


def test_a_returned_record_says_why(mine, unit):
    unit.state = UnitState.RETURNED
    unit.return_reasons, unit.return_note = ["MISMATCH", "DATES"], "代码和名称对不上。"
    unit.save()

    page = text_of(mine.get(UNIT))

    assert "与核对的信息不一致、时间不合适。代码和名称对不上。" in page


def add(client, **changed):
    data = {"phone": "13700000001", "name": "赵同事", "title": ""} | changed
    return client.post("/host/members/add/", data)


def test_a_colleague_is_added_by_phone(mine, unit):
    assert add(mine).status_code == 302

    assert unit.members.filter(user__phone="13700000001").exists()


def test_a_number_typed_badly_is_422_and_kept(mine, unit):
    response = add(mine, phone="137")

    assert response.status_code == 422
    assert "赵同事" in text_of(response)


def test_a_contact_added_twice_is_409(mine, unit):
    add(mine)

    response = add(mine)

    assert response.status_code == 409
    assert "已经是联系人" in text_of(response)


@pytest.fixture
def colleague(unit, host):
    return UnitMember.objects.create(unit=unit, user=UserFactory(name="赵同事"))


@pytest.mark.parametrize("name", ["hand-over", "end"])
def test_a_page_asks_first(mine, host, colleague, name):
    response = mine.get(reverse(f"placements:host-member-{name}", args=[colleague.pk]))

    assert (response.status_code, "赵同事" in text_of(response)) == (200, True)
    colleague.refresh_from_db()
    assert (colleague.is_administrator, colleague.valid_until) == (False, None)


def test_the_unit_is_handed_over(mine, host, colleague):
    url = reverse("placements:host-member-hand-over", args=[colleague.pk])

    assert mine.post(url).status_code == 302

    colleague.refresh_from_db()
    assert colleague.is_administrator
    assert mine.post(url).status_code == 403  # it is no longer theirs to give


def test_a_membership_is_ended(mine, colleague):
    mine.post(reverse("placements:host-member-end", args=[colleague.pk]))

    colleague.refresh_from_db()
    assert colleague.valid_until is not None


def test_who_has_left_is_409(mine, colleague):
    colleague.valid_until = timezone.now()
    colleague.save()

    for name in ("hand-over", "end"):
        url = reverse(f"placements:host-member-{name}", args=[colleague.pk])
        assert mine.post(url).status_code == 409


def test_who_left_sees_nothing_of_the_unit_any_more(client, unit, host, colleague):
    colleague.valid_until = timezone.now()
    colleague.save()
    client.force_login(colleague.user)

    assert client.get(UNIT).url == "/host/"


def test_contacts_of_another_unit_do_not_exist(mine, host):
    stranger = host_of(HostUnitFactory()).unit_memberships.get()

    for name in ("hand-over", "end"):
        url = reverse(f"placements:host-member-{name}", args=[stranger.pk])
        assert mine.get(url).status_code == mine.post(url).status_code == 404


def test_only_the_administrator_is_offered_to_change_contacts(client, unit, colleague):
    client.force_login(colleague.user)

    page = text_of(client.get(UNIT))

    assert "加一位联系人" not in page
    assert "host/members/" not in page
    assert add(client).status_code == 403
