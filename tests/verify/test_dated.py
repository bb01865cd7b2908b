"""Was it valid on that day: lists of a moment that is over, and lists that say nothing of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from skillmark.award import status as pairs
from skillmark.trust.bitstring import SMALLEST
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.verify import dated
from skillmark.verify.checks import Name
from skillmark.verify.memory import Memory
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier

from .conftest import NOW, Issue, Web

BASE = "https://academy.example"
URLS = pairs.urls(BASE, 1)
INDEX = 4711
TODAY = NOW + timedelta(days=40)
THEN = NOW + timedelta(days=20, hours=3)
"""After the badge was awarded (NOW), before it is checked (TODAY)."""


@pytest.fixture
def badge(issue: Issue) -> bytes:
    return issue(credentialStatus=pairs.entry(BASE, pairs.Place(1, INDEX))).data


def put(
    web: Web,
    key: SigningKey,
    standing: str,
    *,
    of: datetime | None = None,
    valid_from: datetime = TODAY,
    lasts: timedelta = pairs.LASTS,
    signed: datetime = TODAY,
) -> None:
    """Publish the pair, signed today; with `of` as the answer to who asks for that moment."""
    pair = pairs.Pair.begin(1, size=SMALLEST)
    pair.put(INDEX, standing)
    made = pairs.sign_pair(BASE, pair, signer=key, now=signed, valid_from=valid_from, lasts=lasts)
    for url, signed in zip(URLS, made, strict=True):
        asked = dated.address(url, of) if of else url
        web.pages[asked] = Fetched(signed.data, "application/json", asked, 200, TODAY)


def checked(badge: bytes, web: Web, at: datetime = THEN, clock: datetime = TODAY) -> Report:
    return Verifier(now=at, clock=clock, fetch=web).check_bytes(badge)


def said(report: Report) -> tuple[str, str | None, str]:
    check = report.check(Name.STATUS)
    assert check is not None
    return report.verdict.value, report.reason.value if report.reason else None, check.detail


DAY = THEN.replace(hour=0)


@pytest.mark.parametrize(
    ("then", "today", "verdict"),
    [
        ("active", "revoked", ("valid", None)),
        ("active", "suspended", ("valid", None)),
        ("suspended", "active", ("invalid", "suspended")),
        ("revoked", "revoked", ("invalid", "revoked")),
        ("revoked", "active", ("invalid", "revoked")),
    ],
)
def test_an_issuer_with_a_history_is_asked_how_it_stood(
    badge: bytes,
    web: Web,
    keys: dict[str, SigningKey],
    then: str,
    today: str,
    verdict: tuple[str, str | None],
) -> None:
    put(web, keys["ed25519"], today)
    put(web, keys["ed25519"], then, of=THEN, valid_from=DAY, lasts=timedelta(days=1))
    report = checked(badge, web)
    assert said(report)[:2] == verdict
    assert report.as_of == THEN
    # what counts now is another question
    now = Verifier(now=TODAY, fetch=web).check_bytes(badge)
    assert (now.verdict.value == "valid") is (today == "active")


@pytest.mark.parametrize("today", ["active", "suspended", "revoked"])
def test_the_list_of_today_is_no_answer_for_then(
    badge: bytes, web: Web, keys: dict[str, SigningKey], today: str
) -> None:
    put(web, keys["ed25519"], today)
    verdict, reason, detail = said(checked(badge, web))
    assert (verdict, reason) == ("unknown", "status_unavailable")
    assert "does not say how it stood on 2026-06-21" in detail
    assert f"as of 2026-07-11T12:00:00Z it is {today.replace('active', 'not revoked')}" in detail


def test_a_server_that_ignores_the_question_has_not_answered_it(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    put(web, keys["ed25519"], "active")
    put(web, keys["ed25519"], "active", of=THEN)  # the same list, of today
    assert said(checked(badge, web))[:2] == ("unknown", "status_unavailable")


def test_a_list_of_another_day_is_no_answer_either(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    put(web, keys["ed25519"], "active")
    yesterday = DAY - timedelta(days=1)
    put(web, keys["ed25519"], "active", of=THEN, valid_from=yesterday, lasts=timedelta(days=1))
    assert said(checked(badge, web))[:2] == ("unknown", "status_unavailable")


def test_a_list_that_was_signed_before_and_is_still_handed_out_speaks_for_then(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    # an issuer whose lists are files signs one anew when something changes, and not before
    before = THEN - timedelta(days=3)
    put(web, keys["ed25519"], "active", valid_from=before, signed=before)
    assert said(checked(badge, web))[:2] == ("valid", None)
    put(web, keys["ed25519"], "revoked", valid_from=before, signed=before)
    assert said(checked(badge, web))[:2] == ("invalid", "revoked")
    # one that keeps the day on which it was begun, and was signed today, says nothing of then
    put(web, keys["ed25519"], "active", valid_from=before, signed=TODAY)
    assert said(checked(badge, web))[:2] == ("unknown", "status_unavailable")


def test_a_list_of_then_is_held_to_its_signature_and_issuer(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    put(web, keys["ed25519"], "revoked")
    forged = {"valid_from": DAY, "lasts": timedelta(days=1)}
    put(web, keys["p256"], "active", of=THEN, **forged)  # type: ignore[arg-type]
    assert said(checked(badge, web))[:2] == ("unknown", "status_unavailable")


def test_a_few_minutes_ago_is_not_the_past(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    put(web, keys["ed25519"], "active", valid_from=TODAY - timedelta(days=1))
    web.asked.clear()
    report = checked(badge, web, at=TODAY - timedelta(minutes=4))
    assert report.verdict.value == "valid"
    assert not [url for url in web.asked if "timestamp" in url]


def test_a_batch_and_a_memory_ask_for_a_day_once(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    put(web, keys["ed25519"], "active", of=THEN, valid_from=DAY, lasts=timedelta(days=1))
    memory = Memory()
    for _ in range(2):
        verifier = Verifier(now=THEN, clock=TODAY, fetch=web, memory=memory)
        web.asked.clear()
        for _ in range(3):
            assert verifier.check_bytes(badge).verdict.value == "valid"
        assert len([url for url in web.asked if "timestamp" in url]) == 1


def test_the_address_of_a_day_is_written_as_the_specification_says() -> None:
    moment = datetime(2026, 5, 31, 14, tzinfo=UTC)
    assert (
        dated.address("https://a.example/1.json", moment)
        == "https://a.example/1.json?timestamp=2026-05-31T14%3A00%3A00Z"
    )
    assert dated.address("https://a.example/1?x=y", moment).endswith(
        "?x=y&timestamp=2026-05-31T14%3A00%3A00Z"
    )


@pytest.mark.parametrize(
    "odd", [None, [], {}, {"created": "soon"}, [{"created": "2026-01-01T00:00:00Z"}, {}]]
)
def test_a_list_whose_proof_has_no_date_may_be_of_today(odd: object) -> None:
    assert not dated.unchanged_since({"proof": odd} if odd != [] else {}, NOW)


@pytest.mark.parametrize("odd", [{}, {"validFrom": 5}, {"validFrom": "soon"}])
def test_a_list_without_a_beginning_covers_nothing(odd: dict[str, object]) -> None:
    assert not dated.covers(odd, NOW)


@pytest.mark.parametrize("revoked", [True, False])
def test_a_list_that_nobody_signs_and_dates_is_of_today_alone(
    issue: Issue, web: Web, keys: dict[str, SigningKey], revoked: bool
) -> None:
    url = f"{BASE}/revoked.json"
    badge = issue(credentialStatus={"id": url, "type": "1EdTechRevocationList"})
    named = [{"id": json.loads(badge.data)["id"]}] if revoked else []
    listed = {"id": url, "issuer": keys["ed25519"].controller, "revokedCredential": named}
    web.pages[url] = json.dumps(listed).encode()
    now = Verifier(now=TODAY, fetch=web).check_bytes(badge.data)
    assert now.verdict.value == ("invalid" if revoked else "valid")
    verdict, reason, detail = said(checked(badge.data, web))
    assert (verdict, reason) == ("unknown", "status_unavailable")
    assert "does not say how it stood on 2026-06-21" in detail
