"""`skillmark plan foresee`: JSON, exit codes and refusals as promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from skillmark.cli import run


def counts(folder: Path, periods: int) -> Path:
    rng = np.random.default_rng(3)
    rows = ["period,skill,asked,of,label"]
    for month in range(periods):
        when = f"{2023 + month // 12}-{month % 12 + 1:02}"
        rise = 1 / (1 + np.exp(2.0 - 0.12 * month))
        rows.append(f"{when},py,{rng.binomial(300, rise)},300,Python")
        rows.append(f"{when},ada,{rng.binomial(300, 0.05)},300,Ada")
    path = folder / "counts.csv"
    path.write_text("\n".join(rows))
    return path


def test_a_forecast_never_stands_without_the_naive_one(tmp_path: Path, capsys: Any) -> None:
    path = counts(tmp_path, 30)
    book = tmp_path / "Technology Skills.txt"
    book.write_text(
        "O*NET-SOC Code\tExample\tHot Technology\tIn Demand\n"
        "15-1\tPython\tY\tY\n15-2\tPython\tY\tN\n"
    )
    marks = ["--technologies", str(book), "--release", "29.3"]
    assert run(["plan", "foresee", str(path), *marks, "--ahead", "4", "--json"]) == 0
    python, ada = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (python["label"], python["outlook"], python["forecast"]) == ("Python", "rising", "model")
    assert (python["first"], python["last"], python["periods"]) == ("2023-01", "2025-06", 30)
    assert [step["period"] for step in python["ahead"]["model"]] == [
        "2025-07", "2025-08", "2025-09", "2025-10",
    ]  # fmt: skip
    assert python["technology"] == {
        "source": "O*NET Technology Skills 29.3", "name": "Python", "hot": True,
        "occupations": 2, "in_demand": 1,
    }  # fmt: skip
    assert ada["technology"] is None
    for one in (python, ada):
        assert len(one["ahead"]["naive"]) == 4
        assert one["tried"]["origins"] >= 6
        assert set(one["tried"]["methods"]) == {"model", "naive", "seasonal_naive"}
    assert python["tried"]["skill"] > 0
    assert run(["plan", "foresee", str(path)]) == 0
    assert "too few to say" in capsys.readouterr().out


def test_too_few_points_end_with_3_and_faults_with_2(tmp_path: Path, capsys: Any) -> None:
    path = counts(tmp_path, 8)
    assert run(["plan", "foresee", str(path), "--json"]) == 3
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["outlook"], first["forecast"], first["ahead"]) == ("too_few", None, {})
    assert run(["plan", "foresee", str(path), "--technologies", str(path)]) == 2
    assert "release" in capsys.readouterr().err
    path.write_text("period,skill,asked,of\n2025-13,x,1,2\n")
    assert run(["plan", "foresee", str(path)]) == 2
    assert "line 2: '2025-13' is no period" in capsys.readouterr().err
