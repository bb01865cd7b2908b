"""`skillmark assess`, as people and programs run it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

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


def test_calibrate_gives_the_published_values(lsat6, capsys):
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS, "--json") == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert captured.out.count("\n") == 1
    assert not captured.err
    assert (found["model"], found["persons"]) == ("2pl", 1000)
    assert found["log_likelihood"] == pytest.approx(-2466.653, abs=0.01)
    assert [item["item"] for item in found["items"]] == list(ITEMS)
    first = found["items"][0]
    assert first["a"] == pytest.approx(0.825, abs=0.01)
    assert first["b"] == pytest.approx(-3.360, abs=0.01)
    assert first["intercept"] == pytest.approx(2.773, abs=0.01)
    assert (first["c"], first["se"]["c"]) == (0, None)
    assert first["se"]["a"] == pytest.approx(0.258, abs=0.01)
    assert found["alpha"] == pytest.approx(0.295, abs=0.001)
    assert found["sem"] == pytest.approx(0.869, abs=0.001)


@pytest.mark.parametrize("model", ["1pl", "2pl", "3pl"])
def test_calibrate_as_a_table(lsat6, model, capsys):
    assert run("calibrate", lsat6, "--model", model, *OTHERS) == 0
    shown = capsys.readouterr().out
    assert "1,000 people" in shown
    assert "log-likelihood -2466" in shown
    assert "alpha 0.295" in shown
    if model == "3pl":
        assert "1000 or more are advised" not in shown


def test_consistency(lsat6, capsys):
    assert run("consistency", lsat6, "--cut", "4", *OTHERS, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {"accuracy", "consistency", "kappa"} <= set(found)
    assert 0.5 < found["consistency"] < found["accuracy"] + 0.05 < 1
    assert 0 < found["kappa"] < 0.5
    assert run("consistency", lsat6, "--cut", "4", *OTHERS) == 0
    assert "accuracy" in capsys.readouterr().out


def test_dif(lsat6, capsys):
    assert run("dif", lsat6, "--group", "group", "--id", "who", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [set(item) for item in found["items"]] == [
        {"item", "focal", "chi2", "p", "p_adjusted", "delta", "se", "low", "high", "class"}
    ] * 5
    # The groups take turns down the file: nothing separates them.
    assert {item["class"] for item in found["items"]} == {"A"}
    assert (found["reference"], found["persons"]["focal"]) == ("a", 500)
    assert run("dif", lsat6, "--group", "group", "--id", "who", "--reference", "b") == 0
    shown = capsys.readouterr().out
    assert "reference b (500)" in shown
    assert "Groups are used here to check questions" in shown


def test_dif_by_both_methods_with_what_it_costs(tmp_path, capsys):
    path = Path(__file__).parents[1] / "assess" / "fairness" / "drawn.csv"
    arguments = ("--group", "group", "--method", "both", "--purify", "--cut", "7")
    assert run("dif", path, *arguments, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["unmatched"] == ["i3", "i10", "i12"]
    assert [item["item"] for item in found["items"] if item["class"] == "C"] == ["i3"]
    third = found["logistic"][2]
    assert third["item"] == "i3"
    assert {"chi2", "df", "p", "r2", "class"} <= set(third["uniform"])
    assert found["consequences"][0]["pass_rate"]["estimate"] < 0
    assert "stored with scores" in found["purpose"]
    assert run("dif", path, *arguments) == 0
    shown = capsys.readouterr().out
    assert "At equal ability" in shown
    assert "Purified in 2 rounds" in shown


def test_dif_of_several_groups(tmp_path, capsys):
    path = tmp_path / "responses.csv"
    rows = [
        f"{n % 2},{(n // 2) % 2},{(n // 3) % 2},{'aab'[n % 3] if n % 5 else 'c'}"
        for n in range(300)
    ]
    path.write_text("q1,q2,q3,where\n" + "\n".join(rows))
    assert run("dif", path, "--group", "where", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["focal"] for one in found["comparisons"]] == ["b", "c"]
    assert [(item["item"], item["focal"]) for item in found["items"]][2:4] == [
        ("q3", "b"),
        ("q1", "c"),
    ]


@pytest.mark.parametrize(
    ("words", "arguments", "cause"),
    [
        ("q1,q2,q3\n1,0,1\n0,5,1\n", ["calibrate", "--model", "2pl"], "line 3, column q2: '5'"),
        ("q1,q2,q3\n1,0,1\n" * 1, ["calibrate", "--model", "2pl"], "1 people are too few"),
        ("q1,q2,q3\n1,0,1\n" + "1,1,0\n0,0,1\n" * 9, ["calibrate", "--model", "5pl"], "no model"),
        ("q1,q2,q3\n" + "1,1,0\n1,0,1\n" * 9, ["calibrate", "--model", "2pl"], "got right q1"),
        ("q1,q2,q3\n" + ",,\n" * 20, ["calibrate", "--model", "2pl"], "not a single response"),
        ("q1,q2\n" + "1,1\n0,0\n0,1\n" * 9, ["consistency", "--cut", "3"], "decides nothing"),
        ("q1,q2\n" + "1,1\n" * 20, ["consistency", "--cut", "1"], "same score"),
        ("q1,q2\n" + "1,0\n0,1\n1,1\n" * 9, ["consistency", "--cut", "1"], "reliability"),
        ("q1,q2\n1,0\n", ["dif", "--group", "g"], "no column 'g'"),
        ("q1,g\n" + "1,a\n0,b\n1,c\n" * 9, ["dif", "--group", "g"], "'a' has 9 people"),
        ("q1,g\n" + "1,a\n0,a\n" * 9, ["dif", "--group", "g"], "1 groups"),
        ("q1,g\n" + "1,a\n0,b\n" * 9, ["dif", "--group", "g", "--method", "x"], "no method 'x'"),
        ("q1,who\n1,anna\n", ["dif", "--group", "q1"], "'anna' is not 0, 1 or empty"),
    ],
)
@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_what_cannot_be_done_is_one_line_with_the_place(
    words, arguments, cause, json_too, tmp_path, capsys
):
    path = tmp_path / "responses.csv"
    path.write_text(words)
    assert run(arguments[0], path, *arguments[1:], *json_too) == 2
    captured = capsys.readouterr()
    assert cause in captured.err
    assert str(path) in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out


def test_a_file_that_is_no_text_or_not_there(tmp_path, capsys):
    path = tmp_path / "responses.csv"
    assert run("calibrate", path, "--model", "2pl") == 2
    assert str(path) in capsys.readouterr().err
    path.write_bytes(b"q1,q2\n\xff\xfe,1\n")
    assert run("calibrate", path, "--model", "2pl") == 2
    assert "UTF-8" in capsys.readouterr().err
    assert run("calibrate", path) == 2


def test_item_names_are_shown_as_they_are(tmp_path, capsys):
    path = tmp_path / "responses.csv"
    rows = np.random.default_rng(1).integers(0, 2, (40, 3))
    rows[:, 1] |= rows[:, 0]
    lines = [",".join(map(str, row)) for row in rows.tolist()]
    path.write_text("\n".join(["[red]q1,=2+3,q3", *lines]) + "\n")
    assert run("calibrate", path, "--model", "1pl") == 0
    shown = capsys.readouterr().out
    assert "[red]q1" in shown
    assert "Note: 40 people" in shown
