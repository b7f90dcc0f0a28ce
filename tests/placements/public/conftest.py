"""A season with posts all over the city, and who reads them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from directory.models import Division
from tests.factories import (
    HostUnitFactory,
    PostFactory,
    SeasonFactory,
    committee,
    open_window,
    student,
)


@pytest.fixture(autouse=True)
def _nothing_remembered(db):
    cache.clear()


@pytest.fixture
def season():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    return season


@pytest.fixture
def scattered(season):
    """45 public posts in the townships of 平定县 and 城区, published at odd times."""
    places = [
        (committee(name), Division.objects.filter(parent=code).order_by("code"))
        for name, code in (("团平定县委", "140321"), ("团城区委", "140302"))
    ]
    units = [
        HostUnitFactory(managing_committee=office, township=township)
        for office, townships in places
        for township in townships
    ]
    now = timezone.now()
    return [
        PostFactory(
            season=season,
            unit=units[i * 7 % len(units)],
            category=("RURAL", "CULTURE", "GOVERNMENT")[i % 3],
            published_at=now - timedelta(minutes=i * 7 % 45),
        )
        for i in range(45)
    ]


@pytest.fixture
def me(client):
    """Lives in 冠山镇, studies 软件工程 for a bachelor's degree."""
    me = student()
    client.force_login(me)
    return me
