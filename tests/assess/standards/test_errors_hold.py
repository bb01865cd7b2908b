"""Standard errors against what they promise: the spread of cuts over many panels and samples."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.standards.angoff import angoff
from skillmark.assess.standards.bookmark import booklet, bookmarks
from skillmark.assess.standards.generalizability import components
from skillmark.assess.standards.groups import Separation, contrasting_groups
from skillmark.assess.standards.ratings import Ratings

ITEMS = 25


def panel(rng, size, items):
    """Ratings by the model: mean 0.6, severity 0.05, items given, rest 0.08."""
    severity = rng.normal(0, 0.05, (size, 1))
    values = np.clip(0.6 + severity + items + rng.normal(0, 0.08, (size, ITEMS)), 0, 1)
    names = tuple(f"p{k}" for k in range(size))
    return Ratings(names, tuple(f"i{k}" for k in range(ITEMS)), (1.0,) * ITEMS, values)


def test_another_panel_differs_by_the_standard_error():
    rng = np.random.default_rng(11)
    items = rng.normal(0, 0.1, (1, ITEMS))
    found = [angoff([panel(rng, 8, items)]).cut for _ in range(1500)]
    spread = np.std([one.score for one in found], ddof=1)
    claimed = np.sqrt(np.mean([one.standard_error**2 for one in found]))
    assert claimed == pytest.approx(spread, rel=0.06)
    # Known: sqrt(25**2 * 0.05**2 / 8 + 25 * 0.08**2 / 8).
    assert spread == pytest.approx(np.sqrt((25**2 * 0.05**2 + 25 * 0.08**2) / 8), rel=0.06)


def test_another_panel_on_other_items_differs_by_the_larger_one():
    rng = np.random.default_rng(12)
    drawn = [panel(rng, 8, rng.normal(0, 0.1, (1, ITEMS))) for _ in range(1500)]
    spread = np.std([angoff([one]).cut.score for one in drawn], ddof=1)
    claimed = np.sqrt(np.mean([components(one).error(items_too=True) ** 2 for one in drawn]))
    assert claimed == pytest.approx(spread, rel=0.06)


def test_variance_components_are_recovered():
    rng = np.random.default_rng(13)
    found = [components(panel(rng, 12, rng.normal(0, 0.1, (1, ITEMS)))) for _ in range(400)]
    assert np.mean([one.panellist for one in found]) == pytest.approx(0.05**2, rel=0.1)
    assert np.mean([one.item for one in found]) == pytest.approx(0.1**2, rel=0.1)
    assert np.mean([one.rest for one in found]) == pytest.approx(0.08**2, rel=0.1)


def test_the_error_of_a_bookmark_is_carried_over_to_points():
    rng = np.random.default_rng(14)
    b = np.linspace(-2.5, 2.5, 60)
    a = np.full(60, 1.3)
    parameters = ItemParameters(a, -a * b, np.zeros(60))
    pages = booklet([f"i{k}" for k in range(60)], parameters)
    found = []
    for _ in range(600):
        marks = np.clip(np.round(rng.normal(32, 5, 9)), 1, 60).astype(int)
        placed = {f"p{k}": int(mark) for k, mark in enumerate(marks)}
        found.append(bookmarks(placed, pages, parameters, [1.0] * 60).cut)
    spread = np.std([one.score for one in found], ddof=1)
    claimed = np.sqrt(np.mean([one.standard_error**2 for one in found]))
    assert claimed == pytest.approx(spread, rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("separation", list(Separation))
def test_other_people_move_the_cut_by_the_bootstrap_error(separation):
    rng = np.random.default_rng(15)
    found = [
        contrasting_groups(
            rng.normal(26, 4, 120).round(),
            rng.normal(19, 4, 100).round(),
            separation=separation,
            rng=rng,
            resamples=100,
        )
        for _ in range(80)
    ]
    spread = np.std([one.score for one in found], ddof=1)
    claimed = np.sqrt(np.mean([one.standard_error**2 for one in found]))
    assert claimed == pytest.approx(spread, rel=0.25)
