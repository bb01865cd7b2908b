"""A familiar credential gets the report that the full verification would give it."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.award import status as status_lists
from skillmark.award.press import Press
from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import UnavailableError
from skillmark.trust.compiled.template import replaced, strings_of
from skillmark.trust.contexts import Contexts, bundled
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.checks import Verdict
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report
from skillmark.verify.shelf import MOST_STRUCTURES, Shelf
from skillmark.verify.verify import Verifier

from .conftest import NOW

BASE = "https://academy.example/badges"
FORMS = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "jwt")
HOSTILE = st.sampled_from(
    [
        "", " ", '"', "\\", "\n", "\x00", "\x7f", "\ufffe", "\ud800", "null", "_:b0", "urn:x",
        "did:key:z6Mk", "https://academy.example/", "2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2099-01-01T00:00:00Z", "2026-01-01T00:00:00+02:00", "7", "-1", "131072", "revocation",
        "suspension", "ext:x", "name", "emailAddress", "z", "z1", "u", "\u202e", "👩\u200d🎓",
        "skillmark-hole-0-end", "Award", "assertionMethod", "authentication", "eddsa-2022",
    ]
)  # fmt: skip


class Full(Verifier):
    """Knows no templates."""

    def _familiar(self, data: bytes, source: str) -> Report | None:
        return None


@cache
def key(algorithm: str) -> SigningKey:
    return SigningKey.generate(Algorithm(algorithm))


def key_for(form: str) -> SigningKey:
    return key("p256" if form.startswith("ecdsa") else "ed25519")


@cache
def badges(form: str, title: str = "Teamwork") -> tuple[bytes, ...]:
    """Eight people's badges; number 5 is revoked, number 6 expired, number 7 is of 2030."""
    signer = key_for(form)
    achievement = {
        "id": "https://academy.example/achievements/teamwork",
        "type": ["Achievement"],
        "name": title,
        "description": "Works well in teams.",
        "criteria": {"narrative": "Observed in three projects.\nTwice."},
        "creditsAvailable": 2.5,
        "alignment": [
            {"type": ["Alignment"], "targetName": name, "targetUrl": f"urn:skill:{name}"}
            for name in ("teams", "talk")
        ],
    }
    issuer = {"id": signer.controller, "type": ["Profile"], "name": "Academy"}
    press = Press(open_badges.Claim(achievement), issuer=issuer, signer=signer, form=form)
    return tuple(
        press.issue(
            id=f"urn:uuid:00000000-0000-4000-8000-00000000000{number}",
            recipient=Recipient(f"Zoë {number}", f"zoe{number}@example.org"),
            salt=f"0123456789abcde{number}",
            valid_from=NOW - timedelta(days=90) if number != 7 else NOW.replace(year=2030),
            valid_until=NOW + timedelta(days=(-1 if number == 6 else 9000)),
            status=status_lists.entry(BASE, status_lists.Place(1, number)),
            now=NOW,
        ).data
        for number in range(8)
    )


@cache
def lists(form: str) -> dict[str, bytes]:
    pair = status_lists.list_credentials(
        BASE, 1, revoked=[5], suspended=[], signer=key_for(form), now=NOW
    )
    return {url: one.data for url, one in zip(status_lists.urls(BASE, 1), pair, strict=True)}


def make(kind: type[Verifier], form: str, **more: Any) -> Verifier:
    def fetch(url: str) -> Fetched:
        if url not in lists(form):
            raise UnavailableError(f"{url} is down")
        return Fetched(lists(form)[url], "application/json", url, 200, NOW)

    known = KnownIssuer(key_for(form).controller, "Academy", "a ministry")
    return kind(now=NOW, fetch=fetch, registry=Registry.of([known]), **more)


@cache
def warmed(form: str, holder: str = "") -> tuple[Verifier, Verifier]:
    """A verifier that has met these badges, under contexts of its own, and one that never has."""
    pinned = Contexts({url: bundled().document(url) for url in bundled().urls})
    one = make(Verifier, form, contexts=pinned, holder=holder)
    for data in badges(form)[:5]:
        assert one.check_bytes(data).verdict is (Verdict.VALID if not holder else Verdict.INVALID)
    return one, make(Full, form, holder=holder)


def told(report: Report) -> dict[str, Any]:
    """Everything that a report says."""
    return {
        **report.to_json(),
        "summary": report.summary,
        "credential": report.credential,
        "raw": report.raw.strip(),
        "reasons": [check.reason for check in report.checks],
        "caution": report.caution,
    }


