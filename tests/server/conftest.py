"""A site with two organisations and somebody in every role, made once for all server tests.

Every module in `worlds/` furnishes it for one app and says who may enter that app's routes.
"""

from __future__ import annotations

import copy
import importlib.util
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

WORLDS = Path(__file__).parent / "worlds"


@dataclass
class World:
    """What the tests of the server find on the site."""

    home: Any = None
    """The organisation that everything belongs to."""
    other: Any = None
    """Another organisation, of `stranger`, who has every role there."""
    people: dict[str, Any] = field(default_factory=dict)
    """One account of `home` for each role, by the role's value."""
    stranger: Any = None
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Arguments of a row of `home` (or of its learner) for each route that needs them."""
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    """A body that the API route understands, where it needs one to get as far as the row."""
    open_rows: set[str] = field(default_factory=set)
    """Routes whose row everybody may know of, so that a refusal is 403 and not 404."""
    things: dict[str, Any] = field(default_factory=dict)
    """Rows that tests want to get at, by any name."""
    signed_in: dict[str, str] = field(default_factory=dict)
    """The cookies of a session for each role, and of `stranger`'s."""


def _worlds() -> list[ModuleType]:
    modules = []
    for file in sorted(WORLDS.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"server_world_{file.stem}", file)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # so that what it defines can be pickled
        spec.loader.exec_module(module)
        modules.append(module)
    # `people` comes first; an app that builds on another says so with AFTER = ("award",).
    done: list[ModuleType] = []
    names = {"people"}
    while modules:
        ready = [m for m in modules if _name(m) == "people" or set(_after(m)) <= names]
        if not any(_name(m) == "people" for m in done):
            ready = [m for m in ready if _name(m) == "people"]
        assert ready, f"worlds wait for each other: {[_name(m) for m in modules]}"
        for module in ready:
            modules.remove(module)
            done.append(module)
            names.add(_name(module))
    return done


def _name(module: ModuleType) -> str:
    return module.__name__.removeprefix("server_world_")


def _after(module: ModuleType) -> tuple[str, ...]:
    return getattr(module, "AFTER", ())


@pytest.fixture(scope="session", autouse=True)
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for this run, and passwords that are quick to hash."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("site")
    for name in ("keys", "files", "mail"):
        (folder / name).mkdir()
    settings.DATA = folder
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return folder


@pytest.fixture(scope="session", autouse=True)
def static_files_listed_once() -> Iterator[None]:
    """Every test client makes the middleware anew, which lists and stats every static file."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    listed: dict[str, dict[str, Any]] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def add_files_from_finders(self: WhiteNoiseMiddleware) -> None:
        if self.static_prefix not in listed:
            look(self)
            listed[self.static_prefix] = dict(self.files)
        self.files.update(listed[self.static_prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files_from_finders)
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English: a German page leaves its language behind in the thread."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def made_world(
    django_db_setup: None,
    django_db_blocker: Any,
    site_folder: Path,
    migrated: Path,
    made_once: Callable[..., Path],
) -> World:
    """The world, committed once; tests change it in transactions that are rolled back.

    The worker that needs it first makes it, and leaves the others a copy of database and folder.
    """
    from django.conf import settings

    vectors = migrated.parent / "data" / "vectors"  # absent where meanings are not compared
    if vectors.exists():
        shutil.copytree(vectors, site_folder / "vectors")
    built: list[World] = []

    def make(folder: Path) -> None:
        built.append(_build())
        with _database(folder / "world.sqlite3") as file:
            _memory().backup(file)
        shutil.copytree(site_folder, folder / "site")
        # the secret, too: it opens the key files
        (folder / "world.pickle").write_bytes(pickle.dumps((built[0], settings.SECRET_KEY)))

    with django_db_blocker.unblock():
        folder = made_once("world", make)
        if built:
            [world] = built
        else:
            _worlds()
            world, settings.SECRET_KEY = pickle.loads((folder / "world.pickle").read_bytes())
            with _database(folder / "world.sqlite3") as file:
                file.backup(_memory())
            shutil.copytree(folder / "site", site_folder, dirs_exist_ok=True)
        for who, account in [*world.people.items(), ("stranger", world.stranger)]:
            browser = Client()
            browser.force_login(account)
            world.signed_in[who] = browser.cookies.output(header="")
    return world


def _database(file: Path) -> AbstractContextManager[Any]:
    from django.db.backends.sqlite3.base import Database

    return closing(Database.connect(str(file)))


def _memory() -> Any:
    from django.db import connection

    connection.ensure_connection()
    return connection.connection


def _build() -> World:
    world = World()
    for module in _worlds():
        if hasattr(module, "build"):
            module.build(world)
    return world


@pytest.fixture
def world(db: None, made_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world, and a database that forgets what the test did; no attempts counted yet, and no
    minute ends while they are."""
    from django.core.cache import cache
    from django.db import models

    from skillmark.server.verify import services
    from skillmark.server.verify.pace import PACE

    cache.clear()
    monkeypatch.setattr(PACE, "_clock", lambda: 0.0)
    PACE.forget()
    services.forget()
    # Copies: what a test does to a row in memory is not undone by the database.
    yield replace(
        made_world,
        home=copy.copy(made_world.home),
        other=copy.copy(made_world.other),
        stranger=copy.copy(made_world.stranger),
        people={role: copy.copy(account) for role, account in made_world.people.items()},
        things={
            name: copy.copy(thing) if isinstance(thing, models.Model) else thing
            for name, thing in made_world.things.items()
        },
    )
    cache.clear()


@pytest.fixture(scope="session")
def access() -> dict[str, str]:
    """Route name -> "public", "own" or the action; for the API, `METHOD /path`."""
    table: dict[str, str] = {}
    for module in _worlds():
        table.update(getattr(module, "ACCESS", {}))
    return table


@pytest.fixture
def client_of(world: World) -> Callable[[str], Client]:
    """Return a client that is signed in: `client_of("recruiter")`, "stranger" or "nobody"."""

    def client(who: str) -> Client:
        browser = Client(raise_request_exception=True)
        if who != "nobody":
            browser.cookies.load(world.signed_in[who])
        return browser

    return client
