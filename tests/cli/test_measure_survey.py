"""`skillmark measure survey`: groups, waves, weights and several questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skillmark.cli import run


@pytest.fixture
def waves(tmp_path: Path) -> tuple[Path, Path]:
    """Two waves of 60 people each, in three areas and twelve teams; one area is tiny."""
    found = []
    for wave, turn in (("first", 3), ("second", 2)):
        lines = ["who,q,other,area,team,w"]
        for n in range(60):
            area = "legal" if n < 2 else "it" if n % 2 else "sales"
            said = "don't know" if n == 59 else "yes" if n % turn else "no"
            lines.append(f"p{n},{said},{'yes' if n % 4 else 'no'},{area},t{n % 12},{1 + n % 3}")
        path = tmp_path / f"{wave}.csv"
        path.write_text("\n".join(lines) + "\n")
        found.append(path)
    return found[0], found[1]


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["measure", "survey", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_everything_about_one_question(
    waves: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = map(str, waves)
    margins = tmp_path / "margins.csv"
    margins.write_text("factor,level,total\narea,it,50\narea,sales,48\narea,legal,2\n")
    asked = ["--question", "q", "--agree", "yes", "--no-answer", "Don't know"]
    found = called(
        capsys, first, *asked, "--by", "area", "--second-wave", second, "--link", "who",
        "--margins", str(margins), "--clusters", "team", "--published", "0.9",
    )  # fmt: skip
    assert found["type"] == "belief"
    assert (found["n"], found["missing"]) == (59, 1)
    assert found["comparison"]["published_uncertainty"] == "unknown"
    assert found["trend"]["paired"]
    assert found["trend"]["n"] == [59, 59]
    assert found["weighting"]["margins_off"] < 1e-6
    withheld = {one["group"] for one in found["groups"] if one["withheld"]}
    assert "legal" in withheld
    assert len(withheld) == 2
    assert run(["measure", "survey", first, *asked, "--by", "area", "--second-wave", second]) == 0
    shown = capsys.readouterr().out
    assert "withheld" in shown
    assert "Trend (59, then 59)" in shown
    assert "It is never an effect." in shown
    whole = called(capsys, first, *asked, "--population", "60")
    assert whole["effective_n"] > 500


def test_several_questions_are_corrected_together(
    waves: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = map(str, waves)
    both = ["--question", "q", "--question", "other", "--agree", "yes", "--no-answer", "don't know"]
    found = called(capsys, first, *both, "--second-wave", second, "--published", "0.85")
    assert found["correction"] == "holm"
    one, other = found["questions"]
    assert one["comparison"]["p_adjusted"] >= one["comparison"]["p"]
    assert other["trend"]["p_adjusted"] == 1
    assert other["trend"]["difference"] == 0


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (["--agree", "yes", "--agree", "no"], "2 times --agree for 1 questions"),
        (["--agree", "yes", "--link", "who"], "there is no second wave to link"),
        (["--agree", "yes", "--correction", "none"], "unknown correction 'none'"),
        (["--agree", "yes", "--strata", "area", "--population", "60"], "one number of people for"),
        (["--agree", "yes", "--by", "nowhere"], "no column 'nowhere'"),
        (["--agree", "yes", "--clusters", "team", "--population", "60"], "were all asked, or"),
    ],
)
def test_what_makes_no_sense_is_refused(
    waves: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    extra: list[str],
    message: str,
) -> None:
    assert run(["measure", "survey", str(waves[0]), "--question", "q", *extra]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
