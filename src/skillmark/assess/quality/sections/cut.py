"""The cut: where passing begins, who decided that, and what it would change to move it."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from skillmark.assess.quality.figure import Column, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings, Refusal
from skillmark.assess.quality.sample import Sample
from skillmark.nouns.credibility import CutScore, Interval

JUDGES = 10
"""Judges that a panel should have (Raymond and Reid 2001: 10 to 15)."""
FEWEST_JUDGES = 5
SLACK = 1e-9
BINS = 30


def part(found: Findings) -> Part:
    """Return the section."""
    sample = found.sample
    cut = sample.cut
    if cut is None:
        return Part("cut", (unknown("cut", Unit.POINTS, "no_cut"),), _distribution(found))
    figures = [
        Figure("cut", State.FACT, Unit.POINTS, cut.score, facts={"maximum": cut.maximum}),
        *(_said(name, getattr(cut, name)) for name in ("method", "reason", "decided_by")),
        _said("decided_on", cut.decided_on.isoformat() if cut.decided_by else ""),
        *_panel(found),
    ]
    if found.few:
        figures.append(unknown("passing", Unit.SHARE, found.few.why, **found.few.facts))
        return Part("cut", tuple(figures))
    passed = sample.scores >= cut.score - SLACK
    share = wilson(int(passed.sum()), len(passed))
    facts = {"passed": int(passed.sum()), "people": len(passed)}
    figures.append(Figure("passing", State.FACT, Unit.SHARE, share.estimate, share, facts=facts))
    return Part("cut", tuple(figures), (_impact(sample, cut), *_distribution(found)))


def _said(name: str, words: str) -> Figure:
    if not words.strip():
        return unknown(name, Unit.WORDS, "not_said")
    return Figure(name, State.FACT, Unit.WORDS, said=words)


def wilson(hits: int, of: int, *, confidence: float = 0.95) -> Interval:
    """Return a share with Wilson's interval (1927, JASA 22, 209-212)."""
    z = float(ndtri((1 + confidence) / 2))
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(share, min(low, share), max(high, share), confidence)


def _panel(found: Findings) -> tuple[Figure, Figure]:
    panel = found.sample.panel
    if panel is None or panel.played:
        why = "no_panel" if panel is None else "played_panel"
        return (
            unknown("judges", Unit.COUNT, why, good=JUDGES, poor=FEWEST_JUDGES),
            unknown("cut_error", Unit.POINTS, why),
        )
    state = State.FINE if panel.judges >= JUDGES else State.LOOK
    judges = Figure(
        "judges",
        State.POOR if panel.judges < FEWEST_JUDGES else state,
        Unit.COUNT,
        float(panel.judges),
        facts={"good": JUDGES, "poor": FEWEST_JUDGES, "rounds": panel.rounds},
    )
    if panel.standard_error is None:
        return judges, unknown("cut_error", Unit.POINTS, "no_error")
    known = found.reliability
    if isinstance(known, Refusal):
        # Half the standard error of measurement is the bar, and that is not known.
        return judges, Figure("cut_error", State.NOT_KNOWN, Unit.POINTS, panel.standard_error)
    half = known.sem * found.sample.scale / 2
    state = State.FINE if panel.standard_error <= half else State.LOOK
    error = Figure(
        "cut_error",
        State.POOR if panel.standard_error > 2 * half else state,
        Unit.POINTS,
        panel.standard_error,
        facts={"good": half, "poor": 2 * half},
    )
    return judges, error


def _impact(sample: Sample, cut: CutScore) -> Grid:
    """Return who would pass were the cut a standard error lower or higher, or a point."""
    panel = sample.panel
    error = panel.standard_error if panel and not panel.played else None
    step = error or 1.0
    cuts = [cut.score - step, cut.score, cut.score + step]
    shares = [wilson(int((sample.scores >= at - SLACK).sum()), len(sample.scores)) for at in cuts]
    columns = (
        Column("at", Unit.POINTS, tuple(cuts)),
        Column("passing", Unit.SHARE, tuple(one.estimate for one in shares)),
        Column("low", Unit.SHARE, tuple(one.low for one in shares)),
        Column("high", Unit.SHARE, tuple(one.high for one in shares)),
    )
    return Grid("impact", columns, {"by": "error" if error else "point", "step": step})


def _distribution(found: Findings) -> tuple[Grid, ...]:
    """Return how many people reached which scores; nothing with too few people."""
    sample = found.sample
    if found.few:
        return ()
    # Scores that were moved to one cut may lie a little outside the scale.
    low = min(sample.minimum, float(np.floor(sample.scores.min())))
    high = max(sample.maximum, float(np.ceil(sample.scores.max())))
    width = max(1.0, math.ceil((high - low) / BINS))
    edges = low - width / 2 + width * np.arange(math.ceil((high - low) / width) + 2)
    counts, _ = np.histogram(sample.scores, edges)
    middles = (edges[:-1] + edges[1:]) / 2
    columns = (
        Column("score", Unit.POINTS, tuple(float(one) for one in middles)),
        Column("people", Unit.COUNT, tuple(float(one) for one in counts)),
    )
    return (Grid("scores", columns, {"width": width}),)
