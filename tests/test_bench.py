"""Every bench runs, in a tiny mode, and says what it promises; no time is asserted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
BENCHES = sorted((ROOT / "bench").glob("*.py"))


def run(bench: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(bench), *arguments],
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def figures(bench: Path, **environment: str) -> dict[str, Any]:
    """Run it as programs do: the table goes to stderr, one line of JSON to stdout."""
    done = run(bench, "--quick", "--json", **environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["bench"] == bench.stem
    assert answer["notes"]
    for row in answer["rows"]:
        assert str(next(iter(row.values()))) in done.stderr
    return answer


def named(rows: list[dict[str, Any]], who: str) -> dict[str, Any]:
    return next(row for row in rows if str(next(iter(row.values()))).startswith(who))


@pytest.fixture(scope="module")
def credentials() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = figures(ROOT / "bench" / "credentials.py")["rows"]
    return rows


def test_there_is_a_bench_for_each_thing_that_is_measured() -> None:
    assert [bench.stem for bench in BENCHES] == [
        "assess_adaptive",
        "assess_calibrate",
        "assess_decisions",
        "assess_integrity",
        "assess_mastery",
        "assess_rubrics",
        "award",
        "award_server",
        "credentials",
        "log",
        "match_quality",
        "match_speed",
        "measure_designs",
        "measure_effects",
        "measure_ledger",
        "measure_nsw",
        "measure_peers",
        "measure_time",
        "plan",
        "plan_foresight",
        "sitters",
        "skills_crosswalks",
        "skills_linking",
        "skills_search",
        "status",
        "verify_http",
    ]  # fmt: skip


TOLD = (
    "assess_calibrate",
    "assess_decisions",
    "assess_rubrics",
    "match_quality",
    "measure_nsw",
    "measure_time",
    "plan",
    "skills_crosswalks",
    "skills_linking",
    "skills_search",
    "status",
)


@pytest.mark.parametrize("name", TOLD)
def test_a_table_for_people(name: str) -> None:
    bench = ROOT / "bench" / f"{name}.py"
    done = run(bench, "--quick", SKILLMARK_SHARED="/nowhere")
    assert done.returncode == 0, done.stderr
    assert "┃" in done.stdout
    assert "Traceback" not in done.stderr


def test_all_three_formats_are_issued_and_verified(credentials: list[dict[str, Any]]) -> None:
    ours = [row for row in credentials if row["who"] == "skillmark"]
    assert [row["form"] for row in ours] == ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"]
    for row in ours:
        assert row["issue_per_s"] > 0
        assert row["verify_per_s"] > 0
        assert row["MB"] > 0


def test_flags_are_counted_where_nothing_happened_and_where_something_did() -> None:
    rows = figures(ROOT / "bench" / "assess_integrity.py")["rows"]
    shares = {row["what"]: row["share"] for row in rows}
    assert sum(what.startswith("nothing happened") for what in shares) == 7
    assert sum("copied" in what for what in shares) == 6
    assert all(0 <= share <= 1 for share in shares.values())


def test_a_bulk_award_on_the_server_stands_beside_bare_signatures() -> None:
    rows = figures(ROOT / "bench" / "award_server.py")["rows"]
    assert [row["what"] for row in rows] == [
        "short: look", "short: order", "short: sign", "short: everything",
    ]  # fmt: skip
    assert rows[-1]["times"] == pytest.approx(rows[-1]["CPU_s"] / rows[-1]["limit_s"])


@pytest.mark.peer
@pytest.mark.parametrize("who", ["openvc-core", "@digitalbazaar/vc"])
def test_peers_stand_beside_with_their_ratio(who: str, credentials: list[dict[str, Any]]) -> None:
    row = named(credentials, who)
    if "no peer" in row["who"]:
        pytest.skip(row["who"])
    mine = named(credentials, "skillmark")
    assert row["form"] == mine["form"]
    assert row["verify_x"] == pytest.approx(mine["verify_per_s"] / row["verify_per_s"])


def test_bare_signatures_and_larger_numbers_are_there(credentials: list[dict[str, Any]]) -> None:
    for who in (
        "pyca/cryptography", "PyNaCl", "skillmark, other templates", "skillmark, never seen",
        "skillmark, 10 in one run", "skillmark verify, 40 stored",
    ):  # fmt: skip
        assert named(credentials, who)["verify_per_s"] > 0


def test_our_share_of_the_limit_is_told(credentials: list[dict[str, Any]]) -> None:
    ours = named(credentials, "skillmark")
    for share in (ours["issue_limit"], ours["verify_limit"]):
        assert 0 < int(share.removesuffix("%")) < 100


def test_a_missing_peer_is_told_and_fails_in_continuous_integration(tmp_path: Path) -> None:
    """Without Node on the path."""
    bench = ROOT / "bench" / "credentials.py"
    rows = figures(bench, PATH=str(tmp_path), CI="")["rows"]
    assert named(rows, "@digitalbazaar/vc")["who"] == "@digitalbazaar/vc: no peer on this machine"
    done = run(bench, "--quick", PATH=str(tmp_path), CI="true")
    assert done.returncode == 1
    assert "no peer on this machine" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_stands_beside_bare_hashing() -> None:
    rows = figures(ROOT / "bench" / "log.py")["rows"]
    assert [row["what"] for row in rows] == [
        "append", "check", "append, one by one", "prove", "prove, neighbours",
    ]  # fmt: skip
    for row in rows:
        assert row["times"] == pytest.approx(row["CPU_s"] / row["limit_s"])
    # a tree of n leaves has n - 1 nodes; a path of 17 takes what its tiles hold, and no more
    assert 1.9 < named(rows, "append")["hashes_each"] < 2.2
    assert named(rows, "prove")["hashes_each"] < 6 * 255


def test_awarding_stands_beside_the_bare_signature_and_a_peer() -> None:
    rows = figures(ROOT / "bench" / "award.py", CI="")["rows"]
    mine = named(rows, "award issue")
    assert mine["people"] == named(rows, "award revoke")["people"] == 1_100
    assert mine["times"] == pytest.approx(mine["us_each"] / mine["limit_us"])
    assert mine["MB"] > mine["MB_worker"] > 0
    peer = named(rows, "@digitalbazaar/vc")
    if "no peer" not in peer["what"]:
        assert mine["x"] == pytest.approx(peer["us_each"] / mine["us_each"])


def test_the_proven_plan_stands_beside_greedy_and_the_program_spelt_out() -> None:
    rows = figures(ROOT / "bench" / "plan.py")["rows"]
    ours, greedy, whole = [row for row in rows if row["case"] == "12 x 8, usual"][:3]
    assert ours["status"] == "optimal"
    assert greedy["value"] <= ours["value"] <= ours["bound"]
    assert whole["value"] == pytest.approx(ours["value"])
    assert greedy["value_times"] == pytest.approx(ours["value"] / greedy["value"])
    cheap, dear = [row for row in rows if row["case"] == "60 x 30, targets"][:2]
    assert cheap["bound"] <= cheap["value"] <= dear["value"] * 1.001


def test_greedy_keeps_the_limits_that_the_plan_keeps() -> None:
    """So that the peer is not worse, or better, for breaking them: 40 problems in every shape."""
    script = f"""
