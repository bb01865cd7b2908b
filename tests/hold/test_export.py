"""A bundle is checked without its issuer, and says for which day."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skillmark.award import credential as signing
from skillmark.award import status as pairs
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim
from skillmark.hold.export import export
from skillmark.nouns.errors import UnavailableError, UnreadableError
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report
from skillmark.verify.sources import expand
from skillmark.verify.verify import Verifier

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BASE = "https://academy.example"
DOCUMENT = f"{BASE}/.well-known/did.json"


def badge(key: SigningKey) -> bytes:
    achievement = {
        "id": f"{BASE}/achievements/1",
        "type": ["Achievement"],
        "name": "Teamwork",
        "description": "Works well in teams.",
        "criteria": {"narrative": "Observed."},
    }
    return signing.issue(
        Claim(achievement),
        id="urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8f01",
        issuer={"id": key.controller, "type": ["Profile"], "name": "Academy"},
        recipient=Recipient("Ada", "ada@example.org"),
        salt="0123456789abcdef",
        signer=key,
        form="eddsa-rdfc-2022",
        valid_from=NOW - timedelta(days=1),
        now=NOW - timedelta(days=1),
        status=pairs.entry(BASE, pairs.Place(1, 9)),
    ).data


def web(key: SigningKey, at: datetime = NOW) -> dict[str, Fetched]:
    pair = pairs.list_credentials(BASE, 1, revoked=(), suspended=(), signer=key, now=at)
    document = did_document(key.controller, [PublishedKey(key.verification_method, key.public)])
    pages = {
        **dict(zip(pairs.urls(BASE, 1), (signed.data for signed in pair), strict=True)),
        DOCUMENT: json.dumps(document).encode(),
    }
    return {url: Fetched(body, "application/json", url, 200, NOW) for url, body in pages.items()}


def fetch_from(pages: dict[str, Fetched]):  # type: ignore[no-untyped-def]
    def fetch(url: str) -> Fetched:
        if url not in pages:
            raise UnavailableError(f"{url} is down")
        return pages[url]

    return fetch


def offline(path: Path, now: datetime, registry: Registry | None = None) -> Report:
    verifier = Verifier(now=now, registry=registry)
    [source] = expand([str(path)])
    return verifier.check_bytes(source.data, source=source.name, staples=source.staples)


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate(Algorithm.ED25519)


@pytest.fixture
def web_key() -> SigningKey:
    return SigningKey.generate(Algorithm.ED25519, controller="did:web:academy.example")


def test_a_bundle_is_valid_without_its_issuer_as_of_its_date(
    key: SigningKey, tmp_path: Path
) -> None:
    made = export([("my badge.json", badge(key))], now=NOW, fetch=fetch_from(web(key)))
    assert (made.credentials, made.as_of, made.missing) == (1, NOW, ())
    path = tmp_path / "bundle.zip"
    path.write_bytes(made.data)
    report = offline(path, NOW + timedelta(minutes=1))
    assert (report.verdict, report.as_of) == ("valid", NOW)
    later = offline(path, NOW + timedelta(days=10))
    assert (later.verdict, later.reason, later.as_of) == ("unknown", "status_unavailable", NOW)
    assert any("valid as of 2026-06-01T12:00:00Z" in check.detail for check in later.checks)


def test_what_a_bundle_lacks_is_told(key: SigningKey) -> None:
    made = export([("a", badge(key))], now=NOW)
    assert {url for url, _ in made.missing} == set(pairs.urls(BASE, 1))
    assert made.as_of is None


def test_a_bundle_can_be_made_of_a_bundle(key: SigningKey, tmp_path: Path) -> None:
    first = export([("a", badge(key))], now=NOW, fetch=fetch_from(web(key)))
    path = tmp_path / "bundle.zip"
    path.write_bytes(first.data)
    [source] = expand([str(path)])
    again = export([(source.name, source.data)], now=NOW, documents=source.staples)
    assert again.missing == ()


def test_something_unreadable_is_not_bundled() -> None:
    with pytest.raises(UnreadableError, match=r"x\.png"):
        export([("x.png", b"\x89PNG\r\n\x1a\n")], now=NOW)


def test_key_documents_in_a_bundle_are_nobodys_word_unless_pinned(
    web_key: SigningKey, tmp_path: Path
) -> None:
    made = export([("a", badge(web_key))], now=NOW, fetch=fetch_from(web(web_key)))
    assert made.missing == ()
    path = tmp_path / "bundle.zip"
    path.write_bytes(made.data)
    assert offline(path, NOW).reason == "issuer_key"
    assert offline(path, NOW).verdict == "unknown"
    known = KnownIssuer(web_key.controller, "A", "M", (web_key.public_multikey(),))
    assert offline(path, NOW, Registry.of([known])).verdict == "valid"
    other = SigningKey.generate(Algorithm.ED25519).public_multikey()
    wrong = KnownIssuer(web_key.controller, "A", "M", (other,))
    assert offline(path, NOW, Registry.of([wrong])).verdict == "unknown"


def test_a_forged_bundle_does_not_speak_for_an_issuer_by_web(tmp_path: Path) -> None:
    """An attacker brings a badge, a key document and a status list, all in the victim's name."""
    attacker = SigningKey.generate(Algorithm.ED25519, controller="did:web:academy.example")
    made = export([("a", badge(attacker))], now=NOW, fetch=fetch_from(web(attacker)))
    path = tmp_path / "bundle.zip"
    path.write_bytes(made.data)
    assert offline(path, NOW).verdict != "valid"
