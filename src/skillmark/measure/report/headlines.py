"""The figures for the cover: claims written large, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skillmark.measure.designs.finding import Finding
from skillmark.measure.report import finding_words as words
from skillmark.measure.report.phrases import Said
from skillmark.measure.surveys.folder import Survey
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Section


def effect(said: Said, finding: Finding, claim: Claim) -> Claim:
    """Give the claim of a finding its figure: what it changes, or that it is not established."""
    what = words.what(said, finding.design)
    if not finding.holds or finding.estimate is None:
        return replace(
            claim,
            figure=said["report_figure_open"],
            about=said["report_about_open"].format(what=what),
        )
    it = finding.estimate
    return replace(
        claim,
        figure=words.amount(said, finding, it.value),
        about=said["report_about_effect"].format(
            what=what,
            l=words.amount(said, finding, it.low),
            h=words.amount(said, finding, it.high),
        ),
    )


def beliefs(
    said: Said, section: Section | None, shares: Sequence[tuple[Survey, Share | None]]
) -> Section | None:
    """Give the beliefs of a section their figures: the share, and the question."""
    if section is None:
        return None
    labels = {found.share: _about(said, survey) for survey, found in shares if found is not None}
    claims = tuple(
        replace(claim, figure=said.percent(claim.estimate), about=labels[claim.estimate])
        if claim.type is ClaimType.BELIEF and claim.estimate in labels
        else claim
        for claim in section.claims
    )
    return replace(section, claims=claims)


def _about(said: Said, survey: Survey) -> str:
    """Return which answer the share gave, and to what: a share alone says neither."""
    if not survey.parts:
        return survey.label
    return said["survey_about"].format(c=survey.counted, q=survey.label)
