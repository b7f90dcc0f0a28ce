"""Statements that Django writes once and Postgres answers often.

For the few that every request of a crowd asks: Django takes longer to write such a
statement than Postgres to answer it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand for two numbers, a text and a moment while a statement is written: no row has
# any of them.
NUMBER, SECOND_NUMBER = -(2**31), 1 - 2**31
TEXT = "\ufffe"
MOMENT = datetime(9999, 12, 31, tzinfo=UTC)


class Statement:
    """A queryset of plain tuples that is written at its first use.

    ``write`` is called once, with ``blanks``; the values of each asking go where the
    blanks went. What is asked must therefore not change its shape with the values.
    """

    def __init__(
        self, write: Callable[..., QuerySet], *blanks: int | str | datetime
    ) -> None:
        self._write, self._blanks = write, blanks
        self._written: tuple[str, tuple[Any, ...]] | None = None

    def rows(self, *values: Any) -> list[tuple]:
        if self._written is None:
            self._written = self._write(*self._blanks).query.sql_with_params()
        sql, params = self._written
        filled = dict(zip(self._blanks, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [filled.get(param, param) for param in params])
            return cursor.fetchall()
