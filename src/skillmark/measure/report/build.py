"""The organisation's own impact report: typed claims, figures with their tables, methods.

A belief never becomes an effect here, and an effect that the data cannot tell is a claim of its
own: not established, with the reason. Whatever rests on simulated rows says so in every sentence
and figure. Nothing here knows the clock: the same material gives the same report.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from skillmark.measure.designs.finding import Finding
from skillmark.measure.report import (
    closing,
    cost_section,
    costing,
    headlines,
    insight_section,
    ledger_section,
    panel_section,
    questions,
    survey_section,
)
from skillmark.measure.report import trend_section as over_time
from skillmark.measure.report.folder import Material
from skillmark.measure.report.grounds import of_finding
from skillmark.measure.report.methods import methods
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.recommendations import Recommendation, recommend
from skillmark.measure.report.rounded import DIGITS, rounded
from skillmark.measure.report.summary import Group, protected, summarise
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.cells import neutral
from skillmark.nouns.errors import InputError
from skillmark.render.document import Document, Table
from skillmark.render.words import base, day


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the numbers behind it."""

    document: Document
    findings: tuple[Finding, ...]
    """The answers to the designs, in the order in which they were registered."""
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
                "findings": [finding.as_json() for finding in self.findings],
                "groups": [_group_json(group) for group in self.groups],
                "surveys": [found.as_json() for found in self.shares],
                "tables": [
                    {"section": section.id, **_table_json(table)}
                    for section in document.sections
                    for table in section.shown
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
    asked, foretold = (rng or np.random.default_rng(settings.seed)).spawn(2)
    tongue = base(settings.language)
    said = Said(PHRASES[tongue], tongue, people.simulated)
    held = people.held_at_hiring
    groups = protected(
        summarise(said["with"], people.where(held), today=moment),
        summarise(said["without"], people.where(~held), today=moment),
        summarise(said["all"], people, today=moment),
    )
    findings = questions.findings(material.registry, people, today=moment, rng=asked)
    shares = survey_section.found(material.surveys)
    costed = costing.work_out(
        material.costs,
        people,
        questions.isolated(findings),
        today=moment,
        seed=settings.seed,
        said=[
            (survey.answers.question, survey.label, found)
            for survey, found in shares
            if found is not None
        ],
        simulated_surveys=any(survey.simulated for survey in material.surveys),
    )
    panelled = None if material.panel is None else panel_section.section(said, material.panel)
    # One question a section, in the order in which a reader asks; a part that has nothing to say
    # is `None`.
    made = (
        ledger_section.ledger(said, people, groups),
        *(questions.section(said, finding) for finding in findings),
        panelled,
        cost_section.section(said, costed.outcome, costed.rungs, questions.days(findings)),
        over_time.trend(said, people),
        headlines.beliefs(said, survey_section.section(said, shares), shares),
        *insight_section.sections(
            said, people, material.ratings, material.scores, today=moment, rng=foretold
        ),
    )
    sections = tuple(section for section in made if section is not None)
    grounds = [of_finding(finding) for finding in findings]
    if panelled is not None:
        grounds.append(panel_section.ground(panelled))
    recommendations = recommend(grounds)
    return Report(
        document=Document(
            title=settings.title or said["title"],
            organisation=settings.organisation or said["organisation"],
            as_of=day(moment, tongue),
            language=tongue,
            simulated=material.simulated,
            sections=sections,
            methods=methods(said, sections, findings, costed=costed.outcome is not None),
            period=ledger_section.period(said, people),
            advice=closing.advice(said, recommendations, sections),
            limits=closing.limits(said, material),
            glossary=closing.glossary(said),
            reproduce=closing.reproduce(said, material),
        ),
        findings=findings,
        groups=groups,
        shares=tuple(found for _, found in shares if found is not None),
        recommendations=recommendations,
        settings=settings.as_json(),
    )


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
