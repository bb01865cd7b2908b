"""What is signed anew quickly is what signing it anew in full would give."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from skillmark.award import credential, resigning, status
from skillmark.award.resigning import Resigner, sign_anew
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim
from skillmark.nouns.errors import InputError
from skillmark.trust.keys import Algorithm, SigningKey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
ISSUER = "https://academy.example/issuer"
PEOPLE = [
    Recipient("Ada", "ada@example.org"),
    Recipient('Zoë "Z" \\ Ä', "zoe@example.org"),
    Recipient("Bob\twith tab", "", "4711"),
    Recipient("Cem", "cem@example.org", "did:example:cem"),
    Recipient("学校 👩", "x@example.org", "did:example:x"),
    Recipient("Eve", "eve@example.org", "did:example:eve"),
]
ACHIEVEMENT = {
    "id": "https://academy.example/a/teamwork",
    "type": ["Achievement"],
    "name": "Team “work”",
    "description": "Works well.\nReally.",
    "criteria": {"narrative": "Observed."},
    "resultDescription": [
        {
            "id": "https://academy.example/a/teamwork#score",
            "type": ["ResultDescription"],
            "name": "Score",
            "resultType": "Percent",
        }
    ],
}


def key(algorithm=Algorithm.ED25519, name="k"):
    private = SigningKey.generate(algorithm).private
    return SigningKey.of(private, controller=ISSUER, verification_method=f"{ISSUER}#{name}")


def made(signer, n, who, said=None):
    return credential.issue(
        said or Claim(ACHIEVEMENT),
        id=f"https://academy.example/c/{n}",
        issuer={"id": ISSUER, "type": ["Profile"], "name": "Academy"},
        recipient=who,
        salt=f"{n:016x}",
        signer=signer,
        form="eddsa-rdfc-2022",
        valid_from=NOW - timedelta(days=n % 3),
        now=NOW,
        valid_until=NOW + timedelta(days=300 + n) if n % 2 else None,
        status=status.entry("https://academy.example", status.Place(1, n)),
    ).data


def scored(n):
    """Results differ from person to person; some link to the same evidence."""
    result = {
        "type": ["Result"],
        "resultDescription": "https://academy.example/a/teamwork#score",
        "value": str(n),
    }
    evidence = {"id": f"https://files.example/{n % 2}", "type": ["Evidence"]}
    return Claim(ACHIEVEMENT, results=(result,), evidence=(evidence,))


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256, Algorithm.P384])
def test_byte_for_byte_the_same(algorithm):
    old, new = key(name="old"), key(algorithm, "new")
    quick = Resigner(lambda _issuer: new)
    for said in (lambda _n: None, scored):
        for turn in range(3):
            for place, who in enumerate(PEOPLE):
                n = 7 * place + turn
                data = made(old, n, who, said(n))
                body, token = quick(data, now=LATER)
                full, whole = sign_anew(json.loads(data), new, now=LATER)
                if algorithm is Algorithm.ED25519:  # others sign with randomness on some systems
                    assert (body.data, token.data) == (full.data, whole.data)
                assert body.id == token.id == full.id
                content = {**json.loads(body.data), "proof": None}
                assert content == {**json.loads(data), "proof": None}


def test_most_are_not_made_in_full(monkeypatch):
    """The promise of speed, without a clock: RDF is canonicalized for a few of many alone."""
    calls, real = [], resigning.sign_anew
    monkeypatch.setattr(resigning, "sign_anew", lambda *a, **k: calls.append(1) or real(*a, **k))
    old, new = key(name="old"), key(name="new")
    quick = Resigner(lambda _issuer: new)
    for n in range(0, 40, 2):
        quick(made(old, n, Recipient(f"P{n}", f"p{n}@example.org")), now=LATER)
    assert len(calls) == 2


def test_a_changed_word_is_not_pressed_over():
    old, new = key(name="old"), key(name="new")
    quick = Resigner(lambda _issuer: new)
    for n in range(0, 8, 2):
        quick(made(old, n, PEOPLE[0]), now=LATER)
    other = made(old, 8, PEOPLE[0]).replace(b"Observed.", b"Surmised.")
    assert b"Surmised." in other
    full, whole = sign_anew(json.loads(other), new, now=LATER)
    body, token = quick(other, now=LATER)
    assert (body.data, token.data) == (full.data, whole.data)


def test_a_key_of_somebody_else_signs_nothing():
    stranger = SigningKey.generate(Algorithm.ED25519)
    with pytest.raises(InputError, match="speaks for"):
        Resigner(lambda _issuer: stranger)(made(key(), 1, PEOPLE[0]), now=LATER)
