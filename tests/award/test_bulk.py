"""Everybody exactly once, whatever interrupts it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from skillmark.award import bulk, filling, output, roster
from skillmark.award.bulk import Issued, Order
from skillmark.award.ledger import books
from skillmark.award.ledger.database import Database
from skillmark.award.ledger.logbook import Logbook
from skillmark.award.outlet import Outlet
from skillmark.award.state import State
from skillmark.nouns.errors import ConflictError, InputError, UnreadableError
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log.notes import read_checkpoint
from skillmark.verify.verify import verify_bytes


def people(n: int, extra: str = "") -> list[roster.Row | roster.Rejected]:
    lines = "".join(f"Person {i},p{i}@example.org,{1 + i % 8}\n" for i in range(n))
    return list(roster.read(f"name,email,level\n{lines}{extra}".encode()))


def run(
    rows: Iterable[roster.Row | roster.Rejected],
    order: Order,
    key: SigningKey,
    now: datetime,
    out: Path,
    *,
    state: State | None = None,
    seed: int = 1,
) -> Issued:
    return bulk.issue(
        rows,
        order,
        signer=key,
        output=output.at(out),
        now=now,
        rng=Random(seed),
        state=state,
    )


def credentials(out: Path) -> list[dict[str, object]]:
    if out.is_dir():
        return [json.loads(path.read_bytes()) for path in sorted(out.glob("*.json"))]
    return [json.loads(line) for line in out.read_bytes().splitlines()]


@pytest.fixture(params=["folder", "lines.jsonl"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def test_each_gets_one_that_verifies_and_a_second_run_gives_nothing(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    assert run(people(5), order, key, now, out) == Issued(issued=5)
    first = credentials(out)
    assert len(first) == 5
    for credential in first:
        data = json.dumps(credential).encode()
        assert verify_bytes(data, now=now).verdict == "valid"
    assert run(people(5), order, key, now, out, seed=2) == Issued(already=5)
    assert credentials(out) == first
    assert run(people(7), order, key, now, out, seed=3) == Issued(issued=2, already=5)


class Stops(Exception):  # noqa: N818
    """What a crash is in these tests."""


STEPS = [
    (Database, "many"),
    (Database, "run"),
    (output.Folder, "write"),
    (output.Lines, "write"),
    (Logbook, "extend"),
    (Outlet, "note"),
]


@pytest.mark.parametrize("step", range(13))
def test_a_run_that_stops_at_any_step_is_finished_by_the_next(
    step: int,
    order: Order,
    key: SigningKey,
    key_file: Path,
    now: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault at each statement and each write, before it or after it; then other chunks."""
    calls, at = 0, 2 + 4 * step

    def faulty(original):  # type: ignore[no-untyped-def]
        def wrapped(*args):  # type: ignore[no-untyped-def]
            nonlocal calls
            calls += 1
            if calls == at and step % 2:
                raise Stops
            found = original(*args)
            if calls == at and not step % 2:
                raise Stops
            return found

        return wrapped

    state = State.open_or_create(
        tmp_path / "s", base_url="https://a.example", issuer=key.controller, key_file=key_file
    )
    out = tmp_path / ("out" if step % 3 else "out.jsonl")
    monkeypatch.setattr(filling, "CHUNK", 3)
    monkeypatch.setattr("skillmark.award.ledger.enlist.CHUNK", 4)
    with monkeypatch.context() as patched:
        for kind, name in STEPS:
            patched.setattr(kind, name, faulty(getattr(kind, name)))
        with pytest.raises(Stops):
            run(people(9), order, key, now, out, state=state)
    monkeypatch.setattr(filling, "CHUNK", 2)
    done = run(people(9), order, key, now, out, state=state, seed=2)
    assert not done.rejected
    assert done.issued + done.already == 9
    everybody_once(out, 9)
    logged_once(state, out)
    assert run(people(9), order, key, now, out, state=state, seed=3) == Issued(already=9)
    everybody_once(out, 9)


def everybody_once(out: Path, n: int) -> None:
    found = credentials(out)
    names = [c["credentialSubject"]["identifier"][1]["identityHash"] for c in found]  # type: ignore[index]
    assert sorted(names) == sorted(f"Person {i}" for i in range(n))
    assert len({c["id"] for c in found}) == n


def logged_once(state: State, out: Path) -> None:
    """The published log holds each credential's bytes once, and each has a place of its own."""
    files = [p.read_bytes() for p in out.glob("*.json")] if out.is_dir() else []
    data = files or out.read_bytes().splitlines()
    places = [json.loads(one)["credentialStatus"]["statusListIndex"] for one in data]
    assert len(set(places)) == len(data)
    seen = read_checkpoint((state.log / "checkpoint").read_bytes())
    assert seen.size == len(data)
    with books.of_state(state, write=False) as opened:
        digests = []
        for n in range(1, 200):
            receipts = list(opened.logbook.receipts(n)) if opened.logbook else []
            assert all(one.holds() for one in receipts)
            digests += [one.statement["digest"] for one in receipts]
    assert sorted(digests) == sorted(f"sha256:{hashlib.sha256(one).hexdigest()}" for one in data)


