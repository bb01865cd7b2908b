"""`skillmark assess` for rubrics, forms and raters, as people and programs run it."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import typer

from skillmark.cli import assess
from skillmark.cli.console import Exit, complain
from skillmark.nouns.errors import SkillmarkError

ITEMS = ("i1", "i2", "i3", "i4", "i5")


def run(*arguments):
    """Run the group alone, with the errors and codes that the whole command line gives."""
    try:
        outcome = assess.app(args=[str(one) for one in arguments], standalone_mode=False)
    except SkillmarkError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return int(Exit.USAGE)
    return int(outcome) if isinstance(outcome, int) else 0


@pytest.fixture
def lsat6(root, tmp_path):
    """LSAT6 as a file of 1,000 rows with an id and a group."""
    with (root / "tests/assess/lsat6.csv").open(newline="") as lines:
        table = np.array(list(csv.reader(lines))[1:], dtype=int)
    rows = np.repeat(table[:, :5], table[:, 5], axis=0)
    path = tmp_path / "lsat6.csv"
    with path.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["who", *ITEMS, "group"])
        for number, row in enumerate(rows.tolist()):
            writer.writerow([f"p{number}", *row, "ab"[number % 2]])
    return path


OTHERS = ("--id", "who", "--group", "group")


@pytest.fixture
def rubric(root):
    return root / "tests/assess/scaling/rubrics/graded.csv"


def told(arguments, capsys):
    """Run it with --json and return the object."""
    assert run(*arguments, "--json") == 0
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 1
    return json.loads(captured.out)


@pytest.mark.parametrize("model", ["grm", "pcm", "gpcm"])
def test_calibrate_a_rubric_and_score_people_on_it(rubric, model, tmp_path, capsys):
    found = told(["calibrate", rubric, "--model", model], capsys)
    assert {"model", "log_likelihood", "persons", "items", "alpha", "sem"} <= set(found)
    assert (found["model"], found["persons"], len(found["items"])) == (model, 800, 10)
    first = found["items"][0]
    assert first["levels"] == [0, 1, 2, 3]
    assert [len(first[key]) for key in ("b", "intercepts")] == [3, 3]
    assert [len(first["se"][key]) for key in ("b", "intercepts")] == [3, 3]
    if model == "grm":
        assert found["log_likelihood"] == pytest.approx(-9642.974, abs=0.01)
        assert first["a"] == pytest.approx(1.354, abs=0.001)
    bank = tmp_path / "bank.json"
    bank.write_text(json.dumps(found))
    for method in ("eap", "ml", "wle"):
        scored = told(["score", bank, rubric, "--method", method], capsys)
        assert scored["method"] == method
        assert len(scored["persons"]) == 800
        known = [person for person in scored["persons"] if person["ability"] is not None]
        assert all(person["se"] > 0 and person["answered"] == 10 for person in known)
        assert all("reason" in p for p in scored["persons"] if p["ability"] is None)
        assert 0.8 < scored["reliability"] < 0.95
    assert run("score", bank, rubric) == 0
    assert "and 750 more" in capsys.readouterr().out
    assert run("calibrate", rubric, "--model", model) == 0
    assert "800 people" in capsys.readouterr().out


def test_score_right_and_wrong_with_a_caution_for_what_is_not_there(lsat6, tmp_path, capsys):
    bank = tmp_path / "bank.json"
    bank.write_text(json.dumps(told(["calibrate", lsat6, "--model", "2pl", *OTHERS], capsys)))
    people = tmp_path / "people.csv"
    people.write_text("who,i5,i1\nanna,1,1\nben,0,\ncem,,\n")
    found = told(["score", bank, people, "--id", "who"], capsys)
    anna, ben, cem = found["persons"]
    assert (anna["id"], anna["answered"], ben["answered"]) == ("anna", 2, 1)
    assert anna["ability"] > ben["ability"]
    assert (cem["ability"], cem["se"]) == (pytest.approx(0, abs=1e-9), pytest.approx(1, abs=1e-4))
    assert "3 items of the bank have no column" in found["cautions"][0]
    people.write_text("i1\n2\n")
    assert run("score", bank, people) == 2
    assert "2 is neither 0 nor 1" in capsys.readouterr().err
    people.write_text("i1,i9\n1,1\n")
    assert run("score", bank, people) == 2
    assert "'i9' is no item of the bank" in capsys.readouterr().err
    people.write_text("i1\n1\n")
    assert run("score", bank, people, "--method", "map") == 2
    assert "no estimate 'map'" in capsys.readouterr().err
    assert run("score", people, people) == 2
    assert "not JSON" in capsys.readouterr().err


def test_scores_that_the_calibration_never_saw_are_said(rubric, tmp_path, capsys):
    bank = tmp_path / "bank.json"
    bank.write_text(json.dumps(told(["calibrate", rubric, "--model", "grm"], capsys)))
    people = tmp_path / "people.csv"
    people.write_text("i1,i2\n7,3\n3,3\n")
    found = told(["score", bank, people], capsys)
    assert "never saw a score of 7 on i1" in " ".join(found["cautions"])
    assert found["persons"][0]["ability"] == found["persons"][1]["ability"]


def test_link_two_forms(root, tmp_path, capsys):
    folder, banks = root / "tests/assess/scaling/rubrics", {}
    for form in "xy":
        found = told(["calibrate", folder / f"form_{form}.csv", "--model", "2pl"], capsys)
        banks[form] = tmp_path / f"{form}.json"
        banks[form].write_text(json.dumps(found))
    out = tmp_path / "linked.json"
    pair = ("link", banks["y"], banks["x"])
    found = told([*pair, "--cut", "0.5", "--scores", "--out", out], capsys)
    assert found["slope"] == pytest.approx(1.09225, abs=1e-3)
    assert found["shift"] == pytest.approx(0.44596, abs=1e-3)
    assert found["se"]["shift"] == pytest.approx(0.054, abs=0.006)
    assert found["cut"] == {"new": 0.5, "old": pytest.approx(0.9921, abs=1e-3)}
    assert [one["new"] for one in found["scores"]] == list(range(21))
    assert len(found["anchors"]) == 8
    assert found["drifted"] == []
    again = told(["link", out, banks["x"]], capsys)
    assert again["slope"] == pytest.approx(1, abs=1e-4)
    less = told([*pair, "--leave-out", "c30", "--method", "haebara"], capsys)
    assert "c30" not in [anchor["item"] for anchor in less["anchors"]]
    assert run(*pair, "--cut", "0.5", "--scores") == 0
    shown = capsys.readouterr().out
    assert "8 common items" in shown
    assert "within error" in shown
    assert run("link", banks["y"], banks["x"], "--method", "equal") == 2
    assert "no method 'equal'" in capsys.readouterr().err
    assert run(*pair, "--out", tmp_path / "no" / "where.json") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_facets(root, tmp_path, capsys):
    path = root / "tests/assess/scaling/rubrics/ratings.csv"
    found = told(["facets", path], capsys)
    severities = {rater["rater"]: rater["severity"] for rater in found["raters"]}
    assert severities["1"] == pytest.approx(-0.7026, abs=1e-3)
    assert sum(severities.values()) == pytest.approx(0, abs=1e-9)
    assert found["raters"][0]["infit"] == pytest.approx(0.94, abs=0.01)
    assert (len(found["persons"]), len(found["tasks"]), len(found["steps"])) == (200, 5, 1)
    assert found["rater_separation"]["p"] < 0.001
    own = told(["facets", path, "--steps", "task"], capsys)
    assert [one["task"] for one in own["steps"]] == list("12345")
    assert run("facets", path) == 0
    shown = capsys.readouterr().out
    assert "6 raters" in shown
    assert "p < 0.001" in shown
    assert run("facets", path, "--steps", "none") == 2
    assert "no steps 'none'" in capsys.readouterr().err
    broken = tmp_path / "ratings.csv"
    broken.write_text("person,task,rater,score\na,b,c,x\n")
    assert run("facets", broken) == 2
    assert "line 2, column score" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "model", "cause"),
    [
        ("q1,q2,q3\n1,x,1\n", "grm", "line 2, column q2: 'x'"),
        ("q1,q2,q3\n1,-1,1\n", "pcm", "'-1' is not a whole score"),
        ("q1,q2,q3\n1,nan,1\n", "pcm", "'nan' is not a whole score"),
        ("q1,q2,q3\n" + "2,1,0\n2,0,1\n" * 12, "gpcm", "scored 2 on q1"),
        ("q1,q2,q3\n" + ",,\n" * 30, "gpcm", "not a single response"),
        ("", "grm", "no column"),
    ],
)
def test_rubrics_that_cannot_be_calibrated(words, model, cause, tmp_path, capsys):
    path = tmp_path / "scores.csv"
    path.write_text(words)
    assert run("calibrate", path, "--model", model) == 2
    captured = capsys.readouterr()
    assert cause in captured.err
    assert str(path) in captured.err
    assert captured.err.count("\n") == 1
