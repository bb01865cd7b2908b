"""`skillmark measure costs`: a template to fill in, an answer, and an exit code that means it."""

from __future__ import annotations

import json

import pytest

from skillmark.cli import run
from skillmark.measure.costs.programme import EXPECTED

COSTS = "item,amount,currency,kind\n" + "".join(f"{kind},100,EUR,{kind}\n" for kind in EXPECTED)
NAMES = "name,low,likely,high,unit,source,ceiling\n"


@pytest.fixture
def answer(tmp_path, capsys):
    def asked(*options, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        code = run(["measure", "costs", str(tmp_path), *options])
        return code, capsys.readouterr()

    return asked


def test_a_template_is_written_once_and_says_nothing_until_it_is_filled_in(answer, tmp_path):
    assert answer("--template")[0] == 0
    assert "day_worth,,,,money a day" in (tmp_path / "assumptions.csv").read_text()
    code, said = answer()
    assert code == 2
    assert "in which anything is filled in" in said.err
    code, said = answer("--template")
    assert code == 1
    assert "is there already" in said.err


@pytest.mark.parametrize(
    ("assumed", "code", "verdict"),
    [
        ("other_direct,,5000,,,books,\n", 0, "pays"),
        ("other_direct,,50,,,books,\n", 1, "does not pay"),
        ("other_direct,100,1200,2500,,books,\n", 3, "open"),
        ("errors_fewer,,4,,,a brochure,\nerror_cost,,90,,,,\nlearners,,40,,,,\n", 3,
         "not established"),
        ("day_worth,,200,,,sales,\n", 3, "not known"),
    ],
)  # fmt: skip
def test_the_exit_code_says_what_the_verdict_says(answer, assumed, code, verdict):
    given, said = answer("--json", costs=COSTS, assumptions=NAMES + assumed)
    found = json.loads(said.out)
    assert (given, found["verdict"]) == (code, verdict)
    assert found["costs"]["mean"] == 100 * len(EXPECTED)
    assert found["savings"][0]["missing"] == ["hires", "training_saved"]
    shown = answer(costs=COSTS, assumptions=NAMES + assumed)[1].out
    assert "Every assumption" in shown
    assert "Five levels" in shown


def test_a_wrong_line_is_named(answer):
    code, said = answer(costs="item,amount,currency\nA,1,EUR\nB,1,USD\n")
    assert code == 2
    assert "costs.csv: EUR in line 2 and USD in line 3" in said.err
