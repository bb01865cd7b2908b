"""The tests that come with the platform, from the files beside this module."""

from __future__ import annotations

from functools import cache
from importlib import resources

from skillmark.assess.items import Test
from skillmark.assess.reading import read_test
from skillmark.assess.rubric import RaterRubric, read_rubric
from skillmark.assess.tables import parse
from skillmark.nouns.errors import InputError
from skillmark.skills.starter import uri

FOLDER = resources.files("skillmark.assess") / "starter"


def starter_ids() -> tuple[str, ...]:
    """Return the ids of all starter tests and rating rubrics, sorted."""
    return tuple(
        sorted(entry.name[:-5] for entry in FOLDER.iterdir() if entry.name.endswith(".toml"))
    )


def starter_tests() -> tuple[str, ...]:
    """Return the ids of the starter tests (not the rating rubrics), sorted."""
    return tuple(name for name in starter_ids() if "test" in parse(_words(name), where=name))


def starter_rubrics() -> tuple[str, ...]:
    """Return the ids of the starter rubrics for several raters, sorted."""
    return tuple(name for name in starter_ids() if "rubric" in parse(_words(name), where=name))


@cache
def starter_test(test_id: str) -> Test:
    """Return a starter test, with its skills as URIs of the starter framework.

    Raises `InputError` if there is none of this name.
    """
    return read_test(_words(test_id), where=f"starter/{test_id}.toml", skill_uri=uri)


@cache
def starter_rubric(rubric_id: str) -> RaterRubric:
    """Return a starter rubric for several raters, with its skills as URIs.

    Raises `InputError` if there is none of this name.
    """
    return read_rubric(_words(rubric_id), where=f"starter/{rubric_id}.toml", skill_uri=uri)


def _words(name: str) -> str:
    if name not in starter_ids():
        raise InputError(
            f"there is no starter test {name!r}", remedy="one of: " + ", ".join(starter_ids())
        )
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
