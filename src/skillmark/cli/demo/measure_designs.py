"""Questions written down before the demo's ledger is drawn, and what they find in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from skillmark.cli.demo.tale import Tale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from skillmark.measure.ledger.simulate import Simulated


def write_down(tale: Tale, starts: Mapping[str, date]) -> None:
    """Register every ready-made design, to be read today; one of them is changed in the open."""
    from dataclasses import replace

    from skillmark.measure.designs.design import Question
    from skillmark.measure.designs.ready import READY
    from skillmark.server.measure.designing import services

    today = tale.now.date()
    written = [
        replace(READY[Question.RETENTION], worth_knowing=3.0).read_on(today + timedelta(days=30)),
        *(
            replace(
                design, starts=tuple(starts.items()) if question is Question.PROGRAMME else ()
            ).read_on(today)
            for question, design in READY.items()
        ),
    ]
    for design in written:
        services.register(tale.organisation, design, actor=tale.administrator, now=tale.now)
    tale.say(f"{len(READY)} questions written down before the ledger, one of them changed since")


def tell(tale: Tale, made: Simulated) -> None:
    """Read them, beside the truth of the simulation."""
    from skillmark.measure.report import finding_words as words
    from skillmark.measure.report.phrases import PHRASES, Said
    from skillmark.server.measure.designing import services

    said = Said(PHRASES["en"], "en", True)
    for found in services.findings(tale.organisation, today=tale.now.date()):
        question = found.design.question.value
        word = words.verdict(said, found).lower()
        if found.estimate is None or found.naive is None:
            tale.say(f"{question}: [bold]{word}[/], it could not be estimated")
            continue
        hour = found.notes.get("hour_price") or 0.0
        truth = made.truth(found.design.horizon_days or 0.0, question, hour=hour)
        tale.say(
            f"{question}: naive {words.amount(said, found, found.naive.value)}, adjusted "
            f"[bold]{words.amount(said, found, found.estimate.value)}[/]"
            f", truth {words.amount(said, found, truth)}; [bold]{word}[/]"
            + ("" if found.established else f" ({', '.join(o.code for o in found.objections)})")
        )
