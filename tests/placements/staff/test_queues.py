"""The three review queues: what they show, what they cost, what one may do in them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from placements.models import Application, HostUnit, Post
from placements.views.season import CHOSEN
from tests.factories import (
    ApplicationFactory,
    GrantFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
    committee,
    county_staff,
    host_of,
)


def make_posts(season, count):
    for _ in range(count):
        PostFactory(season=season, submitted=True)


def make_units(season, count):
    HostUnitFactory.create_batch(count, state="SUBMITTED")


def make_applications(season, count):
    for _ in range(count):
        application = ApplicationFactory(season=season, submitted=True)
        for rank in (1, 2):
            post = PostFactory(season=season)
            PreferenceFactory(application=application, post=post, rank=rank)


QUEUES = {
    "post": ("publish", make_posts, Post, "PUBLISHED"),
    "unit": ("approve", make_units, HostUnit, "APPROVED"),
    "application": ("qualify", make_applications, Application, "QUALIFIED"),
}
every_queue = pytest.mark.parametrize("noun", QUEUES)


def address(noun, what="list"):
    return reverse(f"placements:staff-{noun}-{what}")


def waiting(noun):
    return QUEUES[noun][2].objects.filter(state="SUBMITTED").order_by("id")


@every_queue
@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(
    as_city, season, noun, count, django_assert_num_queries
):
    QUEUES[noun][1](season, count)
    # session, user, grants, season, numbers, rows, territories
    # and for applications their wishes, of all rows at once
    cost = 8 if noun == "application" else 7

    with django_assert_num_queries(cost):
        response = as_city.get(address(noun))

    assert len(response.context["rows"]) == count


@every_queue
def test_a_chosen_season_costs_no_more(
    as_city, season, noun, django_assert_max_num_queries
):
    QUEUES[noun][1](season, 3)
    session = as_city.session
    session[CHOSEN] = season.code
    session.save()

    with django_assert_max_num_queries(8):
        as_city.get(address(noun))


@every_queue
def test_who_came_first_stands_first(as_county, season, noun):
    QUEUES[noun][1](season, 3)
    first, second, third = waiting(noun)
    now = timezone.now()
    for row, hours in ((first, 1), (second, 50), (third, 5)):
        row.submitted_at = now - timedelta(hours=hours)
        row.save()

    rows = as_county.get(address(noun)).context["rows"]

    assert [row.pk for row in rows] == [second.pk, third.pk, first.pk]
    assert [row.waited for row in rows] == ["2 天", "5 小时", "1 小时"]


@every_queue
def test_each_chip_counts_the_rows_it_opens(as_city, season, noun):
    make_units(season, 2)
    make_posts(season, 3)
    make_applications(season, 2)
    PostFactory(season=season, state="RETURNED")
    ApplicationFactory(season=season, qualified=True)

    queue = as_city.get(address(noun)).context["queue"]

    counted = [chip for chip in queue.chips if chip.count is not None]
    assert len(counted) >= 4
    for chip in counted:
        opened = as_city.get(address(noun) + chip.url).context
        assert str(len(opened["rows"])) == chip.count, chip.label


@every_queue
def test_a_county_sees_only_its_own(client, season, noun):
    QUEUES[noun][1](season, 2)
    client.force_login(county_staff("团盂县委"))

    response = client.get(address(noun))

    assert response.context["rows"] == []
    assert response.context["queue"].count == 0
    assert response.context["territories"] == []


@every_queue
def test_the_city_narrows_to_a_territory(as_city, season, noun):
    QUEUES[noun][1](season, 2)
    here, there = committee().pk, committee("团盂县委").pk

    assert len(as_city.get(address(noun), {"committee": here}).context["rows"]) == 2
    assert as_city.get(address(noun), {"committee": there}).context["rows"] == []


@every_queue
def test_readers_get_no_boxes_and_no_buttons(as_auditor, season, noun):
    QUEUES[noun][1](season, 2)

    response = as_auditor.get(address(noun))

    assert len(response.context["rows"]) == 2
    page = response.content.decode()
    assert 'name="row"' not in page
    assert "btn-primary" not in page


@every_queue
def test_all_that_is_ticked_passes(as_county, season, noun):
    verb, make, model, after = QUEUES[noun]
    make(season, 3)
    rows = [row.pk for row in waiting(noun)]

    response = as_county.post(address(noun, verb), {"row": rows[:2]})

    assert response.status_code == 302
    assert [model.objects.get(pk=pk).state for pk in rows] == [
        after,
        after,
        "SUBMITTED",
    ]
    assert Event.objects.filter(name=f"{noun}.{verb}").count() == 2


@every_queue
def test_the_button_of_a_row_passes_that_row_alone(as_county, season, noun):
    verb, make, model, after = QUEUES[noun]
    make(season, 2)
    first, second = [row.pk for row in waiting(noun)]

    as_county.post(f"{address(noun, verb)}?row={first}", {"row": [second]})

    assert model.objects.get(pk=first).state == after
    assert model.objects.get(pk=second).state == "SUBMITTED"


@every_queue
def test_one_stale_row_stops_all_and_is_named(as_county, season, noun):
    verb, make, model, after = QUEUES[noun]
    make(season, 2)
    fresh, stale = waiting(noun)
    other = {"published_at": timezone.now()} if noun == "post" else {}
    model.objects.filter(pk=stale.pk).update(state=after, **other)

    response = as_county.post(address(noun, verb), {"row": [fresh.pk, stale.pk]})

    assert response.status_code == 409
    name = str(getattr(stale, "student", stale))
    assert f"“{name}”没办成" in response.content.decode()
    fresh.refresh_from_db()
    assert fresh.state == "SUBMITTED"


@every_queue
def test_nothing_ticked_is_said_kindly(as_county, season, noun):
    response = as_county.post(address(noun, QUEUES[noun][0]), {"row": ["x"]})

    assert response.status_code == 409
    assert "一个也没有选" in response.content.decode()


@every_queue
def test_the_row_of_another_county_is_not_found(client, season, noun):
    verb, make, _model, _after = QUEUES[noun]
    make(season, 1)
    row = waiting(noun).get()
    client.force_login(county_staff("团盂县委"))

    assert client.post(address(noun, verb), {"row": row.pk}).status_code == 404
    assert client.get(address(noun, "return"), {"row": row.pk}).status_code == 404
    row.refresh_from_db()
    assert row.state == "SUBMITTED"


@every_queue
def test_readers_may_change_nothing(as_auditor, season, noun):
    verb, make, _model, _after = QUEUES[noun]
    make(season, 1)
    row = waiting(noun).get()
    data = {"row": row.pk, "reasons": ["DATES"], "note": "改日期"}

    assert as_auditor.post(address(noun, verb), data).status_code == 403
    assert as_auditor.post(address(noun, "return"), data).status_code == 403
    row.refresh_from_db()
    assert row.state == "SUBMITTED"


@every_queue
def test_passing_needs_a_post(as_county, season, noun):
    assert as_county.get(address(noun, QUEUES[noun][0])).status_code == 405


@every_queue
def test_returning_asks_first_and_names_the_rows(as_county, season, noun):
    QUEUES[noun][1](season, 2)
    rows = list(waiting(noun))

    response = as_county.get(address(noun, "return"), {"row": [row.pk for row in rows]})

    assert response.status_code == 200
    assert [pk for pk, *_ in response.context["rows"]] == [row.pk for row in rows]
    assert set(waiting(noun)) == set(rows)


@every_queue
def test_returning_sends_all_of_them_back_with_the_reasons(as_county, season, noun):
    QUEUES[noun][1](season, 2)
    rows = list(waiting(noun))
    data = {
        "row": [row.pk for row in rows],
        "reasons": ["INCOMPLETE", "DATES"],
        "note": "补上电话",
    }

    response = as_county.post(address(noun, "return"), data)

    assert response.status_code == 302
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.return_reasons, row.return_note) == (
            "RETURNED",
            ["INCOMPLETE", "DATES"],
            "补上电话",
        )


@every_queue
def test_a_return_without_a_reason_is_asked_again_with_what_was_typed(
    as_county, season, noun
):
    QUEUES[noun][1](season, 1)
    row = waiting(noun).get()

    response = as_county.post(
        address(noun, "return"), {"row": row.pk, "note": "补上电话"}
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "至少选一个原因" in page
    assert "补上电话" in page
    row.refresh_from_db()
    assert row.state == "SUBMITTED"


@every_queue
def test_returning_what_was_just_decided_is_refused(as_county, season, noun):
    _verb, make, model, after = QUEUES[noun]
    make(season, 1)
    row = waiting(noun).get()
    other = {"published_at": timezone.now()} if noun == "post" else {}
    model.objects.filter(pk=row.pk).update(state=after, **other)

    response = as_county.post(
        address(noun, "return"), {"row": row.pk, "reasons": ["DATES"], "note": "改"}
    )

    assert response.status_code == 409


@every_queue
def test_an_unknown_state_is_not_found(as_county, season, noun):
    assert as_county.get(address(noun), {"state": "NOWHERE"}).status_code == 404


@every_queue
def test_returning_nothing_is_not_found(as_county, season, noun):
    assert as_county.get(address(noun, "return")).status_code == 404


def test_what_is_complete_can_be_ticked_by_the_server(as_county, season):
    good = PostFactory(season=season, submitted=True, mentor_phone="13800000000")
    PostFactory(season=season, submitted=True, headcount=9)
    PostFactory(season=season, submitted=True, tasks=[{"task": "别的"}])

    response = as_county.get(address("post"), {"pick": 1})

    assert [row.pk for row in response.context["rows"] if row.picked] == [good.pk]
    assert response.context["picked"] == 1


def test_the_same_work_twice_in_a_unit_is_pointed_out(as_county, season):
    unit = HostUnitFactory()
    for _ in range(2):
        PostFactory(
            season=season, unit=unit, submitted=True, mentor_phone="13800000000"
        )

    rows = as_county.get(address("post")).context["rows"]

    assert [row.findings[0].text for row in rows] == ["和同单位另一个岗位任务相同"] * 2


def test_staff_cannot_tick_the_post_of_a_unit_they_speak_for(client, season):
    own = PostFactory(season=season, submitted=True)
    other = PostFactory(season=season, submitted=True)
    both = GrantFactory(user=host_of(own.unit)).user
    client.force_login(both)

    rows = client.get(address("post")).context["rows"]

    assert [row.pk for row in rows if row.can_act] == [other.pk]


def test_posts_are_found_by_title_and_unit(as_county, season):
    PostFactory(season=season, submitted=True, title="档案整理")
    PostFactory(
        season=season, submitted=True, unit=HostUnitFactory(name="平定县档案馆")
    )
    PostFactory(season=season, submitted=True, title="窗口引导")

    queue = as_county.get(address("post"), {"q": "档案"}).context["queue"]

    assert (queue.count, queue.chips[0].count) == (2, "2")


def test_published_posts_are_counted_from_the_tally(as_county, season):
    PostFactory.create_batch(2, season=season)
    PostFactory(
        unit=HostUnitFactory(managing_committee=committee("团盂县委")), season=season
    )

    queue = as_county.get(address("post"), {"state": "PUBLISHED"}).context["queue"]

    assert queue.count == 2
    assert len(queue.page) == 2


def test_an_earlier_rejection_stands_beside_the_application(as_county, season):
    application = ApplicationFactory(season=season, submitted=True)
    Application.objects.create(
        season=season, student=application.student, state="REJECTED"
    )
    PreferenceFactory(application=application)

    rows = as_county.get(address("application")).context["rows"]

    assert rows[0].findings[0].text == "本季有过一份没通过的报名"


def test_what_a_unit_wrote_is_text_in_a_row(as_city, season):
    unit = HostUnitFactory(name='<i>"院"')
    PostFactory(season=season, unit=unit, title="<b>岗</b>", submitted=True)

    text = as_city.get(address("post")).content.decode()

    assert "<b>岗" not in text
    assert ">&lt;b&gt;岗&lt;/b&gt;</a>" in text
    assert 'aria-label="通过：&lt;b&gt;岗&lt;/b&gt;"' in text
    assert "&lt;i&gt;&quot;院&quot;</span>" in text