import sys
sys.path.insert(0, {str(ROOT / "bench")!r})
import numpy as np
from rig.companies import SHAPES, company
from rig.greedy import greedy
from skillmark.plan import solve
from skillmark.plan.checking import check
for seed in range(40):
    shape = SHAPES[seed % (len(SHAPES) - 1)]
    problem = company(6, 8, shape, np.random.default_rng(seed))
    made = greedy(problem)
    assert check(problem, made) == (), check(problem, made)
    assert made.value <= solve(problem, explain=0).value + 1e-6
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_forecasts_stand_beside_the_naive_one_and_a_library() -> None:
    rows = figures(ROOT / "bench" / "plan_foresight.py")["rows"]
    naive, ours, shown, peer = rows
    assert naive["loss_x"] == naive["error_x"] == 1
    assert ours["loss_x"] < 1
    assert shown["loss_x"] < 1
    assert ours["in_95_%"] > 90
    assert peer["times"] == pytest.approx(peer["CPU_ms_series"] / ours["CPU_ms_series"])


def test_calibration_comes_close_to_the_truth_it_was_drawn_from() -> None:
    row = figures(ROOT / "bench" / "assess_calibrate.py")["rows"][0]
    assert row["who"] == "skillmark"
    assert row["slopes_off"] < 0.6
    assert row["intercepts_off"] < 0.4


def test_rubrics_come_close_to_the_truth_they_were_drawn_from() -> None:
    row = figures(ROOT / "bench" / "assess_rubrics.py")["rows"][0]
    assert row["who"] == "skillmark"
    assert row["slopes_off"] < 0.5
    assert row["thresholds_off"] < 0.5


