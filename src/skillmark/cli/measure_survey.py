"""`skillmark measure survey`: shares of what people say, by group, over time. Never an effect."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.measure.surveys.answers import Answers
    from skillmark.measure.surveys.exports import Export
    from skillmark.measure.surveys.groups import Group
    from skillmark.measure.surveys.shares import Share
    from skillmark.measure.surveys.trends import Change
    from skillmark.measure.surveys.weighting import Margins, Weighted


@dataclass(slots=True)
class _Asked:
    """One question with everything that was found out about it."""

    found: Share
    groups: tuple[Group, ...] = ()
    trend: Change | None = None
    p_adjusted: dict[str, float] = field(default_factory=dict)
    weighted: Weighted | None = None


def survey_command(
    responses: Annotated[
        Path, typer.Argument(help="CSV, one row a respondent, or a survey tool's export.")
    ],
    *,
    question: Annotated[
        list[str], typer.Option(help="Column with the answers, or its words; may be repeated.")
    ],
    agree: Annotated[
        list[str],
        typer.Option(help="Answers that count, by commas: once for all questions, or once each."),
    ],
    no_answer: Annotated[
        str, typer.Option(help="Answers that are none, by commas, such as “don't know”.")
    ] = "",
    weights: Annotated[str | None, typer.Option(help="Column with weights.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column with strata.")] = None,
    clusters: Annotated[
        str | None, typer.Option(help="Column with who was chosen together, such as the team.")
    ] = None,
    population: Annotated[
        int | None, typer.Option(min=1, help="People, where all of them were asked.")
    ] = None,
    margins: Annotated[
        Path | None, typer.Option(help="CSV factor,level,total: weight to these by raking.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Column with groups to compare.")] = None,
    second_wave: Annotated[
        Path | None, typer.Option(help="The later wave, a file with the same columns.")
    ] = None,
    link: Annotated[
        str | None, typer.Option(help="Column that names the same person in both waves.")
    ] = None,
    published: Annotated[
        float | None, typer.Option(min=0, max=1, help="Published share to compare with, 0 to 1.")
    ] = None,
    published_n: Annotated[
        int | None, typer.Option(min=1, help="Answers behind the published share, if known.")
    ] = None,
    correction: Annotated[
        str, typer.Option(help="For several questions: holm or benjamini-hochberg.")
    ] = "holm",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> int:
    """Report the share that agrees with its interval: a belief, never an effect."""
    from skillmark.measure.surveys.exports import read_export
    from skillmark.measure.surveys.reading import read_margins

    _check(question, agree, population, second_wave, link)
    file = _File(read_export(responses), responses.name)
    later = _File(read_export(second_wave), second_wave.name) if second_wave else None
    totals = read_margins(margins) if margins else None
    design = _Design(weights, strata, clusters, population, totals, no_answer.split(","))
    asked = []
    for place, one in enumerate(question):
        values = agree[place if len(agree) > 1 else 0].split(",")
        answers, weighted = design.answers(file, one, values)
        asked.append(
            _Asked(
                _share(answers, published, published_n),
                _groups(file, answers, one, by=by, design=design),
                _trend(file, later, answers, one, agree=values, link=link, design=design),
                weighted=weighted,
            )
        )
    _adjust(asked, correction)
    if as_json:
        emit(_json(asked, file.rows, correction))
    else:
        _show(asked, file.rows, correction)
    return Exit.GOOD


def _check(
    question: list[str],
    agree: list[str],
    population: int | None,
    second_wave: Path | None,
    link: str | None,
) -> None:
    if len(agree) not in (1, len(question)):
        raise InputError(
            f"{len(agree)} times --agree for {len(question)} questions",
            remedy="give it once for all, or once for each question in their order",
        )
    if population is not None and second_wave is not None:
        raise InputError(
            "a change between waves is not only about those who were there at one of them",
            where="--population",
            remedy="leave it out, or look at each wave by itself",
        )
    if link and second_wave is None:
        raise InputError("there is no second wave to link", where="--link")


@dataclass(frozen=True, slots=True)
class _File:
    """One wave."""

    rows: Export
    name: str


@dataclass(frozen=True, slots=True)
class _Design:
    """How those who answered were chosen, as the options say."""

    weights: str | None
    strata: str | None
    clusters: str | None
    population: int | None
    margins: Margins | None
    apart: list[str]

    def answers(
        self, file: _File, question: str, agree: list[str]
    ) -> tuple[Answers, Weighted | None]:
        from skillmark.measure.surveys.reading import answers_of, levels_of
        from skillmark.measure.surveys.weighting import rake

        answers = answers_of(
            file.rows,
            name=file.name,
            question=question,
            agree=agree,
            weights=self.weights,
            strata=self.strata,
            clusters=self.clusters,
            population=self.population,
            apart=self.apart,
        )
        if self.margins is None:
            return answers, None
        levels = levels_of(
            file.rows, self.margins, question=question, name=file.name, apart=self.apart
        )
        weighted = rake(levels, self.margins, base=answers.weights)
        return replace(answers, weights=weighted.weights), weighted

    def words(self, file: _File, column: str, question: str) -> tuple[str, ...]:
        from skillmark.measure.surveys.reading import words_of

        return words_of(file.rows, column, question=question, name=file.name, apart=self.apart)


def _share(answers: Answers, published: float | None, published_n: int | None) -> Share:
    from skillmark.measure.surveys.shares import share

    return share(answers, published=published, published_n=published_n)


def _groups(
    file: _File, answers: Answers, question: str, *, by: str | None, design: _Design
) -> tuple[Group, ...]:
    from skillmark.measure.surveys.groups import by_group

    return () if by is None else by_group(answers, design.words(file, by, question))


def _trend(
    file: _File,
    later: _File | None,
    answers: Answers,
    question: str,
    *,
    agree: list[str],
    link: str | None,
    design: _Design,
) -> Change | None:
    import numpy as np

    from skillmark.measure.surveys.trends import between, paired

    if later is None:
        return None
    after, _ = design.answers(later, question, agree)
    if not link:
        return between(answers, after)
    earlier, people = design.words(file, link, question), design.words(later, link, question)
    for who, of in ((earlier, file.name), (people, later.name)):
        twice = next((one for one, times in Counter(who).items() if one and times > 1), None)
        if twice:
            raise InputError(f"{twice!r} answered twice", where=f"{of}, column {link}")
    there = {one: value for one, value in zip(earlier, answers.agreed, strict=True) if one}
    pairs = [
        (there[one], value) for one, value in zip(people, after.agreed, strict=True) if one in there
    ]
    table = np.array(pairs).reshape(-1, 2)
    return paired(table[:, 0], table[:, 1], question=question)


def _adjust(asked: list[_Asked], correction: str) -> None:
    """Adjust the p values of all questions together, comparisons and trends each."""
    from skillmark.measure.surveys.multiple import benjamini_hochberg, holm

    ways = {"holm": holm, "benjamini-hochberg": benjamini_hochberg}
    if correction not in ways:
        raise InputError(
            f"unknown correction {correction!r}",
            where="--correction",
            remedy=f"known are {', '.join(ways)}",
        )
    if len(asked) < 2:
        return
    for kind in ("comparison", "trend"):
        raw = [
            (one, found.p)
            for one in asked
            if (found := one.found.comparison if kind == "comparison" else one.trend) is not None
        ]
        for (one, _), p in zip(raw, ways[correction]([p for _, p in raw]), strict=True):
            one.p_adjusted[kind] = float(p)


def _json(asked: list[_Asked], file: Export, correction: str) -> dict[str, Any]:
    found = [_question_json(one) for one in asked]
    extra: dict[str, Any] = {}
    if file.tool:
        extra = {
            "tool": file.tool,
            "unfinished": file.unfinished,
            "not_read": list(file.left_out),
        }
    if len(found) == 1:
        return found[0] | extra
    return {"type": "belief", "correction": correction, "questions": found} | extra


def _question_json(one: _Asked) -> dict[str, Any]:
    found = one.found.as_json()
    if "comparison" in one.p_adjusted:
        found["comparison"]["p_adjusted"] = one.p_adjusted["comparison"]
    if one.groups:
        found["groups"] = [group.as_json() for group in one.groups]
    if one.trend is not None:
        found["trend"] = one.trend.as_json()
        if "trend" in one.p_adjusted:
            found["trend"]["p_adjusted"] = one.p_adjusted["trend"]
    if one.weighted is not None:
        found["weighting"] = one.weighted.as_json()
    return found


def _show(asked: list[_Asked], file: Export, correction: str) -> None:
    table = _table(
        "what people say (belief)", "share", "95% interval", "answers", "effective", "no answer"
    )
    for one in asked:
        found = one.found
        table.add_row(
            escape(found.question),
            f"{found.share:.1%}",
            f"{found.low:.1%} to {found.high:.1%}",
            str(found.n),
            f"{found.effective_n:.0f}",
            str(found.missing),
        )
    out.print(table)
    for one in asked:
        _show_more(one, named=len(asked) > 1)
    if len(asked) > 1:
        out.print(f"p values of {len(asked)} questions together are adjusted by {correction}.")
    if file.tool:
        out.print(
            f"read as an export of {file.tool}; {file.unfinished} did not come to the end"
            + (f"; not read: {escape(', '.join(file.left_out))}" if file.left_out else "")
        )
    out.print("A belief is what people say. It is never an effect.", style="dim")


def _show_more(one: _Asked, *, named: bool) -> None:
    name = f"{escape(one.found.question)}: " if named else ""
    it = one.found.comparison
    if it is not None:
        p = one.p_adjusted.get("comparison", it.p)
        doubt = "; the published figure's own uncertainty is unknown" if it.one_sided_doubt else ""
        out.print(
            f"{name}Published {it.published:.1%}: difference {100 * it.difference:+.1f} points "
            f"({100 * it.low:+.1f} to {100 * it.high:+.1f}), p = {p:.3g}{doubt}"
        )
    if one.trend is not None:
        t = one.trend
        p = one.p_adjusted.get("trend", t.p)
        kind = f"the same {t.n_second} people" if t.paired else f"{t.n_first}, then {t.n_second}"
        out.print(
            f"{name}Trend ({kind}): {t.first:.1%} to {t.second:.1%}, "
            f"{100 * t.difference:+.1f} points ({100 * t.low:+.1f} to {100 * t.high:+.1f}), "
            f"p = {p:.3g}. Why is open."
        )
    if one.weighted is not None:
        w = one.weighted
        out.print(
            f"{name}Weighted to the margins: design effect {w.design_effect:.2f}, largest weight "
            f"{w.largest:.1f}, {w.trimmed} cut, margins off by at most {w.off:.1%}"
        )
    if one.groups:
        groups = _table(
            "group", "share", "95% interval", "answers", "against the others", "p (Holm)"
        )
        for group in one.groups:
            if group.found is None:
                groups.add_row(escape(group.name), "withheld", "", "", "", "")
                continue
            gap = group.gap
            groups.add_row(
                escape(group.name),
                f"{group.found.share:.1%}",
                f"{group.found.low:.1%} to {group.found.high:.1%}",
                str(group.found.n),
                ""
                if gap is None
                else f"{100 * gap.difference:+.1f} ({100 * gap.low:+.1f} to {100 * gap.high:+.1f})",
                "" if gap is None else f"{gap.p_adjusted:.3g}",
            )
        out.print(groups)


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="left" if index == 0 else "right")
    return table
