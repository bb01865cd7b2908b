"""`skillmark assess`, as people and programs run it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
import typer
from rich.console import Console

from skillmark.cli import INTERRUPTED, assess
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


def test_calibrate_says_how_well_the_model_fits(lsat6, capsys):
    """The fit is R's mirt's (version 1.45.1)."""
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["fit"]["m2"] == pytest.approx(4.738, abs=0.001)
    assert (found["fit"]["df"], found["fit"]["reason"]) == (5, None)
    assert found["fit"]["rmsea_interval"] == pytest.approx([0, 0.0428], abs=1e-4)
    assert found["items"][1]["fit"]["s_x2"] == pytest.approx(1.691, abs=0.001)
    assert found["items"][1]["fit"]["flagged"] is False
    assert found["local_dependence"]["pairs"] == []
    assert found["person_fit"] == {"tested": 0, "flagged": []}  # five items are too few
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS) == 0
    shown = capsys.readouterr().out
    assert "M2 4.74 (5 degrees of freedom, p 0.449)" in shown
    assert "infit" not in shown
    assert run("calibrate", lsat6, "--model", "1pl", *OTHERS) == 0
    assert "infit" in capsys.readouterr().out


def responses(tmp_path, values, items=None):
    """A file with an id for everybody."""
    path = tmp_path / "responses.csv"
    names = items or [f"q{n}" for n in range(len(values[0]))]
    rows = [[f"p{n}", *("" if cell < 0 else cell for cell in row)] for n, row in enumerate(values)]
    with path.open("w", newline="") as lines:
        csv.writer(lines).writerows([["who", *names], *rows])
    return path


def drawn(persons, items, seed):
    rng = np.random.default_rng(seed)
    z = np.outer(rng.standard_normal(persons), np.full(items, 1.3)) + rng.normal(0, 1, items)
    return (rng.random(z.shape) < 1 / (1 + np.exp(-z))).astype(int)


def test_calibrate_names_what_stands_out(tmp_path, capsys):
    values = drawn(900, 20, 5)
    values[:450, 1] = values[:450, 0]  # two items that go together
    easy = np.argsort(values.mean(axis=0))[10:]
    values[33] = 1
    values[33, easy] = 0  # somebody who misses what is easy
    path = responses(tmp_path, values)
    assert run("calibrate", path, "--model", "2pl", "--id", "who", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["local_dependence"]["pairs"][0]["items"] == ["q0", "q1"]
    assert found["person_fit"]["tested"] == 900
    assert found["person_fit"]["flagged"][0]["person"] == "p33"
    assert run("calibrate", path, "--model", "2pl", "--id", "who") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "q0 and q1 go together more than ability explains" in shown
    assert "p33" in shown


def test_calibrate_with_gaps_says_what_cannot_be_told(tmp_path, capsys):
    values = drawn(300, 8, 6)
    values[::7, 3] = -1
    path = responses(tmp_path, values)
    assert run("calibrate", path, "--model", "1pl", "--id", "who", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["information"] == "observed"
    assert found["fit"]["m2"] is None
    assert "response of everybody" in found["fit"]["reason"]
    assert "missing" in found["fit"]["s_x2_reason"]
    assert found["items"][0]["fit"]["s_x2"] is None
    assert found["items"][0]["fit"]["infit"] == pytest.approx(1, abs=0.2)


def test_calibrate_quick(lsat6, capsys):
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS, "--quick", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["information"] == "none"
    assert found["items"][0]["se"]["a"] is None
    assert found["items"][0]["fit"] is None
    assert "fit" not in found
    assert found["log_likelihood"] == pytest.approx(-2466.653, abs=0.01)


def test_calibrate_says_before_it_starts_what_memory_it_would_need(lsat6, monkeypatch, capsys):
    monkeypatch.setattr("skillmark.cli.assess.calibrating._memory", lambda: 1e6)
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS) == 2
    assert "1,000 people and 5 items need about 0.1 GB" in capsys.readouterr().err


def test_calibrate_is_stopped_by_ctrl_c(lsat6, monkeypatch, capsys):
    def pressed(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr("skillmark.assess.scaling.calibration.maximise", pressed)
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS) == INTERRUPTED
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.count("\n") == 1
    assert "leaves nothing behind" in captured.err


def test_calibrate_shows_its_steps_on_a_terminal(lsat6, monkeypatch, capsys):
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True, width=100)
    monkeypatch.setattr("skillmark.cli.assess.calibrating.err", terminal)
    assert run("calibrate", lsat6, "--model", "2pl", *OTHERS, "--json") == 0
    assert "Calibrating" in shown.getvalue()
    assert json.loads(capsys.readouterr().out)["converged"]


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


def test_dif_of_points(tmp_path, capsys):
    rng = np.random.default_rng(3)
    theta, focal = rng.standard_normal(600), np.arange(600) % 3 == 0
    shift = np.outer(focal, [1.5, 0, 0, 0, 0, 0])
    points = np.digitize(theta[:, None] - shift + rng.logistic(size=(600, 6)), [-1, 0.5, 1.5])
    rows = [
        f"p{n};{'east' if one else 'west'};" + ";".join(map(str, row))
        for n, (one, row) in enumerate(zip(focal, points.tolist(), strict=True))
    ]
    path = tmp_path / "points.csv"
    path.write_text("who;where;a;b;c;d;e;f\n" + "\n".join(rows))
    arguments = ("--group", "where", "--id", "who", "--points", "--purify")
    assert run("dif", path, *arguments, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["item"] for row in found["points"] if row["class"] in {"B", "C"}} == {"a"}
    assert found["points"][0]["high"] < 0
    assert (found["reference"], found["unmatched"]) == ("west", ["a"])
    assert run("dif", path, *arguments) == 0
    assert "fewer points for the focal group" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("", "there is no column 'g'"),
        ("a,b\n1,2\n", "there is no column 'g'"),
        ("a,a,g\n1,2,x\n", "two columns are called 'a'"),
        ("g\nx\n", "no question"),
        ("a,g\n", "nobody"),
        ("a,g\n1,x\n2\n", "1 cells where the header has 2"),
        ("a,g\n" + "one,x\n2,y\n" * 10, "'one' is not a number of use"),
        ("a,g\n" + "nan,x\n2,y\n" * 10, "'nan' is not a number of use"),
        ("a,g\n" + "1,x\n2,x\n" * 10, "1 groups"),
        ("a,g\n" + "1,x\n2,y\n" * 9, "has 9 people"),
    ],
)
def test_points_that_cannot_be_compared(words, cause, tmp_path, capsys):
    path = tmp_path / "points.csv"
    path.write_text(words)
    assert run("dif", path, "--group", "g", "--points") == 2
    captured = capsys.readouterr()
    assert cause in captured.err
    assert str(path) in captured.err


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
    assert "group 'c' has 60 people" in found["comparisons"][1]["cautions"][-1]
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


@pytest.fixture
def sittings(tmp_path):
    """Files of 200 people who do not exist and 30 questions; p7 has nearly all of p3's answers."""
    rng = np.random.default_rng(7)
    theta, b = rng.standard_normal(200), np.linspace(-1, 1.5, 30)
    theta[3], theta[7] = -0.2, -0.6
    right = rng.random((200, 30)) < 1 / (1 + np.exp(b - theta[:, None]))
    options = np.where(right, "A", rng.choice(list("BCD"), (200, 30)))
    seconds = np.exp(rng.normal(4, 0.4, (200, 30))).round(1)
    right[7, :29], options[7, :29], seconds[11, :9] = right[3, :29], options[3, :29], 0.8
    items = [f"q{n}" for n in range(30)]

    def write(name, cells, more=()):
        path = tmp_path / f"{name}.csv"
        header = ["who", *(["day"] if len(more) else []), *items]
        rows = [
            [f"p{n}", *([more[n]] if len(more) else []), *row]
            for n, row in enumerate(cells.tolist())
        ]
        path.write_text("\n".join(",".join(map(str, row)) for row in [header, *rows]))
        return path

    days = [f"2026-{1 + n // 20:02}-01" for n in range(200)]
    return (
        write("responses", right.astype(int), days),
        write("options", options[::-1][::-1]),
        write("times", seconds),
    )


