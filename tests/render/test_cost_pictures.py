"""Waterfall, ladder and tornado: every number has its place, and no looks are alike."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from skillmark.render import ladder, tornado, waterfall
from skillmark.render.inks import FILLS, STYLE, lines

NS = {"s": "http://www.w3.org/2000/svg"}
STEPS = [
    waterfall.Step("Course", -100, "−100", waterfall.Look.COST),
    waterfall.Step("All", -100, "−100", waterfall.Look.SUM, -120, -80),
    waterfall.Step("<Saved>", 60, "60", waterfall.Look.DIRECT),
    waterfall.Step("Left", -40, "−40", waterfall.Look.SUM),
    waterfall.Step("Believed", 30, "30", waterfall.Look.OPEN),
    waterfall.Step("At most", 20, "≤ 20", waterfall.Look.BOUND),
]


def bars(svg, ink):
    found = ET.fromstring(svg).findall(f".//s:rect[@class='ik-{ink}']", NS)
    return [(float(r.get("x")), float(r.get("x")) + float(r.get("width"))) for r in found]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_waterfall_stands_where_the_steps_before_have_come_to(narrow):
    svg = waterfall.svg(STEPS, title="T", description="D", apart="Does not count", narrow=narrow)
    (cost,) = bars(svg, "warm")
    whole, left = bars(svg, "sum")
    (saved,) = bars(svg, "solid")
    (believed,) = bars(svg, "open")
    (most,) = bars(svg, "empty")
    assert whole == pytest.approx(cost, abs=0.2)  # costs end at zero, where every sum begins
    assert saved[0] == pytest.approx(cost[0], abs=0.2)
    unit = (cost[1] - cost[0]) / 100
    assert saved[1] - saved[0] == pytest.approx(60 * unit, abs=0.2)
    assert left == pytest.approx((saved[1], cost[1]), abs=0.2)
    assert believed[0] == pytest.approx(cost[1], abs=0.2)  # apart: from zero, not from the sum
    assert most[1] - most[0] == pytest.approx(20 * unit, abs=0.2)
    assert "Does not count" in svg
    assert "&lt;Saved&gt;" in svg
    assert ('viewBox="0 0 300 ' in svg) == narrow


@pytest.mark.parametrize("narrow", [False, True])
def test_a_ladder_has_the_isolation_step_between_application_and_impact(narrow):
    steps = [
        ladder.Step(n, f"Level {n}", look.value, look, f"reading {n}")
        for n, look in enumerate(list(ladder.Look)[:5], start=1)
    ]
    svg = ladder.svg(
        steps, between=(3, "Isolated by nobody"), title="T", description="D", narrow=narrow
    )
    order = re.findall(r">(Level \d|Isolated by nobody)<", svg)
    assert order == ["Level 5", "Level 4", "Isolated by nobody", "Level 3", "Level 2", "Level 1"]
    looks = {FILLS[look.value].partition(" ")[2] for look in ladder.Look}
    assert len(looks) == len(ladder.Look)  # a belief does not look like an effect


def test_a_tornado_goes_from_the_middle_to_both_ends_and_says_where_zero_is():
    rows = [
        tornado.Row("Worth", -50, 90, "120", "320", "62 %"),
        tornado.Row("Hours", 30, 10, "1", "2"),
    ]
    said = {"ends": ("low", "high"), "axis": ("−50", "pays from here", "90")}
    svg = tornado.svg(rows, middle=20, title="T", description="D", **said)
    (low, hours_low), (high, hours_high) = bars(svg, "soft")[1:], bars(svg, "solid")[1:]
    assert low[1] == high[0] == hours_low[0] == hours_high[1]
    assert (high[1] - high[0]) / (low[1] - low[0]) == pytest.approx(1, abs=0.01)
    assert "pays from here" in svg
    above = tornado.svg(rows[1:], middle=20, title="T", description="D", **said)
    assert "pays from here" not in above


def test_every_ink_knows_dark_mode_and_only_a_picture_alone_carries_a_style():
    for drawn in FILLS.values():
        name = re.match(r'class="(ik-\w+)"', drawn)
        assert name
        assert f".{name.group(1)}" in STYLE
    alone = waterfall.svg(STEPS, title="T", description="D", standalone=True)
    assert "<style>" in alone
    assert "<style>" not in waterfall.svg(STEPS, title="T", description="D")


def test_words_break_between_words_and_end_in_an_ellipsis():
    assert lines("one two three", 60) == ["one two", "three"]
    assert lines("one two three four five", 60) == ["one two", "three …"]
    assert lines("incomprehensibility", 60) == ["incompr…"]
