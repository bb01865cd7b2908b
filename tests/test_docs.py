"""Every command, option, setting and API route is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from skillmark.cli import VERBS, app, run


def commands() -> Iterator[tuple[str, Any]]:
    run(["--version"])
    yield from inside("", typer.main.get_command(app).commands)


def inside(path: str, group: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, command in group.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield f"{path}{name}", command
        else:
            yield from inside(f"{path}{name} ", inner)


def test_every_verb_is_a_command() -> None:
    assert {name.split()[0] for name, _ in commands()} == set(VERBS)


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda v: str(v)[:30])
def test_command_and_options_are_documented(name: str, command: Any, root: Path) -> None:
    told = (root / "docs/commands.md").read_text()
    assert f"skillmark {name}" in told
    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("--") and option != "--help":
                assert option in told, f"{name} {option}"


def test_every_setting_is_documented(root: Path) -> None:
    source = "".join(p.read_text() for p in (root / "src/skillmark").rglob("*.py"))
    used = set(re.findall(r"\bSKILLMARK_[A-Z_]+\b", source)) - {"SKILLMARK_SHARED"}
    told = (root / "docs/settings.md").read_text() + (root / "docs/commands.md").read_text()
    assert used
    assert {name for name in used if not name.endswith("_")} <= set(
        re.findall(r"SKILLMARK_[A-Z_]+", told)
    )


def test_every_api_route_is_documented(root: Path) -> None:
    from skillmark.server.api import api

    told = (root / "docs/api.md").read_text()
    paths = {
        f"/{prefix.strip('/')}/{path.strip('/')}".rstrip("/")
        for prefix, router in api._routers
        for path in router.path_operations
    }
    clean = {"/api" + re.sub(r"{\w+:(\w+)}", r"{\1}", path) for path in paths}
    assert clean
    assert not {path for path in clean if f"`{path}`" not in told}


def test_the_changelog_names_this_version(root: Path) -> None:
    from skillmark import __version__

    assert f"## {__version__} " in (root / "CHANGELOG.md").read_text()


def test_links_inside_the_documentation_lead_somewhere(root: Path) -> None:
    for page in [*root.glob("*.md"), *root.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if not target.startswith(("http", "mailto")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
