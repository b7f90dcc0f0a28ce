"""The people and the season of the staff's pages."""

import pytest

from placements.models import SeasonWindow
from tests.factories import (
    SeasonFactory,
    city_staff,
    county_staff,
    open_window,
    reader,
    student,
)

Kind = SeasonWindow.Kind


@pytest.fixture(autouse=True)
def _one_factor(settings):
    """The second factor has its own tests; here it would stand before every page."""
    settings.STAFF_NEED_SECOND_FACTOR = False


@pytest.fixture
def season(db):
    season = SeasonFactory()
    open_window(season, Kind.POST_COLLECTION)
    return season


@pytest.fixture
def county(db):
    return county_staff("团平定县委")


@pytest.fixture
def city(db):
    return city_staff()


@pytest.fixture
def auditor(db):
    return reader()


@pytest.fixture
def applicant(db):
    return student()


@pytest.fixture
def as_county(client, county):
    client.force_login(county)
    return client


@pytest.fixture
def as_city(client, city):
    client.force_login(city)
    return client


@pytest.fixture
def as_auditor(client, auditor):
    client.force_login(auditor)
    return client


@pytest.fixture
def as_student(client, applicant):
    client.force_login(applicant)
    return client
