"""What changed from one version of a question to the next, member by member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from skillmark.server.assess.bank.models import QuestionVersionRecord


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    words: str
    kind: str
    """`same`, `gone` or `new`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One member that is not as it was."""

    member: str
    pieces: tuple[Piece, ...]


def changes(before: QuestionVersionRecord, after: QuestionVersionRecord) -> list[Change]:
    """Return what is different in `after`: of the item, its material and its pictures."""
    old, new = _members(before), _members(after)
    names = [*new, *(name for name in old if name not in new)]
    return [
        Change(name, _pieces(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def _members(version: QuestionVersionRecord) -> dict[str, str]:
    found = {name: _plain(value) for name, value in version.document.items() if name != "id"}
    if version.material:
        found["material"] = _plain(version.material)
    if version.files:
        found["pictures"] = ", ".join(
            f"{name} ({digest[:8]})" for name, digest in sorted(version.files.items())
        )
    return found


def _plain(value: Any) -> str:
    """Return a member as people can read it: words by language, options a line each."""
    match value:
        case str():
            return value
        case [[str(), str()], *_] if all(len(one) == 2 and len(one[0]) <= 8 for one in value):
            return "\n".join(f"{tag}: {said}" for tag, said in value)
        case list():
            return "\n".join(_plain(one) for one in value)
        case Mapping():
            return ", ".join(f"{name} = {_plain(one)}" for name, one in value.items())
    return json.dumps(value, ensure_ascii=False)


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    a, b = _split(old), _split(new)
    found: list[Piece] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("".join(a[a0:a1]), "same"))
            continue
        if a1 > a0:
            found.append(Piece("".join(a[a0:a1]), "gone"))
        if b1 > b0:
            found.append(Piece("".join(b[b0:b1]), "new"))
    return tuple(found)


def _split(words: str) -> list[str]:
    """Return words with the space behind each."""
    found: list[str] = []
    for line in words.splitlines(keepends=True):
        for word in line.split(" "):
            found.append(word + " ")
        if found:
            found[-1] = found[-1][:-1]
    return found
