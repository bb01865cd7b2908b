"""The API: everything described, one shape of errors, nothing open by mistake."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from skillmark.server.api import api

SHAPE = {"code", "cause", "where", "remedy"}


@pytest.fixture(scope="module")
def openapi():
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def routes():
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    full = f"/api/{prefix.strip('/')}/{path.strip('/')}".rstrip("/")
                    yield method, re.sub(r"{\w+:(\w+)}", r"{\1}", full), operation


def test_every_route_is_described(openapi):
    described = {
        (method.upper(), path.rstrip("/"))
        for path, methods in openapi["paths"].items()
        for method in methods
    }
    assert {(method, path) for method, path, _ in routes()} == described


def test_every_route_says_what_it_does_and_what_it_answers(openapi):
    for path, methods in openapi["paths"].items():
        for method, said in methods.items():
            assert said["summary"], (method, path)
            assert said["description"], (method, path)
            assert said["tags"], (method, path)
            good = [code for code in said["responses"] if str(code).startswith("2")]
            assert good, (method, path)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/people/me", 401, "sign_in_needed"),
        ("get", "/api/skills/skill?uri=urn:none", 404, "not_found"),
        ("get", "/api/skills/search", 422, "input"),
    ],
)
def test_every_error_has_one_shape(world, method, path, status, code):
    answer = getattr(Client(), method)(path)
    assert answer.status_code == status
    assert set(answer.json()) == SHAPE
    assert answer.json()["code"] == code


def test_a_crash_says_nothing_of_the_inside(world, client_of, monkeypatch):
    from skillmark.server.skills import services

    def broken(*_args):
        raise RuntimeError("the inside")

    monkeypatch.setattr(services, "visible", broken)
    browser = Client(raise_request_exception=False)
    answer = browser.get("/api/skills/frameworks")
    assert answer.status_code == 500
    assert b"inside" not in answer.content


def test_a_token_acts_as_its_owner_in_its_organisation(world):
    said = Client().get("/api/people/me", headers={"Authorization": "Bearer skm_example"}).json()
    assert said == {
        "email": "learner@home.example",
        "name": "Learner",
        "organisation": world.home.slug,
        "roles": ["learner"],
    }
