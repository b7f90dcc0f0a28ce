import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from directory.distance import kilometres
from directory.models import Division
from placements.models import Post, SeasonWindow
from placements.views.public.post_rows import demand_band, seats_left
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    committee,
    county_staff,
    host_of,
    student,
)
from tests.front.markup import faults

pytestmark = pytest.mark.django_db
URL = reverse("placements:public-post-list")
ROW = re.compile(r'<h3><a class="link" href="/posts/(\d+)/">')


def shown(client, **asked) -> list[int]:
    page = client.get(URL, asked)
    assert page.status_code == 200
    return [int(pk) for pk in ROW.findall(page.content.decode())]


def text(client, **asked) -> str:
    return client.get(URL, asked).content.decode()


def all_pages(client, **asked) -> list[int]:
    found = []
    for number in range(1, 10):
        page = client.get(URL, {**asked, "page": number})
        found += [int(pk) for pk in ROW.findall(page.content.decode())]
        if not page.context["page"].has_next:
            return found
    raise AssertionError("the list does not end")


def test_a_visitor_reads_the_newest_first_with_the_number_of_all(client, scattered):
    newest = sorted(scattered, key=lambda p: (p.published_at, p.pk), reverse=True)

    assert shown(client) == [post.pk for post in newest[:20]]
    assert '<span class="num">45</span> 个岗位</h1>' in text(client)
    assert "共 3 页" in text(client)


@pytest.mark.parametrize("asked", [{}, {"q": "示例"}, {"category": "RURAL"}])
def test_paging_shows_every_post_exactly_once(client, scattered, asked):
    wanted = [
        p.pk for p in scattered if p.category == "RURAL" or "category" not in asked
    ]

    assert Counter(all_pages(client, **asked)) == Counter(wanted)


@pytest.mark.parametrize("asked", [{}, {"q": "示例"}, {"category": "RURAL"}])
def test_nearest_first_is_the_order_of_measuring_every_post(
    client, scattered, me, asked
):
    home = me.student_profile.residence
    newest = sorted(scattered, key=lambda p: (p.published_at, p.pk), reverse=True)
    measured = sorted(
        newest, key=lambda p: (round(kilometres(home, p.township)), p.township_id)
    )
    wanted = [
        p.pk for p in measured if p.category == "RURAL" or "category" not in asked
    ]

    assert all_pages(client, **asked) == wanted


def test_a_student_may_read_the_newest_first_too(client, scattered, me):
    found = shown(client, sort="new")

    assert found == shown(Client())


def test_a_place_nobody_has_located_comes_last(client, scattered, me):
    nowhere = Division.objects.create(
        code="140321999",
        name="新镇",
        short_name="新镇",
        level="TOWNSHIP",
        parent_id="140321",
    )
    Post.objects.filter(pk=scattered[0].pk).update(township=nowhere)

    assert all_pages(client)[-1] == scattered[0].pk


def test_only_posts_within_the_distance(client, scattered, me):
    home = me.student_profile.residence
    near = {p.pk for p in scattered if round(kilometres(home, p.township)) <= 10}

    assert set(all_pages(client, km="10")) == near
    assert 0 < len(near) < 45
    assert f'<span class="num">{len(near)}</span>' in text(client, km="10")


def test_a_district_shows_its_own_posts_and_keeps_the_other_filters(client, scattered):
    page = text(client, area="140321", category="RURAL", page="1")
    own = [p for p in scattered if p.managing_committee.short_name == "团平定县委"]
    rural = [p for p in own if p.category == "RURAL"]

    assert set(all_pages(client, area="140321")) == {p.pk for p in own}
    assert f'平定县 <span class="num">{len(rural)}</span> 个岗位</h1>' in page
    assert 'href="?category=RURAL&amp;area=140302"' in page


def test_the_citys_own_posts_are_called_so(client, season):
    unit = HostUnitFactory(managing_committee=committee("团市委"))
    PostFactory(season=season, unit=unit)

    assert '市直 <span class="num">1</span></a>' in text(client)


def test_categories_are_offered_with_their_numbers(client, scattered):
    page = text(client)

    assert "乡村振兴（15）" in page
    assert "企业实践" not in page


def test_counts_are_left_out_where_nobody_counted(client, scattered):
    page = text(client, q="示例")

    assert "<h1>岗位</h1>" in page
    assert "第 1 页</span>" in page
    assert "下一页" in page


def test_whoever_sees_all_matches_sees_how_many(client, season):
    PostFactory(season=season, title="短视频采编助理")
    PostFactory(season=season, title="前台")

    assert '<span class="num">1</span> 个岗位</h1>' in text(client, q="短视频")


