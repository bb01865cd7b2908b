"""`skillmark skills import` and `skillmark skills link`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from skillmark.cli.skills import app
from skillmark.nouns.errors import InputError

TABLE = "uri,label,broader\nurn:a,Bake bread,urn:b\nurn:b,Baking,urn:gone\n"


def run(*arguments: str) -> tuple[list[Any], str]:
    result = CliRunner().invoke(app, list(arguments), standalone_mode=False, catch_exceptions=False)
    lines = result.stdout.splitlines()
    return [json.loads(line) for line in lines] if "--json" in arguments else lines, result.stderr


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where vectors are kept: the same for all tests here, and nobody's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.csv"
    path.write_text(TABLE)
    return path


def test_import_says_what_was_in_it(table: Path) -> None:
    (summary,), _ = run("import", "csv", str(table), "--json", "--release", "2")
    assert summary == {
        "framework": "bakery",
        "version": "2",
        "skills": 2,
        "occupations": 0,
        "relations": 1,
        "rejected": [
            {"file": "bakery.csv", "line": 3, "reason": "urn:gone is not in this file"}
        ],
    }  # fmt: skip


def test_people_are_told_too(table: Path) -> None:
    lines, errors = run("import", "csv", str(table))
    assert "2 skills" in " ".join(lines)
    assert "urn:gone" in errors


def test_a_kept_framework_is_linked_to(table: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    run("import", "csv", str(table), "--out", str(kept))
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": 7, "text": "You bake bread."}\n\n{"id": "b", "text": "You sing."}\n')
    found, _ = run("link", "--framework", str(kept), "--input", str(texts), "--top", "1", "--json")
    assert [one["id"] for one in found] == [7, "b"]
    first, second = found
    assert first["unmatched"] is False
    assert [match["uri"] for match in first["matches"]] == ["urn:a"]
    assert set(first["matches"][0]) >= {"uri", "label", "score", "why"}
    assert first["matches"][0]["spans"] == [[4, 14]]
    assert second["unmatched"] is True
    assert not any(match["linked"] for match in second["matches"])
    words, _ = run(
        "link", "--framework", str(kept), "--input", str(texts), "--top", "1", "--words-only",
        "--json",
    )  # fmt: skip
    assert words[1] == {"id": "b", "unmatched": True, "by_meaning": False, "matches": []}
    assert words[0]["matches"][0]["uri"] == "urn:a"


def test_standard_input_and_a_table_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(
        app,
        ["link", "--input", "-", "--kind", "skill"],
        input='{"id": "cv", "text": "Expert in prompt engineering"}',
        standalone_mode=False,
    )
    assert "Prompt design, level 6" in result.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[]", "object"),
        ('{"id": 1}', "text must be"),
        ('{"text": "x"}', "id must be"),
        ('{"id": true, "text": "x"}', "id must be"),
        ('{"id": 1, "text": "x", "txet": 1}', "unknown member txet"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    texts = tmp_path / "t.jsonl"
    texts.write_text('{"id": 1, "text": "fine"}\n' + line)
    with pytest.raises(InputError, match=words) as caught:
        run("link", "--input", str(texts))
    assert "line 2" in caught.value.where


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "sfia", "."),
        ("import", "esco", "/nowhere/at/all"),
        ("link", "--input", "/nowhere/at/all"),
        ("link", "--input", "-", "--kind", "job"),
    ],
)
def test_mistakes_are_input_errors(arguments: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        run(*arguments)


@pytest.mark.slow
def test_the_official_release_from_end_to_end(shared: Path, tmp_path: Path) -> None:
    kept = tmp_path / "esco.json"
    release = shared / "data" / "esco-1.1.1"
    (summary,), _ = run("import", "esco", str(release), "--out", str(kept), "--json")
    assert (summary["skills"], summary["occupations"]) == (13_896, 3_007)
    assert len(summary["rejected"]) == 67 + 1
    texts = tmp_path / "t.jsonl"
    texts.write_text('{"id": "1", "text": "We need a bread baker."}\n')
    (found,), _ = run(
        "link", "--framework", str(kept), "--kind", "occupation", "--input", str(texts),
        "--words-only", "--json",
    )  # fmt: skip
    assert "baker" in found["matches"][0]["label"]
