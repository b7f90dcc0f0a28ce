import pytest
from django.urls import reverse

from placements.models import Placement, SelectionRound, SelectionRun
from placements.states import RoundState
from tests.factories import (
    ApplicationFactory,
    UserFactory,
    county_staff,
    open_window,
    reader,
)
from tests.placements.rounds import Scene, six_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return six_students()


def url(move=""):
    return reverse(f"placements:staff-round{move and '-'}{move}")


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def state():
    return SelectionRound.objects.get().state


def test_an_open_round_says_what_is_missing(client, scene):
    ApplicationFactory(season=scene.season, submitted=True)
    open_window(scene.season, "GRADING")
    client.force_login(scene.first)

    shown = page(client, url())

    assert "1 份报名还在审核" in shown
    assert "1 家单位还有 1 条志愿没评" in shown
    assert scene.posts["丙"].unit.name in shown
    assert "锁定后单位不能再评价" in shown
    assert not SelectionRound.objects.exists()


def test_the_lock_is_read_before_it_is_done(client, scene):
    client.force_login(scene.first)

    shown = page(client, url("lock"))

    assert "锁定 6 人的名单" in shown
    assert "先看单位评价（A 高于 B 高于 C）" in shown
    assert not SelectionRound.objects.exists()


def test_the_road_from_open_to_released(client, scene):
    client.force_login(scene.first)
    client.post(url("lock"))
    locked = page(client, url())
    round_ = SelectionRound.objects.get()
    assert round_.market_digest in locked
    assert "这一轮没有公共数" in locked
    assert round_.seed not in locked

    client.post(url("run"))
    proposed = page(client, url())
    assert "送复核" in proposed
    assert "发布结果" not in proposed

    client.post(url("send"))
    assert "等另一位同事看过并发布" in page(client, url())

    client.force_login(scene.second)
    assert "去发布结果" in page(client, url())
    preview = page(client, url("release"))
    assert "你被“甲”" in preview or "你被“乙”" in preview
    answer = client.post(url("release"), {"seen_run": 1}, follow=True)

    assert "结果发布了" in answer.content.decode()
    assert state() == RoundState.RELEASED
    assert Placement.objects.count() == 2
    released = page(client, url())
    assert round_.seed in released
    assert "重新计算" not in released


def test_unlocking_asks_why(client, scene):
    scene.lock()
    client.force_login(scene.first)

    unsaid = client.post(url("unlock"), {"reason": "改"})
    assert (unsaid.status_code, state()) == (422, RoundState.LOCKED)
    assert "至少写 4 个字" in unsaid.content.decode()

    client.post(url("unlock"), {"reason": "甲岗取消，名单要改"})
    assert state() == RoundState.OPEN


def test_who_sent_it_gets_the_sentence_and_a_way_back(client, scene):
    scene.send()
    client.force_login(scene.first)

    answer = client.post(url("release"), {"seen_run": 1})

    assert answer.status_code == 409
    assert "请另一位同事来复核" in answer.content.decode()
    assert url() in answer.content.decode()
    assert state() == RoundState.PROPOSED


def test_a_proposal_with_faults_offers_no_review(client, scene):
    scene.run()
    SelectionRun.objects.update(faults=1)
    client.force_login(scene.first)

    shown = page(client, url())

    assert "1 处违反规则，不能送复核" in shown
    assert 'form="send"' not in shown


def test_a_release_without_the_run_that_was_seen_shows_the_page_again(client, scene):
    scene.send()
    client.force_login(scene.second)

    answer = client.post(url("release"), {})

    assert (answer.status_code, state()) == (422, RoundState.PROPOSED)
    assert "发布前看一眼" in answer.content.decode()


def test_a_round_that_is_gone_ahead_refuses_with_a_sentence(client, scene):
    scene.lock()
    client.force_login(scene.first)

    answer = client.post(url("lock"))

    assert answer.status_code == 409
    assert "不能锁定名单" in answer.content.decode()


@pytest.mark.parametrize("move", ["unlock", "run", "send", "release"])
def test_there_is_nothing_to_do_with_a_round_nobody_locked(client, scene, move):
    client.force_login(scene.first)

    assert client.post(url(move)).status_code == 404


@pytest.mark.parametrize("move", ["", "lock", "unlock", "release"])
@pytest.mark.parametrize("cast", [county_staff, UserFactory])
def test_the_pages_are_the_citys(client, scene, cast, move):
    scene.lock()
    client.force_login(cast())

    assert client.get(url(move)).status_code == 403


@pytest.mark.parametrize("move", ["lock", "unlock", "run", "send", "release"])
@pytest.mark.parametrize("cast", [county_staff, reader, UserFactory])
def test_others_change_nothing(client, scene, cast, move):
    scene.send()
    client.force_login(cast())

    answer = client.post(url(move), {"reason": "名单要改", "seen_run": 1})

    assert (answer.status_code, state()) == (403, RoundState.PROPOSED)


@pytest.mark.parametrize("move", ["run", "send"])
def test_looking_changes_nothing(client, scene, move):
    scene.lock()
    client.force_login(scene.first)

    assert client.get(url(move)).status_code == 405


@pytest.mark.parametrize("prepare", [Scene.lock, Scene.run, Scene.release])
def test_a_reader_looks_and_finds_no_buttons(client, scene, prepare):
    prepare(scene)
    client.force_login(reader())

    shown = page(client, url())

    assert "btn-primary" not in shown
    assert "解除锁定" not in shown


@pytest.mark.parametrize("count", [3, 30])
def test_an_open_round_costs_the_same_however_long(
    client, count, django_assert_num_queries
):
    scene = Scene()
    for i in range(count):
        scene.post(f"岗{i}")
        scene.wish(f"学生{i}", f"岗{i}")
    client.force_login(scene.first)

    with django_assert_num_queries(11):
        client.get(url())
