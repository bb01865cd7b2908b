"""Columns that are packed in the database alone (`packing`)."""

from __future__ import annotations

from typing import Any

from django.db import models

from skillmark.server.award.packing import Packed, pack, pack_token, unpack, unpack_token


class PackedField(models.BinaryField):
    """Bytes."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Packed):
            value = pack(bytes(value))
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else unpack(bytes(value))


class PackedTokenField(models.BinaryField):
    """A compact token."""

    def get_default(self) -> str:
        return ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Packed):
            value = pack_token(value)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        return unpack_token(value if isinstance(value, str) else bytes(value))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj))