def test_integrity_shows_what_is_worth_a_look(sittings, capsys):
    responses, options, times = sittings
    arguments = ("--id", "who", "--dates", "day", "--options", str(options), "--times", str(times))
    more = ("--since", "2026-06-01", "--exposed", "q1,q2,q3")
    assert run("integrity", responses, *arguments, *more, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    flags = {(flag["kind"], *flag["who"]) for flag in found["flags"]}
    assert {("similar_answers", "p3", "p7"), ("haste", "p11")} <= flags
    assert all(flag["innocent"] for flag in found["flags"])
    assert all(one["tests"] for one in found["looked_for"])
    assert "never verdicts" in found["note"]
    assert run("integrity", responses, *arguments, "--simulated") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "no field data" in shown
    assert "p3, p7" in shown
    assert "same teacher" in shown
    assert "Not looked for: better on exposed questions" in shown


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["--since", "2026-06-01"], "--since needs --dates"),
        (["--id", "who", "--dates", "day", "--since", "June"], "'June' is no day"),
        (["--id", "who", "--dates", "q3"], "is not 0, 1 or empty"),
        (["--id", "who"], "is not 0, 1 or empty"),
        (["--id", "who", "--dates", "day", "--exposed", "q99"], "no question 'q99'"),
        (["--id", "who", "--dates", "day", "--times", "{options}"], "is not a number of use"),
        (["--id", "who", "--dates", "day", "--options", "{other}"], "there is no column 'q0'"),
    ],
)
def test_integrity_that_cannot_be_looked_at(sittings, arguments, cause, tmp_path, capsys):
    responses, options, _ = sittings
    other = tmp_path / "other.csv"
    other.write_text("who,x\np1,1\n")
    given = [one.format(options=options, other=other) for one in arguments]
    code = run("integrity", responses, *given)
    captured = capsys.readouterr()
    assert code == 2
    assert cause in captured.err


