"""`skillmark match rank`: only a credential that verifies now, for that holder, is verified."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.award.credential import issue
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import claim, profile
from skillmark.cli import run
from skillmark.define.catalogue import starter
from skillmark.nouns.person import Issuer
from skillmark.skills.starter import framework
from skillmark.trust.keys import Algorithm, SigningKey

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ROLE = {
    "title": "Analyst",
    "skills": [
        {"skill": "Prompt design", "level": 3},
        {"skill": "urn:skillmark:skill:genai-output-verification", "level": 3, "must": True},
        {"skill": "Data analysis", "level": 3, "importance": "optional"},
    ],
}


@pytest.fixture(scope="module")
def badge() -> dict[str, Any]:
    key = SigningKey.generate(Algorithm.ED25519)
    signed = issue(
        claim(
            starter().achievement("genai-foundations"),
            id="urn:example:genai",
            skills=framework().by_uri,
            framework="Skillmark starter",
        ),
        id="urn:uuid:2a3c1f1e-6a3b-4a3c-9c57-0d3a8f2f1a11",
        issuer=profile(Issuer(key.controller, "Academy", country="DE")),
        recipient=Recipient(email="ana@example.org"),
        salt="0123456789abcdef",
        signer=key,
        form="eddsa-rdfc-2022",
        valid_from=NOW,
        now=NOW,
    )
    return json.loads(signed.text)


def ranked(tmp_path: Path, capsys: Any, people: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    (tmp_path / "role.json").write_text(json.dumps(ROLE))
    (tmp_path / "people.jsonl").write_text("\n".join(json.dumps(p) for p in people))
    arguments = ["match", "rank", str(tmp_path / "role.json"), str(tmp_path / "people.jsonl")]
    assert run([*arguments, "--offline", "--at", "2026-11-20", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["rank"] for line in lines] == list(range(1, len(lines) + 1))
    return {line["id"]: line for line in lines}


def claims(level: int) -> list[dict[str, Any]]:
    return [
        {"skill": one["skill"], "level": level, "class": "claimed", "date": "2026-10-01"}
        for one in ROLE["skills"]
    ]


def test_a_badge_goes_before_any_number_of_claims(
    tmp_path: Path, capsys: Any, badge: dict[str, Any]
) -> None:
    prover = {"id": "ana", "holder": "ana@example.org", "evidence": [{"credential": badge}]}
    boaster = {"id": "bob", "evidence": claims(8)}
    found = ranked(tmp_path, capsys, [boaster, prover])
    assert list(found) == ["ana", "bob"]
    assert found["ana"]["score"]["verified"] > 0.5
    assert found["bob"]["score"] == pytest.approx(
        {"verified": 0, "evidenced": 0, "claimed": found["bob"]["score"]["claimed"], "inferred": 0}
    )
    assert found["bob"]["musts_unmet"] == ["urn:skillmark:skill:genai-output-verification"]
    (piece,) = found["ana"]["skills"][0]["evidence"]
    assert (piece["class"], piece["level"], piece["counted"]) == ("verified", 3, True)
    assert piece["issuer"] == "Academy"
    assert found["ana"]["missing"] == ["urn:skillmark:skill:data-analysis"]


@pytest.mark.parametrize(
    ("change", "holder", "reason"),
    [
        (lambda b: b | {"name": "Something better"}, "ana@example.org", "forged"),
        (lambda b: b, "eve@example.org", "wrong_holder"),
        (lambda b: {k: v for k, v in b.items() if k != "proof"}, "ana@example.org", None),
    ],
)
def test_what_does_not_verify_counts_for_nothing_and_says_why(
    tmp_path: Path, capsys: Any, badge: dict[str, Any], change: Any, holder: str, reason: str | None
) -> None:
    person = {"id": "p", "holder": holder, "evidence": [{"credential": change(badge)}]}
    found = ranked(tmp_path, capsys, [person])["p"]
    assert found["score"]["verified"] == 0
    (refused,) = found["refused"]
    assert refused["verdict"] == "invalid" or refused["reason"]
    if reason:
        assert refused["reason"] == reason


def test_an_unknown_label_is_named_with_its_place(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "role.json").write_text('{"title": "R", "skills": [{"skill": "Juggling swords"}]}')
    (tmp_path / "people.jsonl").write_text("")
    code = run(["match", "rank", str(tmp_path / "role.json"), str(tmp_path / "people.jsonl")])
    said = capsys.readouterr().err
    assert code == 2
    assert "role.json: /skills/0/skill: no skill is called 'Juggling swords'" in said
    assert said.count("\n") == 1