@pytest.mark.parametrize("form", FORMS)
def test_familiar_credentials_are_answered_from_their_holes(form: str) -> None:
    one, full = warmed(form)
    for data in badges(form):
        report = one._familiar(data, "x")
        assert report is not None
        assert told(report) == told(full.check_bytes(data, source="x"))
    reasons = [one.check_bytes(data).reason for data in badges(form)]
    assert reasons == [None] * 5 + ["revoked", "expired", "not_yet_valid"]


@pytest.mark.parametrize("form", FORMS)
def test_an_award_of_another_title_is_familiar_too(form: str) -> None:
    one, full = warmed(form)
    for number, title in enumerate(("Talk", "Tools", "Größe")):
        for data in badges(form, title)[number : number + 2]:
            report = one._familiar(data, "x")
            assert report is not None
            assert told(report) == told(full.check_bytes(data, source="x"))


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "jwt"])
def test_the_right_person_is_asked_for(form: str) -> None:
    one, full = warmed(form, "zoe9@example.org")
    one.holder = full.holder = "ZOE2@example.org"
    try:
        for data in badges(form):
            report = one._familiar(data, "")
            assert report is not None
            assert told(report) == told(full.check_bytes(data))
        assert one.check_bytes(badges(form)[2]).verdict is Verdict.VALID
        assert one.check_bytes(badges(form)[3]).reason == "wrong_holder"
    finally:
        one.holder = full.holder = "zoe9@example.org"


def texts_of(data: bytes) -> bytes:
    """The JSON in a credential: itself, or a token's payload."""
    if data.startswith(b"{"):
        return data
    payload = data.split(b".")[1]
    return base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))


def wrapped_as(data: bytes, text: bytes) -> bytes:
    if data.startswith(b"{"):
        return text
    header, _, signature = data.split(b".")
    return b".".join([header, base64.urlsafe_b64encode(text).rstrip(b"="), signature])


def signed_anew(form: str, document: dict[str, Any]) -> bytes:
    """What a forger with a key of his own, or the issuer himself, makes of a changed badge."""
    from skillmark.award import credential as signing

    unsigned = {name: value for name, value in document.items() if name != "proof"}
    for claim in ("iss", "jti", "sub", "nbf", "exp", "iat"):
        unsigned.pop(claim, None)
    return signing.sign(unsigned, key_for(form), form=form, now=NOW).data


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_changed_string_gets_the_same_report(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS))
    one, full = warmed(form)
    original = data.draw(st.sampled_from(badges(form)))
    document = json.loads(texts_of(original))
    places = [at for at, _ in strings_of(document)]
    changed = replaced(
        document,
        {
            at: data.draw(st.one_of(HOSTILE, st.text(max_size=12)))
            for at in data.draw(st.sets(st.sampled_from(places), min_size=1, max_size=2))
        },
    )
    assert isinstance(changed, dict)
    if data.draw(st.booleans()):
        try:
            given_ = signed_anew(form, changed)
        except Exception:  # noqa: BLE001 - what is not signed is no badge
            return
    else:
        text = json.dumps(changed, ensure_ascii=data.draw(st.booleans()), separators=(",", ":"))
        given_ = wrapped_as(original, text.encode("utf-8", "surrogatepass"))
    assert told(one.check_bytes(given_)) == told(full.check_bytes(given_))


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_changed_bytes_get_the_same_report(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS))
    one, full = warmed(form)
    original = data.draw(st.sampled_from(badges(form)))
    text = bytearray(texts_of(original))
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(text) - 1))
        piece = data.draw(
            st.sampled_from(
                [b"", b" ", b'"', b"\\", b",", b"}", b"{", b"0", b"1", b"\x00", b"\xff"]
            )
        )
        text[place : place + data.draw(st.integers(0, 1))] = piece
    given_ = wrapped_as(original, bytes(text))
    assert told(one.check_bytes(given_)) == told(full.check_bytes(given_))


