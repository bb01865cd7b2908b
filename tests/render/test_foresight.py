"""Pictures of foresight: they show what they were given, and say what they are."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

from skillmark.render.crossing import crossing
from skillmark.render.fan import Step, fan


def words(svg: str) -> str:
    return " ".join(part for one in ET.fromstring(svg).iter() for part in [one.text or ""])


def test_a_fan_names_the_forecast_and_the_naive_one_beside_it() -> None:
    counted = [(date(2026, month, 1), 0.1 * month) for month in range(1, 5)]
    ahead = [Step(date(2026, 5, 1), 0.5, 0.2, 0.3, 0.7, 0.8)]
    usual = [Step(date(2026, 5, 1), 0.4, 0.1, 0.2, 0.6, 0.7)]
    names = ("Counted", "Forecast <80 %>", "Naive")
    both = fan(counted, ahead, usual, names=names, title="A & B", axis="Share", description="D")
    assert {"Counted", "Forecast", "Naive"} <= set(words(both).split())
    assert "A & B" in words(both)
    alone = fan(counted, ahead, (), names=names, title="T", axis="Share", description="D")
    assert "Naive" not in words(alone)
    empty = fan((), (), (), names=names, title="T", axis="Share", description="D")
    assert "Counted" in words(empty)


def test_groups_are_numbered_in_their_order() -> None:
    groups = [("IT", 0.46, 0.4, 0.2, 0.7), ("Law & co", 0.46, 0.4, 0.1, 0.6)]
    told = words(crossing(groups, title="T", across="Exposure", up="Verified", description="D"))
    assert "1  IT" in told
    assert "2  Law & co" in told
    assert "60%" in told
    assert "Exposure" in words(crossing((), title="T", across="Exposure", up="", description="D"))
