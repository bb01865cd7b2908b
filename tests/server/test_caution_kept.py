"""What is kept of a caution beside an award is whole sentences, the first one first."""

from __future__ import annotations

import pytest

from skillmark.badges.open_badges import Claim
from skillmark.server.award.bulk.sealing import LONGEST_CAUTION, caution


def claim(narrative: str) -> Claim:
    return Claim({}, (), ({"type": ["Evidence"], "narrative": narrative},))


FIRST = "no field data: the figures come from a simulation of 400 test takers."


@pytest.mark.parametrize("more", ["", " Of 100 people who pass, about 83 are truly above the cut."])
def test_what_fits_is_kept_whole(more):
    assert caution(claim(FIRST + more)) == FIRST + more


def test_a_sentence_that_does_not_fit_is_left_out():
    kept = caution(claim(FIRST + " Of 100, 83 are." + " Passing begins at " + "x" * 300 + "."))
    assert kept == FIRST + " Of 100, 83 are."


def test_a_single_sentence_that_is_too_long_is_cut():
    assert len(caution(claim("no field data: " + "x" * 400))) == LONGEST_CAUTION


def test_no_claim_no_caution():
    assert caution(None) == ""
