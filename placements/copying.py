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
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    written.seek(0)
    connection = connections[router.db_for_write(model)]
    with connection.cursor() as cursor:
        cursor.copy_expert(_statement(connection, model, names), written)


def _statement(connection, model: type[models.Model], names: Sequence[str]) -> str:
    """CSV writes None and "" alike: what may not be NULL is then the empty text."""
    quote = connection.ops.quote_name
    known = {field.name: field for field in model._meta.concrete_fields}
    fields = [known[name.removesuffix("_id")] for name in names]
    quoted = [quote(field.column) for field in fields]
    filled = [quote(field.column) for field in fields if not field.null]
    return (
        f"COPY {quote(model._meta.db_table)} ({', '.join(quoted)}) FROM STDIN "
        f"(FORMAT csv, FORCE_NOT_NULL ({', '.join(filled)}))"
    )
