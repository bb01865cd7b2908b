"""What a credential says of a pass decides how sure its level is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from skillmark.match.assumptions import Assumptions
from skillmark.match.proficiency import believe
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass

DAY = date(2026, 6, 7)
BUNDLE = Credibility(
    "t", (), CutScore(14, 20, "m", "r", "d", DAY), FieldData.REAL, 300, decision_accuracy=0.9
)


def spread(bundle):
    piece = Evidence("urn:s", EvidenceClass.VERIFIED, DAY, 4, credibility=bundle)
    found = believe(piece, today=DAY, assumptions=Assumptions())
    return found.sd


def test_how_sure_a_pass_is_goes_before_how_often_any_decision_is_right():
    bare = spread(None)
    assert spread(BUNDLE) ** 2 - bare**2 == pytest.approx(0.1)
    surer = replace(BUNDLE, truly_above=Interval(0.97, 0.95, 0.98))
    assert spread(surer) ** 2 - bare**2 == pytest.approx(0.03)
