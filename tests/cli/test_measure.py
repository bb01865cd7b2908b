"""`skillmark measure`: JSON and exit codes as promised, errors in one line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from skillmark.cli import run
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.writing import write_ledger


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rng = np.random.default_rng(2)
    x = rng.normal(size=400)
    d = (rng.random(400) < 1 / (1 + np.exp(-x))).astype(int)
    y, none = x + 1.5 * d + rng.normal(size=400), x + rng.normal(size=400)
    lines = ["id,course,pay,before,x,flat,team"]
    lines += [f"p{i},{d[i]},{y[i]:.4f},{none[i]:.4f},{x[i]:.4f},1,T{i // 10}" for i in range(400)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def effect(data: Path, outcome: str, *more: str) -> int:
    return run(
        ["measure", "effect", str(data), "--treatment", "course", "--outcome", outcome,
         "--covariates", "x", *more]
    )  # fmt: skip


def test_an_effect(data: Path, capsys: Any) -> None:
    assert effect(data, "pay", "--placebo", "before", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "established"
    assert found["ci"][0] < 1.5 < found["ci"][1]
    assert found["naive"] > 2
    assert found["placebo"]["kind"] == "placebo outcome"


def test_no_effect_exits_with_1(data: Path, capsys: Any) -> None:
    assert effect(data, "before") == 1
    said = capsys.readouterr().out
    assert "not established" in said
    assert "covers zero" in said


def test_seed_and_bootstrap(data: Path, capsys: Any) -> None:
    printed = []
    for _ in range(2):
        assert effect(data, "pay", "--bootstrap", "50", "--seed", "3", "--json") == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert json.loads(printed[0])["interval"] == "bootstrap, 50 draws"


def test_clusters_and_matching(data: Path, capsys: Any) -> None:
    assert effect(data, "pay", "--cluster", "team", "--overlap", "0.95", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["clusters"]["treated"] == 40
    assert found["overlap"]["rule"] == "at_most 0.95"
    assert found["degrees_of_freedom"] < 40
    told = effect(
        data, "pay", "--method", "matching", "--matching-ratio", "2", "--winsorise", "0.01",
        "--caliper", "0.1", "--cluster", "team",
    )  # fmt: skip
    assert told == 0
    said = capsys.readouterr().out
    for word in ("2 partners", "caliper 0.1", "degrees of freedom", "Gamma", "variance ratio"):
        assert word in said


def test_how_many_people_it_takes(capsys: Any) -> None:
    """Cohen (1988, table 2.4.1): 64 in each group for half a standard deviation."""
    assert run(["measure", "sample", "--effect", "5", "--sd", "10", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["people"] == 128
    few = ["measure", "sample", "--effect", "5", "--sd", "10", "--people", "60"]
    assert run(few) == 1
    assert "128 people" in capsys.readouterr().out
    teams = ["--cluster-size", "12", "--icc", "0.1", "--people", "9000"]
    assert run(["measure", "sample", "--effect", "0.1", "--share", "0.6", *teams]) == 0
    assert "teams" in capsys.readouterr().out
    assert run(["measure", "sample", "--effect", "5"]) == 2
    assert "either --sd" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--method", "guess"], "no method 'guess'"),
        (["--matching-metric", "taste"], "no metric 'taste'"),
        (["--overlap", "some"], "no rule for overlap"),
        (["--winsorise", "0.6"], "no share to pull in"),
        (["--method", "matching", "--bootstrap", "9"], "wrong intervals for matching"),
        (["--cluster", "squad"], "no column 'squad'"),
        (["--covariates", "y"], "no column 'y'"),
        (["--covariates", "flat"], "'flat' is the same for everybody"),
        (["--covariates", "id"], "line 2, column id: 'p0' is not a number"),
        (["--treatment", "before"], "where 0 or 1 was expected"),
        (["--bootstrap", "-1"], "--bootstrap"),
    ],
)
def test_errors_are_one_line(data: Path, capsys: Any, more: list[str], message: str) -> None:
    assert effect(data, "pay", *more) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert shown.err.count("\n") == 1


def test_group_time_effects(tmp_path: Path, capsys: Any) -> None:
    rng = np.random.default_rng(2)
    path = tmp_path / "panel.csv"
    lines = ["unit,year,start,y"]
    for unit in range(120):
        start = 3 if unit % 2 else 0
        base = rng.normal()
        for year in (1, 2, 3, 4):
            y = base + 0.2 * year + 1.0 * bool(start and year >= start) + rng.normal() / 2
            lines.append(f"{unit},{year},{start},{y:.4f}")
    path.write_text("\n".join(lines))
    given = ["measure", "did", str(path), "--unit", "unit", "--time", "year",
             "--first-treated", "start", "--outcome", "y"]  # fmt: skip
    assert run([*given, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "established"
    assert found["average"]["ci"][0] < 1 < found["average"]["ci"][1]
    assert [(e["group"], e["time"], e["placebo"]) for e in found["group_time"]] == [
        (3, 2, True), (3, 3, False), (3, 4, False),
    ]  # fmt: skip
    assert run([*given, "--never-treated"]) == 0
    assert "average" in capsys.readouterr().out
    assert run([*given[:-1], "z"]) == 2


def test_survey(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "r.csv"
    path.write_text("q\n" + "agree\n" * 30 + "neutral\n" * 15 + "\n" + "strongly agree\n" * 15)
    given = ["measure", "survey", str(path), "--question", "q", "--agree", "agree,strongly agree"]
    assert run([*given, "--published", "0.6", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["share"] == 0.75
    assert found["n"] == 60
    assert found["type"] == "belief"
    assert found["comparison"]["difference"] == pytest.approx(0.15)
    assert run([*given, "--published", "0.6"]) == 0
    assert "75.0%" in capsys.readouterr().out


def test_too_few_answers_could_not_tell(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "r.csv"
    path.write_text("q\nyes\nno\nyes\n")
    assert run(["measure", "survey", str(path), "--question", "q", "--agree", "yes"]) == 3
    assert "3 answers" in capsys.readouterr().err


def test_report(tmp_path: Path, capsys: Any) -> None:
    made = simulate(people=150, today=date(2026, 11, 1), rng=np.random.default_rng(3))
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "ledger.csv").write_text(write_ledger(made.ledger))
    (folder / "settings.json").write_text('{"as_of": "2026-11-01"}')
    target = tmp_path / "out" / "report.html"
    assert run(["measure", "report", str(folder), "--out", str(target), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {claim["type"] for claim in said["claims"]} >= {"effect", "bound", "trend"}
    assert Path(said["html"]).read_text().startswith("<!doctype html>")
    assert Path(said["pdf"]).read_bytes().startswith(b"%PDF")
    assert json.loads(Path(said["json"]).read_text())["simulated"] is True
    assert Path(said["csv"]).read_text().startswith("type,established")
    assert run(["measure", "report", str(tmp_path / "none")]) == 2
