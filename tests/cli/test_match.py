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


def files(tmp_path: Path, people: list[dict[str, Any]], **others: Any) -> list[str]:
    """Write ROLE.json, PEOPLE.jsonl and what else is given; return what follows `match rank`."""
    (tmp_path / "role.json").write_text(json.dumps(ROLE))
    (tmp_path / "people.jsonl").write_text("\n".join(json.dumps(p) for p in people))
    arguments = [str(tmp_path / "role.json"), str(tmp_path / "people.jsonl")]
    for name, content in others.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
        arguments += [f"--{name}", str(tmp_path / f"{name}.json")]
    return [*arguments, "--offline", "--at", "2026-11-20"]


def test_a_rule_gives_a_badge_its_level_and_is_named_wherever_it_is_used(
    tmp_path: Path, capsys: Any, badge: dict[str, Any]
) -> None:
    rule = {
        "id": "r1",
        "achievement": "urn:example:genai",
        "issuer": badge["issuer"]["id"],
        "skill": "Data analysis",
        "level": 4,
        "stated_by": "Dr. Muster",
        "stated": "2026-01-05",
        "expires": "2026-12-31",
    }
    people = [{"id": "ana", "holder": "ana@example.org", "evidence": [{"credential": badge}]}]
    given = files(
        tmp_path, people, recognise={"rules": [rule]}, assumptions={"half_lives": {"SQL": 12}}
    )
    assert run(["match", "rank", *given, "--json"]) == 0
    (place,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    part = place["skills"][2]
    (piece,) = part["evidence"]
    assert piece["recognised_by"] == {
        "id": "r1", "stated_by": "Dr. Muster", "stated": "2026-01-05",
        "expires": "2026-12-31", "reason": "",
    }  # fmt: skip
    assert (piece["level"], piece["sd"]) == (4, part["beliefs"]["verified"]["sd"])
    assert 3.9 < piece["mean"] < 4
    assert place["skills"][0]["evidence"][0]["recognised_by"] is None
    assert run(["match", "rank", *given, "--why"]) == 0
    told = capsys.readouterr().out
    assert "level by r1, Dr. Muster" in " ".join(told.split()).replace("│ │ ", "")
    assert "stated by Dr. Muster on 2026-01-05 until 2026-12-31" in " ".join(told.split())

    late = [*given[:-1], "2027-01-01", "--json"]
    assert run(["match", "rank", *late]) == 0
    assert not json.loads(capsys.readouterr().out)["skills"][2]["evidence"]
    for content, option, words in (
        ({"rules": [rule, rule]}, "recognise", "/rules/1/id: the id 'r1' was used already"),
        ({"rules": [rule | {"levl": 3}]}, "recognise", "/rules/0: unknown member 'levl'"),
        ({"rules": [rule | {"stated_by": " "}]}, "recognise", "needs its stated by"),
        ({"rules": [rule | {"expires": "2020-01-01"}]}, "recognise", "before it was stated"),
        ({"half_life": 3}, "assumptions", "unknown member 'half_life'"),
        ({"half_lives": {"SQL": "x"}}, "assumptions", "/half_lives/SQL: 'x' is no number"),
        ({"sd_claimed": 0}, "assumptions", "sd_claimed must be more than 0"),
        ({"lost_most": 1.5}, "assumptions", "whole number from 0 to 7"),
    ):
        given = files(tmp_path, people, **{option: content})
        assert run(["match", "rank", *given]) == 2
        said = capsys.readouterr().err
        assert f"{option}.json" in said
        assert words in said


def test_what_follows_is_told_with_its_way_and_changes_no_proof(
    tmp_path: Path, capsys: Any
) -> None:
    seen = {"skill": "SQL", "level": 5, "class": "evidenced", "date": "2026-10-01"}
    given = files(tmp_path, [{"id": "bob", "evidence": [seen]}])
    assert run(["match", "rank", *given, "--json"]) == 0
    bare = json.loads(capsys.readouterr().out)
    assert run(["match", "rank", *given, "--infer", "--json"]) == 0
    inferred = json.loads(capsys.readouterr().out)
    assert inferred["missing"] == bare["missing"]
    (piece,) = inferred["skills"][2]["evidence"]
    assert piece["follows_from"] == {
        "skill": "urn:skillmark:skill:data-sql", "label": "SQL", "class": "evidenced",
        "relations": ["related"], "levels_lost": 2,
    }  # fmt: skip
    assert (piece["class"], piece["level"]) == ("inferred", 3)
    scores = {**bare["score"], "inferred": inferred["score"]["inferred"]}
    assert inferred["score"] == scores
    assert scores["inferred"] > 0


def test_a_ranking_is_kept_and_made_again(
    tmp_path: Path, capsys: Any, badge: dict[str, Any]
) -> None:
    people = [
        {"id": "ana", "holder": "ana@example.org", "evidence": [{"credential": badge}]},
        {"id": "bob", "evidence": claims(3)},
    ]
    kept = tmp_path / "kept" / "record.json"
    given = files(tmp_path, people)
    assert run(["match", "rank", *given, "--infer", "--record", str(kept)]) == 0
    assert "ana@example.org" not in kept.read_text()
    assert run(["match", "replay", str(kept)]) == 0
    capsys.readouterr()
    record = json.loads(kept.read_text())
    record["places"][0]["exact"][0] += 1
    kept.write_text(json.dumps(record))
    assert run(["match", "replay", str(kept), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["same"], len(answer["differences"])) == (False, 1)
    assert answer["differences"][0].startswith("places/0/exact/0")
    for broken in ("[]", "{}", '{"format": "skillmark-ranking-1"}', '{"format": "another"}'):
        kept.write_text(broken)
        assert run(["match", "replay", str(kept)]) == 2
        assert "record.json" in capsys.readouterr().err


def test_many_roles_are_ranked_into_a_file_that_goes_on(tmp_path: Path, capsys: Any) -> None:
    given = files(tmp_path, [{"id": "bob", "evidence": claims(4)}, {"id": "al", "evidence": []}])
    roles = tmp_path / "roles.jsonl"
    roles.write_text("\n".join(json.dumps(ROLE | {"title": name}) for name in ("A", "B")))
    to = tmp_path / "out" / "rankings.jsonl"
    arguments = ["match", "many", str(roles), *given[1:], "--out", str(to), "--jobs", "1", "--json"]
    assert run(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "roles": 2, "ranked": 2, "already": 0, "people": 2, "evidence": 3, "refused": 0,
    }  # fmt: skip
    _, *found = [json.loads(text) for text in to.read_text().splitlines()]
    assert [(one["role"], one["title"]) for one in found] == [("1", "A"), ("2", "B")]
    assert run(["match", "rank", *given, "--json"]) == 0
    alone = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert found[0]["ranking"] == [{**one, "refused": []} for one in alone]
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["already"] == 2
