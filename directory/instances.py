"""Rows of a ``Statement`` as whole instances of models, as Django reads them."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection, models


@cache
def columns(model: type[models.Model]) -> list[str]:
    """All of a model's own columns, in the order in which ``instances`` takes them."""
    return [field.attname for field in model._meta.concrete_fields]


def instances(kinds: Sequence[type[models.Model]], row: Sequence[Any]) -> Iterator[Any]:
    """The row's columns cut into an instance of each; None where none was joined."""
    start = 0
    for model in kinds:
        names = columns(model)
        values = row[start : start + len(names)]
        start += len(names)
        is_there = values[names.index(model._meta.pk.attname)] is not None
        yield _instance(model, names, values) if is_there else None


def _instance(model: type[models.Model], names: list[str], values) -> models.Model:
    read = list(values)
    for i, convert in _converters(model):
        read[i] = convert(read[i], None, connection)
    return model.from_db(connection.alias, names, read)


@cache
def _converters(model: type[models.Model]) -> list[tuple[int, Any]]:
    return [
        (i, field.from_db_value)
        for i, field in enumerate(model._meta.concrete_fields)
        if hasattr(field, "from_db_value")
    ]
