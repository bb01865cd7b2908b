"""Everybody exactly once, whatever interrupts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from skillmark.award.journal import Journal

from skillmark.award import bulk, output, roster
from skillmark.award.bulk import Issued, Order
from skillmark.award.credential import Signed
from skillmark.award.state import State
from skillmark.nouns.errors import ConflictError, InputError, UnreadableError
from skillmark.trust.keys import SigningKey
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


@pytest.mark.parametrize("step", range(12))
def test_a_run_that_stops_at_any_step_is_finished_by_the_next(
    step: int,
    order: Order,
    key: SigningKey,
    now: datetime,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault at each journal line and each write, before it and after it."""
    calls = 0

    def faulty(original):  # type: ignore[no-untyped-def]
        def wrapped(*args):  # type: ignore[no-untyped-def]
            nonlocal calls
            calls += 1
            if calls == 1 + step // 2 and step % 2 == 0:
                raise Stops
            original(*args)
            if calls == 1 + step // 2 and step % 2 == 1:
                raise Stops

        return wrapped

    monkeypatch.setattr(bulk, "CHUNK", 3)
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", faulty(Journal.append))
        for kind in (output.Folder, output.Lines):
            patched.setattr(kind, "write", faulty(kind.write))
        with pytest.raises(Stops):
            run(people(9), order, key, now, out)
    done = run(people(9), order, key, now, out, seed=2)
    assert done.rejected == []
    assert done.issued + done.already == 9
    found = credentials(out)
    assert len(found) == 9
    assert len({c["id"] for c in found}) == 9
    assert len({json.dumps(c["credentialSubject"]["identifier"][1]) for c in found}) == 9  # type: ignore[index]
    assert run(people(9), order, key, now, out, seed=3) == Issued(already=9)


def test_half_a_line_left_by_a_crash_is_cut_off(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    out = tmp_path / "x.jsonl"
    run(people(4), order, key, now, out)
    whole = out.read_bytes()
    out.write_bytes(whole[:-100])
    journal = output.at(out).journal
    journal.write_bytes(journal.read_bytes() + b'{"kind":"int')
    assert run(people(4), order, key, now, out, seed=2) == Issued(already=4)
    assert sorted(out.read_bytes().splitlines()) == sorted(whole.splitlines())


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
    assert "other particulars" in done.rejected[0].reason


def test_a_damaged_journal_is_not_guessed_at(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    run(people(2), order, key, now, out)
    journal = output.at(out).journal
    journal.write_bytes(journal.read_bytes().replace(b'"kind":"intent"', b'"kind":"inte"', 1))
    with pytest.raises(UnreadableError, match="line 2"):
        run(people(2), order, key, now, out)


def test_two_runs_at_once_do_not_mix(
    order: Order, key: SigningKey, now: datetime, out: Path
) -> None:
    with (
        Journal(output.at(out).journal),
        pytest.raises(ConflictError, match="another run"),
    ):
        run(people(1), order, key, now, out)


def test_an_achievement_that_would_lose_data_is_refused_before_anything_is_kept(
    order: Order, key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    relative = replace(order, form="eddsa-rdfc-2022", achievement={**order.achievement, "id": "me"})
    with pytest.raises(InputError):
        run(people(1), relative, key, now, tmp_path / "out")
    assert run(people(1), order, key, now, tmp_path / "out").issued == 1


def test_hostile_43_kill_9_in_the_middle(
    order: Order, key: SigningKey, key_file: Path, now: datetime, tmp_path: Path
) -> None:
    """A real process, really killed, again and again; everybody ends with one credential."""
    out = tmp_path / "out.jsonl"
    (tmp_path / "order.json").write_text(
        json.dumps({"a": dict(order.achievement), "i": dict(order.issuer)})
    )
    script = """
import json, sys
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from skillmark.award import bulk, output, roster
from skillmark.trust.keys import load
folder = Path(sys.argv[1])
said = json.loads((folder / "order.json").read_text())
bulk.CHUNK = 10
csv = "name,email\\n" + "".join(f"P{i},p{i}@example.org\\n" for i in range(600))
bulk.issue(
    list(roster.read(csv.encode())),
    bulk.Order(said["a"], said["i"], "eddsa-jcs-2022"),
    signer=load(folder / "issuer.key", None),
    output=output.at(folder / "out.jsonl"),
    now=datetime.fromisoformat("2026-06-01T12:00:00+00:00"),
    rng=SystemRandom(),
)
"""
    command = [sys.executable, "-c", script, str(tmp_path)]
    sizes = [0]
    for _ in range(3):
        process = subprocess.Popen(command)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and process.poll() is None:
            size = out.stat().st_size if out.exists() else 0
            if size > sizes[-1] + 40_000:
                break
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        sizes.append(out.stat().st_size)
    assert sizes[1] < sizes[-1]
    subprocess.run(command, check=True, timeout=60)
    found = credentials(out)
    names = [c["credentialSubject"]["identifier"][1]["identityHash"] for c in found]  # type: ignore[index]
    assert sorted(names) == sorted(f"P{i}" for i in range(600))
    assert len({c["id"] for c in found}) == 600


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


def test_signed_credentials_are_not_rewritten(tmp_path: Path) -> None:
    out = output.at(tmp_path / "x.jsonl")
    signed = Signed("urn:uuid:1", b'{"id":"urn:uuid:1"}', token=False)
    out.write([signed])
    out.write([signed])
    assert (tmp_path / "x.jsonl").read_bytes() == b'{"id":"urn:uuid:1"}\n'
