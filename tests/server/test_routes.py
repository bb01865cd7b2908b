"""Every route as a role that may enter and one that may not, as nobody, and as somebody else's.

`make soak` asks each of them as every role. The routes come from the URL configuration itself: a
new one that no world names fails here.
"""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from skillmark.server.api import api
from skillmark.server.front import middleware, views
from skillmark.server.people.actions import GRANTS, OWN, Action, Role

LIBRARY = re.compile(r"account_\w+$|api-root$|openapi-(json|view)$")
"""Routes of the login and API libraries, which have tests of their own."""


def pages(resolver=None, prefix=""):
    """Yield name and view of every page route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from pages(entry)
        elif isinstance(entry, URLPattern) and not LIBRARY.match(entry.name or ""):
            assert entry.name, f"the route {entry.pattern} has no name"
            yield entry.name, entry.callback


def operations():
    """Yield `METHOD /path` and view function of every API route."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    full = f"/api/{prefix.strip('/')}/{path.strip('/')}".rstrip("/")
                    clean = re.sub(r"{\w+:(\w+)}", r"{\1}", full)
                    yield f"{method} {clean}", operation.view_func


def mark(view):
    """Return how the mark of a view reads in the tables of the worlds."""
    found = getattr(view, "access", None)
    return "own" if found in OWN else str(found) if found is not None else None


ROUTES = [*pages(), *operations()]
PROBLEM = "front/problem.html"


@pytest.fixture(autouse=True)
def bare_refusals(monkeypatch):
    """Thousands of refusals are answered by their status alone; their look is tested elsewhere."""
    for module in (views, middleware):
        whole = module.render

        def answer(request, template, context=None, *, whole=whole, status=None):
            if template == PROBLEM:
                return HttpResponse(status=status)
            return whole(request, template, context, status=status)

        monkeypatch.setattr(module, "render", answer)


def test_routes_are_marked_as_the_tables_say(access):
    unsaid = [name for name, _ in ROUTES if name not in access]
    assert not unsaid, "say in tests/server/worlds who may"
    other = [name for name, view in ROUTES if mark(view) != access[name]]
    assert not other


def test_table_names_no_route_that_is_gone(access):
    assert not set(access) - {name for name, _ in ROUTES}


def request_of(client, name, world, closed=frozenset()):
    """Call a route in each of its methods, but those `closed`, and yield the answers."""
    arguments = world.arguments.get(name, {})
    if "/api/" in name:
        method, path = name.split(" ", 1)
        yield (
            method,
            client.generic(
                method,
                path.format(**arguments),
                data=json.dumps(world.bodies.get(name, {})),
                content_type="application/json",
            ),
        )
        return
    address = reverse(name, kwargs=arguments)
    if "GET" not in closed:
        yield "GET", client.get(address)
    if "POST" not in closed:
        yield "POST", client.post(address)


NAMES = [name for name, _ in ROUTES]


def each(names, world, client):
    """Call routes one after the other and yield name, method and answer; nothing is kept."""
    for name in names:
        with transaction.atomic():
            yield from ((name, *called) for called in request_of(client, name, world))
            transaction.set_rollback(True)


def test_nobody_enters_public_routes_only(world, client_of, access):
    wrong = []
    for name, method, answer in each(NAMES, world, client_of("nobody")):
        status = answer.status_code
        if status == 405:
            continue
        if access[name] == "public":
            right = status not in {401, 403, 500}
        elif "/api/" in name:
            right = status == 401
        else:
            right = status == 302 and answer.headers["Location"].startswith("/account/login/")
        if not right:
            wrong.append((name, method, status))
    assert not wrong


GUARDED = [name for name, view in ROUTES if mark(view) != "public"]


def asked(rule, place):
    """Return one role that may enter and one that may not: another pair for each route."""
    may = [role for role in Role if enters(rule, role)]
    not_so = [role for role in Role if not enters(rule, role)]
    return [some[place % len(some)] for some in (may, not_so) if some]


@pytest.mark.parametrize("name", GUARDED)
def test_roles_enter_what_they_may(name, world, client_of, access):
    check_roles(name, asked(access[name], GUARDED.index(name)), world, client_of, access)


@pytest.mark.slow
@pytest.mark.parametrize("name", GUARDED)
def test_every_role_enters_what_it_may(name, world, client_of, access):
    order = sorted(Role, key=lambda role: not enters(access[name], role))
    check_roles(name, order, world, client_of, access)


def check_roles(name, roles, world, client_of, access):
    """Call a route as each role; who may enter comes first."""
    # a method that is not there for those who may enter is not there for anybody
    closed = set()
    for role in roles:
        with transaction.atomic():
            for method, answer in request_of(client_of(role), name, world, closed):
                if answer.status_code == 405:
                    closed.add(method)
                else:
                    complaint = judge(access[name], role, answer.status_code, name, world)
                    assert not complaint, (role, method, answer.status_code, complaint)
            transaction.set_rollback(True)


def enters(rule, role):
    """Say whether somebody in this role may enter; the learner's own things are the learner's."""
    return role == Role.LEARNER if rule == "own" else Action(rule) in GRANTS[role]


def judge(rule, role, status, name, world):
    """Say what is wrong with the answer that a role got; empty if nothing is."""
    if status in {401, 500}:
        return "signed in, and nothing may break"
    if rule == "own":
        # A row of one's own is the learner's here; to everybody else it does not exist.
        theirs = not world.arguments.get(name) or role == Role.LEARNER
        refusal = 403 if name in world.open_rows else 404
        if theirs:
            return "it is theirs" if status in {403, 404} else ""
        return "" if status == refusal else "it is somebody else's"
    if Action(rule) in GRANTS[role]:
        return "the role grants it" if status in {403, 404} else ""
    return "" if status == 403 else "the role does not grant it"


def test_hostile_34_another_organisations_rows_do_not_exist(world, client_of):
    rows = [name for name in GUARDED if world.arguments.get(name)]  # a list has no row to guess
    wrong = []
    for name, method, answer in each(rows, world, client_of("stranger")):
        refusal = 403 if name in world.open_rows else 404
        if answer.status_code not in {refusal, 405}:
            wrong.append((name, method, answer.status_code))
    assert len(rows) > 100
    assert not wrong
