"""Use cases of assessment, each in the module that its name points to."""

from __future__ import annotations

from skillmark.server.assess.calibration import (
    calibrate,
    credibility,
    latest,
    open_job,
    order_calibration,
    standard_error,
)
from skillmark.server.assess.delivering import close, deliver
from skillmark.server.assess.library import cut_of, import_test, noun, set_cut
from skillmark.server.assess.rating.services import queue, rate
from skillmark.server.assess.simulation import Sitter, record_simulated_responses
from skillmark.server.assess.sitting.asked import overview, question
from skillmark.server.assess.sitting.finishing import close_if_over, submit
from skillmark.server.assess.sitting.results import by_skill, results
from skillmark.server.assess.sitting.saving import note_shown, save_answer
from skillmark.server.assess.sitting.starting import start_attempt

__all__ = [
    "Sitter",
    "by_skill",
    "calibrate",
    "close",
    "close_if_over",
    "credibility",
    "cut_of",
    "deliver",
    "import_test",
    "latest",
    "note_shown",
    "noun",
    "open_job",
    "order_calibration",
    "overview",
    "question",
    "queue",
    "rate",
    "record_simulated_responses",
    "results",
    "save_answer",
    "set_cut",
    "standard_error",
    "start_attempt",
    "submit",
]
