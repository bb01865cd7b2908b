"""Bodies of requests: how they are described, and how they are read.

They are read strictly: JSON in which a key stands twice has two meanings, and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from skillmark.nouns.errors import InputError
from skillmark.server.verify import given
from skillmark.trust import strictjson


def described(properties: dict[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    """Return the part of a route's description that tells what its JSON body holds."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


TEXT = {"type": "string"}
CREDENTIAL = {"oneOf": [{"type": "object"}, TEXT]}


def read(request: HttpRequest, members: Sequence[str]) -> dict[str, Any]:
    """Return the body as an object with no members but these, or raise `InputError`."""
    if len(request.body) > given.BYTES:
        raise given.too_large()
    value = strictjson.parse(request.body)
    check_members(value, members, "")
    return value


def check_members(value: Mapping[str, Any], members: Sequence[str], where: str) -> None:
    """Raise `InputError` naming the first member that is not one of these."""
    for name in value:
        if name not in members:
            raise InputError(
                f"no member {name!r}",
                where=f"{where}/{name}",
                remedy=f"known: {', '.join(members)}",
            )


def bytes_of(credential: object, where: str) -> bytes:
    """Return the bytes of a credential given as an object or a text, or raise `InputError`."""
    if isinstance(credential, str):
        return credential.encode()
    if isinstance(credential, Mapping):
        return json.dumps(credential, ensure_ascii=False).encode()
    raise InputError("a credential is an object or a token", where=where)
