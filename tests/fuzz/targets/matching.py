"""Roles, people, rules and assumptions: what is read strictly ranks, and is kept and comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from skillmark.match import Assumptions, rank
from skillmark.match.keeping import made, plain
from skillmark.match.reading import (
    read_assumptions,
    read_candidates,
    read_recognitions,
    read_role,
)
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.person import Person, Role
from skillmark.nouns.recognition import Recognition

from ..bench import NOW, refused, words_of
from ..mutate import of_json

TODAY = NOW.date()
mutate = of_json(
    *("title", "skills", "skill", "level", "importance", "optional", "weight", "must", "id"),
    *("holder", "evidence", "class", "claimed", "verified", "date", "2026-01-01", "credential"),
    *("rules", "achievement", "issuer", "stated_by", "stated", "expires", "reason"),
    *words_of(plain(Assumptions(half_lives=(("a", 1.0),)))),
)


def check(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    role = _read(lambda: read_role(text, where="file"))
    if role is not None:
        assert made(Role, json.loads(json.dumps(plain(role)))) == role
        (place,) = rank(role, [Person("p")], today=TODAY)
        assert set(place.missing) == {one.skill for one in role.requirements}
    terms = _read(lambda: read_assumptions(text, where="file"))
    if terms is not None:
        assert made(Assumptions, json.loads(json.dumps(plain(terms)))) == terms
    rules = _read(lambda: read_recognitions(text, where="file"))
    for rule in rules or ():
        assert isinstance(rule, Recognition)
        assert rule.stated_by.strip()
    people = _read(lambda: list(read_candidates(text.splitlines(), where="file")))
    for one in people or ():
        assert all(piece.evidence_class != "verified" for piece in one.evidence)


def _read(reader: Callable[[], Any]) -> Any:
    try:
        return reader()
    except SkillmarkError as error:
        refused(error)
        return None
