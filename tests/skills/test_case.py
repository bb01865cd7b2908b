"""CASE 1.1: packages that the published schema accepts, round trips, and the REST binding."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given, settings

from skillmark.nouns.skill import Framework
from skillmark.skills import starter
from skillmark.skills.exchange import case
from skillmark.skills.exchange.case import reading
from skillmark.skills.exchange.tree import Tree

from .frameworks import BAKERY, frameworks, settled

SCHEMA = Path(__file__).parent / "schemas" / "case_v1p1_cfpackage-jsonschema1.json"
BASE = "https://skills.example"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@cache
def validator(kind: str) -> Any:
    schema = orjson.loads(SCHEMA.read_bytes())
    rules = {"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]} if kind else schema
    return jsonschema_rs.validator_for(rules, validate_formats=True)


def complaints(value: Any, kind: str = "") -> list[str]:
    """What 1EdTech's JSON Schema has against a package, or against one part of it."""
    return [f"{one.instance_path}: {one.message}" for one in validator(kind).iter_errors(value)]


def again(package: Any) -> Framework:
    imported = reading.parse(Tree(orjson.loads(orjson.dumps(package)), "p.json"))
    assert imported.rejected == ()
    return imported.framework


@pytest.mark.parametrize("base", [BASE, ""])
def test_the_starter_is_a_valid_package_and_comes_back_equal(base: str) -> None:
    package = case.package(starter.framework(), base_url=base, changed=NOW)
    assert complaints(package) == []
    assert again(package) == starter.framework()


@settings(max_examples=15, deadline=None)
@given(frameworks())
def test_every_framework_is_a_valid_package_and_comes_back_equal(framework: Framework) -> None:
    package = case.package(framework, base_url=BASE, changed=NOW)
    assert complaints(package) == []
    assert settled(again(package)) == settled(framework)


def test_extensions_that_are_no_json_are_only_words() -> None:
    """Found by the fuzzer: a CTDL graph with a member called `extensions`."""
    framework = replace(BAKERY, details=(("extensions", "Skillmark"),), occupations=())
    assert again(case.package(framework)) == framework


@pytest.fixture(scope="module")
def service() -> case.Service:
    books = [case.Book(one, base_url=BASE, changed=NOW) for one in (starter.framework(), BAKERY)]
    return case.Service(books)


def whole(service: case.Service) -> Any:
    (found,) = service.answer("CFDocuments", {"filter": "title='Bakery'"}).body["CFDocuments"]
    return service.answer(f"CFPackages/{found['identifier']}").body


def test_every_part_of_a_package_is_served_alone(service: case.Service) -> None:
    package = whole(service)
    document = package["CFDocument"]
    link = {name: document[name] for name in ("title", "identifier", "uri")}
    alone = service.answer(f"CFDocuments/{document['identifier']}").body
    place = f"{BASE}/ims/case/v1p1/CFPackages/{document['identifier']}"
    assert alone.pop("CFPackageURI")["uri"] == place
    assert alone == document
    for path, members in (("CFItems", package["CFItems"]),
                          ("CFAssociations", package["CFAssociations"])):  # fmt: skip
        for one in members:
            served = service.answer(f"{path}/{one['identifier']}")
            assert (served.status, served.body.pop("CFDocumentURI")) == (200, link)
            assert served.body == one
    for path, kind in (("CFItemTypes", "CFItemType"), ("CFLicenses", "CFLicense")):
        for one in package["CFDefinitions"][path]:
            served = service.answer(f"{path}/{one['identifier']}").body
            assert served == (one if path == "CFLicenses" else {path: [one]})
            assert complaints(one, kind) == []


def test_associations_of_an_item_are_those_at_either_end(service: case.Service) -> None:
    package = whole(service)
    by_label = {one["fullStatement"]: one["identifier"] for one in package["CFItems"]}
    found = service.answer(f"CFItemAssociations/{by_label['Bake bread']}").body
    assert found["CFItem"]["fullStatement"] == "Bake bread"
    kinds = {
        (one["associationType"], one["originNodeURI"]["title"], one["destinationNodeURI"]["title"])
        for one in found["CFAssociations"]
    }
    assert kinds == {("isChildOf", "Bake bread", "Bakery"), ("precedes", "Dough", "Bake bread")}