@pytest.fixture
def answers(tmp_path):
    """A file of 240 simulated people, 16 items and a language."""
    rng = np.random.default_rng(3)
    ability, place = rng.normal(0.2, 1, 240), rng.normal(0, 0.8, 16)
    right = rng.random((240, 16)) < 1 / (1 + np.exp(-1.3 * (ability[:, None] - place)))
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["lang", *(f"q{k}" for k in range(16))])
        for number, row in enumerate(right.astype(int).tolist()):
            writer.writerow([("en", "de")[number % 2], *row])
    return path


def test_report_as_json_paper_and_page(answers, tmp_path, capsys):
    paper, page = tmp_path / "made" / "q.pdf", tmp_path / "q.html"
    asked = ("report", answers, "--cut", "9", "--group", "lang", "--prepared-by", "A. Author")
    assert run(*asked, "--pdf", paper, "--html", page, "--json") == 0
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 1
    found = json.loads(captured.out)
    assert (found["kind"], found["persons"], found["no_field_data"]) == (
        "skillmark.quality-report",
        240,
        False,
    )
    figures = {one["id"]: one for part in found["parts"] for one in part["figures"]}
    assert figures["dif"]["facts"]["focal_people"] == 120
    assert figures["truly_above"]["interval"]["low"] < figures["truly_above"]["value"]
    assert found["signatures"][0]["name"] == "A. Author"
    assert paper.read_bytes().startswith(b"%PDF-")
    assert "No field data" not in page.read_text(encoding="utf-8")
    assert run(*asked, "--json") == 0
    assert json.loads(capsys.readouterr().out) == found


def test_report_as_tables_says_no_field_data_first(answers, tmp_path, capsys):
    page = tmp_path / "q.html"
    asked = ("report", answers, "--cut", "9", "--simulated", "--group", "lang", "--html", page)
    assert run(*asked) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("No field data")
    assert "are truly above the cut" in shown
    assert "No field data" in page.read_text(encoding="utf-8")
    assert run(*asked, "--language", "de") == 0
    assert capsys.readouterr().out.startswith("Keine Felddaten")


def test_report_of_three_people_is_a_report_of_what_is_not_known(tmp_path, capsys):
    path = tmp_path / "few.csv"
    path.write_text("a,b,c\n1,0,1\n0,0,1\n1,1,1\n")
    assert run("report", path, "--cut", "2", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    states = {one["state"] for part in found["parts"] for one in part["figures"]}
    assert "fine" not in states
    assert "3 of 30 people" in json.dumps(found)


@pytest.mark.parametrize(
    ("words", "arguments", "cause"),
    [
        ("a,b\n1,0\n", ["--cut", "9"], "decides nothing"),
        ("a,b\n1,0\n", ["--cut", "0"], "decides nothing"),
        ("a,b\n1,0\n", ["--cut", "1", "--group", "g"], "no column 'g'"),
        ("a,b\n1,7\n", ["--cut", "1"], "'7' is not"),
        ("", ["--cut", "1"], "no column"),
    ],
)
def test_report_refuses_what_it_cannot_read(words, arguments, cause, tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text(words)
    assert run("report", path, *arguments, "--json") == 2
    captured = capsys.readouterr()
    assert cause in captured.err
    assert not captured.out


def test_a_report_that_cannot_be_written_says_where(answers, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "q.pdf"
    assert run("report", answers, "--cut", "9", "--group", "lang", "--pdf", target) == 2
    assert str(target) in capsys.readouterr().err