def test_each_filter_leaves_what_it_says(client, season, me):
    lodging = PostFactory(season=season, has_lodging=True, majors=["法学"])
    master = PostFactory(season=season, education="MASTER", majors=["法学"])
    full = PostFactory(season=season, majors=["法学"])
    taken = ApplicationFactory(season=season, qualified=True)
    PlacementFactory(application=taken, post=full)
    mine = PostFactory(season=season, majors=["软件"])
    wished = PreferenceFactory(
        application=ApplicationFactory(season=season, submitted=True),
        post=PostFactory(season=season, majors=["法学"]),
    ).post
    everything = {lodging.pk, master.pk, full.pk, mine.pk, wished.pk}

    assert set(shown(client)) == everything
    assert shown(client, lodging="on") == [lodging.pk]
    assert set(shown(client, degree="BACHELOR")) == everything - {master.pk}
    assert set(shown(client, free="on")) == everything - {full.pk}
    assert set(shown(client, undemanded="on")) == everything - {wished.pk}
    assert shown(client, mine="on") == [mine.pk]
    assert shown(Client(), major="软件") == [mine.pk]


def test_what_is_not_published_is_nowhere(client, season):
    PostFactory(season=season, draft=True)
    PostFactory(season=season, submitted=True)
    PostFactory(season=SeasonFactory(year=2020))
    public = PostFactory(season=season)

    assert shown(client) == [public.pk]
    assert shown(client, q="示例") == [public.pk]


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "0"},
        {"page": "-3"},
        {"page": "x"},
        {"page": "9" * 40},
        {"page": "²"},
        {"area": "nowhere"},
        {"category": "NO"},
        {"km": "7", "sort": "fast", "degree": "?"},
        {"q": "x" * 500},
        {"free": "maybe", "unknown": "1"},
    ],
)
def test_nonsense_in_the_address_gives_a_sensible_page(client, scattered, asked):
    assert len(shown(client, **asked)) == 20


def test_a_page_beyond_the_end_is_the_last_one(client, scattered):
    assert len(shown(client, page="99")) == 5


def test_a_page_beyond_an_uncounted_end_leads_back(client, scattered):
    page = text(client, q="示例", page="99")

    assert "这一页没有岗位了" in page
    assert "看全部岗位" in page


def test_no_match_says_what_to_do(client, scattered):
    assert "去掉一两个条件再看" in text(client, q="没有这样的")


def test_what_is_typed_is_never_markup(client, scattered):
    page = text(client, q='"><script>alert(1)</script>', major="<b>")

    assert "<script>alert" not in page
    assert faults(page) == []


def test_the_page_is_sound_for_everybody(client, scattered, me):
    assert faults(text(client)) == []
    assert faults(text(Client())) == []


def test_without_a_season_the_list_says_so(client):
    assert "新一季还没开始" in text(client)


def test_the_deadline_of_registration_stands_on_top(client, season):
    assert "截止，还剩 2 天" in text(client)

    SeasonWindow.objects.all().delete()

    assert "报名时间还没定" in text(client)


def test_my_own_wish_is_marked_and_another_students_is_not(client, season, me):
    mine, other = PostFactory.create_batch(2, season=season)
    application = ApplicationFactory(season=season, student=me)
    PreferenceFactory(application=application, post=mine, rank=1)
    theirs = ApplicationFactory(season=season, student=student())
    PreferenceFactory(application=theirs, post=other, rank=1)

    assert text(client).count("我的第 1 志愿") == 1
    assert "我的第" not in text(Client())


@pytest.mark.parametrize(
    ("demand", "words"),
    [(0, "还没人填报"), (1, "1 人填报"), (10, "10 人填报"), (11, "10 人以上填报")],
)
def test_demand_is_a_band(demand, words):
    assert demand_band(demand) == words


@pytest.mark.parametrize(
    ("left", "words"), [(3, "3 个名额"), (1, "还有 1 个名额"), (0, "名额已满")]
)
def test_seats_say_what_is_left(left, words):
    assert seats_left(3, left) == words


def test_people_at_work_see_the_visitors_page_with_a_way_home(client, season):
    for user in (county_staff(), host_of(HostUnitFactory())):
        client.force_login(user)
        page = text(client)
        assert "我的首页" in page
        assert "bottombar" not in page


@pytest.mark.parametrize("count", [3, 30])
def test_a_visitor_costs_three_statements(
    client, season, count, django_assert_num_queries
):
    PostFactory.create_batch(count, season=season)

    with django_assert_num_queries(3):
        client.get(URL)


@pytest.mark.parametrize("count", [3, 30])
def test_a_student_costs_eight_statements(
    client, season, me, count, django_assert_num_queries
):
    posts = PostFactory.create_batch(count, season=season)
    application = ApplicationFactory(season=season, student=me)
    for rank, post in enumerate(posts[:3], 1):
        PreferenceFactory(application=application, post=post, rank=rank)

    with django_assert_num_queries(8):
        client.get(URL)
