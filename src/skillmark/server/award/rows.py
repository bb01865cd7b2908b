"""Many rows in few statements: what a model would write, without making a model of each.

`bulk_create` spends most of its time on instances that nobody looks at again. This is for the
tables that grow by a hundred thousand rows at once. Values go through the same conversions as
Django's own, remembered where a column repeats itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

PAGE = 1_000
"""Rows that go to the database together."""


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows with these fields; the others get their defaults."""
    given = [model._meta.get_field(name) for name in names]
    rest = [
        field
        for field in model._meta.concrete_fields
        if field not in given and not (field.primary_key and isinstance(field, models.AutoField))
    ]
    constant = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in (*given, *rest))
    marks = ", ".join(["%s"] * (len(given) + len(rest)))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    prepare = [_preparer(field) for field in given]
    _run(
        statement,
        (
            [*(one(value) for one, value in zip(prepare, row, strict=True)), *constant]
            for row in rows
        ),
    )


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set these fields of rows; the last value of each is the row's primary key."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None  # noqa: S101 - every model has one
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {changes} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    prepare = [_preparer(field) for field in (*fields, key)]
    _run(statement, ([one(value) for one, value in zip(prepare, row, strict=True)] for row in rows))


def _run(statement: str, rows: Iterable[list[Any]]) -> None:
    with connection.cursor() as cursor:
        page: list[list[Any]] = []
        for row in rows:
            page.append(row)
            if len(page) == PAGE:
                cursor.executemany(statement, page)
                page = []
        if page:
            cursor.executemany(statement, page)


def _preparer(field: Any) -> Callable[[Any], Any]:
    """Return what makes a database value of a field's value."""
    if isinstance(field, models.CharField | models.TextField | models.IntegerField):
        return _same  # a text or a number is one everywhere
    if isinstance(field, models.BinaryField | models.JSONField | models.UUIDField):
        return lambda value: field.get_db_prep_save(value, connection)
    # dates, and keys of other tables: the same ones come again and again
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        if value not in known:
            if len(known) > PAGE:
                known.clear()
            known[value] = field.get_db_prep_save(value, connection)
        return known[value]

    return remembered


def _same(value: Any) -> Any:
    return value
