"""Rules of renewal, reminders and keys taking turns, as laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import renewal
from skillmark.award.keyring import Keyring, begun
from skillmark.award.reminders import due, read_days
from skillmark.award.renewal import Refusal
from skillmark.award.resigning import Compromise
from skillmark.award.stacking import Piece, evidence
from skillmark.award.state import State
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust.keys import Algorithm, SigningKey

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.lists(st.integers(1, 366), max_size=5, unique=True)
CLOCK = st.lists(st.floats(-10, 420, allow_nan=False), max_size=60)


@given(days=DAYS, clock=CLOCK, lasts=st.integers(1, 400))
def test_no_reminder_comes_twice_whatever_the_clock_does(
    days: list[int], clock: list[float], lasts: int
) -> None:
    """Also where it goes back, stands still, or jumps over everything."""
    until = START + timedelta(days=lasts)
    done: set[int] = set()
    sent: list[int] = []
    for day in clock:
        found = due(START, until, days=days, done=done, now=START + timedelta(days=day))
        if found is not None:
            assert found.days in days
            assert 0 <= day < lasts
            assert until - timedelta(days=found.days) <= START + timedelta(days=day)
            sent.append(found.days)
            done |= {found.days, *found.passed}
    assert len(sent) == len(set(sent))
    assert sent == sorted(sent, reverse=True), "never an earlier one after a later one"


@given(days=DAYS, lasts=st.integers(1, 400))
def test_who_looks_every_day_sends_each_reminder_that_lies_after_the_award(
    days: list[int], lasts: int
) -> None:
    until = START + timedelta(days=lasts)
    done: set[int] = set()
    for day in range(lasts):
        found = due(START, until, days=days, done=done, now=START + timedelta(days=day))
        if found is not None:
            assert found.passed == ()
            done.add(found.days)
    assert done == {n for n in days if n < lasts}


def test_of_several_that_are_due_at_once_the_latest_is_sent() -> None:
    until = START + timedelta(days=100)
    found = due(START, until, days=[60, 14], done=(), now=START + timedelta(days=90))
    assert found is not None
    assert (found.days, found.passed) == (14, (60,))


@pytest.mark.parametrize("text", ["0", "367", "1,2,3,4,5,6", "soon", "-3", "1.5", "²"])
def test_days_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_days(text)


def test_days_are_read_as_people_write_them() -> None:
    assert read_days("14; 60, 14") == [60, 14]
    assert read_days(" ") == []


@pytest.mark.parametrize(
    ("standing", "until", "renewed", "needed", "result", "why"),
    [
        ("active", START, False, False, False, None),
        ("active", START, False, True, True, None),
        ("active", START, False, True, False, Refusal.RESULT_NEEDED),
        ("active", START, True, False, False, Refusal.RENEWED),
        ("active", None, False, False, False, Refusal.NO_END),
        ("revoked", START, False, False, True, Refusal.REVOKED),
        ("suspended", START, False, False, True, Refusal.SUSPENDED),
        ("pending", START, False, False, True, Refusal.UNSIGNED),
        ("failed", START, False, False, True, Refusal.UNSIGNED),
    ],
)
def test_what_can_be_renewed(
    standing: str, until: datetime | None, renewed: bool, needed: bool, result: bool,
    why: Refusal | None,
) -> None:  # fmt: skip
    found = renewal.refusal(
        standing, valid_until=until, renewed=renewed, result_needed=needed, result=result
    )
    assert found == why


@given(held=st.integers(1, 2000), months=st.none() | st.integers(1, 600))
def test_a_renewal_ends_after_it_begins(held: int, months: int | None) -> None:
    end = renewal.new_end(
        began=START, ended=START + timedelta(days=held), months=months, begins=START
    )
    assert end is not None
    assert end > START


@given(at=st.integers(0, 100), index=st.none() | st.integers(0, 100), first=st.integers(0, 100))
def test_the_log_decides_where_it_knows(at: int, index: int | None, first: int) -> None:
    """A date does not move an entry; what is in no log goes by the moment it was stored."""
    compromise = Compromise(START + timedelta(days=50), first)
    signed = START + timedelta(days=at)
    expected = index >= first if index is not None else at >= 50
    assert compromise.covers(index=index, signed=signed) == expected


def test_a_whole_without_assessments_says_nothing_of_figures() -> None:
    piece = Piece("https://a.example/c/1", "One", START, None)
    [said] = evidence("The way", [piece])
    assert said["id"] == piece.id


# keys taking turns


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State.open_or_create(
        tmp_path / "state",
        base_url="https://a.example/award",
        issuer="https://a.example/issuer",
        key_file=tmp_path / "k0",
    )


def made() -> SigningKey:
    return SigningKey.generate(Algorithm.ED25519, controller="https://a.example/issuer")


def rotations(state: State, hours: list[int]) -> tuple[Keyring, list[SigningKey]]:
    keys = [made()]
    ring = begun(state, keys[0], Path("k0"))
    now = START
    for number, overlap in enumerate(hours, start=1):
        keys.append(made())
        ring = ring.rotated(
            keys[-2], Path("k"), keys[-1], Path(f"k{number}"),
            now=now, overlap=timedelta(hours=overlap),
        )  # fmt: skip
        now += timedelta(hours=1)
    return ring, keys


@pytest.mark.parametrize("hours", [[0], [5], [0, 0, 0], [5, 2], [2, 9, 1], [9, 9]])
def test_at_every_moment_one_key_signs_and_all_are_published(
    state: State, hours: list[int]
) -> None:
    ring, keys = rotations(state, hours)
    for hour in range(len(hours), 24):
        now = START + timedelta(hours=hour)
        signing = [key for key in keys if _may(ring, key, now)]
        assert len(signing) == 1
        assert ring.file(now=now) == ring.find(signing[0].verification_method).file
    ring.save()
    document = Keyring.open(state).document()
    assert len(document["assertionMethod"]) == len(keys)
    assert all("expires" not in one for one in document["verificationMethod"])


def _may(ring: Keyring, key: SigningKey, now: datetime) -> bool:
    try:
        ring.check(key, now=now)
    except ConflictError:
        return False
    return True


def test_a_key_that_was_given_up_is_published_as_revoked_and_then_for_nothing(
    state: State,
) -> None:
    ring, keys = rotations(state, [0])
    method = keys[0].verification_method
    now = START + timedelta(days=2)
    given_up = ring.compromised(method, since=START, now=now)
    [entry] = [e for e in given_up.document()["verificationMethod"] if e["id"] == method]
    assert entry["revoked"] == "2026-01-01T00:00:00Z"
    assert method in given_up.document()["assertionMethod"]
    assert method not in given_up.withdrawn(method, now=now).document()["assertionMethod"]
    with pytest.raises(ConflictError):
        ring.withdrawn(method, now=now)
    with pytest.raises(ConflictError):
        given_up.compromised(method, since=START, now=now)


def test_a_damaged_list_of_keys_is_told(state: State) -> None:
    (state.directory / "keys.json").write_text('{"keys": [{"method": 1}]}')
    with pytest.raises(InputError):
        Keyring.open(state)
