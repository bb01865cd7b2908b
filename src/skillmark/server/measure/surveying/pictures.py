"""Pictures of a survey's results; the page has the same numbers as a table beside each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skillmark.measure.surveys.scales import Kind
from skillmark.measure.surveys.tally import Tally
from skillmark.render import charts


def scale(one: Tally, name: str, before: tuple[Tally, str] | None, *, language: str) -> str:
    """Draw how answers lie on the scale, this wave and the one before."""
    question = one.question
    rows = [charts.Parts(name, tuple(part for _code, part in one.parts))]
    if before is not None and before[0].parts:
        rows.insert(0, charts.Parts(before[1], tuple(part for _code, part in before[0].parts)))
    legend = [option.text[language] for option in question.scale.options]
    text = question.text[language]
    return charts.stacked(
        rows,
        legend,
        title=text,
        axis=_("Share of answers"),
        description="; ".join(
            f"{row.label}: "
            + ", ".join(
                f"{label} {100 * part:.0f} %"
                for label, part in zip(legend, row.shares, strict=True)
            )
            for row in rows
        ),
        darkest_first=1 in question.scale.favourable or question.scale.kind is Kind.FACT,
        language=language,
    )