def test_mastery_stands_beside_the_best_fixed_form() -> None:
    rows = figures(ROOT / "bench" / "assess_mastery.py")["rows"]
    assert [row["rule"] for row in rows] == ["glr", "sprt", "glr", "glr"]
    for row in rows:
        assert row["items"] < row["form"]
        assert row["ratio"] == pytest.approx(row["items"] / row["form"])
        assert row["points"] == pytest.approx(row["right"] - row["form_right"])


def test_adaptive_decisions_stand_beside_a_peer() -> None:
    rows = figures(ROOT / "bench" / "assess_adaptive.py")["rows"]
    ours, peer = named(rows, "skillmark cat"), named(rows, "mirt")
    assert 0 < ours["p50_ms"] <= ours["p99_ms"]
    # the same items and the same posterior mean, found by other code
    assert ours["rmse_20"] == pytest.approx(peer["rmse_20"], abs=0.02)


def test_people_are_ranked_beside_words_and_meanings(shared: Path) -> None:
    found = figures(ROOT / "bench" / "match_quality.py", SKILLMARK_SHARED=str(shared))
    ours, words = named(found["rows"], "skillmark"), named(found["rows"], "BM25")
    few, many = ("35/10", "35/60")
    assert ours[few] == ours[many], "claims change nothing between people with proof"
    assert words[few] != words[many]
    assert all(0 < row["mean"] <= 1 for row in found["rows"] if "mean" in row)
    assert any("SIMULATED" in note for note in found["notes"])


def test_a_crowd_is_ranked_beside_sql_that_gives_the_same_places() -> None:
    found = figures(ROOT / "bench" / "match_speed.py")
    rows = found["rows"]
    ours, sql = named(rows, "skillmark: the first 100, bare"), named(rows, "SQLite, the same")
    assert sql["times"] == pytest.approx(sql["CPU_s"] / ours["CPU_s"])
    assert named(rows, "skillmark, 2 processes")["roles"] == 6
    assert "SIMULATED" in (ROOT / "bench" / "match_speed.py").read_text()


def test_the_known_answer_is_printed_beside_the_estimate() -> None:
    found = figures(ROOT / "bench" / "measure_nsw.py")
    if not found["rows"]:
        pytest.skip(found["notes"][0])
    answer = named(found["rows"], "the experiment")
    ours = named(found["rows"], "skillmark: doubly robust")
    assert answer["dollars"] == 1794  # Dehejia and Wahba 1999, table 3
    assert ours["low"] < answer["dollars"] < ours["high"]
    assert named(found["rows"], "statsmodels")["CPU_times"] > 0


def test_estimates_keep_their_word_where_the_truth_is_known() -> None:
    found = figures(ROOT / "bench" / "measure_effects.py")
    ours = [row for row in found["rows"] if row["by"] != "the whole verdict"]
    assert len(ours) == 2 * 13
    assert np.mean([row["covers"] for row in ours]) > 0.85
    assert np.mean([row["null_found"] for row in ours]) < 0.15
    assert np.mean([row["found"] for row in ours]) > 0.6
    assert any("SIMULATED" in note for note in found["notes"])


def test_estimates_beside_other_packages() -> None:
    rows = figures(ROOT / "bench" / "measure_peers.py")["rows"]
    ours = named(rows, "simulated, skillmark: doubly robust")
    theirs = named(rows, "simulated, statsmodels")
    assert ours["low"] < 0.5 < ours["high"]
    assert theirs["CPU_times"] == pytest.approx(theirs["CPU_s"] / ours["CPU_s"])
    if any(row["estimate"].startswith("simulated, DoubleML") for row in rows):
        peer = named(rows, "simulated, DoubleML")
        # two ways to the same number: they differ by less than either is uncertain
        assert abs(peer["value"] - ours["value"]) < ours["se"]


def test_a_whole_ledger_is_brought_in_beside_reading_it_plainly() -> None:
    rows = figures(ROOT / "bench" / "measure_ledger.py")["rows"]
    steps = ["propose", "look", "store", "read", "report", "pandas"]
    assert [row["what"] for row in rows] == steps
    assert all(row["CPU_s"] > 0 and row["MB"] > 50 and row["people"] == 2_000 for row in rows)
    plain = named(rows, "pandas")
    assert named(rows, "store")["times"] == named(rows, "store")["CPU_s"] / plain["CPU_s"]