def test_half_a_line_left_by_a_crash_is_cut_off(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    out = tmp_path / "x.jsonl"
    run(people(4), order, key, now, out)
    whole = out.read_bytes()
    out.write_bytes(whole[:-100])
    assert run(people(4), order, key, now, out, seed=2) == Issued(already=4)
    assert sorted(out.read_bytes().splitlines()) == sorted(whole.splitlines())


def test_lines_that_others_appended_stay_and_are_not_taken_for_ours(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    out = tmp_path / "x.jsonl"
    run(people(2), order, key, now, out)
    with out.open("ab") as file:
        file.write(b'{"id":"urn:x:theirs"}\n{"id":"urn:x:ha')
    assert run(people(3), order, key, now, out, seed=2) == Issued(issued=1, already=2)
    assert [c["id"] == "urn:x:theirs" for c in credentials(out)] == [False, False, True, False]


def test_another_output_gets_what_people_of_the_roster_have(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    first, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    with open_state(tmp_path, key) as state:
        run(people(5), order, key, now, first, state=state)
        for _ in range(2):
            assert run(people(3), order, key, now, other, state=state) == Issued(already=3)
            assert other.read_bytes().splitlines() == first.read_bytes().splitlines()[:3]
        run(people(5), order, key, now, other, state=state)
        run(people(5), order, key, now, first, state=state)
    assert other.read_bytes() == first.read_bytes()


@contextmanager
def open_state(tmp_path: Path, key: SigningKey) -> Iterator[State]:
    yield State.open_or_create(
        tmp_path / "state",
        base_url="https://a.example/b",
        issuer=key.controller,
        key_file=tmp_path / "elsewhere.key",
        secret="s3cret",
    )


def test_a_lost_output_is_made_again_with_the_same_bytes(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    out = tmp_path / "folder"
    run(people(3), order, key, now, out)
    [lost, *_] = sorted(out.glob("*.json"))
    kept = lost.read_bytes()
    lost.unlink()
    assert run(people(3), order, key, now, out, seed=2) == Issued(already=3)
    assert lost.read_bytes() == kept


def test_two_rows_for_one_person_and_changed_particulars_are_told(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    done = run(people(2, "Twice,P1@example.org,3\n"), order, key, now, out)
    assert [(r.line, r.reason) for r in done.rejected] == [(4, "line 3 names the same person")]
    changed = list(roster.read(b"name,email,level\nPerson 0,p0@example.org,8\n"))
    done = run(changed, order, key, now, out, seed=2)
    assert done.issued == done.already == 0
    assert "other particulars" in next(iter(done.rejected)).reason


def test_two_rows_for_one_person_are_told_also_where_the_person_has_it(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    rows = people(3, "Person 1,p1@example.org,2\nOther 1,p1@example.org,2\n")
    told = [(5, "line 3 names the same person"), (6, "line 3 names the same person")]
    first = run(rows, order, key, now, out)
    assert (first.issued, first.already) == (3, 0)
    assert [(r.line, r.reason) for r in first.rejected] == told
    again = run(rows, order, key, now, out, seed=2)
    assert (again.issued, again.already) == (0, 3)
    assert [(r.line, r.reason) for r in again.rejected] == told


def test_a_damaged_ledger_is_not_guessed_at(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    run(people(2), order, key, now, out)
    output.at(out).ledger.write_bytes(b"something else" * 1000)
    with pytest.raises(UnreadableError, match="damaged"):
        run(people(2), order, key, now, out)


def test_two_runs_at_once_do_not_mix(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    out.parent.mkdir(exist_ok=True)
    with (
        books.beside(output.at(out).ledger, output.at(out).journal),
        pytest.raises(ConflictError, match="another run"),
    ):
        run(people(1), order, key, now, out)
    assert run(people(1), order, key, now, out).issued == 1


def test_a_preview_says_what_would_be_done_and_keeps_nothing(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    def look(n: int, extra: str = "") -> Issued:
        before = sorted(path for path in tmp_path.rglob("*"))
        found = bulk.preview(
            people(n, extra), order, signer=key, output=output.at(tmp_path / "o"), now=now,
            rng=Random(1), state=where,
        )  # fmt: skip
        assert sorted(path for path in tmp_path.rglob("*")) == before
        return found

    where = State.planned(
        tmp_path / "s", base_url="https://a.example", issuer=key.controller, key_file=tmp_path
    )
    assert look(3) == Issued(issued=3)
    with open_state(tmp_path, key) as state:
        where = state
        run(people(2), order, key, now, tmp_path / "o", state=state)
        found = look(4, "Ada,nomail,\nTwice,p3@example.org,\nPerson 1,p1@example.org,7\n")
        assert (found.issued, found.already) == (2, 2)
        assert [one.line for one in found.rejected] == [6, 7, 8]
        assert run(people(4), order, key, now, tmp_path / "o", state=state).issued == 2


def test_a_report_tells_every_line_and_a_spreadsheet_computes_nothing(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    run(people(1), order, key, now, tmp_path / "o")
    table = io.StringIO()
    done = bulk.issue(
        people(2, '=HYPERLINK(1),h@example.org,\nX,nomail,\n"=1+1",h@example.org,\n'),
        order, signer=key, output=output.at(tmp_path / "o"), now=now, rng=Random(9), table=table,
    )  # fmt: skip
    assert (done.issued, done.already, len(done.rejected)) == (2, 1, 2)
    rows = list(csv.DictReader(io.StringIO(table.getvalue())))
    assert [(row["line"], row["name"], row["outcome"]) for row in rows] == [
        ("2", "Person 0", "already"),
        ("3", "Person 1", "issued"),
        ("4", "'=HYPERLINK(1)", "issued"),
        ("5", "", "rejected"),
        ("6", "'=1+1", "rejected"),
    ]
    assert rows[4]["reason"] == "line 4 names the same person"
    ids = {row["id"] for row in rows if row["outcome"] != "rejected"}
    assert ids == {str(c["id"]) for c in credentials(tmp_path / "o")}


def test_what_cannot_be_signed_is_given_up_with_its_line_and_can_be_awarded_later(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    """An id that is a URI to the roster and none to JSON-LD: only signing finds out."""
    odd = list(roster.read(b"name,email,id\nAda,a@b.c,\nBo,b@b.c,urn:x:%zz\nCy,c@b.c,\n"))
    rdf = replace(order, form="eddsa-rdfc-2022")
    done = run(odd, rdf, key, now, tmp_path / "o")
    if done.issued == 3:
        pytest.skip("every id that the roster lets through can be signed")
    assert (done.issued, [one.line for one in done.rejected]) == (2, [3])
    jcs = run(odd, order, key, now, tmp_path / "o", seed=2)
    assert (jcs.issued, jcs.already) == (1, 2)


def test_a_key_that_does_not_fit_what_an_earlier_run_meant_gives_nothing_up(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(output.Folder, "write", lambda *_: (_ for _ in ()).throw(Stops))
        with pytest.raises(Stops):
            run(people(2), order, key, now, tmp_path / "o")
    other = SigningKey.generate(Algorithm.P256, controller=key.controller)
    token = replace(order, form="jwt")
    with pytest.raises(InputError, match="does not sign eddsa-jcs-2022"):
        run(people(3), token, other, now, tmp_path / "o")
    assert run(people(3), order, key, now, tmp_path / "o").issued == 3


def test_who_stops_it_keeps_what_is_done_and_goes_on_later(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int | None) -> None:
        if total is not None and done >= 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(filling, "CHUNK", 2)
    with open_state(tmp_path, key) as state:
        done = bulk.issue(
            people(9), order, signer=key, output=output.at(tmp_path / "o"), now=now, rng=Random(1),
            state=state, on_progress=stop,
        )  # fmt: skip
        assert (done.issued, done.waiting, done.stopped) == (4, 5, True)
        assert len(credentials(tmp_path / "o")) == 4
        # what is out has its status and its entry at once
        assert read_checkpoint((state.log / "checkpoint").read_bytes()).size == 4
        assert (state.status / "1-revocation.json").exists()
        again = run(people(9), order, key, now, tmp_path / "o", state=state)
        assert (again.issued, again.already) == (5, 4)
    everybody_once(tmp_path / "o", 9)


def test_an_achievement_that_would_lose_data_is_refused_before_anything_is_kept(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    relative = replace(order, form="eddsa-rdfc-2022", achievement={**order.achievement, "id": "me"})
    with pytest.raises(InputError):
        run(people(1), relative, key, now, tmp_path / "out")
    assert run(people(1), order, key, now, tmp_path / "out").issued == 1


def test_tokens_go_on_lines_as_json_strings(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    out = tmp_path / "x.jsonl"
    order = replace(order, form="jwt")
    assert run(people(2), order, key, now, out) == Issued(issued=2)
    assert run(people(2), order, key, now, out, seed=2) == Issued(already=2)
    for line in out.read_text().splitlines():
        assert verify_bytes(json.loads(line).encode(), now=now).verdict == "valid"


@pytest.mark.parametrize(
    ("form", "why"),
    [("sd-jwt", "not signed yet"), ("ecdsa-jcs-2019", "does not sign"), ("rot13", "no format")],
)
def test_formats_that_this_key_does_not_sign(
    form: str, why: str, order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=why):
        run(people(1), replace(order, form=form), key, now, tmp_path / "out")


def test_a_key_of_somebody_else_does_not_award_in_an_issuers_name(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    other = replace(order, issuer={**order.issuer, "id": "https://other.example"})
    with pytest.raises(InputError, match="the key speaks for did:key"):
        run(people(1), other, key, now, tmp_path / "out")
