"""A unit, its administrator, and the season they work in."""

import pytest

from placements.models import Post, Preference, SeasonWindow
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PreferenceFactory,
    ProfileFactory,
    SeasonFactory,
    UserFactory,
    host_of,
    open_window,
)


@pytest.fixture
def season(db):
    season = SeasonFactory()
    open_window(season, SeasonWindow.Kind.POST_COLLECTION)
    open_window(season, SeasonWindow.Kind.REGISTRATION)
    open_window(season, SeasonWindow.Kind.GRADING)
    return season


@pytest.fixture
def unit(season):
    return HostUnitFactory(name="平定县融媒体中心")


@pytest.fixture
def host(unit):
    return host_of(unit)


@pytest.fixture
def mine(client, host):
    """The host's browser."""
    client.force_login(host)
    return client


def applicant(post: Post, name: str = "王佳怡", **wish) -> Preference:
    """A submitted application that lists the post."""
    student = ProfileFactory(user=UserFactory(name=name)).user
    application = ApplicationFactory(
        season=post.season, student=student, submitted=True
    )
    return PreferenceFactory(application=application, post=post, **wish)


def text_of(response) -> str:
    return response.content.decode()
