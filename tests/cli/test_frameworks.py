"""`skillmark skills export`, `changes` and `crosswalk`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from skillmark.cli.skills import app
from skillmark.nouns.errors import InputError
from skillmark.skills.exchange import opening, store

OLD = "uri,label,definition\nurn:a,Bake bread,\nurn:b,Knead,By hand.\nurn:c,Sell,\n"
NEW = "uri,label,definition\nurn:a,Bake bread,\nurn:b,Knead dough,By hand.\nurn:d,Weigh,\n"


def run(*arguments: str) -> tuple[Any, int]:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False, standalone_mode=False)
    told = json.loads(result.stdout) if "--json" in arguments else result.stdout
    code = result.return_value if isinstance(result.return_value, int) else result.exit_code
    return told, code


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    for name, content in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.csv").write_text(content)
    return str(tmp_path / "old.csv"), str(tmp_path / "new.csv")


def test_export_says_where_and_what_was_lost(tmp_path: Path) -> None:
    told, code = run("export", "csv", "starter", "--out", str(tmp_path), "--json")
    assert code == 0
    assert (told["framework"], told["lost"]) == ("skillmark-starter", [])
    assert opening.framework(told["out"]) == opening.framework("starter")
    told, _ = run("export", "ctdl", "starter", "--out", str(tmp_path / "s.json"))
    assert "s.json" in told.replace("\n", "")
    package = tmp_path / "case.json"
    run("export", "case", "starter", "--out", str(package), "--base-url", "https://x.example")
    assert json.loads(package.read_bytes())["CFItems"][0]["uri"].startswith("https://x.example/ims")


def test_changes_are_counted_and_listed(versions: tuple[str, str]) -> None:
    told, code = run("changes", *versions, "--json")
    assert code == 0
    assert (told["added"], told["removed"]) == (["urn:d"], ["urn:c"])
    assert told["changed"] == [{"uri": "urn:b", "kinds": ["label"]}]
    assert told["replaced"] == {"urn:c": []}
    words, _ = run("changes", *versions)
    assert "1 skills added, 1 gone, 1 changed" in " ".join(words.split())


def test_a_crosswalk_is_suggested_kept_turned_and_applied(
    tmp_path: Path, versions: tuple[str, str]
) -> None:
    kept = tmp_path / "walk.tsv"
    asked = ("crosswalk", "suggest", *versions, "--out", str(kept), "--json", "--most", "1")
    told, code = run(*asked)
    assert {one["method"] for one in told["links"]} <= {"lexical", "lexical + meaning"}
    told, code = run(*asked, "--words-only")
    assert code == 0
    assert {(one["source"], one["target"]) for one in told["links"]} >= {("urn:a", "urn:a")}
    assert "urn:c" in told["without"]
    turned = tmp_path / "turned.csv"
    told, _ = run("crosswalk", "convert", str(kept), "--inverse", "--out", str(turned), "--json")
    assert (told["source"], told["target"]) == ("new", "old")
    framework = tmp_path / "aligned.json"
    told, _ = run("crosswalk", "apply", str(turned), versions[1], "--out", str(framework), "--json")
    assert told["unknown"] == []
    found = store.read(framework).by_uri["urn:a"].alignments
    assert [(one.framework, one.target, one.method) for one in found] == [
        ("old", "urn:a", "lexical")
    ]
    with pytest.raises(InputError, match="none of its"):
        run("crosswalk", "apply", "starter-esco", versions[0], "--out", str(framework))


def test_the_starters_own_crosswalk_is_there(tmp_path: Path) -> None:
    kept = tmp_path / "esco.csv"
    told, code = run("crosswalk", "convert", "starter-esco", "--out", str(kept), "--json")
    assert code == 0
    assert len(told["links"]) > 100
    words, _ = run("crosswalk", "convert", str(kept))
    assert "more (all with" in " ".join(words.split())


def test_no_counterpart_at_all_is_an_answer(tmp_path: Path, versions: tuple[str, str]) -> None:
    (tmp_path / "other.csv").write_text("uri,label\nurn:z,Xylophone\n")
    told, code = run("crosswalk", "suggest", versions[0], str(tmp_path / "other.csv"), "--json")
    assert (told["links"], len(told["without"]), code) == ([], 3, 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "sfia", "starter", "--out", "x"),
        ("export", "csv", "nothing", "--out", "x"),
        ("export", "onet", "starter", "--out", "x"),
        ("changes", "starter", "nothing"),
        ("crosswalk", "convert", "/nowhere.csv"),
    ],
)
def test_mistakes_are_input_errors(arguments: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        run(*arguments)
