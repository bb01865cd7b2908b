"""The report's section about what people say: beliefs, how they changed, who kept silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from skillmark.measure.report.phrases import Said
from skillmark.measure.report.survey_tables import NOTABLE, tables
from skillmark.measure.surveys.folder import Survey
from skillmark.measure.surveys.multiple import holm
from skillmark.measure.surveys.shares import Share, share
from skillmark.measure.surveys.trends import Change, between
from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table, further

FEW = 8
"""Questions of which each gets a sentence; of more, those do that stand beside a published figure
or changed beyond chance, and the appendix has them all."""


def found(surveys: Sequence[Survey]) -> tuple[tuple[Survey, Share | None], ...]:
    """Return every question with its share; `None` where too few answered."""
    pairs: list[tuple[Survey, Share | None]] = []
    for survey in surveys:
        try:
            own = share(survey.answers, published=survey.published, published_n=survey.published_n)
        except UnavailableError:
            pairs.append((survey, None))
        else:
            pairs.append((survey, own))
    return tuple(pairs)


def section(said: Said, shares: Sequence[tuple[Survey, Share | None]]) -> Section | None:
    """Say what people believe, typed as beliefs and trends; `None` without any survey."""
    if not shares:
        return None
    told = [(survey, own) for survey, own in shares if own is not None]
    changes = _changes(told)
    moved = {survey.label for survey, _, p in changes if p < NOTABLE}
    every = len(shares) <= FEW
    notable = [
        (survey, own)
        for survey, own in shares
        if every or own is None or own.comparison is not None or survey.label in moved
    ]
    claims = [_belief(said, survey, own) for survey, own in notable]
    claims += [
        _trend_claim(said, survey, change)
        for survey, change, _ in changes
        if every or survey.label in moved
    ]
    shown = [(survey, own) for survey, own in notable if own is not None]
    made = Section(
        "belief", said["survey_title"], tuple(claims), (said["survey_text"],), _shares(said, shown)
    )
    whole = () if len(shown) == len(told) else _shares(said, told)
    more = further(
        made,
        figures=(*whole, *_scales(said, told)),
        tables=tables(said, told, changes),
    )
    return replace(made, more=more)


def _mark(said: Said, survey: Survey) -> str:
    return said["simulated"] if survey.simulated else ""


def _belief(said: Said, survey: Survey, own: Share | None) -> Claim:
    mark = _mark(said, survey)
    if own is None:
        sentence = mark + said["survey_few"].format(q=survey.label.rstrip("."))
        return Claim(ClaimType.BELIEF, sentence, simulated=survey.simulated)
    key = "survey_claim_counted" if survey.parts else "survey_claim"
    sentence = mark + said[key].format(
        p=said.percent(own.share),
        n=said.number(own.n),
        q=survey.label.rstrip("."),
        c=survey.counted,
        l=said.percent(own.low),
        h=said.percent(own.high),
    )
    it = own.comparison
    if it is not None:
        source = f" ({survey.published_source})" if survey.published_source else ""
        sentence += said["survey_compare"].format(
            f=said.percent(it.published),
            s=source,
            d=said.number(100 * it.difference),
            dl=said.number(100 * it.low),
            dh=said.number(100 * it.high),
            doubt=said["survey_doubt"] if it.one_sided_doubt else "",
        )
    return Claim(ClaimType.BELIEF, sentence, own.share, own.low, own.high, own.n, survey.simulated)


def _changes(told: Sequence[tuple[Survey, Share]]) -> list[tuple[Survey, Change, float]]:
    """Return the questions with a wave before, the change, and its p over all of them."""
    made: list[tuple[Survey, Change]] = []
    for survey, _ in told:
        if survey.earlier is None:
            continue
        # A change is about more than who was there: no correction for a finite population.
        now = replace(survey.answers, population={})
        try:
            made.append((survey, between(survey.earlier, now)))
        except UnavailableError:
            continue
    adjusted = holm([change.p for _, change in made])
    return [(s, c, float(p)) for (s, c), p in zip(made, adjusted, strict=True)]


def _trend_claim(said: Said, survey: Survey, change: Change) -> Claim:
    sentence = _mark(said, survey) + said["survey_trend_claim"].format(
        q=survey.label.rstrip("."),
        a=said.percent(change.first),
        na=said.number(change.n_first),
        b=said.percent(change.second),
        nb=said.number(change.n_second),
        d=said.number(100 * change.difference),
        l=said.number(100 * change.low),
        h=said.number(100 * change.high),
    )
    return Claim(
        ClaimType.TREND,
        sentence,
        change.difference,
        change.low,
        change.high,
        change.n_first + change.n_second,
        survey.simulated,
    )


def _shares(said: Said, told: Sequence[tuple[Survey, Share]]) -> tuple[Figure, ...]:
    if not told:
        return ()
    lines = []
    for survey, own in told:
        between_words = said["to"].format(said.percent(own.low), said.percent(own.high))
        effective = said.number(own.effective_n) if own.effective_n < 1e9 else "∞"
        lines.append(
            (
                survey.label,
                f"{said.percent(own.share)} ({between_words})",
                said.number(own.n),
                effective,
                said["unknown"] if survey.published is None else said.percent(survey.published),
            )
        )
    keys = ("question", "share", "answers", "effective", "published")
    table = Table(said["survey_figure"], tuple(said[f"survey_{key}"] for key in keys), tuple(lines))
    svg = charts.bars_with_intervals(
        [charts.IntervalRow(s.label, own.share, own.low, own.high) for s, own in told],
        title=said["survey_figure"],
        axis=said["survey_axis"],
        description="; ".join(f"{line[0]}: {line[1]}" for line in lines),
        language=said.language,
    )
    simulated = any(survey.simulated for survey, _ in told)
    return (Figure(svg, said["survey_figure"], table, simulated),)


def _scales(said: Said, told: Sequence[tuple[Survey, Share]]) -> tuple[Figure, ...]:
    """Draw questions that have the same scale, and the same answers that count, together."""

    def scale(survey: Survey) -> tuple[tuple[str, ...], str]:
        return tuple(label for label, _ in survey.parts), survey.counted

    figures = []
    drawn = sorted((survey for survey, _ in told if survey.parts), key=scale)
    for (labels, _counted), some in groupby(drawn, key=scale):
        rows = list(some)
        lines = tuple(
            (survey.label, *(said.percent(part) for _, part in survey.parts)) for survey in rows
        )
        caption = said["survey_scale_figure"].format(a=labels[0], b=labels[-1])
        table = Table(caption, (said["survey_question"], *labels), lines)
        svg = charts.stacked(
            [charts.Parts(s.label, tuple(part for _, part in s.parts)) for s in rows],
            labels,
            title=caption,
            axis="",
            description="; ".join(
                f"{line[0]}: "
                + ", ".join(f"{a} {b}" for a, b in zip(labels, line[1:], strict=True))
                for line in lines
            ),
            # The answers that count are the darkest ones, at whichever end of the scale.
            darkest_first=labels[0] in rows[0].counted.split(" / "),
            language=said.language,
        )
        figures.append(Figure(svg, caption, table, any(survey.simulated for survey in rows)))
    return tuple(figures)
