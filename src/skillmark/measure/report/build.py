"""The organisation's own impact report: typed claims, figures with their tables, methods.

A belief never becomes an effect here, and an effect that the data cannot tell is a claim of its
own: not established, with the reason. Whatever rests on simulated rows says so in every sentence
and figure. Nothing here knows the clock: the same material gives the same report.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from skillmark.measure.designs.credential_effect import credential_effect, horizon, usable
from skillmark.measure.effects.effect import Effect
from skillmark.measure.report import closing, effect_section, ledger_section, people_section
from skillmark.measure.report import trend_section as over_time
from skillmark.measure.report.folder import Material
from skillmark.measure.report.grounds import Ground, of_effect
from skillmark.measure.report.methods import METHODS
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.recommendations import Recommendation, recommend
from skillmark.measure.report.rounded import DIGITS, rounded
from skillmark.measure.report.summary import Group, protected, summarise
from skillmark.measure.surveys.shares import Share, share
from skillmark.nouns.cells import neutral
from skillmark.nouns.errors import InputError, UnavailableError
from skillmark.render.document import Document, Section, Table
from skillmark.render.words import base, day


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the numbers behind it."""

    document: Document
    effect: Effect | None
    """`None` where it could not be estimated."""
    groups: tuple[Group, ...]
    shares: tuple[Share, ...]
    recommendations: tuple[Recommendation, ...] = ()
    settings: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return claims and numbers for programs; groups too small to show carry only a flag.

        Every number has at most six significant digits (`rounded`).
        """
        document = self.document
        said: dict[str, Any] = rounded(
            {
                "title": document.title,
                "organisation": document.organisation,
                "period": document.period,
                "as_of": document.as_of,
                "language": document.language,
                "simulated": document.simulated,
                "significant_digits": DIGITS,
                "settings": self.settings,
                "claims": [
                    {
                        "id": name,
                        "type": claim.type.value,
                        "sentence": claim.sentence,
                        "estimate": claim.estimate,
                        "ci": None if claim.low is None else [claim.low, claim.high],
                        "n": claim.n,
                        "established": claim.established,
                        "simulated": claim.simulated,
                    }
                    for name, claim in document.anchored
                ],
                "recommendations": [
                    {
                        "acts": one.acts,
                        "rule": one.rule.value,
                        "question": one.question,
                        "rests_on": one.rests_on,
                        "people": one.people,
                        "day": one.day.isoformat() if one.day else None,
                        "simulated": one.simulated,
                        "text": written.text,
                    }
                    for one, written in zip(self.recommendations, document.advice, strict=True)
                ],
                "effect": self.effect.as_json() if self.effect else None,
                "groups": [_group_json(group) for group in self.groups],
                "surveys": [found.as_json() for found in self.shares],
                "tables": [
                    {"section": section.id, **_table_json(table)}
                    for section in document.sections
                    for table in _tables(section)
                ],
            }
        )
        return said

    def as_csv(self) -> str:
        """Return the claims as CSV, one row a claim, safe to open in a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["type", "established", "simulated", "estimate", "low", "high", "n", "sentence", "id"]
        )
        for name, claim in self.document.anchored:
            writer.writerow(
                [
                    claim.type.value,
                    "" if claim.established is None else int(claim.established),
                    int(claim.simulated),
                    *(
                        "" if x is None else rounded(float(x))
                        for x in (claim.estimate, claim.low, claim.high)
                    ),
                    "" if claim.n is None else claim.n,
                    neutral(claim.sentence),
                    name,
                ]
            )
        return out.getvalue()


def build(
    material: Material, *, today: date | None = None, rng: np.random.Generator | None = None
) -> Report:
    """Build the report as of the settings' day, or else `today`, or else the ledger's last day.

    `rng` draws what is drawn; without it, a generator with the settings' seed.
    """
    material = material.settled(as_of=material.settings.as_of or today)
    settings, people = material.settings, material.ledger
    moment = settings.as_of
    if moment is None:
        raise InputError(
            "the ledger knows no day, so nobody can say as of when the report is",
            where="settings.json",
            remedy='say it: {"as_of": "YYYY-MM-DD"}',
        )
    rng = rng or np.random.default_rng(settings.seed)
    tongue = base(settings.language)
    said = Said(PHRASES[tongue], tongue, people.simulated)
    held = people.held_at_hiring
    groups = protected(
        summarise(said["with"], people.where(held), today=moment),
        summarise(said["without"], people.where(~held), today=moment),
        summarise(said["all"], people, today=moment),
    )
    effect, refusal, until = _effect(material, rng)
    shares = _shares(material)
    # One question a section, in the order in which a reader asks; a part that has nothing to say
    # is `None`. What a recommendation may rest on stands in `grounds`.
    sections = tuple(
        section
        for section in (
            ledger_section.ledger(said, people, groups),
            effect_section.effect(said, effect, refusal, groups, until),
            effect_section.bound(said, effect, material.costs, int(held.sum())),
            over_time.trend(said, people),
            people_section.belief(said, shares),
        )
        if section is not None
    )
    grounds: tuple[Ground, ...] = (
        of_effect(
            effect,
            id="effect-1",
            question="days_to_productivity",
            less_is_good=True,
            simulated=said.simulated,
        ),
    )
    recommendations = recommend(grounds)
    return Report(
        document=Document(
            title=settings.title or said["title"],
            organisation=settings.organisation or said["organisation"],
            as_of=day(moment, tongue),
            language=tongue,
            simulated=people.simulated or any(survey.simulated for survey in material.surveys),
            sections=sections,
            methods=tuple(METHODS[tongue].items()),
            period=ledger_section.period(said, people),
            advice=closing.advice(said, recommendations, sections),
            limits=closing.limits(said, material),
            glossary=closing.glossary(said),
            reproduce=closing.reproduce(said, material),
        ),
        effect=effect,
        groups=groups,
        shares=tuple(found for _, found in shares if found is not None),
        recommendations=recommendations,
        settings=settings.as_json(),
    )


def _effect(
    material: Material, rng: np.random.Generator
) -> tuple[Effect | None, str, float | None]:
    settings, until = material.settings, material.settings.horizon_days
    try:
        until = until or horizon(usable(material.ledger))
        found = credential_effect(
            material.ledger, rng=rng, until=until, worth_knowing=settings.worth_knowing_days
        )
    except InputError as error:
        return None, str(error), until
    return found, "", until


def _shares(material: Material) -> list[tuple[Any, Share | None]]:
    found: list[tuple[Any, Share | None]] = []
    for survey in material.surveys:
        try:
            one = share(survey.answers, published=survey.published, published_n=survey.published_n)
        except UnavailableError:
            one = None
        found.append((survey, one))
    return found


def _tables(section: Section) -> Iterator[Table]:
    for figure in section.figures:
        yield figure.table
    yield from section.tables


def _table_json(table: Table) -> dict[str, Any]:
    return {"caption": table.caption, "header": table.header, "rows": table.rows}


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
            else {"estimate": figure.estimate, "ci": [figure.low, figure.high]}
            for name, figure in figures.items()
        },
    }
