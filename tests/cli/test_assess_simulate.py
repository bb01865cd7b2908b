"""`skillmark assess simulate`, as people and programs run it."""

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
        outcome = assess.app(args=[str(one) for one in arguments], standalone_mode=False)
    except SkillmarkError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return int(Exit.USAGE)
    return int(outcome) if isinstance(outcome, int) else 0


@pytest.fixture
def bank(tmp_path):
    """A drawn bank of 60 items as a file."""
    rng = np.random.default_rng(7)
    items = [
        {"item": f"q{k}", "a": float(rng.lognormal(0.1, 0.3)), "b": float(rng.normal()), "c": 0,
         "content": "AB"[k % 2]}
        for k in range(60)
    ]  # fmt: skip
    path = tmp_path / "bank.json"
    path.write_text(json.dumps({"model": "2pl", "items": items}))
    return path


SMALL = ("--people", 400, "--max-items", 20, "--cut=-0.2")


@pytest.mark.parametrize("rule", ["sprt", "glr", "fixed", "cat"])
def test_the_rule_stands_beside_the_fixed_form(bank, rule, capsys):
    arguments = ("simulate", bank, "--rule", rule, *SMALL, "--calibration-people", 300)
    assert run(*arguments, "--content", "A=0.5", "--content", "B=0.5", "--json") == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert captured.out.count("\n") == 1
    for one in (found, found["fixed"]):
        assert 0.7 < one["accuracy"] < 1
        assert 1 <= one["mean_items"] <= 20
        assert 0 < one["max_exposure"] <= 1
        low, high = one["accuracy_interval"]
        assert low < one["accuracy"] < high
    assert found["fixed"]["items"] == found["fixed"]["mean_items"] == 20
    for difference in found["difference"].values():
        assert difference["low"] <= difference["estimate"] <= difference["high"]
    assert found["note"] == "simulated: no field data"
    assert (found["simulated"], found["parameters"]) == (True, "estimated")
    assert found["rules"]["blueprint"] == {"A": 0.5, "B": 0.5}
    assert (found["rmse"] is None) == (rule != "cat")


def test_a_table_for_people_says_what_it_rests_on(bank, capsys):
    assert run("simulate", bank, *SMALL, "--calibration-people", 0) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "simulated: no field data" in shown
    assert "taken as known" in shown
    assert "percentage points" in shown
    assert run("simulate", bank, *SMALL, "--calibration-people", 300) == 0
    assert "estimated from 300 simulated people" in " ".join(capsys.readouterr().out.split())


def test_the_seed_decides(bank, capsys):
    said = []
    for seed in (1, 1, 2):
        assert (
            run("simulate", bank, *SMALL, "--calibration-people", 0, "--seed", seed, "--json") == 0
        )
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] == said[1]
    assert said[0]["accuracy_interval"] != said[2]["accuracy_interval"]


def test_the_bank_for_a_player_holds_what_the_lottery_needs(bank, tmp_path, capsys):
    out = tmp_path / "player.json"
    arguments = ("simulate", bank, *SMALL, "--exposure", 0.5, "--calibration-people", 0, "--json")
    assert run(*arguments, "--out", out) == 0
    assert json.loads(capsys.readouterr().out)["max_exposure"] <= 0.56
    shares = [item["eligibility"] for item in json.loads(out.read_text())["items"]]
    assert 0 < min(shares) < 0.7
    assert max(shares) == 1
    assert run("simulate", out, *SMALL, "--calibration-people", 0) == 0


def test_a_short_bank_makes_a_short_test(tmp_path, capsys):
    """Five items and nothing said of lengths."""
    path = tmp_path / "five.json"
    path.write_text(json.dumps({"items": [{"item": f"q{b}", "a": 1, "b": b} for b in range(5)]}))
    asked = ("simulate", path, "--cut", 1, "--people", 200, "--calibration-people", 0, "--json")
    assert run(*asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rules"]["min_items"], found["rules"]["max_items"]) == (5, 5)


def test_a_share_says_where_the_cut_is(bank, capsys):
    arguments = ("simulate", bank, "--people", 400, "--max-items", 20, "--calibration-people", 0)
    assert run(*arguments, "--cut-share", 0.5, "--json") == 0
    assert json.loads(capsys.readouterr().out)["cut"] == pytest.approx(0)


@pytest.mark.parametrize(
    ("arguments", "code", "cause"),
    [
        ([], 2, "give either --cut or --cut-share"),
        (["--cut", "0", "--cut-share", "0.5"], 2, "give either"),
        (["--cut-share", "1"], 2, "no share"),
        (["--cut", "0", "--rule", "best"], 2, "one of: sprt, glr, fixed, cat"),
        (["--cut", "0", "--curtail", "some"], 2, "one of: none, exact, stochastic"),
        (["--cut", "0", "--rule", "glr", "--curtail", "stochastic"], 2, "for sprt"),
        (["--cut", "0", "--content", "A"], 2, "is not AREA=SHARE"),
        (["--cut", "0", "--content", "A=0.6"], 2, "add up to 0.6"),
        (["--cut", "0", "--content", "Z=1"], 1, "no item of 'Z'"),
        (["--cut", "9"], 2, "outside the bank"),
        (["--cut", "nan"], 2, "finite"),
        (["--cut", "0", "--max-items", "61"], 2, "needs as many"),
        (["--cut", "0", "--exposure", "0.05", "--max-items", "20"], 1, "least that is feasible"),
        (["--cut", "0", "--exposure", "7", "--max-items", "20"], 2, "between 0 and 1"),
        (["--cut", "0", "--people", "3", "--max-items", "20"], 2, "too few"),
        (["--cut", "0", "--seed", "-1", "--max-items", "20"], 2, "0 or more"),
        (["--cut", "0", "--calibration-people", "5", "--max-items", "20"], 2, "too few"),
        (["--cut", "0", "--out", "x.json"], 2, "--calibration-people 0"),
    ],
)
def test_what_cannot_be_done_is_one_line(bank, arguments, code, cause, capsys):
    assert run("simulate", bank, *arguments, "--json") == code
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.count("\n") == 1
    assert cause in captured.err


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("", "line 1, column 1"),
        ("{", "bank.json"),
        ('{"items": []}', "the bank is empty"),
        ('{"items": [{"item": "x", "a": NaN, "b": 0}]}', "NaN is not a JSON number"),
        ('{"items": [{"item": "x", "a": -1, "b": 0}]}', "bank.json/items/0 (item x)/a"),
    ],
)
def test_a_bank_that_cannot_be_read_is_placed(tmp_path, words, cause, capsys):
    path = tmp_path / "bank.json"
    path.write_text(words)
    assert run("simulate", path, "--cut", 0) == 2
    captured = capsys.readouterr()
    assert cause in captured.err
    assert captured.err.count("\n") == 1
