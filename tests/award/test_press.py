"""What a press makes is what making it in full would make."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.award import credential as signing
from skillmark.award import status
from skillmark.award.press import Press
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim
from skillmark.nouns.errors import InputError
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.verify import verify_bytes

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEYS = {algorithm: SigningKey.generate(algorithm) for algorithm in Algorithm}
ACHIEVEMENT = {
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Team “work”",
    "description": "Works well in teams.\nReally.",
    "criteria": {"narrative": "Observed in three projects."},
    "creditsAvailable": 2.5,
}
FORMS = [
    ("eddsa-rdfc-2022", Algorithm.ED25519),
    ("eddsa-jcs-2022", Algorithm.ED25519),
    ("jwt", Algorithm.ED25519),
    ("jwt", Algorithm.RSA),
    ("ecdsa-rdfc-2019", Algorithm.P256),
    ("ecdsa-rdfc-2019", Algorithm.P384),
    ("ecdsa-jcs-2019", Algorithm.P256),
]
NAMES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", 'Zoë "Z" Ä', "back\\slash", "tab\tand\nline", "Ünï 学校 👩\u200d🎓", "a\u0308",
         "\u202egnp", "%s{0}"]
    ),
)  # fmt: skip
PEOPLE = st.fixed_dictionaries(
    {
        "name": NAMES,
        "email": st.sampled_from(["", "ada@example.org", "Zoë@Example.org"]),
        "id": st.sampled_from(
            ["", "4711", "did:example:ada", "https://example.org/a b", "https://example.org/ä",
             KEYS[Algorithm.ED25519].controller, ACHIEVEMENT["id"]]
        ),
        "until": st.booleans(),
        "status": st.one_of(st.none(), st.integers(0, 9)),
        "salt": st.sampled_from(["0123456789abcdef", "short", 'with"quote\\s']),
        "credential": st.sampled_from(["urn:uuid:1", "https://example.org/c/1", "no iri", "urn:ä"]),
    }
)  # fmt: skip
_PRESSES: dict[tuple[str, Algorithm], Press] = {}


def press(form: str, algorithm: Algorithm) -> Press:
    key = KEYS[algorithm]
    issuer = {"id": key.controller, "type": ["Profile"], "name": "Academy"}
    return _PRESSES.setdefault(
        (form, algorithm), Press(Claim(ACHIEVEMENT), issuer=issuer, signer=key, form=form)
    )


def arguments(person: dict[str, Any]) -> dict[str, Any]:
    entry = None
    if person["status"] is not None:
        entry = status.entry("https://academy.example", status.Place(1, person["status"]))
    return {
        "id": person["credential"],
        "recipient": Recipient(person["name"], person["email"], person["id"]),
        "salt": person["salt"],
        "valid_from": NOW,
        "valid_until": NOW + timedelta(days=9) if person["until"] else None,
        "status": entry,
        "now": NOW,
    }


def outcome(make: Any, given_: dict[str, Any]) -> Any:
    """The bytes, or the error with its place."""
    try:
        return make(**given_).data
    except InputError as error:
        return (error.code, error.where)


@settings(max_examples=150, deadline=None)
@given(form=st.sampled_from(FORMS), person=PEOPLE)
def test_the_same_bytes_or_the_same_error(
    form: tuple[str, Algorithm], person: dict[str, Any]
) -> None:
    """Ed25519, RSA and deterministic ECDSA sign the same bytes the same way."""
    one = press(*form)
    try:
        given_ = arguments(person)
    except InputError:
        return  # nobody

    def in_full(**said: Any) -> signing.Signed:
        key = KEYS[form[1]]
        issuer = {"id": key.controller, "type": ["Profile"], "name": "Academy"}
        return signing.issue(Claim(ACHIEVEMENT), issuer=issuer, signer=key, form=form[0], **said)

    expected = outcome(in_full, given_)
    for _ in range(2):  # the first of a kind is made in full, the second pressed
        assert outcome(one.issue, given_) == expected


@pytest.mark.parametrize(("form", "algorithm"), FORMS)
def test_what_is_pressed_verifies(form: str, algorithm: Algorithm) -> None:
    one = press(form, algorithm)
    for number in range(3):
        signed = one.issue(
            id=f"urn:uuid:{number}",
            recipient=Recipient(f'Zoë "{number}"', f"zoe{number}@example.org"),
            salt=f"0123456789{number}",
            valid_from=NOW,
            now=NOW,
        )
        report = verify_bytes(signed.data, now=NOW, holder=f"zoe{number}@example.org")
        assert report.verdict == "valid", [str(check) for check in report.checks]
        assert report.summary is not None
        assert report.summary.recipient_name == f'Zoë "{number}"'
        assert signed.credential["id"] == f"urn:uuid:{number}"


def test_the_second_of_a_kind_is_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    key = KEYS[Algorithm.ED25519]
    issuer = {"id": key.controller, "type": ["Profile"], "name": "Academy"}
    one = Press(Claim(ACHIEVEMENT), issuer=issuer, signer=key, form="eddsa-rdfc-2022")
    in_full = []
    issue = signing.issue
    monkeypatch.setattr(signing, "issue", lambda *a, **k: in_full.append(k) or issue(*a, **k))
    for number in range(5):
        one.issue(
            id=f"urn:uuid:{number}",
            recipient=Recipient(f"Ada {number}"),
            salt="0123456789",
            valid_from=NOW,
            now=NOW + timedelta(seconds=number),
        )
    assert len(in_full) == 1


def test_an_address_and_a_number_are_not_confused() -> None:
    """Both are hashed and stand first; found by the test above."""
    one = press("eddsa-jcs-2022", Algorithm.ED25519)
    for recipient, kind in (
        (Recipient("Ada", "ada@example.org"), "emailAddress"),
        (Recipient("Ada", id="4711"), "identifier"),
        (Recipient("Ada", "ada@example.org"), "emailAddress"),
    ):
        signed = one.issue(
            id="urn:uuid:8", recipient=recipient, salt="0123456789", valid_from=NOW, now=NOW
        )
        identity = signed.credential["credentialSubject"]["identifier"][0]
        assert identity["identityType"] == kind


def test_a_key_that_is_not_the_issuers_presses_nothing() -> None:
    issuer = {"id": "did:example:other", "type": ["Profile"], "name": "Academy"}
    with pytest.raises(InputError, match="speaks for"):
        Press(Claim(ACHIEVEMENT), issuer=issuer, signer=KEYS[Algorithm.ED25519], form="jwt")
    with pytest.raises(InputError, match="does not sign"):
        Press(Claim(ACHIEVEMENT), issuer=issuer, signer=KEYS[Algorithm.RSA], form="eddsa-jcs-2022")


def test_the_json_is_compact_and_what_the_credential_says() -> None:
    one = press("eddsa-rdfc-2022", Algorithm.ED25519)
    signed = one.issue(
        id="urn:uuid:9", recipient=Recipient("Ada"), salt="", valid_from=NOW, now=NOW
    )
    assert json.loads(signed.data) == signed.credential