def test_levels_are_served_as_a_rubric(service: case.Service) -> None:
    book = case.Book(starter.framework(), base_url=BASE, changed=NOW)
    (identifier,) = book.rubrics
    rubric = service.answer(f"CFRubrics/{identifier}").body
    assert complaints(rubric, "CFRubric") == []
    levels = rubric["CFRubricCriteria"][0]["CFRubricCriterionLevels"]
    assert all(1 <= one["score"] <= 8 for one in levels)


@pytest.mark.parametrize(
    ("path", "status", "minor"),
    [
        ("CFItems/nothing", 404, "invalid_uuid"),
        ("CFItems/00000000-0000-4000-8000-000000000000", 404, "unknownobject"),
        ("CFConcepts/00000000-0000-4000-8000-000000000000", 404, "unknownobject"),
        ("CFItems", 404, "unknownobject"),
        ("CFThings/1", 404, "unknownobject"),
        ("", 404, "unknownobject"),
    ],
)
def test_what_is_not_there_says_so_in_the_payload_of_the_binding(
    service: case.Service, path: str, status: int, minor: str
) -> None:
    found = service.answer(path)
    (code,) = found.body["imsx_codeMinor"]["imsx_codeMinorField"]
    assert (found.status, code["imsx_codeMinorFieldValue"]) == (status, minor)
    assert (found.body["imsx_codeMajor"], found.body["imsx_severity"]) == ("failure", "error")


def titles(answer: case.Answer) -> list[str]:
    return [one["title"] for one in answer.body["CFDocuments"]]


def test_documents_come_in_pages_with_links(service: case.Service) -> None:
    first = service.answer("CFDocuments", {"limit": "1", "sort": "title"}, url=f"{BASE}/all")
    assert titles(first) == ["Bakery"]
    assert first.headers["X-Total-Count"] == "2"
    assert f'<{BASE}/all?limit=1&offset=1&sort=title>; rel="next"' in first.headers["Link"]
    second = service.answer("CFDocuments", {"limit": "1", "sort": "title", "offset": "1"})
    assert titles(second) == ["Skillmark starter skills"]
    assert 'rel="next"' not in second.headers["Link"]
    assert 'rel="prev"' in second.headers["Link"]
    assert "Link" not in service.answer("CFDocuments").headers
    falling = service.answer("CFDocuments", {"sort": "title", "orderBy": "desc"})
    assert titles(falling) == ["Skillmark starter skills", "Bakery"]
    assert len(titles(service.answer("CFDocuments", {"sort": "no such field"}))) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("title='bakery'", 1),
        ("title!='bakery'", 1),
        ("title~'aker' AND version='1'", 1),
        ("title~'aker' OR version='1.0'", 2),
        ("lastChangeDateTime>='2026-06-01T12:00:00Z'", 2),
        ("lastChangeDateTime>'2026-06-01T12:00:00Z'", 0),
        ("licenseURI.title='CC BY 4.0'", 2),
    ],
)
def test_documents_are_filtered(service: case.Service, words: str, expected: int) -> None:
    assert len(titles(service.answer("CFDocuments", {"filter": words}))) == expected


def test_only_the_fields_asked_for_are_sent(service: case.Service) -> None:
    found = service.answer("CFDocuments", {"fields": "identifier,title"}).body["CFDocuments"]
    assert all(set(one) == {"identifier", "title"} for one in found)
    every = service.answer("CFDocuments", {"fields": "identifier,what"}).body["CFDocuments"]
    assert all("CFPackageURI" in one for one in every)


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "many"}, {"offset": "-1"}, {"orderBy": "up"}, {"fields": ""},
     {"filter": "title=bakery"}, {"filter": "what='x'"}, {"limit": "9" * 5000}],
)  # fmt: skip
def test_what_cannot_be_selected_is_refused(service: case.Service, query: dict[str, str]) -> None:
    found = service.answer("CFDocuments", query)
    (code,) = found.body["imsx_codeMinor"]["imsx_codeMinorField"]
    assert (found.status, code["imsx_codeMinorFieldValue"]) == (400, "invalid_selection_field")
