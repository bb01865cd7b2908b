"""Ready-made designs for the questions that every organisation asks.

They are the same for everybody: whoever takes one as it is has chosen nothing for its answer.
What an organisation should still say before its data are there is the smallest effect worth
knowing and the day of reading.

Starting pay is compared in the ledger's currency, not in logarithms: the question is what the
credential is worth to those who had it, in money. A ratio of geometric means would answer another
question, weigh the highest paid less, and need assumptions to come back to money. The percentage
beside it is the effect over what they would have been paid without.
"""

from __future__ import annotations

from typing import Final

from skillmark.measure.designs.design import Design, OverlapRule, Question

READY: Final[dict[Question, Design]] = {
    design.question: design
    for design in (
        Design("starting-pay", Question.STARTING_PAY, worth_knowing=3.0),
        Design(
            "days-to-productivity",
            Question.DAYS_TO_PRODUCTIVITY,
            worth_knowing=7.0,
            horizon_days=180.0,
        ),
        Design("training-cost", Question.TRAINING_COST, worth_knowing=10.0, horizon_days=180.0),
        Design("retention", Question.RETENTION, worth_knowing=5.0, horizon_days=365.0),
        Design("promotion", Question.PROMOTION, worth_knowing=10.0, horizon_days=730.0),
        Design(
            "programme",
            Question.PROGRAMME,
            worth_knowing=7.0,
            horizon_days=180.0,
            covariates=(),
            overlap=OverlapRule(least_people=10),
        ),
    )
}
"""By question."""


def is_ready(design: Design) -> bool:
    """Say whether nothing was chosen that could have been chosen for the answer.

    The reading days, the smallest effect worth knowing, the name, the price of an hour and the
    teams' starts are facts or intentions of the organisation; everything else must be as in the
    ready-made design. One of several credentials is a choice: it could be the one that shows most.
    """
    ready = READY[design.question]
    same = (
        "achievement", "horizon_days", "covariates", "overlap", "cluster", "alpha", "hired_until",
    )  # fmt: skip
    return all(getattr(design, name) == getattr(ready, name) for name in same)
