"""A page must not become dearer because of posts that it does not show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from placements.models import Post
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db
MANY = 3000


@pytest.fixture
def crowded(season, scattered):
    """As many posts as a province has, in the places of the scattered ones."""
    units = [post.unit for post in scattered]
    Post.objects.bulk_create(
        PostFactory.build(
            season=season,
            unit=unit,
            managing_committee_id=unit.managing_committee_id,
            township_id=unit.township_id,
        )
        for unit in units * (MANY // len(units))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE placements_post")


def plan_of(client, **asked) -> str:
    """How Postgres finds the rows of the page: its last statement."""
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("placements:public-post-list"), asked)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {queries[-1]['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_newest_posts_are_found_along_an_index(client, crowded):
    plan = plan_of(client)

    assert "post_newest" in plan
    assert "Seq Scan on placements_post" not in plan


def test_the_posts_of_a_district_are_found_along_an_index(client, crowded):
    plan = plan_of(client, area="140321")

    assert "Index" in plan
    assert "Seq Scan on placements_post" not in plan


def test_the_nearest_posts_are_found_along_an_index(client, crowded, me):
    plan = plan_of(client)

    assert "post_nearest" in plan
    assert "Seq Scan on placements_post" not in plan
