"""Revoke, suspend, reinstate: what the lists say to anybody, and what we tell apart."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.award import bulk, decoys, lifecycle, output, roster
from skillmark.award.bulk import Order
from skillmark.award.ledger import books
from skillmark.award.lifecycle import Change, Changed
from skillmark.award.state import State
from skillmark.badges import schema
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust.fetched import Fetch, Fetched
from skillmark.trust.keys import SigningKey
from skillmark.trust.status import SMALLEST, StatusList, draw
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


def test_what_is_not_to_be_published_is_for_its_owner_alone(
    state: State, issued: dict[str, bytes]
) -> None:
    for name in ("ledger.sqlite", "log.key"):
        assert (state.directory / name).stat().st_mode & 0o077 == 0
    everything = b"".join(
        path.read_bytes()
        for folder in (state.status, state.log)
        for path in folder.rglob("*")
        if path.is_file()
    )
    for data in issued.values():
        subject = json.loads(data)["credentialSubject"]["identifier"]
        for told in (json.loads(data)["id"], subject[0]["salt"], "@example.org"):
            assert told.encode() not in everything


def test_each_change_has_its_own_reason_or_the_one_of_all(
    state: State, issued: dict[str, bytes], key: SigningKey, now: datetime
) -> None:
    first, second, third = issued
    table = f"id,reason\n{first},left\n{second},\n{third},  \n".encode()
    named = list(roster.read_ids(table, where="ids.csv"))
    with pytest.raises(InputError, match="without a reason") as caught:
        lifecycle.change(named, Change.SUSPEND, state=state, signer=key, reason="", now=now)
    assert caught.value.where == "ids.csv, line 3"
    lifecycle.change(named, Change.SUSPEND, state=state, signer=key, reason="r", now=now)
    with books.of_state(state, write=False) as opened:
        told = [opened.changes.history(id_).changes for id_ in (first, second, third)]
    assert [[one.reason for one in changes] for changes in told] == [["left"], ["r"], ["r"]]


def test_a_list_that_did_not_change_is_not_signed_again_before_it_is_old(
    state: State, issued: dict[str, bytes], key: SigningKey, now: datetime
) -> None:
    listed = state.status / "1-revocation.json"

    def look(when: datetime) -> bytes:
        change = {"state": state, "signer": key, "reason": "r", "now": when}
        lifecycle.change(["urn:x:nobody"], Change.REVOKE, **change)  # type: ignore[arg-type]
        return listed.read_bytes()

    first = listed.read_bytes()
    assert look(now + timedelta(days=29)) == first
    assert look(now + timedelta(days=31)) != first
    listed.unlink()
    assert b"BitstringStatusList" in look(now + timedelta(days=32))


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


def set_bits(state: State, now: datetime, purpose: str) -> set[int]:
    listed = json.loads(published(state, now)(f"{BASE}/status/1-{purpose}.json").body)
    bits = StatusList.decode(listed["credentialSubject"]["encodedList"])
    return {index for index in range(len(bits)) if bits.get(index)}


def test_case_56_decoys_are_there_from_the_first_day_and_stay(
    order: Order, key: SigningKey, key_file: Path, now: datetime, tmp_path: Path
) -> None:
    state = State.open_or_create(
        tmp_path / "s", base_url=BASE, issuer=key.controller, key_file=key_file, secret="s3cret"
    )

    def award(name: str) -> None:
        bulk.issue(
            list(roster.read(f"name,email\n{name},{name}@example.org\n".encode())),
            order,
            signer=key,
            output=output.at(tmp_path / "out"),
            now=now,
            rng=Random(name),
            state=state,
        )

    award("a")
    begun = set_bits(state, now, "revocation")
    assert 512 <= len(begun) <= 2048
    held = set_bits(state, now, "suspension")
    assert held < begun
    [path] = (tmp_path / "out").glob("*.json")
    data = path.read_bytes()
    assert outcome(data, state, now) == ("valid", None)
    assert (state.directory / "state.json").stat().st_mode & 0o077 == 0
    # a directory that is opened again knows the same ones
    assert begun >= decoys.of(State.open(state.directory).secret, 1).places
    identifier, place = json.loads(data)["id"], json.loads(data)["credentialStatus"]
    change = {"state": State.open(state.directory), "signer": key, "reason": "r", "now": now}
    lifecycle.change([identifier], Change.REVOKE, **change)
    assert set_bits(state, now, "revocation") - begun == {int(place["statusListIndex"])}
    assert set_bits(state, now, "revocation") > begun
    assert set_bits(state, now, "suspension") == held
    award("b")
    assert set_bits(state, now, "suspension") == held


def test_case_56_a_full_list_gives_no_decoy_away() -> None:
    hidden = decoys.of("s3cret", 1)
    rng, used = Random(1), set(hidden.places)
    free = SMALLEST - len(used)
    drawn = draw(rng, used, free)
    assert len(set(drawn)) == free
    assert not hidden.places & set(drawn)
    with pytest.raises(ConflictError):
        draw(rng, used | set(drawn), 1)


@given(st.text(min_size=1, max_size=40), st.integers(1, 10**6))
@settings(max_examples=20, deadline=None)
def test_decoys_follow_from_secret_and_number_alone(secret: str, number: int) -> None:
    found = decoys.of(secret, number)
    assert decoys.LEAST <= len(found.places) <= decoys.MOST
    assert found.suspended < found.places
    assert all(0 <= place < SMALLEST for place in found.places)
    decoys.of.cache_clear()
    assert decoys.of(secret, number) == found
    assert decoys.of(secret + "x", number).places != found.places
    assert decoys.of(secret, number + 1).places != found.places
    assert decoys.of("", number) == decoys.NONE


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
