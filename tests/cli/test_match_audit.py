"""`skillmark match audit`: tables, JSON, exit codes, errors by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmark.cli import run


@pytest.fixture
def table(tmp_path):
    """Return a function that writes DECISIONS.csv from (sex, race, people, selected)."""

    def write(*cells):
        lines = ["id,selected,group:sex,group:race"]
        for sex, race, many, selected in cells:
            for n in range(many):
                lines.append(f"{len(lines)},{int(n < selected)},{sex},{race}")
        file = tmp_path / "decisions.csv"
        file.write_text("\n".join(lines) + "\n")
        return str(file)

    return write


LARGE = (
    ("female", "A", 400, 200), ("female", "B", 400, 200),
    ("male", "A", 400, 200), ("male", "B", 400, 100),
)  # fmt: skip


def test_what_it_finds_is_the_exit_code(table, capsys):
    assert run(["match", "audit", table(*LARGE), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["groups"] for one in found["tables"]] == [["sex"], ["race"], ["sex", "race"]]
    worst = [c for c in found["tables"][2]["categories"] if c["finding"] == "adverse"]
    assert [one["category"] for one in worst] == [{"sex": "male", "race": "B"}]
    assert worst[0]["impact_ratio"] == 0.5
    assert worst[0]["beside_best"]["p_adjusted"] < 0.001
    even = [(sex, race, many, 200) for sex, race, many, _selected in LARGE]
    assert run(["match", "audit", table(*even)]) == 0
    assert "numbers suffice" in capsys.readouterr().out
    few = [("female", "A", 10, 1), ("male", "A", 20, 3)]
    assert run(["match", "audit", table(*few, ("", "A", 3, 0))]) == 3
    said = capsys.readouterr().out
    assert "too few to say" in said
    assert "3 of unknown category" in said


def test_options_and_errors(table, capsys):
    small = (*LARGE[:3], ("male", "B", 5, 5))
    path = table(*small)
    reason = "five people"
    assert run(["match", "audit", path, "--exclude-small", reason, "--cross", "race,sex"]) == 0
    said = capsys.readouterr().out
    assert "Left out under 2 %: five people" in said
    assert run(["match", "audit", path, "--cross", "race,shoes"]) == 2
    assert "cannot cross race, shoes" in capsys.readouterr().err
    bad = table(("female", "A", 2, 1), ("male", "A", 2, 1))
    with Path(bad).open("a", encoding="utf-8") as file:
        file.write("9,maybe,male,A\n")
    assert run(["match", "audit", bad, "--json"]) == 2
    refusal = capsys.readouterr()
    assert "line 6, column selected: 'maybe' is neither 0 nor 1" in refusal.err
    assert not refusal.out
