"""Everything at once, and what could not be looked at."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.integrity.flags import INNOCENT, NO_VERDICT, Kind
from skillmark.assess.integrity.looking import Sittings, look
from skillmark.assess.responses import MISSING
from skillmark.nouns.errors import InputError

VERDICTS = ("cheat", "fraud", "guilt", "copied", "copier", "stole", "dishonest", "misconduct")


def test_everything_that_there_is_data_for(drawing):
    world = drawing(1, persons=400, items=40)
    middle = np.argsort(world.theta)[100:102]
    world.copy(middle[0], middle[1], slice(0, 39))
    world.seconds[5] = 0.4
    found = look(
        Sittings(
            world.responses,
            world.options,
            world.seconds,
            np.arange(400.0),
            200.0,
            world.responses.items[:5],
        )
    )
    kinds = {flag.kind for flag in found.flags}
    assert {Kind.SIMILAR, Kind.HASTE} <= kinds
    assert {one.kind for one in found.looks} == set(Kind)
    assert all(one.tests for one in found.looks)
    assert (found.persons, found.items, found.exposure["q0"]) == (400, 40, 400)
    for flag in found.flags:
        assert flag.innocent
        assert not any(word in flag.words.casefold() for word in VERDICTS)


def test_what_is_missing_is_said(drawing):
    found = look(Sittings(drawing(2, persons=60, items=20).responses))
    reasons = {one.kind: one.reason for one in found.looks}
    assert reasons.pop(Kind.SIMILAR) == ""
    assert all(reasons.values())
    assert set(reasons) == set(Kind) - {Kind.SIMILAR}


def test_people_without_a_response_and_forms_that_differ(drawing):
    world = drawing(3, persons=200, items=60)
    world.leave_out(0.5, np.random.default_rng(0))
    world.values[3], world.options[3] = MISSING, MISSING
    found = look(Sittings(world.responses, world.options, world.seconds))
    assert found.persons == 199
    assert found.flags == ()


def test_no_word_accuses():
    words = " ".join([NO_VERDICT, *(one for kind in Kind for one in INNOCENT[kind])]).casefold()
    assert not any(word in words for word in VERDICTS)
    assert set(INNOCENT) == set(Kind)


def test_three_people(drawing):
    with pytest.raises(InputError, match="3 people are too few") as caught:
        look(Sittings(drawing(4, persons=3).responses))
    assert caught.value.code == "too_few"
