"""The ready-made instruments; the items are Skillmark's own."""

from __future__ import annotations

from typing import Final

from skillmark.measure.surveys.instruments import Instrument
from skillmark.measure.surveys.ready.employees import EMPLOYEES
from skillmark.measure.surveys.ready.employers import EMPLOYERS
from skillmark.measure.surveys.ready.learners import LEARNERS

READY: Final[dict[str, Instrument]] = {one.id: one for one in (EMPLOYERS, EMPLOYEES, LEARNERS)}
"""Id to instrument."""
