"""Counts whose cost has a ceiling: many in one statement, none beyond a bound.

A page must not become slower because thousands of rows wait that it does not show.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query
from django.utils.functional import cached_property

from accounts.roles import territory_of
from placements.models import Season

BOUND = 1000
A_MINUTE = 60
Known = TypeVar("Known")


class BoundedCount(Subquery):
    """How many rows a queryset has, but the database stops looking at the bound."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet, bound: int = BOUND, **extra) -> None:
        super().__init__(queryset.order_by().values("pk")[:bound], **extra)


class ExactCount(Subquery):
    """How many rows a queryset has; for few rows, or where every one matters."""

    template = BoundedCount.template
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet, **extra) -> None:
        super().__init__(queryset.order_by(), **extra)


def count_together(**expressions: BaseExpression) -> dict:
    """Several expressions in one statement, whatever tables they look at.

    They stand side by side and belong to no row, so that they need not be resolved
    against one: that took as long as all the rest of the statement.
    """
    compiler = Query(None).get_compiler(connection=connection)
    parts = [compiler.compile(expression) for expression in expressions.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _ in parts)}",
            [param for _, params in parts for param in params],
        )
        return dict(zip(expressions, cursor.fetchone(), strict=True))


def remembered(key: str, count: Callable[[], Known]) -> Known:
    """Counted once a minute for all who would see the same: what cannot be bounded."""
    known = cache.get(key)
    if known is None:
        known = count()
        cache.set(key, known, A_MINUTE)
    return known


def key_for(name: str, season: Season, user) -> str:
    """The same key for two people who may read the same."""
    territory = territory_of(user)
    readable = "all" if territory.reads_all else sorted(territory.reads)
    return f"{name}-{season.pk}-{readable}".replace(" ", "")


def shown(count: int) -> str:
    """12, or 999+ when the database stopped counting."""
    return str(count) if count < BOUND else f"{BOUND - 1}+"


class BoundedPaginator(Paginator):
    """Pages over the first rows of a list, at most ``BOUND`` unless ``count`` is known.

    Offices narrow such a list by its filters; nobody reads the thousandth row.
    """

    def __init__(self, rows: QuerySet, per_page: int, known: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.rows = rows
        self.known = known

    @cached_property
    def count(self) -> int:
        if self.known is not None:
            return self.known
        return self.rows.order_by().values("pk")[:BOUND].count()
