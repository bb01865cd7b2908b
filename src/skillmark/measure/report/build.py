"""The organisation's own impact report: typed claims, figures with their tables, methods.

A belief never becomes an effect here, and an effect that the data cannot tell is a claim of its
own: not established, with the reason. Whatever rests on simulated rows says so in every sentence
and figure.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from skillmark.measure.designs.credential_effect import credential_effect, horizon, usable
from skillmark.measure.effects.effect import Effect
from skillmark.measure.report import (
    cost_section,
    costing,
    effect_section,
    people_section,
    survey_section,
)
from skillmark.measure.report.folder import Material
from skillmark.measure.report.methods import METHODS
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.summary import Group, summarise
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.errors import InputError
from skillmark.render.document import Document
from skillmark.render.words import base, day


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the numbers behind it."""

    document: Document
    effect: Effect | None
    """`None` where it could not be estimated."""
    groups: tuple[Group, ...]
    shares: tuple[Share, ...]

    def as_json(self) -> dict[str, Any]:
        """Return claims and numbers for programs; groups too small to show carry only a flag."""
        document = self.document
        return {
            "title": document.title,
            "organisation": document.organisation,
            "as_of": document.as_of,
            "simulated": document.simulated,
            "claims": [
                {
                    "type": claim.type.value,
                    "sentence": claim.sentence,
                    "estimate": claim.estimate,
                    "ci": None if claim.low is None else [claim.low, claim.high],
                    "n": claim.n,
                    "established": claim.established,
                    "simulated": claim.simulated,
                }
                for claim in document.claims
            ],
            "effect": self.effect.as_json() if self.effect else None,
            "groups": [_group_json(group) for group in self.groups],
            "surveys": [found.as_json() for found in self.shares],
        }

    def as_csv(self) -> str:
        """Return the claims as CSV, one row a claim, safe to open in a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["type", "established", "simulated", "estimate", "low", "high", "n", "sentence"]
        )
        for claim in self.document.claims:
            sentence = claim.sentence
            writer.writerow(
                [
                    claim.type.value,
                    "" if claim.established is None else int(claim.established),
                    int(claim.simulated),
                    *("" if x is None else x for x in (claim.estimate, claim.low, claim.high)),
                    "" if claim.n is None else claim.n,
                    f"'{sentence}" if sentence[:1] in ("=", "+", "-", "@", "\t") else sentence,
                ]
            )
        return out.getvalue()


def build(material: Material, *, today: date, rng: np.random.Generator) -> Report:
    """Build the report as of `today` (or of the settings' day). `rng` shuffles the placebo."""
    settings, outcomes = material.settings, material.ledger
    moment = settings.as_of or today
    tongue = base(settings.language)
    simulated = outcomes.simulated
    said = Said(PHRASES[tongue], tongue, simulated)
    held = outcomes.where(outcomes.held_at_hiring)
    others = outcomes.where(~outcomes.held_at_hiring)
    groups = (
        summarise(said["with"], held, today=moment),
        summarise(said["without"], others, today=moment),
        summarise(said["all"], outcomes, today=moment),
    )
    effect, refusal, until = None, "", settings.horizon_days
    try:
        until = until or horizon(usable(outcomes))
        effect = credential_effect(
            outcomes, rng=rng, until=until, worth_knowing=settings.worth_knowing_days
        )
    except InputError as error:
        refusal = str(error)
    shares = survey_section.found(material.surveys)
    costed = costing.work_out(
        material.costs,
        outcomes,
        costing.of_effect(effect, simulated=simulated),
        today=moment,
        said=[
            (survey.answers.question, survey.label, found)
            for survey, found in shares
            if found is not None
        ],
        simulated_surveys=any(survey.simulated for survey in material.surveys),
    )
    made = [
        people_section.ledger(said, outcomes, groups),
        effect_section.effect(said, effect, refusal, groups, until),
        cost_section.section(said, costed.outcome, costed.rungs, effect),
        people_section.trend(said, outcomes),
        survey_section.section(said, shares),
    ]
    return Report(
        document=Document(
            title=settings.title or said["title"],
            organisation=settings.organisation or said["organisation"],
            as_of=day(moment, tongue),
            language=tongue,
            simulated=simulated or any(survey.simulated for survey in material.surveys),
            sections=tuple(section for section in made if section is not None),
            methods=tuple(METHODS[tongue].items()),
        ),
        effect=effect,
        groups=groups,
        shares=tuple(found for _, found in shares if found is not None),
    )


def _group_json(group: Group) -> dict[str, Any]:
    if group.suppressed:
        return {"group": group.name, "suppressed": True}
    figures = {
        "median_days": group.median_days,
        "training_cost": group.cost,
        "training_hours": group.hours,
        "retention": group.retention,
    }
    return {
        "group": group.name,
        "suppressed": False,
        "n": group.n,
        **{
            name: None
            if figure is None
            else {
                "estimate": figure.estimate,
                "ci": [figure.low, figure.high if np.isfinite(figure.high) else None],
            }
            for name, figure in figures.items()
        },
    }
