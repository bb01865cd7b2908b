"""Points and ratings: what is read can be written and read again, and gives figures or a reason."""

from __future__ import annotations

import csv
import io

import numpy as np

from skillmark.assess.precision import agreement
from skillmark.assess.precision.items import analyse
from skillmark.assess.precision.points import read_points
from skillmark.assess.precision.ratings import read_ratings
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    _points(words)
    _ratings(words)
    _ratings("subject,rater,score\n" + words)


def _points(words: str) -> None:
    try:
        found = read_points(words, maxima=[3.0])
    except SkillmarkError as error:
        refused(error)
        return
    known = found.values[~np.isnan(found.values)]
    assert known.size
    assert ((known >= 0) & (known <= 3)).all()
    assert found.values.shape[1] == len(found.items)
    again = read_points(_written(found.items, found.values), maxima=[3.0])
    assert again.items == found.items
    np.testing.assert_array_equal(again.values, found.values)
    try:
        analysed = analyse(found.values, found.maxima)
    except SkillmarkError as error:
        refused(error)
        return
    for item in analysed:
        assert -1e-9 <= item.difficulty.estimate <= 1 + 1e-9


def _ratings(words: str) -> None:
    try:
        found = read_ratings(words)
    except SkillmarkError as error:
        refused(error)
        return
    assert len(found.raters) >= 2
    assert found.values.shape == (len(found.subjects), len(found.raters))
    assert np.isfinite(found.values[~np.isnan(found.values)]).all()
    for level in agreement.Level:
        try:
            one = agreement.krippendorff(
                found.values, level=level, rng=np.random.default_rng(1), draws=3
            )
        except SkillmarkError as error:
            refused(error)
            continue
        assert one.estimate <= 1 + 1e-9
    for figure in (agreement.fleiss, agreement.percent):
        try:
            assert figure(found.values).estimate <= 1 + 1e-9
        except SkillmarkError as error:
            refused(error)


def _written(header: tuple[str, ...], values: np.ndarray) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in values.tolist():
        writer.writerow(["" if np.isnan(value) else repr(value) for value in row])
    return out.getvalue()
