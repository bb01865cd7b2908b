"""What is written is computed by a delivery engine to the same points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.exchange.qti.item_out import item_element
from skillmark.assess.exchange.qti.names import identifier
from skillmark.assess.exchange.qti.processing import Scoring
from skillmark.assess.exchange.qti.scoring_out import gap_response
from skillmark.assess.exchange.qti.values import read_declaration
from skillmark.assess.exchange.xml import child, children
from skillmark.assess.interactions.base import Interaction, Response
from skillmark.assess.interactions.cloze import Cloze, Number
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.numerals import read_number

from .drawing import items


def as_qti(way: Interaction, response: Response) -> dict[str, object]:
    """Return a response of ours as the response variables of QTI."""
    if isinstance(way, Cloze):
        return {
            gap_response(gap.id): read_number(response[gap.id], where="")
            if isinstance(gap, Number)
            else identifier(response[gap.id])
            if hasattr(gap, "options")
            else response[gap.id]
            for gap in way.gaps
            if gap.id in response
        }
    match response:
        case str():
            value = identifier(response)
        case dict() if isinstance(way, GapMatch):
            value = tuple(f"{identifier(b)} {identifier(a)}" for a, b in response.items())
        case dict():
            value = tuple(f"{identifier(a)} {identifier(b)}" for a, b in response.items())
        case list():
            single = getattr(way, "regions", None) and len(way.key) == 1
            value = identifier(response[0]) if single else tuple(map(identifier, response))
        case _:
            value = response
    return {"RESPONSE": value}


def scoring_of(root) -> Scoring:
    declared = [
        read_declaration(one)
        for kind in ("qti-response-declaration", "qti-outcome-declaration")
        for one in children(root, kind)
    ]
    return Scoring({one.name: one for one in declared}, child(root, "qti-response-processing"))


@given(items("q", ()), st.randoms(use_true_random=False), st.booleans())
def test_an_engine_computes_the_same_points(item, rng, right):
    if item.needs_rater:
        return
    scoring = scoring_of(item_element(item, language="en", source=str))
    response = item.interaction.right() if right else item.interaction.guess(rng)
    if response in ([], {}):
        return
    computed = scoring.score(as_qti(item.interaction, response))
    assert computed == pytest.approx(item.points * item.interaction.share(response), abs=1e-6)


@given(items("q", ()))
def test_nothing_answered_earns_nothing(item):
    if not item.needs_rater:
        scoring = scoring_of(item_element(item, language="en", source=str))
        assert scoring.score({}) == 0
