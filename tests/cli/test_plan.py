"""`skillmark plan solve`: JSON and exit codes as promised."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from skillmark.cli import run

PROBLEM: dict[str, Any] = {
    "objective": "value",
    "budget": {"money": 150},
    "people": [
        {"id": "ana", "gaps": [{"skill": "sql", "value": 2, "level": 3}]},
        {"id": "ben", "gaps": [{"skill": "sql", "value": 1}], "holds": ["sql-basics"]},
        {"id": "cleo", "gaps": [{"skill": "sql", "value": 1}]},
    ],
    "credentials": [
        {"id": "sql-basics", "cost": 100, "hours": 8, "skills": ["sql"], "levels": {"sql": 3}}
    ],
}


def solve(folder: Path, problem: dict[str, Any], *more: str) -> int:
    path = folder / "problem.json"
    path.write_text(json.dumps(problem))
    return run(["plan", "solve", str(path), *more])


def test_prints_the_plan_with_its_bound(tmp_path: Path, capsys: Any) -> None:
    assert solve(tmp_path, PROBLEM, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert {key: answer[key] for key in answer if key not in {"prices", "savings", "scarce"}} == {
        "status": "optimal",
        "cost": 100.0,
        "value": 3.0,
        "bound": 3.0,
        "gap": 0.0,
        "enrolments": [{"person": "ana", "credential": "sql-basics", "period": None}],
        "waived": [{"person": "ben", "credential": "sql-basics"}],
        "left_out": [{"person": "cleo", "skill": "sql"}],
        "conflict": [],
        "smallest": False,
        "saved_cost": 100.0,
        "saved_hours": 8.0,
    }
    assert answer["savings"] == [
        {"person": "ben", "credentials": ["sql-basics"], "cost": 100.0, "hours": 8.0}
    ]
    (price,) = answer["prices"]
    assert (price["because"], price["extra"]) == ("money", 50.0)
    assert price["words"] == "50.00 more than the budget of 150.00 would do, for sql-basics"
    assert {limit["words"] for limit in answer["scarce"]} <= {"the budget of 150.00"}


def test_people_read_what_was_saved_and_what_the_rest_costs(tmp_path: Path, capsys: Any) -> None:
    assert solve(tmp_path, PROBLEM, "--explain", "1", "--gap", "0.01") == 0
    said = capsys.readouterr().out
    assert "not spent for it: 100.00 and 8 hours" in said
    assert "left out: cleo, sql: 50.00 more than the budget of 150.00 would do" in said


def test_an_interrupted_search_keeps_its_best_plan(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C arrives while the search looks for prices."""
    from skillmark.plan import duality, search

    monkeypatch.setattr(search, "DIRECT", 0)
    before = signal.getsignal(signal.SIGINT)
    descend = duality.Dual.descend

    def interrupted(self: Any, *arguments: Any, **more: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        descend(self, *arguments, **more)

    monkeypatch.setattr(duality.Dual, "descend", interrupted)
    assert solve(tmp_path, PROBLEM, "--json") == 0
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["value"] <= 3.0 <= answer["bound"]
    assert "stopping at the end of this step" in said.err
    assert signal.getsignal(signal.SIGINT) is before


def test_infeasible_targets_end_with_1_and_name_the_conflict(tmp_path: Path, capsys: Any) -> None:
    wanted = {**PROBLEM, "objective": "cost", "targets": [{"skill": "sql", "people": 3}]}
    assert solve(tmp_path, wanted, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "infeasible"
    assert set(answer["conflict"]) == {"the budget of 150.00", "3 people with sql"}
    assert answer["smallest"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"budgets": {}}, "unknown member 'budgets'"),
        ({"credentials": [{"id": "c"}]}, "/credentials/0: 'cost' is missing"),
    ],
)
def test_bad_input_is_one_line_and_2(
    tmp_path: Path, capsys: Any, change: dict[str, Any], words: str
) -> None:
    assert solve(tmp_path, {**PROBLEM, **change}, "--json") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: Any) -> None:
    assert run(["plan", "solve", str(tmp_path / "nope.json")]) == 2
    assert "nope.json: there is no such file" in capsys.readouterr().err
