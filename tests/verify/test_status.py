"""Status lists: what they say, how fresh they are, and hostile ones."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from skillmark.award import credential as signing
from skillmark.award import status as pairs
from skillmark.trust import integrity, multibase
from skillmark.trust import status as lists
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.verify.checks import Name
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier, verify_bytes

from .conftest import NOW, Issue, Web

BASE = "https://academy.example"
REVOCATION, SUSPENSION = pairs.urls(BASE, 1)
INDEX = 4711


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def detail(report: Report) -> str:
    check = report.check(Name.STATUS)
    assert check is not None
    return check.detail


@pytest.fixture
def badge(issue: Issue) -> bytes:
    return issue(credentialStatus=pairs.entry(BASE, pairs.Place(1, INDEX))).data


def publish(
    web: Web,
    key: SigningKey,
    *,
    revoked: tuple[int, ...] = (),
    suspended: tuple[int, ...] = (),
    at: datetime = NOW,
) -> None:
    pair = pairs.list_credentials(BASE, 1, revoked=revoked, suspended=suspended, signer=key, now=at)
    web.pages[REVOCATION], web.pages[SUSPENSION] = (signed.data for signed in pair)


def put(web: Web, key: SigningKey, **changes: Any) -> None:
    """Publish a revocation list with some members of its subject changed, signed all the same."""
    listed = lists.credential(REVOCATION, "revocation", lists.StatusList(), key.controller, NOW)
    listed["credentialSubject"] |= changes
    web.pages[REVOCATION] = signing.sign(listed, key, form="eddsa-jcs-2022", now=NOW).data


def test_valid_revoked_suspended(badge: bytes, web: Web, keys: dict[str, SigningKey]) -> None:
    key = keys["ed25519"]
    publish(web, key)
    report = verify_bytes(badge, now=NOW, fetch=web)
    assert said(report) == ("valid", None)
    assert report.as_of == NOW
    publish(web, key, revoked=(INDEX,))
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("invalid", "revoked")
    publish(web, key, suspended=(INDEX,))
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("invalid", "suspended")
    publish(web, key, revoked=(INDEX - 1, INDEX + 1), suspended=(0,))
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("valid", None)


def test_a_suspension_that_cannot_be_looked_up_is_taken_for_a_revocation(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"], suspended=(INDEX,))
    del web.pages[SUSPENSION]
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("invalid", "revoked")


def test_hostile_20_host_down_or_offline_is_unknown(badge: bytes, web: Web) -> None:
    for fetch in (web, None):
        report = verify_bytes(badge, now=NOW, fetch=fetch)
        assert said(report) == ("unknown", "status_unavailable")
        assert report.as_of is None


def test_hostile_17_a_gzip_bomb(badge: bytes, web: Web, keys: dict[str, SigningKey]) -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 9)
    assert len(bomb) < 250_000
    put(web, keys["ed25519"], encodedList=multibase.encode64(bomb))
    report = verify_bytes(badge, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")
    assert "unpacks to more than" in detail(report)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"encodedList": multibase.encode64(gzip.compress(bytes(100)))}, "too short"),
        ({"statusPurpose": "suspension"}, "the list is for suspension"),
        ({"encodedList": "u!!"}, "cannot be unpacked"),
        ({"encodedList": None}, "no encodedList"),
        ({"type": "Other"}, "not believed"),
        ({"ttl": "long"}, "how long"),
    ],
)
def test_hostile_18_lists_that_do_not_fit(
    changes: dict[str, Any], why: str, badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    put(web, keys["ed25519"], **changes)
    report = verify_bytes(badge, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")
    assert why in detail(report)


@pytest.mark.parametrize("index", ["131072", "-1", "1e3", "", "x", "999999999999999"])
def test_hostile_18_an_index_out_of_range(
    index: str, issue: Issue, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"])
    entry = {**pairs.entry(BASE, pairs.Place(1, 0)), "statusListIndex": index}
    report = verify_bytes(issue(credentialStatus=entry).data, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")


def test_hostile_19_unsigned_altered_and_foreign_lists(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    key, other = keys["ed25519"], keys["other"]
    listed = lists.credential(REVOCATION, "revocation", lists.StatusList(), key.controller, NOW)
    web.pages[REVOCATION] = json.dumps(listed).encode()
    report = verify_bytes(badge, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")
    assert "not believed" in detail(report)
    # signed by somebody else in the issuer's name
    web.pages[REVOCATION] = signing.sign(listed, other, form="eddsa-jcs-2022", now=NOW).data
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("unknown", "status_unavailable")
    # honestly signed, by somebody else
    publish(web, other)
    report = verify_bytes(badge, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")
    assert "signed by" in detail(report)
    # a revocation taken out
    publish(web, key, revoked=(INDEX,))
    value = json.loads(web.pages[REVOCATION])  # type: ignore[arg-type]
    value["credentialSubject"]["encodedList"] = lists.StatusList().encode()
    web.pages[REVOCATION] = json.dumps(value).encode()
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("unknown", "status_unavailable")


def test_a_list_of_another_place_is_refused(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    pair = pairs.list_credentials(
        BASE, 2, revoked=(), suspended=(), signer=keys["ed25519"], now=NOW
    )
    web.pages[REVOCATION] = pair[0].data
    report = verify_bytes(badge, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")


def test_hostile_21_a_stale_list_replayed(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"])
    later = NOW + pairs.LASTS + timedelta(days=1)
    for url in (REVOCATION, SUSPENSION):
        web.pages[url] = Fetched(web.pages[url], "application/json", url, 200, later)  # type: ignore[arg-type]
    report = verify_bytes(badge, now=later, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")
    assert "valid until" in detail(report)


def test_a_copy_older_than_its_ttl_says_as_of_when(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"])
    report = verify_bytes(badge, now=NOW + timedelta(minutes=4), fetch=web)
    assert said(report) == ("valid", None)
    report = verify_bytes(badge, now=NOW + timedelta(minutes=6), fetch=web)
    assert said(report) == ("unknown", "status_unavailable")
    assert "valid as of 2026-06-01T12:00:00Z" in detail(report)
    assert report.as_of == NOW


def test_an_old_list_still_proves_a_revocation_but_not_a_suspension(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    later = NOW + timedelta(days=30)
    publish(web, keys["ed25519"], revoked=(INDEX,))
    assert said(verify_bytes(badge, now=later, fetch=web)) == ("invalid", "revoked")
    publish(web, keys["ed25519"], suspended=(INDEX,))
    assert said(verify_bytes(badge, now=later, fetch=web)) == ("unknown", "status_unavailable")


def test_a_list_signed_after_the_moment_asked_for_speaks_for_it(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"], at=NOW + timedelta(days=30))
    assert said(verify_bytes(badge, now=NOW, fetch=web)) == ("valid", None)


def test_a_stapled_list_speaks_for_the_day_it_was_signed_whatever_the_stapler_claims(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"])
    later = NOW + timedelta(days=90)
    staples = {
        url: Fetched(web.pages[url], "application/json", url, 200, later)  # type: ignore[arg-type]
        for url in (REVOCATION, SUSPENSION)
    }
    report = verify_bytes(badge, now=later, staples=staples)
    assert said(report) == ("unknown", "status_unavailable")
    assert "valid as of 2026-06-01" in detail(report)
    assert said(verify_bytes(badge, now=NOW, staples=staples)) == ("valid", None)


def test_several_standard_entries_are_each_read(
    issue: Issue, web: Web, keys: dict[str, SigningKey]
) -> None:
    """Other issuers write one entry for each purpose, which VC Data Model 2.0 allows."""
    publish(web, keys["ed25519"], suspended=(INDEX,))
    entries = [
        lists.entry(REVOCATION, "revocation", 5),
        lists.entry(SUSPENSION, "suspension", INDEX),
    ]
    report = verify_bytes(
        issue(credentialStatus=entries, type=["VerifiableCredential"]).data, now=NOW, fetch=web
    )
    assert report.reason == "suspended"


@pytest.mark.parametrize("status", [7, [], ["urn:x"], [[{}]], [{}] * 9])
def test_a_status_that_is_no_entry_is_malformed(status: object, issue: Issue) -> None:
    report = verify_bytes(issue("eddsa-jcs-2022", credentialStatus=status).data, now=NOW)
    assert report.verdict == "invalid"
    assert report.reason == "malformed"


@pytest.mark.parametrize(
    "kind", ["RevocationList2020Status", "CredentialStatusList2017", "SimpleRevocation"]
)
def test_an_unread_kind_of_status_is_unsupported_by_name(kind: str, issue: Issue) -> None:
    status = {"id": "https://x.example/1", "type": kind}
    report = verify_bytes(
        issue("eddsa-jcs-2022", credentialStatus=status).data, now=NOW, fetch=Web()
    )
    check = report.check(Name.STATUS)
    assert check is not None
    assert (check.status, check.reason) == ("unknown", "unsupported")
    assert kind in check.detail


def test_a_batch_asks_for_a_list_once(issue: Issue, web: Web, keys: dict[str, SigningKey]) -> None:
    publish(web, keys["ed25519"])
    verifier = Verifier(now=NOW, fetch=web)
    for index in range(5):
        entry = pairs.entry(BASE, pairs.Place(1, index))
        assert verifier.check_bytes(issue(credentialStatus=entry).data).verdict == "valid"
    assert web.asked == [REVOCATION]


def test_a_message_stands_beside_a_revocation(
    issue: Issue, web: Web, keys: dict[str, SigningKey]
) -> None:
    key = keys["ed25519"]
    publish(web, key)
    url = f"{BASE}/status/messages"
    bits = lists.StatusList(size=2 * lists.SMALLEST)
    bits.set(2 * 9)
    # its size stands in the entry alone: the W3C's own context has no word for it in the list
    listed = lists.credential(url, "message", bits, key.controller, NOW)
    web.pages[url] = signing.sign(listed, key, form="eddsa-jcs-2022", now=NOW).data
    words = ["pending_review", "accepted", "rejected", "undefined"]
    message = lists.entry(url, "message", 9) | {
        "statusSize": 2,
        "statusMessage": [{"status": f"0x{n}", "message": w} for n, w in enumerate(words)],
        "statusReference": "https://example.org/status-dictionary/",
    }
    entries = [lists.entry(REVOCATION, "revocation", INDEX), message]

    def report() -> Report:
        signed = issue("eddsa-jcs-2022", credentialStatus=entries, type=["VerifiableCredential"])
        return verify_bytes(signed.data, now=NOW, fetch=web)

    assert said(report()) == ("valid", None)
    assert detail(report()) == "the revocation bit is not set; message 0x2: rejected"
    # what a message refers to is for people, and is not asked for
    assert not [asked for asked in web.asked if "dictionary" in asked]
    publish(web, key, revoked=(INDEX,))
    assert said(report()) == ("invalid", "revoked")
    del web.pages[url]
    publish(web, key)
    assert said(report()) == ("unknown", "status_unavailable")


def test_the_list_of_suspensions_may_stand_in_an_array(
    issue: Issue, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"], suspended=(INDEX,))
    entry = pairs.entry(BASE, pairs.Place(1, INDEX)) | {"statusReference": [SUSPENSION]}
    signed = issue("eddsa-jcs-2022", credentialStatus=entry)
    assert said(verify_bytes(signed.data, now=NOW, fetch=web)) == ("invalid", "suspended")


# --- 1EdTech's list -----------------------------------------------------------------------------

REVOCATIONS = f"{BASE}/api/revocations"


def revocable(issue: Issue, **changes: Any) -> tuple[bytes, str, str]:
    """A badge with 1EdTech's kind of status, its id and its issuer's."""
    status = {"id": REVOCATIONS, "type": "1EdTechRevocationList"}
    signed = issue(credentialStatus=status, **changes)
    return signed.data, signed.id, signed.credential["issuer"]["id"]


@pytest.mark.parametrize("member", ["revokedCredentials", "revokedCredential"])
def test_1edtech_revocation_list(member: str, issue: Issue, web: Web) -> None:
    data, identifier, issuer = revocable(issue)
    listed: dict[str, Any] = {"id": REVOCATIONS, "issuer": issuer, member: []}

    def verified() -> tuple[str, str | None]:
        web.pages[REVOCATIONS] = json.dumps(listed).encode()
        return said(verify_bytes(data, now=NOW, fetch=web))

    assert verified() == ("valid", None)
    listed[member] = [{"id": "urn:uuid:another"}, {"id": identifier, "revocationReason": "Error"}]
    assert verified() == ("invalid", "revoked")
    assert detail(verify_bytes(data, now=NOW, fetch=web)) == "revoked: Error"
    listed[member] = [{"id": identifier, "revoked": False}]
    assert verified() == ("valid", None)
    listed[member] = [identifier]
    assert verified() == ("invalid", "revoked")
    # the issuer may stand as a profile
    listed |= {"issuer": {"id": issuer, "type": ["Profile"]}, member: []}
    assert verified() == ("valid", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "did:web:somebody.else"},
        {"id": "https://other.example/list"},
        {"revokedCredentials": None},
        {"revokedCredentials": {}},
    ],
)
def test_1edtech_list_that_is_not_the_issuers_is_unknown(
    changes: dict[str, Any], issue: Issue, web: Web
) -> None:
    data, _, issuer = revocable(issue)
    listed = {"id": REVOCATIONS, "issuer": issuer, "revokedCredentials": []} | changes
    web.pages[REVOCATIONS] = json.dumps(listed).encode()
    assert said(verify_bytes(data, now=NOW, fetch=web)) == ("unknown", "status_unavailable")


def test_1edtech_list_that_cannot_be_had_is_unknown(issue: Issue, web: Web) -> None:
    data, identifier, issuer = revocable(issue)
    for fetch in (web, None):
        report = verify_bytes(data, now=NOW, fetch=fetch)
        assert said(report) == ("unknown", "status_unavailable")
        assert report.as_of is None
    web.pages[REVOCATIONS] = b"<html>"
    assert said(verify_bytes(data, now=NOW, fetch=web)) == ("unknown", "status_unavailable")
    # nobody signs it: a copy that comes along with the badge proves nothing
    listed = {"id": REVOCATIONS, "issuer": issuer, "revokedCredentials": []}
    body = json.dumps(listed).encode()
    staples = {REVOCATIONS: Fetched(body, "application/json", REVOCATIONS, 200, NOW)}
    report = verify_bytes(data, now=NOW, staples=staples)
    assert said(report) == ("unknown", "status_unavailable")
    assert identifier


def test_a_refresh_service_is_named_and_not_asked(issue: Issue, web: Web) -> None:
    url = f"{BASE}/refresh/1"
    service = {"id": url, "type": "1EdTechCredentialRefresh"}
    signed = issue("eddsa-jcs-2022", refreshService=service)
    report = verify_bytes(signed.data, now=NOW, fetch=web)
    assert said(report) == ("valid", None)
    assert url in detail(report)
    assert web.asked == []


def test_as_many_entries_as_anybody_needs_and_no_more(
    issue: Issue, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"])
    for count, expected in ((8, "pass"), (9, "fail")):
        entries = [lists.entry(REVOCATION, "revocation", index) for index in range(count)]
        data = issue("eddsa-jcs-2022", credentialStatus=entries).data
        check = verify_bytes(data, now=NOW, fetch=web).check(Name.STATUS)
        assert check is not None
        assert check.status == expected


def test_a_list_that_is_down_is_asked_for_once_in_a_batch(badge: bytes, web: Web) -> None:
    verifier = Verifier(now=NOW, fetch=web)
    for _ in range(3):
        assert said(verifier.check_bytes(badge)) == ("unknown", "status_unavailable")
    assert web.asked == [REVOCATION]


def test_a_list_whose_proof_has_run_out_is_not_believed(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    key = keys["ed25519"]
    listed = lists.credential(REVOCATION, "revocation", lists.StatusList(), key.controller, NOW)
    for expires, expected in ((timedelta(hours=1), "valid"), (timedelta(hours=-1), "unknown")):
        signed = integrity.secure(
            listed, key, created=NOW - timedelta(days=1), expires=NOW + expires
        )
        web.pages[REVOCATION] = json.dumps(signed).encode()
        report = verify_bytes(badge, now=NOW, fetch=web)
        assert report.verdict == expected
    assert "not believed" in detail(report)
    assert REVOCATION in detail(report)


def test_whose_list_it_is_instead_is_told_with_its_place(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["other"])
    said_so = detail(verify_bytes(badge, now=NOW, fetch=web))
    assert REVOCATION in said_so
    assert keys["other"].controller in said_so


def test_an_unread_kind_of_status_is_named(issue: Issue) -> None:
    entry = {"id": f"{REVOCATION}#1", "type": "RevocationList2020Status"}
    report = verify_bytes(issue("eddsa-jcs-2022", credentialStatus=entry).data, now=NOW)
    assert "RevocationList2020Status" in detail(report)


def test_a_revocation_and_a_suspension_are_called_what_they_are(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"], revoked=(INDEX,))
    assert "revoked" in detail(verify_bytes(badge, now=NOW, fetch=web)).split()
    publish(web, keys["ed25519"], suspended=(INDEX,))
    assert "suspended" in detail(verify_bytes(badge, now=NOW, fetch=web)).split()


def test_a_copy_that_a_cache_on_the_way_had_kept_is_as_old_as_that_says(
    badge: bytes, web: Web, keys: dict[str, SigningKey]
) -> None:
    publish(web, keys["ed25519"])
    asked = NOW + timedelta(days=1)
    for age, verdict in ((299, "valid"), (301, "unknown")):
        body = web.pages[REVOCATION]
        body = body.body if isinstance(body, Fetched) else body
        web.pages[REVOCATION] = Fetched(body, "application/json", REVOCATION, 200, asked, age)  # type: ignore[assignment]
        assert verify_bytes(badge, now=asked, fetch=web).verdict.value == verdict
