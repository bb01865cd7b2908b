"""`skillmark measure survival` and `did`: JSON, exit codes and refusals as promised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.measure.published import ARM, REMISSION, WEEKS

from skillmark.cli import run


@pytest.fixture(scope="module")
def remission(tmp_path_factory: Any) -> Path:
    rng = np.random.default_rng(1)
    path: Path = tmp_path_factory.mktemp("survival") / "remission.csv"
    lines = ["weeks,relapse,arm,age,ward,since"]
    for week, event, arm in zip(WEEKS, REMISSION, ARM, strict=True):
        name = "placebo" if arm else "6-MP"
        lines.append(f"{week:g},{int(event)},{name},{rng.integers(2, 16)},{rng.integers(8)},0")
    path.write_text("\n".join(lines))
    return path


def survival(path: Path, *more: str) -> int:
    return run(["measure", "survival", str(path), "--time", "weeks", "--event", "relapse", *more])


def test_two_arms_of_a_trial(remission: Path, tmp_path: Path, capsys: Any) -> None:
    more = ["--group", "arm", "--covariates", "age", "--cluster", "ward", "--entry", "since"]
    assert survival(remission, *more, "--horizon", "20", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["people"], found["events"], found["horizon"]) == (42, 30, 20)
    medians = {group["group"]: group["median"] for group in found["groups"]}
    assert medians == {"6-MP": 23, "placebo": 8}
    assert 0 < found["log_rank"]["statistic"] < 16.7  # eight wards are fewer than 42 people
    (difference,) = found["differences"]
    assert difference["restricted_mean_difference"]["ci"][1] < 0
    assert found["groups"][0]["curve"][0] == {"time": 0, "at_risk": 21, "waiting": 1, "ci": [1, 1]}
    assert [c["covariate"] for c in found["cox"]["covariates"]] == ["placebo", "age"]
    assert found["cox"]["clusters"] == 8
    assert found["verdict"] == "established"
    picture = tmp_path / "curves.svg"
    alone = [*more[:4], "--chart", str(picture), "--language", "de"]
    assert survival(remission, *alone) == 0
    drawn = picture.read_text()
    assert "Beobachtet und noch wartend" in drawn
    assert "&lt;5" in drawn  # a small cell at the end
    assert ">3<" not in drawn
    shown = capsys.readouterr().out
    assert "log-rank: chi² = 16.79" in shown
    assert "not yet an effect" in shown


def test_one_group_is_described_and_no_difference_exits_with_1(
    remission: Path, tmp_path: Path, capsys: Any
) -> None:
    assert survival(remission, "--json") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] is None
    lines = remission.read_text().splitlines()
    same = tmp_path / "same.csv"
    same.write_text(
        "\n".join([lines[0], *lines[1:22], *(x.replace("6-MP", "b") for x in lines[1:22])])
    )
    assert survival(same, "--group", "arm", "--effect", "4", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    # People are counted who would show four weeks, four times in five.
    reach = found["differences"][0]["restricted_mean_difference"]
    assert found["detectable"] == pytest.approx(reach["ci"][1] + 0.8416212 * reach["se"])
    assert found["people_needed"] == np.ceil(42 * (found["detectable"] / 4) ** 2)
    assert f"about {found['people_needed']} people of this mix would show 4" in found["remedy"]
    assert survival(same, "--group", "arm") == 1
    assert "not established: the interval of the difference up to 35 covers zero" in " ".join(
        capsys.readouterr().out.split()
    )


def test_competing_events(remission: Path, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "two.csv"
    path.write_text(remission.read_text().replace(",0,6-MP", ",2,6-MP"))
    assert survival(path, "--group", "arm", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["competing_events"] == 12
    first = found["groups"][0]
    shares = [kind["curve"][-1]["share"] for kind in first["incidence"]]
    # Nobody is censored: the shares are those counted, by the last week of both arms.
    assert shares == pytest.approx([9 / 21, 7 / 21])
    assert survival(path, "--group", "arm") == 0
    assert "share by 23" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "more", "message"),
    [
        ("\n6,1", "\n-6,1", [], "line 2, column weeks: '-6' is a negative duration"),
        ("\n6,1", "\n6,0.5", [], "line 2, column relapse: '0.5' is not a kind of event"),
        (",1,", ",0,", [], "nobody's event has happened yet"),
        (",1,placebo", ",0,placebo", ["--group", "arm", "--covariates", "age"],
         "covariate 'placebo' tells apart perfectly"),
        ("", "", ["--horizon", "90"], "nobody was watched up to 90"),
        ("", "", ["--group", "sex"], "no column 'sex'"),
        ("", "", ["--covariates", "arm"], "line 2, column arm: '6-MP' is not a number"),
        ("", "", ["--covariates", "weeks"], "'weeks' is given two roles"),
        ("", "", ["--entry", "weeks"], "'weeks' is given two roles"),
        ("", "", ["--covariates", "age", "--cluster", "since"], "all people are in one cluster"),
        (",0\n", ",40\n", ["--entry", "since"], "watching begins at or after the end"),
        ("6-MP,", ",", ["--group", "arm"], "column arm: empty"),
        ("23,1,6-MP", "23,1,other", ["--group", "arm"], "1 people of other: a curve could be"),
    ],
)  # fmt: skip
def test_refusals_are_one_line(
    remission: Path, tmp_path: Path, capsys: Any, old: str, new: str, more: list[str], message: str
) -> None:
    path = tmp_path / "remission.csv"
    path.write_text(remission.read_text().replace(old, new))
    assert survival(path, *more) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert shown.err.count("\n") == 1


@pytest.fixture(scope="module")
def panel(tmp_path_factory: Any) -> Path:
    rng = np.random.default_rng(3)
    path: Path = tmp_path_factory.mktemp("did") / "panel.csv"
    lines = ["team,quarter,start,days,size,site"]
    for team in range(90):
        start = (0, 14, 15)[team % 3]
        base, size = rng.normal(50, 5), rng.integers(4, 30)
        for quarter in range(11, 17):
            days = base - quarter - 6.0 * bool(start and quarter >= start) + rng.normal()
            lines.append(f"t{team},{quarter},{start},{days:.3f},{size},{team // 3}")
    path.write_text("\n".join(lines))
    return path


def did(path: Path, *more: str) -> int:
    return run(["measure", "did", str(path), "--unit", "team", "--time", "quarter",
                "--first-treated", "start", "--outcome", "days", *more])  # fmt: skip


def test_a_staggered_start_with_everything(panel: Path, tmp_path: Path, capsys: Any) -> None:
    more = ["--covariates", "size", "--cluster", "site", "--aggregate", "dynamic", "--base",
            "universal", "--bootstrap", "200", "--seed", "4", "--method", "dr"]  # fmt: skip
    printed = []
    for _ in range(2):
        assert did(panel, *more, "--json") == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    found = json.loads(printed[0])
    assert (found["aggregate"], found["base"], found["clusters"]) == ("dynamic", "universal", 30)
    assert set(found["averages"]) == {"simple", "dynamic", "group", "calendar"}
    assert found["average"] == found["averages"]["dynamic"]
    for row in found["by_event_time"]:
        assert row["band"][0] < row["ci"][0] < row["estimate"] < row["ci"][1] < row["band"][1]
        truth = -6.0 if row["event_time"] >= 0 else 0.0
        assert row["band"][0] < truth < row["band"][1]
    assert [row["group"] for row in found["by_group"]] == [14, 15]
    assert [row["time"] for row in found["by_period"]] == [14, 15, 16]
    assert found["pre_trend"]["detectable_drift"] > 0
    assert found["honest"]["breakdown"] > 1
    assert "proves little" in found["caution"]
    picture = tmp_path / "study.svg"
    assert did(panel, *more, "--chart", str(picture)) == 0
    assert {"compared with", "effect on days"} <= set(
        re.findall(r">([a-z ]+)</text>", picture.read_text())
    )
    capsys.readouterr()
    assert did(panel, "--anticipation", "1", "--never-treated", "--bootstrap", "0") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "13 (anticipated)" in shown
    assert "times the worst seen before" in shown
    assert "would have been found four times in five" in shown


@pytest.mark.parametrize(
    ("change", "more", "message"),
    [
        (lambda text: re.sub(r"t3,12,.*\n", "", text), [], "unit 't3' has no row for period 12"),
        (lambda text: re.sub(r"(,1\d),1[45],", r"\1,0,", text), [], "no unit is ever treated"),
        (lambda text: text, ["--cluster", "place"], "no column 'place'"),
        (lambda text: text, ["--covariates", "team"], "has another role"),
        (lambda text: text, ["--anticipation", "9"], "no cohort with a period before treatment"),
        (lambda text: text, ["--aggregate", "median"], "--aggregate"),
    ],
)
def test_broken_panels_are_refused_in_one_line(
    panel: Path, tmp_path: Path, capsys: Any, change: Any, more: list[str], message: str
) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(change(panel.read_text()))
    assert did(path, *more) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert shown.err.count("\n") == 1
