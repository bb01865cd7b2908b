"""`skillmark assess` on reliability, consistency and agreement, as people and programs run it."""

from __future__ import annotations

import json

import numpy as np
import pytest
import typer

from skillmark.cli import assess
from skillmark.cli.console import complain
from skillmark.nouns.errors import SkillmarkError


def run(*arguments):
    try:
        outcome = assess.app(args=[str(one) for one in arguments], standalone_mode=False)
    except SkillmarkError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return 2
    return int(outcome) if isinstance(outcome, int) else 0


@pytest.fixture
def graded(root):
    """800 simulated people, 10 items with 0 to 3 points."""
    return root / "tests/assess/precision/graded.csv"


@pytest.fixture
def ratings(root):
    """30 simulated subjects, 4 raters, 1 to 5 with gaps."""
    return root / "tests/assess/precision/ratings.csv"


def told(capsys, *arguments, code=0):
    assert run(*arguments, "--json") == code
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 1
    assert not captured.err
    return json.loads(captured.out)


def test_reliability(graded, capsys):
    found = told(capsys, "reliability", graded, "--maximum", "3")
    assert found["alpha"] == pytest.approx(0.83155, abs=1e-5)
    assert found["alpha_interval"][0] < found["alpha"] < found["alpha_interval"][1]
    assert found["omega"] == pytest.approx(0.83318, abs=1e-4)
    assert found["sem"] == pytest.approx(2.92456, abs=1e-4)
    assert (found["persons"], found["maximum"]) == (800, 30)
    assert found["conditional_method"] == "parts"
    assert {"score": 15.0, "persons": 31}.items() <= found["conditional"][15].items()
    assert [item["item"] for item in found["items"]] == [f"i{n}" for n in range(1, 11)]
    assert found["items"][0]["difficulty"] == pytest.approx(1.985 / 3)
    assert found["notes"] == []


def test_reliability_as_a_table(root, graded, capsys):
    assert run("reliability", graded, "--maximum", ",".join("3" * 10)) == 0
    shown = capsys.readouterr().out
    assert "alpha 0.832 (0.814 to 0.848)" in shown
    assert "omega 0.833" in shown
    assert "Standard error of measurement at each score" in shown
    assert "│ 30    │    - │" in shown
    assert run("reliability", root / "tests/assess/precision/short.csv") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Look at i8: it hardly goes along" in shown
    assert "about 551 people are needed" in shown
    assert "too few for errors at each score: 80 people" in shown


def test_too_few_people_get_no_number_but_the_reason(graded, tmp_path, capsys):
    few = tmp_path / "few.csv"
    few.write_text("\n".join(graded.read_text().splitlines()[:13]) + "\n")
    found = told(capsys, "reliability", few, "--maximum", "3", code=3)
    assert (found["persons"], found["alpha"], found["omega"], found["sem"]) == (12, *[None] * 3)
    assert found["conditional"] == found["items"] == []
    assert found["mean"] is None
    assert "too few for alpha: 12 people, and 30 are needed" in found["notes"][0]
    assert run("reliability", few, "--maximum", "3") == 3
    assert "too few for alpha" in capsys.readouterr().out
    assert run("consistency", few, "--maximum", "3", "--cut", "15") == 3
    assert "too few for decisions: 12 people, and 50 are needed" in capsys.readouterr().out
    found = told(capsys, "consistency", few, "--maximum", "3", "--cut", "15", code=3)
    assert found["accuracy"] is found["kappa"] is found["truly_above_interval"] is None
    assert "too few for decisions" in found["reasons"][0]


def test_what_was_not_asked_is_not_wrong(tmp_path, capsys):
    rng = np.random.default_rng(1)
    rows = (rng.normal(size=(300, 1)) + rng.normal(size=(300, 10)) > 0).astype(int).astype(str)
    rows[rng.random(rows.shape) < 0.3] = ""
    path = tmp_path / "gaps.csv"
    header = ",".join(f"q{n}" for n in range(10))
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n")
    asked = told(capsys, "reliability", path, "--not-asked")
    zero = told(capsys, "reliability", path)
    assert asked["items"][0]["persons"] < zero["items"][0]["persons"]
    assert asked["items"][0]["difficulty"] > zero["items"][0]["difficulty"] + 0.1
    assert asked["conditional"] == []
    assert "given whole" in " ".join(asked["notes"])
    assert asked["omega"] is not None


def test_consistency_has_intervals_and_a_seed(graded, capsys):
    arguments = ("consistency", graded, "--maximum", "3", "--cut", "18")
    found = told(capsys, *arguments)
    for name in ("accuracy", "consistency", "kappa", "truly_above", "truly_below"):
        low, high = found[f"{name}_interval"]
        assert low < found[name] < high
    assert (found["persons"], found["passed"], found["seed"]) == (800, 333, 1)
    assert found["alpha"] == pytest.approx(0.83155, abs=1e-5)
    assert told(capsys, *arguments) == found
    other = told(capsys, *arguments, "--seed", "2")
    assert other["accuracy"] == found["accuracy"]
    assert other["accuracy_interval"] != found["accuracy_interval"]
    assert run(*arguments) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "800 people, 333 passed" in shown
    assert "of the passed: truly at or above" in shown


