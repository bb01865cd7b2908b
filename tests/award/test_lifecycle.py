"""Revoke, suspend, reinstate: what the lists say to anybody, and what we tell apart."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from skillmark.award import bulk, lifecycle, output, roster
from skillmark.award.bulk import Order
from skillmark.award.lifecycle import Change, Changed
from skillmark.award.state import State
from skillmark.badges import schema
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust.fetched import Fetch, Fetched
from skillmark.trust.keys import SigningKey
from skillmark.trust.status import StatusList
from skillmark.verify.verify import verify_bytes

BASE = "https://academy.example/badges"


@pytest.fixture
def state(tmp_path: Path, key: SigningKey, key_file: Path) -> State:
    return State.open_or_create(
        tmp_path / "state", base_url=BASE + "/", issuer=key.controller, key_file=key_file
    )


@pytest.fixture
def issued(
    state: State, order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> dict[str, bytes]:
    """Three credentials by id."""
    csv = b"name,email\nA,a@example.org\nB,b@example.org\nC,c@example.org\n"
    bulk.issue(
        list(roster.read(csv)),
        order,
        signer=key,
        output=output.at(tmp_path / "out"),
        now=now,
        rng=Random(5),
        state=state,
    )
    found = [path.read_bytes() for path in (tmp_path / "out").glob("*.json")]
    return {json.loads(data)["id"]: data for data in found}


def published(state: State, now: datetime) -> Fetch:
    """What a web server that publishes the state directory answers."""

    def fetch(url: str) -> Fetched:
        assert url.startswith(f"{BASE}/status/")
        body = (state.directory / url.removeprefix(f"{BASE}/")).read_bytes()
        return Fetched(body, "application/json", url, 200, now)

    return fetch


def outcome(data: bytes, state: State, now: datetime) -> tuple[str, str | None]:
    report = verify_bytes(data, now=now, fetch=published(state, now))
    return report.verdict.value, report.reason.value if report.reason else None


def test_the_whole_life(
    state: State, issued: dict[str, bytes], key: SigningKey, now: datetime
) -> None:
    first, second, third = issued

    def change(ids: list[str], what: Change) -> Changed:
        return lifecycle.change(ids, what, state=state, signer=key, reason="r", now=now)

    assert {outcome(data, state, now) for data in issued.values()} == {("valid", None)}
    assert change([first, "urn:uuid:nobody"], Change.REVOKE) == Changed(1, 0, ("urn:uuid:nobody",))
    assert change([second, first], Change.REVOKE) == Changed(1, 1, ())
    assert change([third, third], Change.SUSPEND) == Changed(1, 0, ())
    assert outcome(issued[first], state, now) == ("invalid", "revoked")
    assert outcome(issued[third], state, now) == ("invalid", "suspended")
    assert change([third], Change.REINSTATE) == Changed(1, 0, ())
    assert outcome(issued[third], state, now) == ("valid", None)
    assert change([third], Change.REINSTATE) == Changed(0, 1, ())
    assert change([third], Change.SUSPEND) == Changed(1, 0, ())
    assert change([third], Change.REVOKE) == Changed(1, 0, ())
    assert outcome(issued[third], state, now) == ("invalid", "revoked")


def test_a_revocation_is_final_and_nothing_is_half_done(
    state: State, issued: dict[str, bytes], key: SigningKey, now: datetime
) -> None:
    first, second, _ = issued
    lifecycle.change([first], Change.REVOKE, state=state, signer=key, reason="r", now=now)
    for what in (Change.REINSTATE, Change.SUSPEND):
        with pytest.raises(ConflictError, match="revoked, and that is final"):
            lifecycle.change([second, first], what, state=state, signer=key, reason="r", now=now)
    assert outcome(issued[second], state, now) == ("valid", None)


def test_who_was_revoked_can_be_awarded_again(
    state: State,
    issued: dict[str, bytes],
    order: Order,
    key: SigningKey,
    now: datetime,
    tmp_path: Path,
) -> None:
    lifecycle.change(list(issued), Change.REVOKE, state=state, signer=key, reason="r", now=now)
    again = bulk.issue(
        list(roster.read(b"name,email\nA,a@example.org\n")),
        order,
        signer=key,
        output=output.at(tmp_path / "again"),
        now=now,
        rng=Random(6),
        state=state,
    )
    assert again.issued == 1
    [path] = (tmp_path / "again").glob("*.json")
    assert outcome(path.read_bytes(), state, now) == ("valid", None)


def test_a_verifier_that_knows_only_revocation_refuses_a_suspended_one_too(
    state: State, issued: dict[str, bytes], key: SigningKey, now: datetime
) -> None:
    first = next(iter(issued))
    lifecycle.change([first], Change.SUSPEND, state=state, signer=key, reason="r", now=now)
    entry = json.loads(issued[first])["credentialStatus"]
    assert entry["statusPurpose"] == "revocation"
    listed = json.loads(published(state, now)(entry["statusListCredential"]).body)
    assert listed["credentialSubject"]["statusPurpose"] == "revocation"
    bits = StatusList.decode(listed["credentialSubject"]["encodedList"])
    assert bits.get(int(entry["statusListIndex"]))
    assert sum(bits.get(i) for i in range(len(bits))) == 1


def test_one_status_entry_as_the_standard_asks_and_random_places(
    issued: dict[str, bytes],
) -> None:
    credentials = [json.loads(data) for data in issued.values()]
    assert all(schema.errors(credential) == [] for credential in credentials)
    places = [int(c["credentialStatus"]["statusListIndex"]) for c in credentials]
    assert len(set(places)) == 3
    assert sorted(places) != list(range(3))


def test_another_base_url_or_issuer_is_refused(
    state: State, key_file: Path, key: SigningKey
) -> None:
    with pytest.raises(ConflictError, match="already name"):
        State.open_or_create(
            state.directory, base_url="https://b.example", issuer=key.controller, key_file=key_file
        )
    with pytest.raises(ConflictError, match="belongs to"):
        State.open_or_create(
            state.directory, base_url=BASE, issuer="did:web:other.example", key_file=key_file
        )
    with pytest.raises(InputError, match="no state directory"):
        State.open(state.directory / "nowhere")


def test_a_change_needs_a_reason(
    state: State, issued: dict[str, bytes], key: SigningKey, now: datetime
) -> None:
    with pytest.raises(InputError, match="without a reason"):
        lifecycle.change(list(issued), Change.REVOKE, state=state, signer=key, reason=" ", now=now)
