"""Pictures of foresight, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight.outlook import Ahead, Forecast, Method
from skillmark.render.crossing import crossing
from skillmark.render.fan import Step, fan
from skillmark.render.stacked_bars import stacked_bars
from skillmark.server.plan.foresight.readiness import Picture
from skillmark.server.plan.foresight.words import METHODS


def forecast(one: Forecast, label: str) -> str:
    """Return the fan of one skill."""
    shown = one.by(one.shown)
    naive = () if one.shown is Method.NAIVE else one.by(Method.NAIVE)
    name = str(METHODS[one.shown]) if one.shown else ""
    return fan(
        [
            (start, asked / of)
            for start, asked, of in zip(one.starts, one.asked, one.of, strict=True)
            if of
        ],
        _steps(shown),
        _steps(naive),
        names=(_("Counted"), name or _("Forecast"), _("Naive forecast, with its 80 % interval")),
        title=_("Demand for %(skill)s") % {"skill": label},
        axis=_("Share that asks for it"),
        description=_("The table beside has the same numbers."),
        language=get_language() or "en",
    )


def _steps(ahead: Sequence[Ahead]) -> list[Step]:
    return [
        Step(one.start, one.share, one.low95, one.low80, one.high80, one.high95) for one in ahead
    ]


def comparison(rows: Sequence[tuple[str, Any]]) -> str:
    """Return stacked bars: people in the roles that change, those to retrain first."""
    parts = (_("Have to learn something"), _("The change asks nothing new of them"))
    return stacked_bars(
        [
            (name, part, count)
            for name, outcome in rows
            for part, count in zip(
                parts,
                (outcome["retrain"], outcome["people"] - outcome["retrain"]),
                strict=True,
            )
        ],
        parts=parts,
        title=_("Scenarios side by side"),
        axis=_("People in the roles that change"),
        description=_("The table beside has the same numbers."),
        language=get_language() or "en",
    )


def readiness(found: Picture) -> str:
    """Return exposure against readiness, one point a function."""
    return crossing(
        [
            (
                one.ready.function,
                one.exposed.mean,
                one.ready.share(EvidenceClass.VERIFIED).value,
                *one.ready.share(EvidenceClass.VERIFIED).interval,
            )
            for one in found.functions
            if one.exposed is not None and not one.ready.small
        ],
        title=_("Exposure and readiness"),
        across=_("Exposure of the function's occupations: share of their tasks"),
        up=_("Verified at the level the role asks"),
        description=_("The table beside has the same numbers."),
        language=get_language() or "en",
    )
