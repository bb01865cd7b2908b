"""Ratings and bookmarks of panels: what is accepted is complete, in range, and gives a cut."""

from __future__ import annotations

import csv
import io

import numpy as np

from skillmark.assess.standards.angoff import angoff
from skillmark.assess.standards.bookmark import read_placements
from skillmark.assess.standards.ratings import MAXIMUM_ROW, Ratings, read_ratings
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

CALLS_PER_BYTE = 400


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for header in ("", "panellist,round,a,b\n"):
        for percent in (False, True):
            try:
                rounds = read_ratings(header + words, percent=percent)
            except SkillmarkError as error:
                refused(error)
                continue
            for one in rounds:
                _holds(one)
    try:
        marks = read_placements("panellist,page\n" + words)
    except SkillmarkError as error:
        refused(error)
    else:
        assert marks
        assert all(page >= 1 for one in marks for page in one.values())


def _holds(one: Ratings) -> None:
    most = np.asarray(one.maxima)
    assert len(one.panellists) >= 2
    assert ((one.values >= 0) & (one.values <= most + 1e-9)).all()
    cut = angoff([one]).cut
    assert cut.lowest <= cut.score <= cut.highest <= one.maximum * (1 + 1e-9)
    again = read_ratings(_written(one))
    assert len(again) == 1
    assert again[0].items == one.items
    assert np.array_equal(again[0].values, one.values)


def _written(one: Ratings) -> str:
    text = io.StringIO()
    # Names as they are read: neither may look like the row of points.
    names = [f"p{k}" for k in range(len(one.panellists))]
    writer = csv.writer(text)
    writer.writerow(["panellist", *one.items])
    writer.writerow([MAXIMUM_ROW, *map(repr, map(float, one.maxima))])
    for name, row in zip(names, one.values, strict=True):
        writer.writerow([name, *map(repr, map(float, row))])
    return text.getvalue()
