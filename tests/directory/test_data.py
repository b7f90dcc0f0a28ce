"""What a new database knows about Yangquan before anybody types anything."""

import pytest
from django.db import IntegrityError

from directory.models import Committee, Division, DivisionLevel, University

pytestmark = pytest.mark.django_db


def test_districts_come_in_the_order_offices_list_them():
    districts = Division.objects.districts().values_list("short_name", flat=True)

    assert list(districts) == ["城区", "矿区", "郊区", "平定县", "盂县", "高新区"]


def test_there_are_43_townships_and_each_lies_in_a_district_with_a_point():
    townships = Division.objects.townships().select_related("parent")

    assert len(townships) == 43
    assert {township.parent.level for township in townships} == {
        DivisionLevel.COUNTY,
        DivisionLevel.ZONE,
    }
    assert all(township.longitude and township.latitude for township in townships)
    assert {township.coordinate_confidence for township in townships} == {*"ABC"}


def test_the_zone_has_a_name_and_a_short_name():
    zone = Division.objects.get(level=DivisionLevel.ZONE)

    assert (zone.name, zone.short_name) == ("阳泉高新技术产业开发区", "高新区")
    assert [township.name for township in zone.children.all()] == ["开发区"]


def test_seven_committees_share_the_territory():
    committees = Committee.objects.order_by("division_id")

    assert [(c.short_name, c.division.short_name, c.is_city) for c in committees] == [
        ("团市委", "阳泉市", True),
        ("团城区委", "城区", False),
        ("团矿区委", "矿区", False),
        ("团郊区委", "郊区", False),
        ("团平定县委", "平定县", False),
        ("团盂县委", "盂县", False),
        ("高新区团工委", "高新区", False),
    ]


def test_76_universities_are_known_by_sound():
    assert University.objects.count() == 76
    found = University.objects.get(name="天津城建大学")
    assert (found.city, found.province) == ("天津", "天津")
    assert found.pinyin == "tianjinchengjiandaxue"


def test_there_is_no_second_city_committee():
    other = Division.objects.create(
        code="140100", name="太原市", short_name="太原市", level=DivisionLevel.CITY
    )

    with pytest.raises(IntegrityError, match="one_city_committee"):
        Committee.objects.create(
            name="另一个团市委", short_name="另", level="CITY", division=other
        )


def test_a_township_lies_in_a_district():
    with pytest.raises(IntegrityError, match="township_has_a_district"):
        Division.objects.create(
            code="140399001", name="某镇", short_name="某镇", level="TOWNSHIP"
        )
