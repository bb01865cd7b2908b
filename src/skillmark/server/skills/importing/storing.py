"""Rows of a framework, written a chunk at a time, so that the largest release needs little memory.

The whole of ESCO in 27 languages is 200 MB of JSON: it is never one string, and lists of skills do
not read it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

import orjson

from skillmark.nouns.skill import Framework, Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.server import rows
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills.models import (
    FrameworkRecord,
    OccupationRecord,
    OccupationSkillRecord,
    SkillRecord,
    SkillRelationRecord,
)
from skillmark.server.skills.versions.order import order
from skillmark.skills.exchange import store

T = TypeVar("T")
CHUNK = 500
_SKILL = ("organisation", "framework", "uri", "label", "group", "position", "document")
_OCCUPATION = ("organisation", "framework", "uri", "label", "position", "document")


def described(framework: Framework) -> dict[str, Any]:
    """Return the columns of a framework's own row."""
    document = orjson.loads(store.dumps(replace(framework, skills=(), occupations=())))
    del document["skills"], document["occupations"]
    spoken = Counter(tag for one in framework.skills for tag, _ in one.label.translations)
    return {
        "framework": framework.id,
        "version": framework.version,
        "title": framework.title.as_mapping(),
        "publisher": framework.publisher[:300],
        "licence": framework.licence[:300],
        "document": document,
        "skills": len(framework.skills),
        "occupations": len(framework.occupations),
        "order": order(framework.version),
        "digest": digest(framework),
        "languages": spoken.most_common(),
    }


def digest(framework: Framework) -> str:
    """Return a digest of everything that is in a framework."""
    found = hashlib.sha256()
    for piece in _pieces(framework):
        found.update(store.dumps(piece))
    return found.hexdigest()


def _pieces(framework: Framework) -> Iterator[Framework]:
    yield replace(framework, skills=(), occupations=())
    for skills in _batches(framework.skills):
        yield _alone(skills=skills)
    for occupations in _batches(framework.occupations):
        yield _alone(occupations=occupations)


def _alone(
    *, skills: tuple[Skill, ...] = (), occupations: tuple[Occupation, ...] = ()
) -> Framework:
    return Framework("", Text.of("a part"), "", "", "", skills=skills, occupations=occupations)


def chunks(framework: Framework) -> Iterator[tuple[int, tuple[Skill | Occupation, ...]]]:
    """Yield skills, then occupations, a chunk at a time, with the place of the first."""
    for concepts in (framework.skills, framework.occupations):
        for number, chunk in enumerate(_batches(concepts)):
            yield number * CHUNK, chunk


def write(
    row: FrameworkRecord,
    first: int,
    chunk: tuple[Skill | Occupation, ...],
    organisation: OrganisationRecord | None,
) -> None:
    """Store one chunk; the first of it is at the place `first` of its kind."""
    kept = organisation.pk if organisation else None
    if isinstance(chunk[0], Skill):
        piece = _alone(skills=chunk)
        made = orjson.loads(store.dumps(piece))["skills"]
        rows.insert(
            SkillRecord,
            _SKILL,
            (
                (kept, row.pk, one["uri"], one["label"], one.get("group", ""), first + place, one)
                for place, one in enumerate(made)
            ),
        )
        relate_skills(row, range(first, first + len(made)))
    else:
        piece = _alone(occupations=chunk)
        made = orjson.loads(store.dumps(piece))["occupations"]
        rows.insert(
            OccupationRecord,
            _OCCUPATION,
            (
                (kept, row.pk, one["uri"], one["label"], first + place, one)
                for place, one in enumerate(made)
            ),
        )
        relate_occupations(row, range(first, first + len(made)))


def relate_skills(row: FrameworkRecord, places: range) -> None:
    """Store what the skills at these places stand under and need, to be found from there."""
    stored = row.skill_rows.filter(position__gte=places.start, position__lt=places.stop)
    rows.insert(
        SkillRelationRecord,
        ("framework", "skill", "uri", "kind"),
        (
            (row.pk, pk, uri, kind)
            for pk, document in stored.values_list("pk", "document")
            for kind in ("broader", "requires")
            for uri in dict.fromkeys(document.get(kind, ()))
        ),
    )


def relate_occupations(row: FrameworkRecord, places: range) -> None:
    """Store which skills the occupations at these places ask for, to be found by skill."""
    stored = row.occupation_rows.filter(position__gte=places.start, position__lt=places.stop)
    rows.insert(
        OccupationSkillRecord,
        ("framework", "occupation", "uri", "essential"),
        (
            (row.pk, pk, uri, essential)
            for pk, document in stored.values_list("pk", "document")
            for essential in (True, False)
            for uri in dict.fromkeys(document.get("essential" if essential else "optional", ()))
        ),
    )


def _batches(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    left = iter(things)
    while batch := tuple(islice(left, CHUNK)):
        yield batch


def read(row: FrameworkRecord) -> Iterator[Skill | Occupation]:
    """Yield a stored framework's skills, then its occupations, without holding all of them."""
    for name, kept in (("skills", row.skill_rows), ("occupations", row.occupation_rows)):
        documents = kept.order_by("position").values_list("document", flat=True)
        for chunk in _batches(documents.iterator(CHUNK)):
            yield from nouns(**{name: chunk})


def nouns(
    *, skills: tuple[Any, ...] = (), occupations: tuple[Any, ...] = ()
) -> tuple[Skill | Occupation, ...]:
    """Return stored documents as nouns."""
    whole = {
        "format": store.FORMAT,
        "id": "",
        "title": {"en": "a part"},
        "version": "",
        "publisher": "",
        "licence": "",
        "groups": [],
        "group_broader": [],
        "skills": skills,
        "occupations": occupations,
    }
    framework = store.loads(orjson.dumps(whole))
    return (*framework.skills, *framework.occupations)
