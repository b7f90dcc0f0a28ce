from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse

from notices.inbox import read_notice
from notices.models import Notice
from notices.outbox import tell

pytestmark = pytest.mark.django_db
INBOX = reverse("notices:inbox")


@pytest.fixture
def visit(client, student):
    client.force_login(student)
    return client


def write(recipient, count: int) -> list[Notice]:
    return [tell(recipient, "test", f"第 {n} 条", url="/") for n in range(count)]


def shown(response) -> list[Notice]:
    return list(response.context["page"])


def unread(user) -> list[Notice]:
    return list(Notice.objects.for_user(user).unread().newest_first())


def test_the_newest_comes_first_and_only_ones_own(visit, student, other):
    first, second = write(student, 2)
    write(other, 1)

    response = visit.get(INBOX)

    assert shown(response) == [second, first]
    assert "2 条未读" in response.content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_the_inbox_costs_the_same_however_full(
    visit, student, count, django_assert_num_queries
):
    write(student, count)

    with django_assert_num_queries(5):  # session, user, how many, page, unread
        response = visit.get(INBOX)

    assert len(shown(response)) == min(count, 20)


def test_the_second_page_holds_the_rest(visit, student):
    notices = write(student, 25)

    assert shown(visit.get(INBOX, {"page": 2})) == notices[4::-1]


def test_an_empty_inbox_says_what_will_come(visit):
    response = visit.get(INBOX)

    assert "还没有消息" in response.content.decode()


def test_looking_marks_nothing_as_read(visit, student):
    [notice] = write(student, 1)

    visit.get(INBOX)

    assert unread(student) == [notice]


def test_opening_a_notice_leads_on_and_marks_it(visit, student):
    first, second = write(student, 2)

    response = visit.post(reverse("notices:open", args=[first.pk]))

    assert (response.status_code, response.url) == (302, "/")
    assert unread(student) == [second]


def test_a_notice_that_leads_nowhere_opens_the_inbox(visit, student):
    notice = tell(student, "test", "岗前培训已记录。")

    response = visit.post(reverse("notices:open", args=[notice.pk]))

    assert (response.status_code, response.url) == (302, INBOX)
    assert unread(student) == []


def test_opening_again_keeps_the_first_time(student):
    [notice] = write(student, 1)
    read_notice(notice, by=student)
    before = Notice.objects.get().read_at

    read_notice(notice, by=student)

    assert Notice.objects.get().read_at == before


def test_marking_all_spares_what_came_in_since(visit, student, other):
    _older, newest = write(student, 2)
    [later] = write(student, 1)
    [theirs] = write(other, 1)

    response = visit.post(reverse("notices:read-up-to", args=[newest.pk]))

    assert (response.status_code, response.url) == (302, INBOX)
    assert unread(student) == [later]
    assert unread(other) == [theirs]


@pytest.mark.parametrize("name", ["notices:open", "notices:read-up-to"])
def test_the_notice_of_another_person_does_not_exist(visit, student, other, name):
    [mine] = write(student, 1)
    [theirs] = write(other, 1)

    response = visit.post(reverse(name, args=[theirs.pk]))

    assert response.status_code == 404
    assert (unread(student), unread(other)) == ([mine], [theirs])


@pytest.mark.parametrize("name", ["notices:open", "notices:read-up-to"])
def test_following_a_link_marks_nothing(visit, student, name):
    [notice] = write(student, 1)

    assert visit.get(reverse(name, args=[notice.pk])).status_code == 405
    assert unread(student) == [notice]


def count_shown(request) -> str:
    tag = Template("{% load inbox %}{% unread_notices %}")
    return tag.render(Context({"request": request}))


def page(user, *, public: bool) -> SimpleNamespace:
    """A request, as far as the tag looks at it."""
    view = SimpleNamespace(login_required=not public)
    return SimpleNamespace(user=user, resolver_match=SimpleNamespace(func=view))


def test_the_frame_counts_what_is_unread(student, other, django_assert_num_queries):
    read, *_ = write(student, 3)
    write(other, 1)
    read_notice(read, by=student)

    with django_assert_num_queries(1):
        assert count_shown(page(student, public=False)) == "2"


def test_a_public_page_asks_nothing(student, django_assert_num_queries):
    write(student, 1)

    with django_assert_num_queries(0):
        assert count_shown(page(student, public=True)) == "0"
        assert count_shown(page(AnonymousUser(), public=False)) == "0"
        assert count_shown(None) == "0"
