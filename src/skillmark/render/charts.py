"""The charts that every page and report draws, under one name.

Every chart has a title and a description inside, and shows only numbers it was given; the table
with the same numbers belongs beside it in the page. Marks differ in shape or dash as well as in
colour. How a specification becomes SVG: `drawing`.
"""

from __future__ import annotations

from skillmark.render.bar_charts import Bar, bars
from skillmark.render.drawing import CONFIG, WRAPPED, Spec, draw, wrapped
from skillmark.render.interval_charts import IntervalRow, bars_with_intervals, intervals
from skillmark.render.scale_charts import RAMP, Parts, stacked
from skillmark.render.step_charts import Steps, steps, survival

__all__ = [
    "CONFIG", "RAMP", "WRAPPED", "Bar", "IntervalRow", "Parts", "Spec", "Steps", "bars",
    "bars_with_intervals", "draw", "intervals", "stacked", "steps", "survival", "wrapped",
]  # fmt: skip
