"""Class by class, side by side: what one class says never changes what another does."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from skillmark.match import Assumptions
from skillmark.match.standing import best_by_class, gap, reached_by
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass

TODAY = date(2026, 5, 4)
TERMS = Assumptions()
CLASSES = [cls for cls in EvidenceClass if cls is not EvidenceClass.MISSING]


def piece(cls, level, days=0):
    return Evidence("urn:x", cls, TODAY - timedelta(days=days), level)


pieces = st.lists(
    st.builds(
        piece,
        st.sampled_from(CLASSES),
        st.none() | st.integers(1, 8),
        st.integers(0, 2000),
    ),
    max_size=8,
)


def best(given_pieces):
    return best_by_class(given_pieces, today=TODAY, assumptions=TERMS)


def reached(given_pieces, level):
    return reached_by(given_pieces, level, today=TODAY, assumptions=TERMS)


@given(pieces, pieces)
def test_a_class_is_read_without_looking_at_the_others(some, more):
    for cls in CLASSES:
        alone = [one for one in some if one.evidence_class is cls]
        others = [one for one in more if one.evidence_class is not cls]
        assert best(alone + others).get(cls) == best(alone).get(cls)


@given(pieces)
def test_the_classes_come_strongest_first(some):
    ranks = [cls.rank for cls in best(some)]
    assert ranks == sorted(ranks)


@given(pieces, st.integers(1, 7))
def test_who_reaches_a_level_reaches_the_one_below_by_as_strong_a_class(some, level):
    above, below = reached(some, level + 1), reached(some, level)
    assert above is None or (below is not None and below.rank <= above.rank)


@given(pieces, st.integers(1, 8), pieces)
def test_claims_never_make_anybody_proven(some, level, more):
    claims = [one for one in more if one.evidence_class is EvidenceClass.CLAIMED]
    before, after = reached(some, level), reached(some + claims, level)
    if before in (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED):
        assert after is before
    else:
        assert after not in (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)


def test_a_stated_level_goes_before_a_guess_and_the_newer_of_equals_is_taken():
    known, unknown = piece(EvidenceClass.EVIDENCED, 1), piece(EvidenceClass.EVIDENCED, None)
    assert best([unknown, known])[EvidenceClass.EVIDENCED] == known
    older = piece(EvidenceClass.CLAIMED, 1, days=900)
    newer = piece(EvidenceClass.CLAIMED, 1, days=2)
    assert best([older, newer])[EvidenceClass.CLAIMED] == newer


def test_the_gap_is_to_the_strongest_judgement_that_names_a_level():
    own = piece(EvidenceClass.CLAIMED, 5)
    seen, proof = piece(EvidenceClass.EVIDENCED, 4), piece(EvidenceClass.VERIFIED, 3)
    silent = piece(EvidenceClass.VERIFIED, None)
    found = gap(best([own, seen, proof]))
    assert (found.by, found.difference, found.below) == (EvidenceClass.VERIFIED, 2, -2)
    assert gap(best([own, seen, silent])).by is EvidenceClass.EVIDENCED
    assert gap(best([seen, proof])) is None
    assert gap(best([own])) is None
    assert gap(best([own, piece(EvidenceClass.INFERRED, 2)])) is None
