"""`skillmark measure designs`: register, plan and read on a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from skillmark.cli import run
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.writing import write_ledger


@dataclass
class Done:
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def call(capsys: Any) -> Callable[..., Done]:
    def called(*arguments: str) -> Done:
        code = run(["measure", "designs", *arguments])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return called


TODAY = datetime.now(UTC).date()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = simulate(people=420, today=TODAY, rng=np.random.default_rng(4), effect=20)
    (tmp_path / "ledger.csv").write_text(write_ledger(made.ledger))
    return tmp_path


def test_a_folder_from_registration_to_verdict(call: Callable[..., Done], folder: Path) -> None:
    place, day = str(folder), TODAY.isoformat()
    done = call("run", place, "--json")
    assert done.exit_code == 2
    assert "no design is registered" in done.stderr
    given = ("register", place, "days-to-productivity", "--by", "Ada")
    done = call(*given, "--read-on", day, "--json")
    assert done.exit_code == 0, done.stderr
    first = json.loads(done.stdout)
    assert call(*given, "--read-on", day).exit_code == 1
    assert call("register", place, "starting-pay", "--by", "Ada",
               "--read-on", day).exit_code == 0  # fmt: skip

    done = call("run", place, "days-to-productivity", "--json")
    assert done.exit_code == 0, done.stdout
    found = json.loads(done.stdout)
    assert found["verdict"] == "established"
    assert found["registration"] == first["digest"]
    assert found["simulated"]
    assert found["estimate"]["ci"][1] < 0
    done = call("run", place)
    assert done.exit_code == 1
    assert "starting-pay" in done.stdout

    done = call(*given, "--read-on", day, "--covariates", "experience_years", "--worth", "5")
    assert done.exit_code == 0
    shown = json.loads(call("show", place, "days-to-productivity",
                           "--json").stdout)  # fmt: skip
    assert [c["name"] for c in shown["registrations"][1]["changes"]] == [
        "worth_knowing", "covariates",
    ]  # fmt: skip
    listed = json.loads(call("list", place, "--json").stdout)
    assert len(listed["ready"]) == 6
    assert [one["design"]["id"] for one in listed["registered"]] == [
        "days-to-productivity", "starting-pay",
    ]  # fmt: skip


def test_a_plan_from_assumptions_and_from_a_ledger(call: Callable[..., Done], folder: Path) -> None:
    done = call("plan", "retention", "--mean", "0.8", "--sd", "0.4",
                "--share", "0.5", "--r2", "0", "--separation", "0",
                "--worth", "10", "--json")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    # Two groups of 251 for a difference of a quarter of a standard deviation (Cohen 1988, table
    # 2.4.1), and a little for the placebo.
    assert 502 <= json.loads(done.stdout)["people_needed"] <= 515
    done = call("plan", "promotion", str(folder), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["people_needed"] > 420
    done = call("plan", "retention")
    assert done.exit_code == 2
    assert "--mean" in done.stderr


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (("--covariates", "performance"), "after hiring"),
        (("--worth", "-3"), "above 0"),
        (("--horizon", "0"), "horizon"),
        (("--start", "nothing"), "no start"),
        (("--hired-from", "soon"), "not a day"),
    ],
)
def test_wrong_input_is_named(
    call: Callable[..., Done], folder: Path, given: tuple[str, str], word: str
) -> None:
    done = call("register", str(folder), "retention", "--by", "Ada",
               "--read-on", TODAY.isoformat(), *given)  # fmt: skip
    assert done.exit_code == 2
    assert word in done.stderr
    assert not (folder / "designs.json").exists()