def test_consistency_where_nobody_passes(graded, tmp_path, capsys):
    low = tmp_path / "low.csv"
    header, *rows = graded.read_text().splitlines()
    low.write_text("\n".join([header, *(r for r in rows if sum(map(int, r.split(","))) < 15)]))
    found = told(capsys, "consistency", low, "--maximum", "3", "--cut", "29")
    assert found["truly_above"] is found["truly_above_interval"] is None
    assert found["truly_below"] > 0.9
    assert "0 people who passed" in found["reasons"][0]
    assert run("consistency", low, "--maximum", "3", "--cut", "29") == 0
    assert "Note: too few for truly above" in capsys.readouterr().out


def test_agreement(ratings, capsys):
    found = told(capsys, "agreement", ratings)
    assert (found["subjects"], found["rated_twice"], len(found["raters"])) == (30, 30, 4)
    assert found["cohen"] is None
    assert found["krippendorff"]["ordinal"]["alpha"] == pytest.approx(0.64314833)
    assert found["intraclass"]["single"] == pytest.approx(0.68371361)
    assert found["intraclass"]["subjects"] == 19
    assert "50 subjects are advised for 5 categories" in " ".join(found["notes"])
    assert run("agreement", ratings) == 0
    shown = capsys.readouterr().out
    assert "Krippendorff's alpha, ordinal" in shown
    assert "ICC(2,4), mean of 4" in shown


def test_agreement_of_two_raters_in_words_and_the_paradox(tmp_path, capsys):
    path = tmp_path / "two.csv"
    pairs = [("pass", "pass")] * 90 + [("fail", "pass")] * 5 + [("pass", "fail")] * 5
    rows = [
        f"s{n},{rater},{score}"
        for n, pair in enumerate(pairs)
        for rater, score in zip("ab", pair, strict=True)
    ]
    path.write_text("\n".join(["subject,rater,score", *rows]))
    found = told(capsys, "agreement", path)
    assert found["categories"] == ["fail", "pass"]
    assert found["percent"] == 0.9
    assert set(found["cohen"]) == {"unweighted"}
    assert found["cohen"]["unweighted"]["kappa"] == pytest.approx(-0.0526, abs=1e-3)
    assert set(found["krippendorff"]) == {"nominal"}
    assert found["intraclass"] is None
    assert "Raters agree on 90%, yet kappa is -0.05" in found["paradox"]
    assert run("agreement", path) == 0
    assert "Raters agree on 90%" in capsys.readouterr().out


def test_agreement_of_too_few_or_all_alike(tmp_path, capsys):
    path = tmp_path / "few.csv"
    path.write_text("who,a,b\n" + "".join(f"s{n},1,2\n" for n in range(5)))
    found = told(capsys, "agreement", path, "--id", "who", code=3)
    assert found["percent"] is found["fleiss"] is found["krippendorff"] is None
    assert "too few for agreement: 5 subjects" in found["notes"][0]
    assert run("agreement", path, "--id", "who") == 3
    assert "too few for agreement" in capsys.readouterr().out
    path.write_text("a,b\n" + "1,1\n" * 40)
    found = told(capsys, "agreement", path)
    assert found["percent"] == 1
    assert found["fleiss"] is None
    assert "all ratings are the same" in " ".join(found["notes"])
    assert run("agreement", path) == 0
    assert "Note: no Fleiss" in capsys.readouterr().out
    path.write_text("a,b\n" + "1,1\n" * 38 + "1,0\n" * 2)
    found = told(capsys, "agreement", path)
    assert found["cohen"]["unweighted"] == {"kappa": None, "interval": None}
    assert "one rater gives everybody the same" in found["notes"][0]
    assert "Raters agree on 95%" in found["paradox"]
    path.write_text("a,b\n" + "-1,1\n1,1\n" * 20)
    assert "ratio" not in told(capsys, "agreement", path)["krippendorff"]


@pytest.mark.parametrize(
    ("words", "arguments", "cause"),
    [
        ("q1,q2\n1,2\n", ["reliability"], "line 2, column q2: '2' is not between 0 and"),
        ("q1,q2\n1,2\n", ["reliability", "--maximum", "many"], "--maximum: 'many'"),
        ("q1,q2\n1,2\n", ["reliability", "--maximum", "1,2,3"], "3 maxima for 2 items"),
        ("q1,q2\n1,2\n", ["consistency", "--cut", "1"], "line 2, column q2"),
        ("", ["reliability"], "empty"),
        ("q1\n" + "1\n0\n" * 40, ["reliability"], "two items"),
        ("q1,q2\n" + "1,1\n" * 40, ["reliability"], "same score"),
        ("a\n1\n", ["agreement"], "two raters"),
        ("subject,rater,score\ns,a,1\ns,a,2\n", ["agreement"], "line 3: 'a' rated 's' twice"),
    ],
)
@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_what_cannot_be_done_is_one_line_with_the_place(
    words, arguments, cause, json_too, tmp_path, capsys
):
    path = tmp_path / "file.csv"
    path.write_text(words)
    assert run(arguments[0], path, *arguments[1:], *json_too) == 2
    captured = capsys.readouterr()
    assert cause in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out