def test_designs_are_simulated_with_their_truth() -> None:
    rows = figures(ROOT / "bench" / "measure_designs.py")["rows"]
    assert [(row["design"], row["effect"] != 0) for row in rows] == [
        ("starting_pay", False), ("starting_pay", True),
        ("days_to_productivity", False), ("days_to_productivity", True),
    ]  # fmt: skip
    for row in rows:
        assert row["low"] <= row["established"] <= row["high"]
        assert row["people"] > 100


def test_linking_beside_its_peers(shared: Path, tmp_path: Path) -> None:
    found = figures(
        ROOT / "bench" / "skills_linking.py",
        SKILLMARK_SHARED=str(shared), XDG_CACHE_HOME=str(tmp_path),
    )  # fmt: skip
    for who in ("skillmark: words alone", "BM25", "rapidfuzz"):
        row = named(found["rows"], who)
        assert 0 <= row["technology_at_5"] <= 1
        assert 0 <= row["general_at_5"] <= 1
    assert any("left alone" in note for note in found["notes"])
    assert any("reliability" in note for note in found["notes"])


@pytest.mark.slow
def test_counterparts_beside_fuzzy_matching(shared: Path) -> None:
    rows = figures(ROOT / "bench" / "skills_crosswalks.py", SKILLMARK_SHARED=str(shared))["rows"]
    assert len(rows) == 10
    assert all(0 <= row["right"] <= 1 and 0 <= row["found"] <= 1 for row in rows)


def test_linking_without_its_data_says_why() -> None:
    found = figures(ROOT / "bench" / "skills_linking.py", SKILLMARK_SHARED="/nowhere")
    assert found["rows"] == []
    assert "SKILLMARK_SHARED" in found["notes"][0]


def test_the_server_answers_what_the_bench_asks_and_counts_it() -> None:
    answer = figures(ROOT / "bench" / "verify_http.py")
    alone, *ours = [row for row in answer["rows"] if row["who"].startswith("skillmark")]
    assert alone["server_us"] > 0
    assert [row["workload"] for row in ours] == [
        "one template", "mixed templates", "unseen, garbage", "one template, REST",
    ]  # fmt: skip
    for row in ours:
        assert row["per_s"] > 0
        assert 0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]
        assert row["valid"] > 0
    assert [row["not"] > 0 for row in ours] == [False, False, True, False]
    peer = named(answer["rows"], "@digitalbazaar/vc")
    if "no peer" in peer["who"]:
        pytest.skip(peer["who"])
    assert peer["times"] == pytest.approx(ours[0]["per_s"] / peer["per_s"])
    assert (peer["not"], peer["valid"] > 0) == (0, True)


def test_sitters_lose_nothing_and_stand_beside_a_bare_page() -> None:
    rows = figures(ROOT / "bench" / "sitters.py")["rows"]
    sat = rows[:3]
    assert [row["what"] for row in sat] == [
        "sitting", "every way of answering", "killed in the middle",
    ]  # fmt: skip
    for row in sat:
        assert row["lost"] == 0
        assert 0 < row["page_p50"] <= row["page_p95"] <= row["page_p99"]
        assert 0 < row["save_p50"] <= row["save_p95"] <= row["save_p99"]
    assert sat[2]["again"] > 0
    assert sat[0]["again"] == 0
    ours, bare = named(rows, "page at once, skillmark"), named(rows, "page at once, a bare")
    assert bare["times"] == pytest.approx(bare["ms_each"] / ours["ms_each"])


def test_search_is_measured_beside_two_peers(shared: Path) -> None:
    rows = figures(ROOT / "bench" / "skills_search.py", SKILLMARK_SHARED=str(shared))["rows"]
    ours, full_text, fuzzy = rows
    assert ours["who"] == "skillmark"
    assert full_text["who"].startswith("SQLite")
    assert fuzzy["who"].startswith("rapidfuzz")
    for row in rows:
        assert 0 <= row["first_of_1"] <= row["among_5"] <= 1


def test_estimators_over_time_are_tried_and_stand_beside_peers() -> None:
    rows = figures(ROOT / "bench" / "measure_time.py")["rows"]
    tried = [row for row in rows if "covered" in row]
    assert len(tried) >= 4
    assert all(0 <= row["covered"] <= 1 and row["runs"] for row in tried)
    assert any(row.get("bands_hold") is not None for row in tried)
    library = next(row for row in rows if row["what"].startswith("statsmodels"))
    assert library["off_by"] < 1e-4
    assert library["CPU_times"] > 0
