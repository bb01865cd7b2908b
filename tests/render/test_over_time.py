"""Event studies and survival curves: described, in the language asked for, nothing hidden."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from skillmark.render.charts import Steps
from skillmark.render.event_study import EventPoint, event_study
from skillmark.render.survival_curves import AtRisk, survival_curves

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    tree = ET.fromstring(svg)
    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == "T <1>"
    assert tree.findtext(f"{SVG}desc") == "D & d"
    assert not re.search(r"<script|href|NaN|undefined", svg)
    return ["".join(found.itertext()) for found in tree.iter(f"{SVG}text")]


def test_an_event_study_sets_the_placebo_side_apart() -> None:
    points = [
        EventPoint(-3, 0.2, -0.4, 0.8, -0.7, 1.1, placebo=True),
        EventPoint(-2, -0.1, -0.6, 0.4, -0.8, 0.6, placebo=True),
        EventPoint(0, 1.0, 0.5, 1.5, 0.3, 1.7),
        EventPoint(1, 1.25, 0.7, 1.8),
    ]
    svg = event_study(
        points, title="T <1>", axis="Tage", across="Quartale seit dem Start", before="vorher: null",
        after="seitdem", description="D & d", base=(-1.0, "Vergleich"), language="de",
    )  # fmt: skip
    shown = texts(svg)
    words = {"Tage", "Quartale seit dem Start", "vorher: null", "seitdem", "Vergleich"}
    assert words <= set(shown)
    numbers = [text for text in shown if re.fullmatch("−?[0-3]", text)]
    assert numbers[:5] == ["−3", "−2", "−1", "0", "1"]
    # Each side its own mark: hollow diamonds before, filled circles after.
    assert svg.count('fill="#FFFFFF" stroke="#566066"') == 2
    assert svg.count('fill="#0D5B74" stroke="#0D5B74"') == 2
    # Uneven times and no band, no base: still drawn.
    half = [EventPoint(-0.5, 0, -1, 1, placebo=True), EventPoint(0.5, 1, 0, 2)]
    other = event_study(
        half, title="T <1>", axis="a", across="x", before="b", after="c", description="D & d"
    )
    assert "0.5" in texts(other)


def test_survival_curves_say_how_many_they_rest_on() -> None:
    curves = [
        Steps("with", (7.0, 14.0), (0.8, 0.4), (0.7, 0.3), (0.9, 0.5)),
        Steps("without", (7.0, 14.0), (0.9, 0.7), (0.8, 0.6), (0.95, 0.8)),
    ]
    at = (0.0, 10.0, 20.0)
    rows = [AtRisk("with", at, ("40", "22", "<5")), AtRisk("without", at, ("61", "48", "31"))]
    svg = survival_curves(
        curves, rows, title="T <1>", axis="days", share="still waiting",
        at_risk_title="Watched and waiting", description="D & d",
    )  # fmt: skip
    shown = texts(svg)
    assert {"40", "22", "<5", "61", "48", "31", "Watched and waiting", "still waiting"} <= set(
        shown
    )
    # Once in the legend, once beside the numbers.
    assert [shown.count(name) for name in ("with", "without")] == [2, 2]
