"""Many rows in few statements, and rows that are really gone.

What a model would write, without making a model of each.

`bulk_create` spends most of its time on instances that nobody looks at again. This is for the
tables that grow by a hundred thousand rows at once. Values go through the same conversions as
Django's own, remembered where a column repeats itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)
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
    _run(statement, _prepared(given, rows, constant))


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set these fields of rows; the last value of each is the row's primary key."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None  # noqa: S101 - every model has one
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {changes} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    _run(statement, _prepared([*fields, key], rows, []))


def among(rows: QuerySet[M], name: str, values: Sequence[Any]) -> QuerySet[M]:
    """Return those rows of which a field has one of some values, and there is at least one.

    It is `name__in`, without a look at every value by itself, which takes longer than the query.
    """
    field: Any = rows.model._meta.get_field(name)
    quote = connection.ops.quote_name
    prepare = _preparer(field)
    marks = ", ".join(["%s"] * len(values))
    where = f"{quote(rows.model._meta.db_table)}.{quote(field.column)} IN ({marks})"
    given = list(values if prepare is None else map(prepare, values))
    return rows.extra(where=[where], params=given)  # noqa: S610 - names of columns and marks alone


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


def _prepared(
    fields: Sequence[Any], rows: Iterable[Sequence[Any]], constant: list[Any]
) -> Iterator[list[Any]]:
    """Yield rows as the database takes them, with what is the same in all behind."""
    special = [(at, one) for at, field in enumerate(fields) if (one := _preparer(field))]
    for row in rows:
        values = [*row, *constant]
        for at, prepare in special:
            values[at] = prepare(values[at])
        yield values


def _preparer(field: Any) -> Callable[[Any], Any] | None:
    """Return what makes a database value of a field's value; `None` where it is one already."""
    # the connection itself: the name that Django gives it is looked up anew at every use
    here = connections[connection.alias]
    if isinstance(field, models.CharField | models.TextField | models.IntegerField):
        return None
    if isinstance(field, models.UUIDField) and not here.features.has_native_uuid_field:
        return _hex
    if isinstance(field, models.JSONField):
        if here.vendor == "sqlite" and field.encoder is None:
            return _json_text
        return partial(_json, adapt=here.ops.adapt_json_value, encoder=field.encoder)
    if type(field) is models.BinaryField:
        return partial(_binary, wrap=here.Database.Binary)
    if isinstance(field, models.BinaryField):
        return partial(field.get_db_prep_value, connection=here)
    # dates, and keys of other tables: the same ones come again and again
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        if value not in known:
            if len(known) > PAGE:
                known.clear()
            known[value] = field.get_db_prep_save(value, here)
        return known[value]

    return remembered


def _hex(value: UUID) -> str:
    return value.hex


def _json_text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _json(value: Any, *, adapt: Callable[[Any, Any], Any], encoder: Any) -> Any:
    return None if value is None else adapt(value, encoder)


def _binary(value: bytes | None, *, wrap: Callable[[bytes], Any]) -> Any:
    return None if value is None else wrap(value)


def erase_for_good() -> None:
    """Let what this transaction deletes be unreadable in the file of SQLite, and in its log.

    PostgreSQL does that when it vacuums.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
        transaction.on_commit(_empty_log)


def _empty_log() -> None:
    # somebody who reads at this moment holds it up: then the next checkpoint does it
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
