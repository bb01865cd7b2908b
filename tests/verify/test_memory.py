"""A memory spares work and changes nothing: every answer is the one that a fresh verifier gives."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillmark.award import status as pairs
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import dids, integrity
from skillmark.trust import status as lists
from skillmark.trust.contexts import bundled
from skillmark.trust.dids import PublishedKey
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.trust.remembered import Remembered
from skillmark.trust.resolve import Resolver, VerificationMethodError
from skillmark.verify import status
from skillmark.verify.checks import Name
from skillmark.verify.memory import Memory
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier

from .conftest import NOW, Issue, Web

BASE = "https://academy.example"
REVOCATION, SUSPENSION = pairs.urls(BASE, 1)
INDEX = 4711


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """By whom the status lists are whose signature was checked, in order."""
    seen: list[str] = []
    real = status.securing.check

    def check(wrapped: Any, issuer: str, **how: Any) -> Any:
        seen.append(issuer)
        return real(wrapped, issuer, **how)

    # the module's own name for it: what checks the badge itself is not counted
    counting = type("Counting", (), {"check": staticmethod(check)})
    monkeypatch.setattr(status, "securing", counting)
    return seen


def publish(web: Web, key: SigningKey, *, at: datetime = NOW, **held: tuple[int, ...]) -> None:
    said = {"revoked": (), "suspended": (), **held}
    pair = pairs.list_credentials(BASE, 1, signer=key, now=at, **said)
    for url, signed in zip((REVOCATION, SUSPENSION), pair, strict=True):
        web.pages[url] = Fetched(signed.data, "application/vc", url, 200, at)


def badge_of(issue: Issue, **how: Any) -> bytes:
    return issue(credentialStatus=pairs.entry(BASE, pairs.Place(1, INDEX)), **how).data


def verify(badge: bytes, web: Web, memory: Memory | None, *, now: datetime = NOW) -> Report:
    return Verifier(now=now, fetch=web, memory=memory).check_bytes(badge)


def alike(badge: bytes, web: Web, memory: Memory, *, now: datetime = NOW) -> Report:
    """Verify with the memory, and hold it against what a verifier without one says."""
    found = verify(badge, web, memory, now=now)
    assert found == verify(badge, web, None, now=now)
    return found


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def test_a_list_is_asked_for_each_time_and_checked_once(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory, checked: list[str]
) -> None:
    publish(web, keys["ed25519"])
    badge = badge_of(issue)
    for _ in range(3):
        assert said(verify(badge, web, memory)) == ("valid", None)
    assert web.asked == [REVOCATION] * 3
    assert checked == [keys["ed25519"].controller]


def test_a_revocation_shows_with_the_first_new_bytes(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory
) -> None:
    badge = badge_of(issue)
    publish(web, keys["ed25519"])
    assert said(alike(badge, web, memory)) == ("valid", None)
    publish(web, keys["ed25519"], revoked=(INDEX,))
    assert said(alike(badge, web, memory)) == ("invalid", "revoked")
    publish(web, keys["ed25519"], suspended=(INDEX,))
    assert said(alike(badge, web, memory)) == ("invalid", "suspended")
    publish(web, keys["ed25519"])
    assert said(alike(badge, web, memory)) == ("valid", None)


def test_a_list_that_is_remembered_grows_stale_like_any_other(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory
) -> None:
    badge = badge_of(issue)
    publish(web, keys["ed25519"])
    assert said(alike(badge, web, memory)) == ("valid", None)
    late = NOW + pairs.TTL + timedelta(seconds=1)
    assert said(alike(badge, web, memory, now=late)) == ("unknown", "status_unavailable")
    publish(web, keys["ed25519"], at=late)
    assert said(alike(badge, web, memory, now=late)) == ("valid", None)


def document(key: SigningKey, *, revoked: datetime | None = None) -> bytes:
    published = PublishedKey(key.verification_method, key.public, revoked=revoked)
    return json.dumps(dids.did_document(key.controller, [published])).encode()


def test_a_key_that_its_issuer_takes_back_takes_the_list_with_it(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory, checked: list[str]
) -> None:
    key = keys["web"]
    place = dids.document_url(key.controller)
    badge = badge_of(issue, key="web")
    publish(web, key)
    web.pages[place] = document(key)
    assert said(alike(badge, web, memory)) == ("valid", None)
    # retired a day before it signed: the same bytes of the list are believed no longer
    web.pages[place] = document(key, revoked=NOW - timedelta(days=1))
    report = alike(badge, web, memory)
    assert report.check(Name.STATUS).status == "unknown"  # type: ignore[union-attr]
    other = keys["other"]
    web.pages[place] = json.dumps(
        dids.did_document(key.controller, [PublishedKey(f"{key.controller}#new", other.public)])
    ).encode()
    assert alike(badge, web, memory).check(Name.STATUS).status == "unknown"  # type: ignore[union-attr]
    del web.pages[place]
    assert alike(badge, web, memory).check(Name.STATUS).status == "unknown"  # type: ignore[union-attr]
    web.pages[place] = document(key)
    before = len(checked)
    assert said(verify(badge, web, memory)) == ("valid", None)
    assert len(checked) == before, "the first document's bytes are known, and so is the list"


def test_hostile_a_credential_cannot_make_anothers_list_its_own_nor_spoil_it(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory
) -> None:
    """A stranger's badge that names the list, before its owner's, in every combination."""
    publish(web, keys["ed25519"])
    true = dict(web.pages)
    mine, strangers = badge_of(issue), badge_of(issue, key="other")
    assert said(alike(strangers, web, memory)) == ("unknown", "status_unavailable")
    publish(web, keys["other"])
    assert said(alike(strangers, web, memory)) == ("valid", None)
    assert said(alike(mine, web, memory)) == ("unknown", "status_unavailable")
    listed = json.loads(true[REVOCATION].body)  # type: ignore[union-attr]
    listed["credentialSubject"]["encodedList"] = lists.StatusList(size=lists.SMALLEST * 2).encode()
    web.pages[REVOCATION] = json.dumps(listed).encode()
    assert said(alike(mine, web, memory)) == ("unknown", "status_unavailable")
    web.pages.update(true)
    assert said(alike(mine, web, memory)) == ("valid", None)
    assert said(alike(strangers, web, memory)) == ("unknown", "status_unavailable")


def test_only_what_must_pass_again_is_kept(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory
) -> None:
    key, badge = keys["ed25519"], badge_of(issue)
    listed = lists.credential(REVOCATION, "revocation", lists.StatusList(), key.controller, NOW)
    ends = NOW + timedelta(seconds=30)
    short = integrity.secure(listed, key, created=NOW, expires=ends)
    web.pages[REVOCATION] = json.dumps(short).encode()
    assert said(alike(badge, web, memory)) == ("valid", None)
    assert len(memory.lists) == 0
    after = ends + timedelta(seconds=1)
    assert said(alike(badge, web, memory, now=after)) == ("unknown", "status_unavailable")


def test_a_moment_before_the_signature_is_judged_anew(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory, checked: list[str]
) -> None:
    key, badge = keys["ed25519"], badge_of(issue)
    listed = lists.credential(
        REVOCATION, "revocation", lists.StatusList(), key.controller, NOW - timedelta(days=1)
    )
    signed = integrity.secure(listed, key, created=NOW)
    web.pages[REVOCATION] = json.dumps(signed).encode()
    assert said(alike(badge, web, memory)) == ("valid", None)
    for earlier in (timedelta(seconds=1), timedelta(hours=1)):
        before = len(checked)
        verify(badge, web, memory, now=NOW - earlier)
        assert len(checked) == before + 1
        alike(badge, web, memory, now=NOW - earlier)


def test_contexts_of_another_run_are_another_question(
    issue: Issue, web: Web, keys: dict[str, SigningKey], memory: Memory, checked: list[str]
) -> None:
    publish(web, keys["ed25519"])
    badge = badge_of(issue)
    verify(badge, web, memory)
    extra = bundled().with_extra({"https://extra.example/context": b'{"@context":{}}'})
    Verifier(now=NOW, fetch=web, memory=memory, contexts=extra).check_bytes(badge)
    assert len(checked) == 2


def test_it_stays_small_whatever_comes(issue: Issue, web: Web, keys: dict[str, SigningKey]) -> None:
    badge = badge_of(issue)
    memory = Memory(lists=Remembered(most=2, most_weight=10**6))
    for n in range(4):
        publish(web, keys["ed25519"], revoked=tuple(range(n)))
        assert said(alike(badge, web, memory)) == ("valid", None)
    assert len(memory.lists) == 2
    packed = len(web.pages[REVOCATION].body)  # type: ignore[union-attr]
    assert memory.lists.weight >= 2 * packed
    narrow = Memory(lists=Remembered(most=9, most_weight=packed))
    assert said(alike(badge, web, narrow)) == ("valid", None)
    assert len(narrow.lists) == 0


def test_hostile_a_flood_of_names_that_are_no_keys_is_not_kept(memory: Memory) -> None:
    resolver = Resolver(read=memory.documents)
    for n in range(100):
        with pytest.raises(SkillmarkError):
            resolver.document(f"did:key:z6Mk{n}")
    assert len(memory.documents) == 0


def test_the_same_bytes_are_read_once_and_for_one_identity_alone(
    keys: dict[str, SigningKey], web: Web
) -> None:
    key = keys["web"]
    web.pages[dids.document_url(key.controller)] = document(key)
    web.pages["https://evil.example/issuer"] = document(key)
    read: Any = Remembered(most=9, most_weight=10**6)
    first = Resolver(web, read=read).consult(key.controller)
    assert Resolver(web, read=read).consult(key.controller) is first
    with pytest.raises(VerificationMethodError) as error:
        Resolver(web, read=read).resolve("https://evil.example/issuer#key")
    assert error.value.code == "controller_mismatch"
    assert "https://evil.example/issuer" in str(error.value)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ed25519", "other"]),
            st.sampled_from(["nobody", "revoked", "suspended", "gone"]),
            st.integers(-400, 400),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_order_of_events_makes_a_memory_say_anything_else(
    issue: Issue, keys: dict[str, SigningKey], events: list[tuple[str, str, int]]
) -> None:
    web, memory = Web(), Memory()
    badges = [badge_of(issue), badge_of(issue, key="other")]
    for signer, what, seconds in events:
        web.pages.clear()
        if what != "gone":
            held = {} if what == "nobody" else {what: (INDEX,)}
            publish(web, keys[signer], **held)
        for badge in badges:
            for now in (NOW, NOW + timedelta(seconds=seconds)):
                alike(badge, web, memory, now=now)
