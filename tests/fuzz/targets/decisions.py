"""Decisions to be audited: what is read adds up, every ratio is a share of the best, no verdict."""

from __future__ import annotations

import csv
import io
import json

from skillmark.match.auditing import Finding, Sample, audit, read_decisions
from skillmark.match.auditing.lines import as_json
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

CALLS_PER_BYTE = 3_000
"""Every pair of kinds makes a table, and every category two intervals by bisection."""


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for header in ("", "id,selected,group:a\n"):
        try:
            sample = read_decisions(header + words, where="d.csv")
        except SkillmarkError as error:
            refused(error)
            continue
        _audited(sample)
        assert read_decisions(_written(sample), where="again") == sample


def _audited(sample: Sample) -> None:
    found = audit(sample, justification="small")
    json.dumps(as_json(found), allow_nan=False)
    for table in found.tables:
        assert table.people + table.unknown == found.people
        for one in table.categories:
            assert 0 <= one.counted <= one.people
            assert one.impact_ratio is None or 0 <= one.impact_ratio <= 1 + 1e-12
            for beside in (one.best, one.rest):
                if beside is not None:
                    assert 0 <= beside.test.mid_p <= beside.test.p <= 1
                    assert beside.test.p <= beside.adjusted + 1e-12 <= 1 + 1e-9
                    if beside.ratio is not None:
                        assert beside.low <= beside.ratio * (1 + 1e-6)
                        assert beside.high >= beside.ratio * (1 - 1e-6)
        # Of four people, no outcome at all is less likely by chance than 1 in 6.
        if table.people < 5:
            found_ones = {one.finding for one in table.categories}
            assert not found_ones & {Finding.ADVERSE, Finding.DIFFERENT, Finding.NONE}


def _written(sample: Sample) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    names = [
        *(["selected"] if sample.has_selections else []),
        *(["score"] if sample.has_scores else []),
    ]
    writer.writerow(["id", *names, *(f"group:{kind}" for kind in sample.kinds)])
    for one in sample.entries:
        given = {"selected": str(int(bool(one.selected))), "score": repr(one.score)}
        row = [one.id, *(given[name] for name in names)]
        writer.writerow([*row, *(one.groups[kind] for kind in sample.kinds)])
    return text.getvalue()
