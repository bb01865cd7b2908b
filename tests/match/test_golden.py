"""Rankings of every published scorer are kept and recomputed to the bit.

A later version of the product either recomputes the ranking of its scorer exactly or calls its
scorer by another name, keeps a ranking of that one too, and leaves those before alone:

    python tests/match/test_golden.py

writes the ranking of a scorer that has none yet and prints its digest for `PUBLISHED`.
"""

from __future__ import annotations

import hashlib
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from skillmark.match import SCORER, Assumptions
from skillmark.match.adjacency import Adjacency, with_inferred
from skillmark.match.crowd import Crowd
from skillmark.match.keeping import made
from skillmark.match.record import places, record, replay
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

GOLDEN = Path(__file__).parent / "golden"
PUBLISHED = {
    "match-2": "ec73d9e472767aa64787e63f2c3e1b33ea60d38ba23cc29864ef3de1880876d7",
}
"""Digests of the kept rankings. An entry is never changed: that is what the version is for."""


def kept(scorer: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((GOLDEN / f"{scorer}.json").read_text(encoding="utf-8"))
    return data


def digest(scorer: str) -> str:
    text = json.dumps(kept(scorer), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_scorer_of_today_has_a_published_ranking() -> None:
    assert SCORER in PUBLISHED, "a new scorer: see the top of this file"
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(PUBLISHED)


@pytest.mark.parametrize("scorer", PUBLISHED)
def test_no_published_ranking_was_touched(scorer: str) -> None:
    assert kept(scorer)["scorer"] == scorer
    assert digest(scorer) == PUBLISHED[scorer], "results changed: give the scorer another version"


def test_it_is_recomputed_to_the_bit() -> None:
    golden = kept(SCORER)
    assert replay(golden) == []
    people = [Person(p["id"], made(tuple[Evidence, ...], p["evidence"])) for p in golden["people"]]
    crowd = Crowd.of(
        people,
        today=date.fromisoformat(golden["today"]),
        assumptions=made(Assumptions, golden["assumptions"]),
    )
    assert places(crowd.rank(made(Role, golden["role"]), None)) == golden["places"]
    # and one unit in the last place of one number is noticed
    piece = golden["places"][0]["skills"][0]["evidence"][0]
    piece["mean"] = (float.fromhex(piece["mean"]) * (1 + 2**-52)).hex()
    golden["places"][1]["exact"][3] += 1
    assert [one.partition(":")[0] for one in replay(golden)] == [
        "places/0/skills/0/evidence/0/mean",
        "places/1/exact/3",
    ]


def test_it_holds_what_can_go_wrong() -> None:
    golden = kept(SCORER)
    pieces = [piece for one in golden["people"] for piece in one["evidence"]]
    assert {one["evidence_class"] for one in pieces} == set(EvidenceClass) - {"missing"}
    for member in ("credibility", "inference", "recognised_by", "disputed", "level"):
        assert 0 < sum(member in one for one in pieces) < len(pieces)
    assert any(one["musts_unmet"] for one in golden["places"])
    assert golden["assumptions"]["half_lives"]


def make() -> dict[str, Any]:
    """Draw people, a role and assumptions and rank. Simulated; the seed is part of it."""
    draw = random.Random(20261128)
    today = date(2026, 11, 28)
    skills = [f"urn:example:skill:{name}" for name in "abcdefgh"]
    a, b, c, d, e, f, g, _ = skills
    graph = Adjacency(
        [(a, "requires", b), (c, "broader", d), (d, "related", e), (f, "requires", a)]
    )
    terms = Assumptions(half_life_months=48, lost_most=3, half_lives=((a, 18.0), (g, 240.0)))
    cut = CutScore(14, 20, "Angoff", "three judges", "board", date(2026, 1, 5))
    bundles = [
        None,
        Credibility("t1", ((a, 20),), cut, FieldData.REAL, 240, decision_accuracy=0.91),
        Credibility(
            "t2", ((c, 12),), cut, FieldData.SIMULATED, 0, truly_above=Interval(0.96, 0.93, 0.98)
        ),
    ]
    role = Role(
        Text.of({"en": "Analyst", "de": "Analyst:in"}),
        (
            Requirement(a, 4, must=True),
            Requirement(b, 3, weight=2.5),
            Requirement(c, 5, weight=1 / 3),
            Requirement(d, None),
            Requirement(e, 2, Importance.OPTIONAL),
            Requirement(g, 6, Importance.OPTIONAL, weight=0.7),
        ),
        "urn:example:role:analyst",
    )
    people = []
    for number in range(20):
        pieces = []
        for _ in range(draw.randrange(7)):
            cls = draw.choice([one for one in EvidenceClass if one is not EvidenceClass.MISSING])
            bundle = draw.choice(bundles) if cls is EvidenceClass.VERIFIED else None
            pieces.append(
                Evidence(
                    draw.choice(skills),
                    cls,
                    today - timedelta(days=draw.randrange(-20, 4000)),
                    draw.choice((None, *range(1, 9))),
                    source=f"urn:example:credential:{draw.randrange(100)}",
                    title=draw.choice(("Badge", "Prüfung", "")),
                    issuer=draw.choice(("Academy", "")),
                    credibility=bundle,
                    recognised_by="rule-1" if bundle and draw.random() < 0.3 else "",
                    disputed=draw.random() < 0.1,
                )
            )
        evidence = with_inferred(tuple(pieces), graph, assumptions=terms)
        people.append(Person(f"person-{number:02d}", evidence))
    return record(role, people, today=today, assumptions=terms)


if __name__ == "__main__":
    file = GOLDEN / f"{SCORER}.json"
    if file.exists():
        raise SystemExit(f"{file.name} is published: give the scorer another version")
    file.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(SCORER, digest(SCORER))
