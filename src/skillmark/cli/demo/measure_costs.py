"""What the demo organisation's programme costs and is worth: every figure invented, and said so."""

from __future__ import annotations

from datetime import UTC, datetime

from skillmark.cli.demo.tale import Tale

SOURCE = "invented for the demo"
ITEMS = (
    ("Finding out what is needed", "analysis", 1_800, None, None, 1.0),
    ("Courses and tests, designed for three years", "design", 36_000, None, None, 1 / 3),
    ("Trainers and rooms", "delivery", 14_500, 13_000, 18_000, 1.0),
    ("Licences of content", "licences", 2_400, None, None, 1.0),
    ("Assessments and second ratings", "assessment", 5_200, 4_600, 6_500, 1.0),
    ("Signing and keeping credentials", "issuing", 600, None, None, 1.0),
    ("Running the platform", "platform", 3_000, None, None, 1.0),
    ("Administration", "administration", 4_000, 3_000, 5_500, 1.0),
    ("This evaluation", "evaluation", 2_500, 2_000, 4_000, 1.0),
)
"""Name, kind, amount, its range, and the share that counts."""
ASSUMED = (
    ("learner_hours", 12.0, 16.0, 26.0, None),
    ("learner_wage", 40.0, 46.0, 55.0, None),
    ("manager_hours", 0.5, 1.0, 2.5, None),
    ("manager_wage", 62.0, 70.0, 84.0, None),
    ("peer_hours", 1.0, 2.0, 4.0, None),
    ("peer_wage", 40.0, 46.0, 55.0, None),
    ("overhead_share", 0.05, 0.1, 0.16, None),
    ("day_worth", 60.0, 110.0, 190.0, None),
    ("leavers_fewer", None, None, None, 0.2),
    ("replacement_cost", 7_000.0, 11_000.0, 19_000.0, None),
)
"""Name, low, likely, high, ceiling. Fewer who leave is known by an "up to" alone."""


def show(tale: Tale) -> None:
    """Enter the invented figures, and say what follows from them and what does not."""
    from skillmark.measure.costs.assumption import Assumption, Standing
    from skillmark.measure.costs.programme import CostKind, Item
    from skillmark.measure.report.cost_words import CostWords
    from skillmark.measure.report.phrases import PHRASES, Said
    from skillmark.server.measure.costing import services

    place, who = tale.organisation, tale.administrator
    for name, kind, amount, low, high, share in ITEMS:
        item = Item(
            name, float(amount), CostKind(kind), share=share, low=low, high=high, source=SOURCE
        )
        services.spend(place, item, actor=who, simulated=True)
    for quantity, lowest, likely, highest, ceiling in ASSUMED:
        standing = Standing.CEILING if likely is None else Standing.ESTIMATED
        source = "an “up to” of a brochure, invented" if likely is None else SOURCE
        one = Assumption(
            quantity, likely, lowest, highest, ceiling, standing=standing, source=source,
            simulated=True,
        )  # fmt: skip
        services.assume(place, one, actor=who)
    outcome = services.costing(place, now=datetime.now(UTC)).outcome
    if outcome is None or outcome.costs is None:
        return
    words = CostWords(Said(PHRASES["en"], "en", simulated=False), outcome.model.currency)
    tale.say(
        f"[yellow]simulated[/] costs of {words.money(outcome.costs.mean)} "
        f"({words.range(outcome.costs)}): {words.verdict(outcome)}"
    )
    for found in outcome.break_even[:1]:
        tale.say(words.break_even(found))
