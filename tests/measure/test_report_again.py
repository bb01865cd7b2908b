"""A report can be made again: the same bytes elsewhere, the same digests, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import credential as signing
from skillmark.cli import run
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.writing import write_ledger
from skillmark.measure.report.attestation import compare, unsigned
from skillmark.measure.report.folder import read_folder
from skillmark.measure.report.grounds import Ground
from skillmark.measure.report.phrases import PHRASES
from skillmark.measure.report.publish import Published, publish
from skillmark.measure.report.recommendations import ACTS, recommend
from skillmark.measure.report.rounded import rounded
from skillmark.nouns.errors import InputError
from skillmark.nouns.outcome import ClaimType
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.checks import Verdict
from skillmark.verify.verify import Verifier

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("org")
    made = simulate(people=160, today=date(2026, 11, 1), rng=np.random.default_rng(3))
    (place / "ledger.csv").write_text(write_ledger(made.ledger))
    (place / "costs.csv").write_text("item,amount,currency\nSeats,1200.50,EUR\n")
    (place / "surveys").mkdir()
    (place / "surveys" / "wave 1.csv").write_text("q\n" + "yes\nno\nyes\n" * 5)
    entry = {"file": "wave 1.csv", "question": "q", "agree": ["yes"]}
    (place / "settings.json").write_text(json.dumps({"surveys": [entry], "seed": 7}))
    (place / "README.md").write_text("For people.")
    return place


@pytest.fixture(scope="module")
def made(folder: Path) -> Published:
    return publish(folder)


def test_the_same_bytes_in_another_process_with_other_hashes_and_threads(
    folder: Path, made: Published
) -> None:
    script = (
        "import sys, hashlib; from pathlib import Path\n"
        "from skillmark.measure.report.publish import publish\n"
        "made = publish(Path(sys.argv[1]))\n"
        "print(hashlib.sha256(made.manifest).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env=os.environ | {"PYTHONHASHSEED": "77", "OPENBLAS_NUM_THREADS": "1", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    digests = {one.name: one.sha256 for one, _media in made.digests}
    assert other.stdout.strip() == digests["manifest.json"]


def test_the_day_is_the_ledgers_and_never_the_clocks(made: Published) -> None:
    settings = made.material.settings
    assert settings.as_of == max(
        np.nanmax(made.material.ledger.day(name)).astype(date)
        for name in ("hired", "credential_date", "left")
    )
    assert json.loads(made.manifest)["settings"]["seed"] == 7
    assert "--seed 7" in made.outputs["html"].decode()


def test_what_is_asked_for_goes_before_the_settings_and_is_recorded(folder: Path) -> None:
    asked = read_folder(folder).settled(seed=9, language="de", as_of=date(2026, 11, 3)).settings
    assert (asked.seed, asked.language, asked.as_of) == (9, "de", date(2026, 11, 3))
    with pytest.raises(InputError, match="no language 'fr'"):
        read_folder(folder).settled(language="fr")


def test_no_number_is_finer_than_six_digits(made: Published) -> None:
    def numbers(value: Any) -> list[float]:
        if isinstance(value, float):
            return [value]
        parts = value.values() if isinstance(value, dict) else value
        return (
            [x for part in parts for x in numbers(part)] if isinstance(value, dict | list) else []
        )

    found = numbers(json.loads(made.outputs["json"]))
    assert len(found) > 50
    assert all(float(f"{x:.5e}") == x for x in found)
    assert rounded([float("inf"), -0.0, np.float64(1 / 3), True, {"a": (1, "x")}]) == [
        None, 0.0, 0.333333, True, {"a": [1, "x"]},
    ]  # fmt: skip


def credential(made: Published) -> tuple[bytes, dict[str, Any]]:
    signer = SigningKey.generate(Algorithm.ED25519)
    issuer = {"id": signer.controller, "type": ["Profile"], "name": "Nordlicht"}
    document = unsigned(made, id="urn:uuid:1", issuer=issuer, now=NOW)
    signed = signing.sign(document, signer, form="eddsa-rdfc-2022", now=NOW)
    return signed.data, signed.credential


def test_the_credential_verifies_and_any_digest_that_is_changed_is_a_forgery(
    folder: Path, made: Published
) -> None:
    data, said = credential(made)
    assert Verifier(now=NOW).check_bytes(data).verdict is Verdict.VALID
    names = [part["id"].partition("#")[2] for part in said["relatedResource"]]
    assert "inputs/surveys/wave%201.csv" in names
    assert {one.agreement for one in compare(said, publish(folder))} == {"agrees"}
    part = said["relatedResource"][0]
    part["digestSRI"] = part["digestSRI"][:-3] + "AA="
    found = Verifier(now=NOW).check_bytes(json.dumps(said).encode())
    assert (found.verdict, found.reason) == (Verdict.INVALID, "forged")
    with pytest.raises(InputError, match="not of an impact report"):
        compare({"credentialSubject": {"id": "urn:x"}}, made)


def test_the_command_signs_compares_and_names_what_differs(
    folder: Path, tmp_path: Path, capsys: Any
) -> None:
    signer = tmp_path / "key.json"
    assert run(["keys", "generate", "--algorithm", "ed25519", "--out", str(signer)]) == 0
    issuer = tmp_path / "issuer.json"
    issuer.write_text('{"name": "Nordlicht"}')
    out = tmp_path / "made" / "report.html"
    given = ["measure", "report", str(folder)]
    assert run([*given, "--out", str(out), "--key", str(signer), "--issuer", str(issuer)]) == 0
    signed = str(out.with_suffix(".credential.json"))
    assert {path.name for path in out.parent.iterdir()} == {
        "report.html", "report.pdf", "report.json", "report.csv", "report.manifest.json",
        "report.credential.json",
    }  # fmt: skip
    capsys.readouterr()
    assert run(["verify", signed, "--offline"]) == 0
    assert run([*given, "--check", signed, "--offline"]) == 0
    assert run([*given, "--check", signed, "--offline", "--no-pdf", "--json"]) == 3
    assert run([*given, "--check", signed, "--offline", "--no-pdf", "--seed", "8"]) == 1
    assert "differs  settings" in capsys.readouterr().out
    costs = folder / "costs.csv"
    before = costs.read_text()
    costs.write_text(before.replace("1200", "1300"))
    try:
        assert run([*given, "--check", signed, "--offline", "--no-pdf", "--json"]) == 1
    finally:
        costs.write_text(before)
    compared = json.loads(capsys.readouterr().out)["compared"]
    assert [one["name"] for one in compared if one["agreement"] == "differs"][:1] == [
        "inputs/costs.csv"
    ]
    assert run([*given, "--key", str(signer)]) == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("leger.csv", "x", "leger.csv is not part of a report's folder"),
        ("surveys/wave.xlsx", "x", "surveys/wave.xlsx is no CSV file"),
        ("surveys/other.csv", "q\nyes\n", "surveys/other.csv is not mentioned"),
        ("settings.json", '{"language": "fr"}', "no language 'fr'"),
        ("settings.json", '{"seed": -1}', "a seed is 0 or more"),
        (
            "costs.csv",
            "item,amount,currency\nA,1,EUR\nB,2,USD\n",
            "EUR in line 2 and USD in line 3",
        ),
        ("ledger.csv", "person\nA\nA\n", "line 3"),
        ("ledger.csv", "person,hired,left\nA,2026-03-02,2026-03-01\n", "before being hired"),
        ("ledger.csv", "person,training_cost,currency\nA,1,EUR\nB,1,USD\n", "EUR and USD"),
    ],
)
def test_a_bad_folder_is_refused(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "ledger.csv").write_text("person,hired\nA,2026-03-01\n")
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        publish(tmp_path)


def test_a_ledger_without_a_day_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("person\nA\n")
    with pytest.raises(InputError, match="as of when"):
        publish(tmp_path)


_GROUNDS = st.lists(
    st.builds(
        Ground,
        id=st.uuids().map(str),
        question=st.sampled_from(["days_to_productivity", "starting_pay", "else"]),
        type=st.sampled_from(list(ClaimType)),
        established=st.booleans(),
        favourable=st.sampled_from([None, True, False]),
        objection=st.sampled_from(
            ["", "covers_zero", "few_people", "no_counterpart", "imbalance", "placebo",
             "unadjusted", "not_estimated", "unregistered", "preliminary", "something new"]
        ),
        people_needed=st.none() | st.integers(1, 10**9),
        day=st.none() | st.dates(),
    ),
    max_size=8,
)  # fmt: skip


@given(_GROUNDS)
def test_whatever_the_findings_an_act_rests_on_an_established_effect(grounds: list[Ground]) -> None:
    found = recommend(grounds)
    effects = {one.id: one for one in grounds if one.type is ClaimType.EFFECT}
    assert found
    for one in found:
        if one.acts:
            assert effects[one.rests_on].established
        elif one.rests_on:
            assert not effects[one.rests_on].established
        else:
            assert not effects
        # whoever reads it is told the number or the day that it speaks of
        assert (one.people is None) == (one.rule != "wait")
        assert (one.day is None) == (one.rule != "await")
        assert {f"report_do_{one.rule}"} <= PHRASES["en"].keys()
    assert {one.rests_on for one in found if one.rests_on} == set(effects)
    # Acts come first, and a bad direction is never told to go on.
    assert [one.acts for one in found] == sorted((one.acts for one in found), reverse=True)
    keep = [one for one in found if one.rule in ACTS and one.rule == "keep"]
    assert all(effects[one.rests_on].favourable for one in keep)
