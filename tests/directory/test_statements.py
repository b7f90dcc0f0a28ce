from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RoleGrant
from directory.models import Division
from directory.statements import MOMENT, NUMBER, Statement
from tests.factories import city_staff

pytestmark = pytest.mark.django_db


def test_a_statement_is_written_once_and_asked_with_other_values():
    asked = []

    def write(number, moment):
        asked.append(number)
        grants = RoleGrant.objects.filter(user=number, valid_from__lte=moment)
        return grants.order_by("id").values_list("user", "role")

    statement = Statement(write, NUMBER, MOMENT)
    one, other = city_staff(), city_staff()
    now = timezone.now()

    assert statement.rows(one.pk, now) == [(one.pk, "CITY_STAFF")]
    assert statement.rows(other.pk, now) == [(other.pk, "CITY_STAFF")]
    assert statement.rows(other.pk, now - timedelta(days=400)) == []
    assert asked == [NUMBER]


def test_what_stands_in_the_statement_for_good_stays():
    statement = Statement(
        lambda: Division.objects.filter(code="140321").values_list("code")
    )

    assert statement.rows() == [("140321",)]


def test_as_many_values_are_needed_as_there_are_blanks():
    statement = Statement(
        lambda number: RoleGrant.objects.filter(user=number).values_list("role"), NUMBER
    )

    with pytest.raises(ValueError, match="zip"):
        statement.rows()
