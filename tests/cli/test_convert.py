"""`skillmark assess convert`, as people and programs run it."""

from __future__ import annotations

import json

import pytest
import typer

from skillmark.assess.starter import FOLDER
from skillmark.cli import assess
from skillmark.cli.console import Exit, complain
from skillmark.nouns.errors import SkillmarkError

GIFT = "::one:: 1+1? {=2 ~3}\n\n::two:: Broken {=2\n\n// [tag:algebra]\n::three:: x? {T}\n"


def run(*arguments):
    try:
        outcome = assess.app(args=["convert", *map(str, arguments)], standalone_mode=False)
    except SkillmarkError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return int(Exit.USAGE)
    return int(outcome) if isinstance(outcome, int) else 0


@pytest.fixture
def gift(tmp_path):
    path = tmp_path / "quiz.gift"
    path.write_text(GIFT)
    return path


def test_what_is_missing_is_named_and_is_a_no(gift, tmp_path, capsys):
    target = tmp_path / "quiz.toml"
    assert run(gift, target, "--skill", "urn:s", "--tag", "algebra=urn:algebra") == 1
    shown = capsys.readouterr().out
    assert "left out" in shown
    assert "the answers have no end" in shown
    assert "2 questions read" in shown
    words = target.read_text()
    assert 'skill = "urn:algebra"' in words
    assert 'skill = "urn:s"' in words


def test_programs_get_one_object(gift, tmp_path, capsys):
    assert run(gift, tmp_path / "quiz.zip", "--skill", "urn:s", "--level", "2", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["format"], told["items"], told["left_out"]) == ("qti", 2, 1)
    assert told["remarks"][0] == {
        "fate": "left out",
        "where": "question 2",
        "line": 3,
        "words": "the answers have no end (close them with })",
    }


@pytest.mark.parametrize("name", ["genai-foundations", "sjt-communication"])
def test_starter_tests_go_to_qti_and_back_with_nothing_lost(name, tmp_path, capsys):
    source = FOLDER / f"{name}.toml"
    package, back = tmp_path / "t.zip", tmp_path / "back.toml"
    assert run(source, package) == 0
    assert run(package, back) == 0
    capsys.readouterr()
    from skillmark.assess.reading import read_test

    assert read_test(back.read_text()) == read_test(source.read_text(encoding="utf-8"))


def test_pictures_stand_beside_toml(tmp_path, capsys):
    source = tmp_path / "t.toml"
    source.write_text(
        '[test]\nid = "t"\ntitle = "T"\ndescription = "D"\nlanguage = "en"\n[[item]]\nid = "i"\n'
        'skill = "urn:s"\nlevel = 1\ntype = "choice"\nprompt = "![a map](maps/a.png)"\n'
        'options = [{ id = "a", text = "A" }, { id = "b", text = "B" }]\nkey = ["a"]\n'
    )
    folder = tmp_path / "t-files" / "maps"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(b"picture")
    assert run(source, tmp_path / "t.zip") == 0
    assert run(tmp_path / "t.zip", tmp_path / "u.toml") == 0
    assert (tmp_path / "u-files/maps/a.png").read_bytes() == b"picture"
    capsys.readouterr()


def test_nothing_is_replaced_unless_told_so(gift, tmp_path, capsys):
    target = tmp_path / "quiz.toml"
    target.write_text("mine")
    assert run(gift, target, "--skill", "urn:s") == 2
    assert "--force" in capsys.readouterr().err
    assert target.read_text() == "mine"
    assert run(gift, target, "--skill", "urn:s", "--force") == 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("quiz.gift", "quiz.doc", "--skill", "urn:s"), "no format is known by the ending .doc"),
        (("quiz.gift", "quiz.zip"), "--skill URI"),
        (("nothing.gift", "quiz.zip"), "no such file"),
        (("quiz.gift", "quiz.zip", "--tag", "x"), "--tag TAG=URI"),
    ],
)
def test_errors_are_one_line(gift, tmp_path, capsys, arguments, why):
    paths = [tmp_path / one for one in arguments[:2]]
    assert run(*paths, *arguments[2:]) == 2
    captured = capsys.readouterr()
    assert why in captured.err
    assert captured.err.count("\n") == 1
    assert not paths[1].exists()
