import pytest

from directory.models import Division
from placements.markets import read_lists
from placements.models import Preference
from placements.states import PlacementState
from tests.factories import ApplicationFactory, PlacementFactory, PostFactory
from tests.placements.rounds import Scene, six_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return six_students()


def lists_of(scene):
    return read_lists(scene.lock())


def test_lists_name_students_by_number_and_posts_by_key(scene):
    lists = lists_of(scene)

    key = {title: str(post.pk) for title, post in scene.posts.items()}
    number = {name: each.number for name, each in scene.students.items()}
    assert lists.market.students == {
        number["何嘉宁"]: (key["甲"],),
        number["张晓晨"]: (key["甲"], key["乙"]),
        number["武静怡"]: (key["甲"],),
        number["高志远"]: (key["丙"],),
        number["任文博"]: (key["丁"],),
        number["刘一帆"]: (),
    }
    assert lists.market.posts[key["甲"]].grades == (
        (number["何嘉宁"],),
        (number["张晓晨"],),
        (number["武静怡"],),
    )
    assert lists.market.posts[key["丁"]].grades == ((), (), ())
    assert lists.grades[number["任文博"], key["丁"]] == "DECLINED"
    assert lists.application_ids[number["何嘉宁"]] == scene.students["何嘉宁"].pk


def test_only_the_qualified_take_part(scene):
    ApplicationFactory(season=scene.season, submitted=True)

    assert len(lists_of(scene).market.students) == 6


def test_other_seasons_and_void_wishes_stay_outside(scene):
    PostFactory()
    Preference.objects.filter(post=scene.posts["丙"]).update(
        rank=None, void_reason="岗位取消"
    )

    lists = lists_of(scene)

    assert len(lists.market.posts) == 5
    assert lists.market.students[scene.students["高志远"].number] == ()


def test_who_has_a_place_leaves_with_their_seat(scene):
    placed = scene.students["何嘉宁"]
    PlacementFactory(
        application=placed,
        season=scene.season,
        student=placed.student,
        post=scene.posts["甲"],
        state=PlacementState.OFFERED,
    )

    market = lists_of(scene).market

    assert placed.number not in market.students
    assert market.posts[str(scene.posts["甲"].pk)].capacity == 0


def test_distance_counts_only_where_the_season_says_so(scene):
    assert lists_of(scene).market.bands == {}


def test_nearer_homes_have_lower_bands():
    scene = Scene()
    scene.season.band_limits_km = [5, 20]
    scene.season.save()
    here, there = Division.objects.townships().filter(
        longitude__isnull=False, code__in=["140321100", "140322100"]
    )
    scene.post("甲", township=here)
    for name, home in (("近", here), ("远", there), ("不知", None)):
        profile = scene.wish(name, "甲 A").student.student_profile
        profile.residence = home
        profile.save()

    bands = lists_of(scene).market.bands

    key = str(scene.posts["甲"].pk)
    by_name = {name: bands[each.number, key] for name, each in scene.students.items()}
    assert by_name == {"近": 0, "远": 2, "不知": 2}


@pytest.mark.parametrize("more", [0, 27])
def test_reading_costs_the_same_however_long(scene, more, django_assert_num_queries):
    for i in range(more):
        scene.wish(f"学生{i}", "甲 A")
    round_ = scene.lock()

    with django_assert_num_queries(3):  # applications, posts, wishes
        read_lists(round_)
