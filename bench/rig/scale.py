"""Award to many and verify them all, as `skillmark award issue` and `skillmark verify` do it.

With journal, status lists and output on disk, each credential flushed there before it counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from rig import badge, cost
from skillmark.award import bulk, output
from skillmark.award.roster import Row
from skillmark.award.state import State
from skillmark.trust.fetched import Fetched
from skillmark.verify.verify import Verifier


@dataclass(frozen=True, slots=True)
class Scale:
    """Cost at one size; seconds of processor time for all."""

    count: int
    issue: float
    verify: float
    wall: float
    """Of both, disk included."""
    valid: int


def measure(count: int, *, form: str = "eddsa-rdfc-2022") -> Scale:
    """Award the plain badge to `count` people, then verify what is on disk."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        state = State.open_or_create(
            where / "state",
            base_url=badge.BASE,
            issuer=badge.key().controller,
            key_file=where / "unused.key",
        )
        issued = cost.timed(lambda: _issue(count, form, state, where / "badges.jsonl"))
        verified = cost.timed(lambda: _verify(where / "badges.jsonl", state))
    wall = issued.wall + verified.wall
    return Scale(issued.answer, issued.cpu, verified.cpu, wall, verified.answer)


def _issue(count: int, form: str, state: State, out: Path) -> int:
    order = bulk.Order(badge.claim("plain").achievement, badge.issuer(), form)
    return bulk.issue(
        (Row(number + 2, badge.recipient(number)) for number in range(count)),
        order,
        signer=badge.key(),
        output=output.at(out),
        now=badge.NOW,
        rng=SystemRandom(),
        state=state,
    ).issued


def _verify(out: Path, state: State) -> int:
    def fetch(url: str) -> Fetched:
        body = (state.directory / "status" / url.rpartition("/")[2]).read_bytes()
        return Fetched(body, "application/json", url, 200, badge.NOW)

    verifier = Verifier(now=badge.NOW, fetch=fetch)
    return sum(verifier.check_bytes(line).verdict == "valid" for line in _lines(out))


def _lines(out: Path) -> Iterator[bytes]:
    with out.open("rb") as file:
        yield from file
