"""Check a credential against 1EdTech's own JSON Schema for Open Badges 3.0.

The schema file is 1EdTech's, byte for byte (see the notice beside it). It asks for arrays where
JSON-LD lets one value stand without its array, as Data Integrity does with `proof`; 1EdTech's
validator accepts both, so does this check. A valid schema is only one of the ten checks.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import jsonschema_rs

from skillmark.nouns.errors import UnavailableError

FILE = "ob_v3p0_achievementcredential_schema.json"
SHA256 = "86a141ff0c1b1a6b4e08460f786a8ffe0f737d8256a86243d134a2e6450efe4d"
SETS = ("proof", "credentialSchema", "evidence", "termsOfUse", "endorsement")
"""Members of the credential that may hold one object without its array."""
ORDINARY = 3_000
"""Members and elements of a credential of ordinary size, all of them counted."""
CREDENTIAL = "AchievementCredential"
TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def applies(credential: Mapping[str, Any]) -> bool:
    """Say whether a credential claims to be an Open Badge 3.0."""
    types = credential.get("type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name in TYPES for name in names)


def errors(value: Mapping[str, Any], *, kind: str = CREDENTIAL, most: int = 5) -> list[str]:
    """Return what the schema has against a value, each with its JSON pointer.

    `kind` is `AchievementCredential` or the name of a class within it (`Achievement`, `Profile`,
    `EndorsementCredential`).
    """
    is_credential = kind.endswith("Credential")
    arrayed = {
        name: [member] if is_credential and name in SETS and isinstance(member, dict) else member
        for name, member in value.items()
    }
    found: list[str] = []
    for error in _failures(_validator(kind), arrayed):
        pointer = "".join(f"/{part}" for part in error.instance_path) or "/"
        found.append(f"{pointer}: {_short(error.message)}")
        if len(found) >= most:
            break
    return found


def _failures(
    validator: jsonschema_rs.Draft201909Validator, value: Mapping[str, Any]
) -> Iterable[jsonschema_rs.ValidationError]:
    """Every failure of a value of ordinary size, the first one of a larger one.

    The library works all of them out at once, in the square of their number.
    """
    if validator.is_valid(value):
        return
    if not _is_large(value):
        yield from validator.iter_errors(value)
        return
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        yield error


def _is_large(value: object) -> bool:
    waiting, left = [value], ORDINARY
    while waiting:
        item = waiting.pop()
        inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        left -= len(inside)
        if left < 0:
            return True
        waiting.extend(inside)
    return False


def definition(name: str) -> dict[str, Any]:
    """Return the schema of one class."""
    found: dict[str, Any] = whole()["$defs"].get(name, {})
    return found


@functools.cache
def whole() -> dict[str, Any]:
    """Return 1EdTech's schema, or raise `UnavailableError` if its bytes were changed."""
    data = (files("skillmark.badges") / "schemas" / FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise UnavailableError(
            "the Open Badges schema of this installation was changed", remedy="install it again"
        )
    parsed: dict[str, Any] = json.loads(data)
    return parsed


@functools.cache
def _validator(kind: str) -> jsonschema_rs.Draft201909Validator:
    asked = whole()
    if kind != CREDENTIAL:
        asked = {
            "$schema": asked["$schema"],
            "$ref": f"#/$defs/{kind}",
            "$defs": asked["$defs"],
        }
    return jsonschema_rs.Draft201909Validator(asked, validate_formats=True)


def _short(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:100]} ... {message[-90:]}"
