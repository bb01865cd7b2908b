"""A crowd in columns is ranked as the plain scorer ranks it: to the bit, with every reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.match import Assumptions, rank
from skillmark.match.adjacency import with_inferred
from skillmark.match.crowd import Crowd
from skillmark.match.crowd.file import write
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.nouns.proficiency import EvidenceClass

from .crowds import GRAPH, TODAY, crowds, roles

PIECE = Evidence("a", EvidenceClass.CLAIMED, TODAY, 3)
TERMS = (
    Assumptions(),
    Assumptions(
        half_life_months=7.3,
        unknown_sd=0.3,
        must_fit=0.9,
        proof_step=0.2,
        half_lives=(("a", 12.0), ("c", 1e-9)),
    ),
)


@given(roles(), crowds(12), st.sampled_from(TERMS), st.none() | st.integers(0, 14))
def test_a_crowd_is_ranked_as_its_people_are(
    tmp_path_factory, role: Role, crowd: list[Person], terms: Assumptions, top: int | None
) -> None:
    people = [Person(p.id, with_inferred(p.evidence, GRAPH, assumptions=terms)) for p in crowd]
    expected = rank(role, people, today=TODAY, top=top, assumptions=terms)
    found = Crowd.of(reversed(people), today=TODAY, assumptions=terms)
    kept = found.save(tmp_path_factory.mktemp("crowd") / "people.crowd")
    for one in (found, kept):
        assert one.rank(role, top) == expected
        assert [(p.person, p.rank, p.unmet, p.exact) for p in one.places(role, top)] == [
            (r.person, r.rank, len(r.musts_unmet), r.exact) for r in expected
        ]
    assert (len(kept), kept.pieces) == (len(people), sum(len(p.evidence) for p in people))
    assert kept.save(tmp_path_factory.mktemp("again") / "people.crowd").digest == kept.digest


def test_what_is_no_crowd_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'x' occurs twice"):
        Crowd.of([Person("x"), Person("y"), Person("x")], today=TODAY)
    file = tmp_path / "people.crowd"
    Crowd.of([Person("x")], today=TODAY).save(file)
    for broken in (b"", b"\x05\0\0\0\0\0\0\0{}   ", file.read_bytes()[:200], b"{" * 5000):
        file.write_bytes(broken)
        with pytest.raises(UnreadableError, match=r"people\.crowd"):
            Crowd.open(file, today=TODAY)
    columns = Crowd.of([Person("x", (PIECE,))], today=TODAY).columns
    for name in ("person", "said", "told", "source", "starts"):
        wrong = replace(columns, **{name: getattr(columns, name) + 1})
        write(wrong, file)
        with pytest.raises(UnreadableError, match="do not fit together"):
            Crowd.open(file, today=TODAY)
    with pytest.raises(UnreadableError):
        Crowd.open(tmp_path / "none", today=TODAY)
