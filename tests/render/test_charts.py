"""Charts: described, offline, and with only the numbers they were given."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from skillmark.render import charts, item_map, pathway, qr, theme
from skillmark.render.svg import to_png

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    charts.IntervalRow("Naive <difference>", -17.6, -24.3, -10.8, quiet=True),
    charts.IntervalRow("Adjusted & fair", -9.8, -15.8, -3.8),
]
STEPS = [
    charts.Steps("with", (7.0, 14.0), (0.8, 0.4), (0.7, 0.3), (0.9, 0.5)),
    charts.Steps("without", (7.0, 14.0), (0.9, 0.7), (0.8, 0.6), (0.95, 0.8)),
]
PATHWAY = pathway.Drawing(
    400, 80,
    [pathway.Box(95, 40, 190, 66, "First <step>", state="held", name="a", href="/a"),
     pathway.Box(305, 40, 190, 66, "Award", "2 ECTS", kind="award")],
    [pathway.Line(((190, 40), (210, 40)), order=True)],
    [pathway.Stage(0, 0, 200, 80, "Foundation")],
)  # fmt: skip
CHARTS: dict[str, Callable[[], str]] = {
    "intervals": lambda: charts.intervals(ROWS, title="T <1>", axis="days", description="D & d"),
    "bars": lambda: charts.bars(
        [charts.Bar("ours", 900, "900/s"), charts.Bar("theirs", 9, "9/s", ours=False)],
        title="T <1>", axis="a", description="D & d", logarithmic=True,
    ),
    "bars_with_intervals": lambda: charts.bars_with_intervals(
        [charts.IntervalRow("q", 0.7, 0.6, 0.8)], title="T <1>", axis="a", description="D & d"
    ),
    "survival": lambda: charts.survival(
        STEPS, title="T <1>", axis="a", share="s", description="D & d", language="de"
    ),
    "item_map": lambda: item_map.svg(
        [("Item 1", -0.5), ("Item 2", 1.0)], [(-1.0, 3), (0.0, 7)],
        title="T <1>", axis="a", counts="n", description="D & d",
    ),
    "pathway": lambda: pathway.svg(PATHWAY, title="T <1>", description="D & d"),
}  # fmt: skip


@cache
def drawn(name: str) -> str:
    return CHARTS[name]()


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_described_and_whole(name: str) -> None:
    tree = ET.fromstring(drawn(name))
    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == "T <1>"
    assert tree.findtext(f"{SVG}desc") == "D & d"
    assert not list(tree.iter(f"{SVG}script"))
    assert not re.findall(r"(?:href|src)=\"(?!#)", drawn(name))
    assert to_png(drawn(name)).startswith(b"\x89PNG")


def test_labels_are_words() -> None:
    tree = ET.fromstring(drawn("intervals"))
    texts = {text.text for text in tree.iter(f"{SVG}text")}
    assert {"Naive <difference>", "Adjusted & fair", "days"} <= texts


def test_two_charts_share_no_ids() -> None:
    found = [re.findall(r'id="([^"]*)"', drawn(name)) for name in ("intervals", "survival")]
    assert not set(found[0]) & set(found[1])


def test_lines_differ_by_more_than_colour() -> None:
    told = drawn("survival")
    lines = re.findall(r'<path[^>]*stroke="(#[0-9A-Fa-f]{6})"[^>]*stroke-width="2.5"[^>]*>', told)
    assert set(lines) == set(theme.SERIES[:2])
    assert "stroke-dasharray" in told


def test_german_numbers() -> None:
    rows = [charts.IntervalRow("a", 0.5, 0.25, 0.75)]
    german = charts.intervals(rows, title="t", axis="x", description="d", language="de")
    english = charts.intervals(rows, title="t", axis="x", description="d", language="en")
    assert ">0,2<" in german
    assert ">0.2<" in english


def test_the_same_chart_twice_is_the_same() -> None:
    again = charts.intervals(ROWS, title="T <1>", axis="days", description="D & d")
    assert again == drawn("intervals")


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [theme.INK, theme.QUIET, theme.ACCENT])
@pytest.mark.parametrize("ground", [theme.PAPER, theme.WASH])
def test_text_can_be_read(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 4.5


def test_badge_words_can_be_read() -> None:
    from skillmark.render import badge_image

    for _, dark in badge_image._GROUNDS:
        assert contrast(theme.GOLD, dark) >= 4.5
        assert contrast(badge_image._LIGHT, dark) >= 7


def test_marks_can_be_told_from_the_ground() -> None:
    for colour in theme.SERIES:
        assert contrast(colour, theme.PAPER) >= 3


def test_a_qr_code_has_a_quiet_zone_and_says_where_it_leads() -> None:
    drawn = qr.svg("https://example.org/s/abc?a=1&b=2")
    tree = ET.fromstring(drawn)
    assert tree.findtext(f"{SVG}desc") == "https://example.org/s/abc?a=1&b=2"
    import segno

    matrix = segno.make("https://example.org/s/abc?a=1&b=2", error="m", micro=False)
    side = len(tuple(matrix.matrix)) + 8
    assert tree.get("viewBox") == f"0 0 {side} {side}"


def test_a_pathway_draws_every_box_line_and_stage() -> None:
    tree = ET.fromstring(drawn("pathway"))
    assert len(list(tree.iter(f"{SVG}rect"))) == 3
    said = {text.text for text in tree.iter(f"{SVG}text")}
    assert {"First <step>", "Award", "2 ECTS", "Foundation"} <= said
    assert not list(tree.iter(f"{SVG}a"))
    with pytest.raises(ValueError, match="at least one box"):
        pathway.svg(pathway.Drawing(1, 1, [], []), title="t", description="d")


def test_a_pathway_inside_a_page_has_links_and_no_style() -> None:
    tree = ET.fromstring(pathway.svg(PATHWAY, title="t", description="d", standalone=False))
    assert [a.get("href") for a in tree.iter(f"{SVG}a")] == ["/a"]
    assert not list(tree.iter(f"{SVG}style"))
    assert list(ET.fromstring(drawn("pathway")).iter(f"{SVG}style"))


def test_every_state_of_a_pathways_box_differs_without_its_colour() -> None:
    shapes = set()
    for state in ("open", "next", "waiting", "held", "expired", "missing"):
        box = pathway.Box(95, 40, 190, 66, "A", state=state)
        drawing = pathway.Drawing(200, 80, [box], [])
        tree = ET.fromstring(pathway.svg(drawing, title="t", description="d"))
        marks = [one.get("d") for one in tree.iter(f"{SVG}path")]
        [rect] = tree.iter(f"{SVG}rect")
        shapes.add((tuple(marks), rect.get("stroke-dasharray"), rect.get("stroke-width")))
    assert len(shapes) == 6


def test_a_strip_plot_tells_marks_apart_by_shape_too():
    from skillmark.render.strip_plot import strip_plot

    words = {"marks": ("Rating", "Mean", "Yours"), "title": "t", "axis": "a", "lines": "Question"}
    drawn = strip_plot([("1", (40.0, 60.0, 60.0), 60.0), ("2", (), None)], description="d", **words)
    for said in ("Rating", "Mean", "Yours", "Question"):
        assert said in drawn
    alone = strip_plot([("1", (40.0, 60.0), None)], description="d", **words)
    assert "Yours" not in alone
