"""`skillmark assess standard`, as people and programs run it."""

from __future__ import annotations

import json

import numpy as np
import pytest
import typer

from skillmark.cli import assess
from skillmark.cli.console import Exit, complain
from skillmark.nouns.errors import SkillmarkError


def run(*arguments):
    """Run the group alone, with the errors and codes that the whole command line gives."""
    try:
        outcome = assess.app(
            args=["standard", *(str(one) for one in arguments)], standalone_mode=False
        )
    except SkillmarkError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return int(Exit.USAGE)
    return int(outcome) if isinstance(outcome, int) else 0


@pytest.fixture
def here(root):
    return root / "tests/assess/standards"


@pytest.fixture
def responses(tmp_path):
    """Responses of 300 people to the twenty items of the panel, in two groups and a tiny one."""
    rng = np.random.default_rng(4)
    difficulty = np.linspace(0.3, 0.9, 20)
    path = tmp_path / "responses.csv"
    lines = ["who,g," + ",".join(f"i{k + 1}" for k in range(20))]
    for person in range(300):
        row = (rng.random(20) < difficulty).astype(int)
        group = "tiny" if person < 4 else "ab"[person % 2]
        lines.append(f"s{person},{group}," + ",".join(map(str, row)))
    path.write_text("\n".join(lines) + "\n")
    return path


def answer(capsys):
    return json.loads(capsys.readouterr().out)


def test_angoff_with_impact(here, responses, capsys):
    with_people = ("--impact", responses, "--id", "who", "--group", "g")
    assert run("angoff", here / "angoff.csv", *with_people, "--json") == 0
    found = answer(capsys)
    assert found["cut"] == pytest.approx(12.6875)
    assert found["standard_error"] == pytest.approx(0.4283221)
    assert found["components"]["panellists_to_halve"] == 32
    assert found["components"]["panellists_to_halve_other_items"] is None
    shares = [row["share"] for row in found["impact"]["rows"]]
    assert shares == sorted(shares, reverse=True)
    assert found["impact"]["rows"][2]["groups"]["tiny"] is None
    assert found["impact"]["field_data"] == "real"
    assert found["difficulty"] == "real responses"


def test_simulated_responses_say_so_and_judge_no_panellist(here, responses, capsys):
    simulated = ("--impact", responses, "--id", "who", "--group", "g", "--simulated")
    assert run("angoff", here / "angoff.csv", *simulated) == 0
    words = capsys.readouterr().out
    assert "no field data: 300 simulated people" in " ".join(words.split())
    assert "Talk with" not in words
    assert "somebody who decides it" in words


def test_bookmark_from_a_calibration(tmp_path, responses, capsys):
    bank = {
        "items": [
            {"item": f"i{k + 1}", "a": 1.0, "intercept": 1 - k / 10, "c": None} for k in range(20)
        ]
    }
    (tmp_path / "bank.json").write_text(json.dumps(bank))
    (tmp_path / "marks.csv").write_text("panellist,page\nx,8\ny,10\nz,9\n")
    assert run("bookmark", tmp_path / "bank.json", tmp_path / "marks.csv", "--json") == 0
    found = answer(capsys)
    assert found["booklet"][0]["item"] == "i1"
    assert found["ability"] == pytest.approx(-0.2 + np.log(0.67 / 0.33))
    assert 0 < found["cut"] < found["maximum"] == 20
    assert run("bookmark", tmp_path / "bank.json", tmp_path / "marks.csv") == 0
    assert "Pages around the cut" in capsys.readouterr().out


def test_groups_give_tables_too(here, capsys):
    for command in ("borderline", "contrasting"):
        assert run(command, here / "groups.csv") == 0
        assert "people" in capsys.readouterr().out
    assert run("contrasting", here / "groups.csv", "--cost-of-false-pass", "3", "--json") == 0
    assert answer(capsys)["cut"] == pytest.approx(23.9680917, abs=1e-6)
    assert run("borderline", here / "groups.csv", "--mean", "--json") == 0
    assert answer(capsys)["cut"] == pytest.approx(21.0967742, abs=1e-6)


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [
        ("angoff", "", "empty"),
        ("angoff", "panellist,a\nx,0.5\n", "two panellists"),
        ("angoff", "panellist,a,b\nx,0.5,\ny,0.4,0.3\n", "x: b"),
        ("borderline", "score\n1\n2\n", "2 people"),
        ("borderline", "points\n1\n", "no column 'score'"),
        ("contrasting", "group,score\nmaster,1\n", "nobody is in the group 'other'"),
    ],
)
def test_files_that_are_refused(tmp_path, command, content, said, capsys):
    path = tmp_path / "in.csv"
    path.write_text(content)
    assert run(command, path) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert "in.csv" in captured.err
    assert not captured.out


@pytest.mark.parametrize("content", ["", "[]", '{"items": [{"item": "a"}]}', '{"items": 5}'])
def test_a_bank_that_is_none(tmp_path, content, capsys):
    (tmp_path / "bank.json").write_text(content)
    (tmp_path / "marks.csv").write_text("panellist,page\nx,1\ny,1\n")
    assert run("bookmark", tmp_path / "bank.json", tmp_path / "marks.csv") == 2
    assert "no calibration" in capsys.readouterr().err


def test_impact_of_other_items(here, tmp_path, capsys):
    (tmp_path / "r.csv").write_text("i1,i2\n" + "1,0\n" * 20)
    assert run("angoff", here / "angoff.csv", "--impact", tmp_path / "r.csv") == 2
    assert "i3" in capsys.readouterr().err
