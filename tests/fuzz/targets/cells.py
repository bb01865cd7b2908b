"""Cells of people and questions: none is lost, and points give figures or a reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from skillmark.assess.fairness.polytomous import mantel
from skillmark.cli.assess.cells import parse
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

PATH = Path("cells.csv")


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for header, group in (("", ""), ("g,a,b\n", "g"), ("g;a;b;c\n", "g")):
        try:
            cells = parse(header + words, path=PATH, group_column=group)
        except SkillmarkError as error:
            refused(error)
            continue
        assert cells.rows
        assert {len(row) for row in cells.rows} == {len(cells.items)}
        assert len(cells.groups) == (len(cells.rows) if group else 0)
        assert cells.of(cells.items, (), len(cells.rows)).rows == cells.rows
        try:
            points = cells.numbers()
            found = mantel(points, cells.items, cells.groups) if group else None
        except SkillmarkError as error:
            refused(error)
            continue
        assert points.shape == (len(cells.rows), len(cells.items))
        assert not np.isinf(points).any()
        for item in found.items if found else ():
            assert item.p is None or 0 <= item.p <= 1
