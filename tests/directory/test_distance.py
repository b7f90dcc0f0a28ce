from decimal import Decimal

import pytest

from directory.distance import distances_from, kilometres
from directory.models import Division


def place(code, longitude=None, latitude=None):
    return Division(code=code, longitude=longitude, latitude=latitude)


CENTRE = place("a", Decimal("113.58"), Decimal("37.86"))
NORTH = place("b", Decimal("113.58"), Decimal("38.86"))
NOWHERE = place("c")


def test_one_degree_of_latitude_is_111_kilometres():
    assert kilometres(CENTRE, NORTH) == pytest.approx(111.19, abs=0.01)


def test_distance_is_the_same_both_ways_and_nothing_to_oneself():
    assert kilometres(CENTRE, NORTH) == kilometres(NORTH, CENTRE)
    assert kilometres(CENTRE, CENTRE) == 0


def test_without_a_point_there_is_no_distance():
    assert kilometres(CENTRE, NOWHERE) is None
    assert kilometres(NOWHERE, CENTRE) is None


def test_a_list_of_distances_is_whole_kilometres_and_leaves_out_pointless_places():
    assert distances_from(CENTRE, [CENTRE, NORTH, NOWHERE]) == {"a": 0, "b": 111}


@pytest.mark.django_db
def test_from_the_city_niangziguan_is_nearer_than_xiyan():
    townships = {place.name: place for place in Division.objects.townships()}
    home = Division.objects.get(short_name="阳泉市")

    found = distances_from(home, list(townships.values()))

    assert found[townships["娘子关镇"].code] == 28
    assert found[townships["西烟镇"].code] == 53
