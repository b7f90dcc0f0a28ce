import pytest

from placements.models import Season
from tests.factories import SeasonFactory, open_window, student


@pytest.fixture
def season() -> Season:
    """Open for registration and everything that follows it."""
    season = SeasonFactory()
    for kind in ("REGISTRATION", "QUALIFICATION_REVIEW", "GRADING", "SELECTION"):
        open_window(season, kind)
    return season


@pytest.fixture
def me(client):
    """A student with a complete profile, signed in."""
    user = student()
    client.force_login(user)
    return user
