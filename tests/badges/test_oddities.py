"""Badges that nobody writes on purpose, each found by fuzzing or by reading for the attack."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from skillmark.badges import bundle, identity, schema, summary, svg
from skillmark.badges.levels import confirmed
from skillmark.nouns.errors import UnreadableError

TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln"
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def test_a_name_nested_in_values_is_found_without_walking_every_path() -> None:
    """Two ways down at each of 90 levels are 2^90 walks: the page would never come back."""
    name: Any = {"@value": {}}
    for _ in range(90):
        name = {"@value": name}
    said = summary.summarise({"name": name, "issuer": {"name": name}})
    assert (said.achievement, said.issuer_name) == ("", "")
    assert summary.text({"@value": {"de": "Teamarbeit"}}) == "Teamarbeit"
    assert summary.text({"@language": "de", "@value": "Teamarbeit"}) == "Teamarbeit"


@pytest.mark.parametrize("code", ["²", "٤", "９", "9" * 5000, "04", ""])
def test_digits_of_other_alphabets_are_no_level(code: str) -> None:
    alignment = {"targetUrl": f"urn:skillmark:proficiency:{code}", "targetCode": code}
    achievement = {
        "alignment": [{"targetUrl": "urn:s"}],
        "resultDescription": {
            "id": "urn:r",
            "alignment": {"targetUrl": "urn:s"},
            "rubricCriterionLevel": {"id": "urn:l", "alignment": alignment},
        },
    }
    result = {"resultDescription": "urn:r", "achievedLevel": "urn:l"}
    subject = {"achievement": achievement, "result": result}
    assert [skill.level for skill in confirmed({"credentialSubject": subject})] == [None]


@pytest.mark.parametrize("holder", ["ada@example.org", "é@example.org", "\udcff"])
def test_a_hash_or_a_holder_that_is_no_plain_text_is_nobody(holder: str) -> None:
    claimed = {"hashed": True, "identityHash": "sha256$é", "salt": "é"}
    assert not identity.belongs_to({"identifier": claimed}, holder)


def packed(manifest: dict[str, Any], **files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in {**files, bundle.MANIFEST: json.dumps(manifest)}.items():
            archive.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"url": "urn:u", "media_type": "x"},
        {"url": "urn:u", "media_type": "x", "at": "yesterday"},
        {"url": "urn:u", "media_type": "x", "at": "2026-01-01T00:00:00"},
        {"media_type": "x", "at": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_bundled_document_without_its_place_or_moment_is_refused(said: dict[str, str]) -> None:
    digest = hashlib.sha256(b"{}").hexdigest()
    entry = {"path": "documents/1", "sha256": digest, **said}
    manifest = {"format": bundle.FORMAT, "version": 1, "files": [entry]}
    with pytest.raises(UnreadableError):
        bundle.read(packed(manifest, **{"documents/1": "{}"}))


def test_a_drawing_that_uses_our_prefix_for_something_else_can_be_baked() -> None:
    for declared in ("urn:other", svg.NAMESPACE):
        drawing = f'<svg {SVG} xmlns:openbadges="{declared}"><g/></svg>'.encode()
        assert svg.unbake(svg.bake(drawing, TOKEN)).text == TOKEN


def test_a_drawing_that_cannot_be_baked_is_refused_without_trying_every_split() -> None:
    """Each comment could be read as one or as part of the one before: 2^60 ways for the pattern."""
    drawing = ("<!-- -->" * 60 + f"<!DOCTYPE svg []><svg {SVG}/>").encode()
    with pytest.raises(UnreadableError, match="cannot be found"):
        svg.bake(drawing, TOKEN)


@pytest.mark.parametrize("item", [{}, None, 7])
def test_a_very_long_list_of_wrong_things_is_one_error_and_not_all_of_them(item: object) -> None:
    """To list every error took the square of their number: 3 MB kept a processor for an hour."""
    achievement = {"alignment": [item] * 200_000}
    begun = time.process_time()
    (said,) = schema.errors({"credentialSubject": {"achievement": achievement}})
    assert said.startswith("/")
    (said,) = schema.errors(achievement, kind="Achievement")
    assert said.startswith("/")
    assert time.process_time() - begun < 10
    few = schema.errors({"alignment": [item] * 20}, kind="Achievement")
    assert len(few) == 5


Budget = Callable[[int], AbstractContextManager[None]]


def test_results_and_levels_are_matched_once_and_not_each_with_each(at_most: Budget) -> None:
    levels = [{"id": f"urn:l:{n}", "name": str(n)} for n in range(1_000)]
    result = {"resultDescription": "urn:r", "achievedLevel": "urn:none"}
    description = {"id": "urn:r", "name": "R", "rubricCriterionLevel": levels}
    subject = {"result": [result] * 1_000, "achievement": {"resultDescription": description}}
    with at_most(60_000):
        assert summary.summarise({"credentialSubject": subject}).results == ()
    scale = {"targetUrl": "urn:skillmark:proficiency:4", "targetCode": "4"}
    same = [{"id": "urn:l", "alignment": scale}] * 1_000
    targets = [{"targetUrl": f"urn:s:{n}"} for n in range(1_000)]
    description = {"id": "urn:r", "rubricCriterionLevel": same, "alignment": targets}
    achievement = {"resultDescription": description, "alignment": targets[:1]}
    result = {"resultDescription": "urn:r", "achievedLevel": "urn:l"}
    with at_most(60_000):
        found = confirmed({"credentialSubject": {"achievement": achievement, "result": result}})
    assert [skill.level for skill in found] == [4]