def forged(change: Callable[[dict[str, Any]], Any]) -> bytes:
    document = json.loads(badges("eddsa-rdfc-2022")[1])
    change(document)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(extra="x"),
        lambda d: d["credentialSubject"].update(extra="x"),
        lambda d: d["credentialSubject"]["identifier"][1].update(hashed=True),
        lambda d: d["credentialSubject"]["achievement"].update(creditsAvailable=99),
        lambda d: d["credentialSubject"]["achievement"].update(creditsAvailable="2.5"),
        lambda d: d["credentialSubject"]["identifier"].pop(),
        lambda d: d["credentialSubject"]["achievement"]["alignment"][1].update(
            targetName="teams", targetUrl="urn:skill:teams"
        ),
        lambda d: d["@context"].append("https://example.org/other"),
        lambda d: d["@context"].reverse(),
        lambda d: d["proof"].update(expires="2020-01-01T00:00:00Z"),
        lambda d: d["proof"].update(created="2099-01-01T00:00:00Z"),
        lambda d: d["proof"].update(proofPurpose="authentication"),
        lambda d: d["proof"].update(verificationMethod=d["issuer"]["id"]),
        lambda d: d.update(proof=[]),
        lambda d: d.pop("proof"),
        lambda d: d["issuer"].update(id="https://academy.example/issuer"),
        lambda d: d.update(name=None),
        lambda d: d.update(type="VerifiableCredential"),
        lambda d: d["credentialStatus"].update(statusPurpose="refresh"),
        lambda d: d["credentialStatus"].update(statusListIndex="5"),
    ],
)
def test_forged_members_get_the_same_report(change: Callable[[dict[str, Any]], Any]) -> None:
    one, full = warmed("eddsa-rdfc-2022")
    report = one.check_bytes(forged(change))
    assert told(report) == told(full.check_bytes(forged(change)))
    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize(
    "change",
    [
        # the order of a set and a proof that stands twice mean nothing in JSON-LD
        lambda d: d["credentialSubject"]["achievement"]["alignment"].reverse(),
        lambda d: d.update(proof=[d["proof"], copy.deepcopy(d["proof"])]),
    ],
)
def test_what_means_the_same_stays_valid(change: Callable[[dict[str, Any]], Any]) -> None:
    one, full = warmed("eddsa-rdfc-2022")
    report = one.check_bytes(forged(change))
    assert told(report) == told(full.check_bytes(forged(change)))
    assert report.verdict is Verdict.VALID


def test_a_key_twice_is_never_familiar() -> None:
    one, full = warmed("eddsa-rdfc-2022")
    twice = badges("eddsa-rdfc-2022")[1].replace(b'{"@context"', b'{"name":"Forged","@context"', 1)
    report = one.check_bytes(twice)
    assert report.verdict is Verdict.INVALID
    assert told(report) == told(full.check_bytes(twice))


def test_a_key_that_another_issuer_holds_is_not_taken_from_memory() -> None:
    """The issuer and its key are looked up together."""
    one, full = warmed("eddsa-rdfc-2022")
    stranger = SigningKey.generate(Algorithm.ED25519)
    document = json.loads(badges("eddsa-rdfc-2022")[1])
    from skillmark.trust import integrity

    document.pop("proof")
    signed = integrity.secure(document, stranger, created=NOW)
    data = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    report = one.check_bytes(data)
    assert report.reason == "issuer_key"
    assert told(report) == told(full.check_bytes(data))


def test_a_report_travels_to_another_process() -> None:
    one, _ = warmed("eddsa-rdfc-2022")
    report = one.check_bytes(badges("eddsa-rdfc-2022")[1])
    again = pickle.loads(pickle.dumps(report))
    assert told(again) == told(report)


def test_structures_that_nobody_has_seen_teach_nothing_and_fill_no_memory() -> None:
    """Whoever sends ever new structures has nothing compiled; the shelf stays small."""
    pinned = Contexts({url: bundled().document(url) for url in bundled().urls})
    one = make(Verifier, "eddsa-rdfc-2022", contexts=pinned)
    shelf = one._recognition._shelf
    document = json.loads(badges("eddsa-rdfc-2022")[1])
    subject = document["credentialSubject"]["achievement"]
    for number in range(60):
        subject["tag"] = ["x"] * (number % 20)
        subject["creditsAvailable"] = number // 20
        one.check_bytes(signed_anew("eddsa-rdfc-2022", document))
    assert len(shelf._wide) == len(shelf._narrow) == 0
    assert len(shelf._seen) == 60
    for number in range(MOST_STRUCTURES + 10):
        shelf._seen[number.to_bytes(4, "big")] = False
    one.check_bytes(signed_anew("eddsa-rdfc-2022", document))
    assert len(shelf._seen) <= MOST_STRUCTURES


def test_learning_is_paid_for_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Structures sent twice, each worth learning: one in a few is, not all."""
    learned = []
    monkeypatch.setattr(Shelf, "_learn", lambda *given: learned.append(given))
    shelf = Shelf(bundled())
    one = make(Verifier, "eddsa-rdfc-2022")
    one._recognition._shelf = shelf
    document = json.loads(badges("eddsa-rdfc-2022")[1])
    checked = 0
    for number in range(60):
        document["credentialSubject"]["achievement"]["creditsAvailable"] = number
        data = signed_anew("eddsa-rdfc-2022", document)
        one.check_bytes(data)
        one.check_bytes(data)
        checked += 2
    assert 0 < len(learned) <= 10 + checked // 3
