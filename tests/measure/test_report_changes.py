"""What changed between two reports: what the intervals can tell apart, and nothing else."""

from __future__ import annotations

from skillmark.measure.report.changes import Turn, changes


def claim(name, established=None, estimate=None, ci=None):
    return {"id": name, "established": established, "estimate": estimate, "ci": ci,
            "sentence": f"about {name}"}  # fmt: skip


def test_claims_that_come_go_turn_and_move():
    before = {
        "claims": [
            claim("effect-1", False, -3, [-7, 1]),
            claim("effect-2", True, -3, [-4, -2]),
            claim("belief-1", None, 0.5, [0.4, 0.6]),
            claim("belief-2", None, 0.5, [0.4, 0.6]),
            claim("trend-1"),
        ]
    }
    after = {
        "claims": [
            claim("effect-1", True, -3, [-5, -1]),
            claim("effect-2", False, -1, [-4, 2]),
            claim("belief-1", None, 0.59, [0.5, 0.7]),
            claim("belief-2", None, 0.7, [0.6, 0.8]),
            claim("bound-1"),
        ]
    }
    assert [(one.turn, one.id) for one in changes(before, after)] == [
        (Turn.ESTABLISHED, "effect-1"),
        (Turn.NO_LONGER, "effect-2"),
        (Turn.MOVED, "belief-2"),
        (Turn.NEW, "bound-1"),
        (Turn.GONE, "trend-1"),
    ]
    assert changes(after, after) == ()
