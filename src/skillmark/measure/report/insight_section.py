"""The report's sections of insight: what results foretell, self-ratings, equity between groups.

None of them is an effect and none is a belief: they describe, with intervals, and say what is not
established. The one claim is a trend, of how self-ratings changed around training.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from skillmark.measure.insight.reading import Rating, Scores
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.equity_section import equity
from skillmark.measure.report.foretelling_section import feedback
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.self_rating_section import calibration
from skillmark.render.document import Section


def sections(
    said: Said,
    ledger: Ledger,
    ratings: Sequence[Rating] = (),
    scores: Scores | None = None,
    *,
    today: date,
    rng: np.random.Generator,
) -> tuple[Section, ...]:
    """Return the sections that there is something to say in, in their order."""
    made = (
        feedback(said, ledger, scores, rng=rng),
        calibration(said, ratings, ledger),
        equity(said, ledger, today=today),
    )
    return tuple(section for section in made if section is not None)
