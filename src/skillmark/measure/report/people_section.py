"""The report's section about what people say."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.measure.report.folder import Survey
from skillmark.measure.report.phrases import Said
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table


def belief(said: Said, shares: Sequence[tuple[Survey, Share | None]]) -> Section | None:
    """What people say, held against published figures."""
    if not shares:
        return None
    claims, rows, lines = [], [], []
    for survey, found in shares:
        mark = said["simulated"] if survey.simulated else ""
        if found is None:
            sentence = mark + said["belief_few"].format(q=survey.label)
            claims.append(Claim(ClaimType.BELIEF, sentence, simulated=survey.simulated))
            continue
        sentence = mark + _belief_sentence(said, survey, found)
        claims.append(
            Claim(
                ClaimType.BELIEF,
                sentence,
                found.share,
                found.low,
                found.high,
                found.n,
                survey.simulated,
            )
        )
        rows.append(charts.IntervalRow(survey.label, found.share, found.low, found.high))
        between = said["to"].format(said.percent(found.low), said.percent(found.high))
        lines.append(
            (
                survey.label,
                f"{said.percent(found.share)} ({between})",
                said.number(found.n),
                said.number(found.effective_n),
                said["unknown"] if survey.published is None else said.percent(survey.published),
            )
        )
    header = (
        said["question"],
        said["share"],
        said["answers"],
        said["effective"],
        said["published"],
    )
    figures: tuple[Figure, ...] = ()
    if rows:
        table = Table(said["figure_belief"], header, tuple(lines))
        svg = charts.bars_with_intervals(
            rows,
            title=said["figure_belief"],
            axis=said["axis_belief"],
            description="; ".join(f"{line[0]}: {line[1]}" for line in lines),
            language=said.language,
        )
        simulated = any(survey.simulated for survey, _ in shares)
        figures = (Figure(svg, said["figure_belief"], table, simulated),)
    return Section("belief", said["belief"], tuple(claims), (said["belief_text"],), figures)


def _belief_sentence(said: Said, survey: Survey, found: Share) -> str:
    sentence = said["belief_claim"].format(
        p=said.percent(found.share),
        n=said.number(found.n),
        q=survey.label.rstrip("."),
        l=said.percent(found.low),
        h=said.percent(found.high),
    )
    compared = found.comparison
    if compared is not None:
        source = f" ({survey.published_source})" if survey.published_source else ""
        sentence += said["belief_compare"].format(
            f=said.percent(compared.published),
            s=source,
            d=said.number(100 * compared.difference),
            dl=said.number(100 * compared.low),
            dh=said.number(100 * compared.high),
        )
    return sentence
