"""Thousands of rows into one table, by Postgres' own COPY instead of objects."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.db import connections, models, router


def copy_in(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence]
) -> None:
    """Insert rows given as the values of the fields ``names``, inside the caller's
    transaction. Constraints and triggers hold as for any INSERT; JSON must come as
    text, and None is NULL."""
    columns = [model._meta.get_field(name).column for name in names]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    written.seek(0)
    connection = connections[router.db_for_write(model)]
    with connection.cursor() as cursor:
        cursor.copy_expert(_statement(connection, model, names, columns), written)


def _statement(connection, model, names: Sequence[str], columns: list[str]) -> str:
    """CSV writes None and "" alike: what may not be NULL is then the empty text."""
    quote = connection.ops.quote_name
    quoted = [quote(column) for column in columns]
    filled = [
        column
        for name, column in zip(names, quoted, strict=True)
        if not model._meta.get_field(name).null
    ]
    return (
        f"COPY {quote(model._meta.db_table)} ({', '.join(quoted)}) FROM STDIN "
        f"(FORMAT csv, FORCE_NOT_NULL ({', '.join(filled)}))"
    )
