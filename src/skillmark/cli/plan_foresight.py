"""`skillmark plan foresee`: what may be asked for next, beside the naive forecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from skillmark.cli.console import Exit, emit, out

if TYPE_CHECKING:
    from skillmark.nouns.share import Share
    from skillmark.plan.foresight.outlook import Ahead, Backtest, Forecast
    from skillmark.plan.foresight.panel import Panel
    from skillmark.plan.foresight.technologies import Technology


def foresee(
    counts: Annotated[Path, typer.Argument(help="COUNTS.csv: period, skill, asked, of.")],
    ahead: Annotated[int | None, typer.Option(min=1, max=24, help="Periods to look ahead.")] = None,
    technologies: Annotated[
        Path | None, typer.Option(help="Technology Skills of an official O*NET release.")
    ] = None,
    release: Annotated[str, typer.Option(help="Which release that is, such as 29.3.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object a skill.")] = False,
) -> int:
    """Forecast demand per skill, with intervals and beside the naive forecast.

    Exit code 3 means that there is too little of every skill to say anything.
    """
    from skillmark.cli.files import read_bytes, read_text
    from skillmark.nouns.errors import InputError
    from skillmark.plan.foresight.forecast import AHEAD, forecast
    from skillmark.plan.foresight.outlook import Outlook
    from skillmark.plan.foresight.panel import read_counts
    from skillmark.plan.foresight.technologies import SOURCE, read_technologies

    panel = read_counts(read_text(counts), where=str(counts))
    marks: dict[str, Technology] = {}
    named = ""
    if technologies:
        if not release:
            raise InputError(
                "no release is named", where="--technologies", remedy="say --release 29.3"
            )
        read = read_technologies(read_bytes(technologies), where=str(technologies))
        marks = {one.name.casefold(): one for one in read}
        named = f"{SOURCE} {release}"
    found = forecast(panel, horizons=ahead or AHEAD[panel.every])
    if json:
        for one in found:
            emit(as_json(one, panel, str(counts), marks, named))
    else:
        show(found, panel, str(counts), marks, named)
    few = all(one.outlook is Outlook.TOO_FEW for one in found)
    return Exit.UNKNOWN if few else Exit.GOOD


def as_json(
    one: Forecast, panel: Panel, source: str, marks: dict[str, Technology], named: str
) -> dict[str, object]:
    """Return one skill as the command promises it."""
    from skillmark.plan.foresight.periods import written

    label = panel.labels.get(one.skill, one.skill)
    mark = marks.get(label.casefold())
    return {
        "skill": one.skill,
        "label": label,
        "source": source,
        "every": one.every.value,
        "periods": len(one.starts),
        "first": written(one.starts[0], one.every),
        "last": written(one.starts[-1], one.every),
        "lately": _share(one.lately),
        "outlook": one.outlook.value,
        "forecast": one.shown.value if one.shown else None,
        "usual": one.usual,
        "rises": one.rises,
        "ahead": {
            method.value: [_ahead(step, one) for step in steps] for method, steps in one.ahead
        },
        "tried": _tried(one.backtest) if one.backtest else None,
        "technology": None
        if mark is None
        else {
            "source": named,
            "name": mark.name,
            "hot": mark.hot,
            "occupations": mark.occupations,
            "in_demand": len(mark.in_demand),
        },
    }


def _share(one: Share) -> dict[str, object]:
    low, high = one.interval
    return {"hits": one.hits, "of": one.of, "value": one.value, "low": low, "high": high}


def _ahead(step: Ahead, one: Forecast) -> dict[str, object]:
    from skillmark.plan.foresight.periods import written

    return {
        "period": written(step.start, one.every),
        "share": step.share,
        "interval80": [step.low80, step.high80],
        "interval95": [step.low95, step.high95],
    }


def _tried(found: Backtest) -> dict[str, object]:
    return {
        "origins": found.origins,
        "skill": found.skill,
        "relative_error": found.relative_error,
        "chance": found.chance,
        "methods": {
            one.method.value: {
                "loss": one.loss,
                "error": one.error,
                "within80": _share(one.within80),
                "within95": _share(one.within95),
            }
            for one in found.methods
        },
    }


def show(
    found: tuple[Forecast, ...],
    panel: Panel,
    source: str,
    marks: dict[str, Technology],
    named: str,
) -> None:
    """Print the forecasts for people."""
    from skillmark.plan.foresight.forecast import LEAST
    from skillmark.plan.foresight.periods import written

    table = Table(
        "skill", "last year", "outlook", "by", "to", "share (80 %)", "naive", "skill score"
    )
    for one in found:
        steps, naive = one.by(one.shown), dict(one.ahead)
        last = steps[-1] if steps else None
        usual = next((s[-1] for method, s in naive.items() if method.value == "naive"), None)
        skill = one.backtest.skill if one.backtest else None
        label = panel.labels.get(one.skill, one.skill)
        mark = marks.get(label.casefold())
        table.add_row(
            label + (" (hot)" if mark and mark.hot else ""),
            f"{one.lately.hits} of {one.lately.of}",
            one.outlook.value.replace("_", " "),
            one.shown.value.replace("_", " ") if one.shown else "",
            written(last.start, one.every) if last else "",
            f"{last.share:.0%} ({last.low80:.0%}-{last.high80:.0%})" if last else "",
            f"{usual.share:.0%}" if usual else "",
            f"{skill:+.2f}" if skill is not None else "",
        )
    out.print(table)
    out.print(
        f"source: {source}; {len(panel.starts)} {panel.every.value}s, {panel.known} with sources; "
        f"fewer than {LEAST} are too few to say. Skill score: 1 less the quantile loss over that "
        "of the naive forecast, on the series' own past; what does not beat it is not the forecast."
    )
    if named:
        out.print(f"hot: {named}")
