"""`skillmark assess simulate`: a mastery or adaptive test, tried before anybody sits it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.shared import Json, table
from skillmark.cli.console import emit, out, progress
from skillmark.cli.files import read_text
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError

if TYPE_CHECKING:
    from skillmark.assess.adaptive.rules import Rules
    from skillmark.assess.adaptive.simulation import Comparison, Figures
    from skillmark.nouns.credibility import Interval

NOTE = "simulated: no field data"
SHORTEST, LONGEST = 5, 60
"""Items of a test, unless something else is said."""


def simulate(  # noqa: PLR0917 (typer's options are arguments)
    bank: Annotated[Path, typer.Argument(help="What `skillmark assess calibrate --json` prints.")],
    rule: Annotated[str, typer.Option(help="sprt, glr, fixed or cat.")] = "sprt",
    cut: Annotated[float | None, typer.Option(help="Where passing begins, on theta.")] = None,
    cut_share: Annotated[
        float | None, typer.Option(help="Share of people above the cut, in place of --cut.")
    ] = None,
    alpha: Annotated[float, typer.Option(help="Chance of passing somebody at cut - delta.")] = 0.05,
    beta: Annotated[float, typer.Option(help="Chance of failing somebody at cut + delta.")] = 0.05,
    delta: Annotated[
        float, typer.Option(help="Half the width of the indifference region, on theta.")
    ] = 0.25,
    min_items: Annotated[int | None, typer.Option(help="Shortest test; 5 unless given.")] = None,
    max_items: Annotated[
        int | None, typer.Option(help="Longest test; 60, or the whole bank, unless given.")
    ] = None,
    content: Annotated[
        list[str] | None, typer.Option(help="Share of a content area, AREA=0.4; repeat it.")
    ] = None,
    exposure: Annotated[
        float, typer.Option(help="Largest share of test takers that may see an item.")
    ] = 1.0,
    curtail: Annotated[str, typer.Option(help="none, exact or stochastic.")] = "exact",
    gamma: Annotated[
        float, typer.Option(help="Chance of another decision that stochastic curtailment takes.")
    ] = 0.05,
    criterion: Annotated[str, typer.Option(help="fisher or kl.")] = "fisher",
    standard_error: Annotated[float, typer.Option(help="Where cat stops.")] = 0.3,
    fixed_items: Annotated[
        int | None, typer.Option(help="Length of the fixed form; --max-items unless given.")
    ] = None,
    people: Annotated[int, typer.Option(help="Simulated test takers.")] = 10_000,
    calibration_people: Annotated[
        int, typer.Option(help="Simulated people who calibrate the bank; 0: take it as known.")
    ] = 1000,
    seed: Annotated[int, typer.Option(help="Of all chance.")] = 1,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", help="Write the bank with its eligibilities for a test player."),
    ] = None,
    json: Json = False,
) -> None:
    """Simulate a mastery or adaptive test beside the best fixed form, on the same people.

    The bank's parameters are the truth. They are estimated anew from simulated responses, and
    the test works with the estimates, as it would in life.
    """
    import numpy as np

    from skillmark.assess.adaptive.reading import read
    from skillmark.assess.adaptive.simulation import compare
    from skillmark.nouns.objects import parse

    if out_file is not None and calibration_people:
        raise InputError(
            "the bank to write would hold simulated estimates",
            where="--out",
            remedy="add --calibration-people 0: eligibilities for the bank as it is",
        )
    held = read(parse(read_text(bank), where=str(bank)), where=str(bank))
    longest = max_items if max_items is not None else min(LONGEST, int(held.usable.sum()))
    rules = _rules(
        rule=rule,
        cut=_cut(cut, cut_share),
        alpha=alpha,
        beta=beta,
        delta=delta,
        min_items=min_items if min_items is not None else max(1, min(SHORTEST, longest)),
        max_items=longest,
        blueprint=_blueprint(content or []),
        curtail=curtail,
        gamma=gamma,
        criterion=criterion,
        standard_error=standard_error,
    )
    if calibration_people < 0 or seed < 0:
        raise InputError("a number of 0 or more was expected", where="--calibration-people, --seed")
    with progress() as bar:
        task = bar.add_task("reading", total=people)
        try:
            found = compare(
                held,
                rules,
                people=people,
                rng=np.random.default_rng(seed),
                most=exposure,
                calibration_people=calibration_people,
                fixed_items=fixed_items,
                on_progress=lambda what, done: bar.update(task, description=what, advance=done),
            )
        except SkillmarkError as error:
            raise error.at(str(bank)) from error
    if out_file is not None:
        _write(out_file, found.bank.as_json())
    if json:
        emit(as_json(found, rules, seed=seed, exposure=exposure))
    else:
        _show(found, rules, exposure)


def _cut(cut: float | None, share: float | None) -> float:
    from scipy.special import ndtri

    if (cut is None) == (share is None):
        raise InputError("give either --cut or --cut-share", where="--cut")
    if share is None:
        return float(cut or 0.0)
    if not 0 < share < 1:
        raise InputError(f"{share:g} is no share between 0 and 1", where="--cut-share")
    return float(-ndtri(share))


def _blueprint(said: list[str]) -> tuple[tuple[str, float], ...]:
    found = []
    for one in said:
        name, equals, share = one.rpartition("=")
        try:
            found.append((name, float(share if equals and name else "")))
        except ValueError:
            raise InputError(
                f"{one!r} is not AREA=SHARE", where="--content", remedy="for instance algebra=0.4"
            ) from None
    return tuple(found)


def _rules(**said: Any) -> Rules:
    from skillmark.assess.adaptive.rules import Criterion, Curtail, Rule, Rules

    for name, kind in (("rule", Rule), ("curtail", Curtail), ("criterion", Criterion)):
        try:
            said[name] = kind(said[name])
        except ValueError:
            raise InputError(
                f"there is no {said[name]!r}",
                where=f"--{name}",
                remedy="one of: " + ", ".join(kind),
            ) from None
    if said["rule"] is not Rule.SPRT and said["curtail"] is Curtail.STOCHASTIC:
        raise InputError("stochastic curtailment is for sprt", where="--curtail")
    return Rules(**said)


def _write(path: Path, bank: dict[str, Any]) -> None:
    from skillmark.cli.console import encoded

    try:
        path.write_text(encoded(bank) + "\n", encoding="utf-8")
    except OSError as error:
        raise UnavailableError(f"cannot write: {error.strerror}", where=str(path)) from None


def as_json(found: Comparison, rules: Rules, *, seed: int, exposure: float) -> dict[str, Any]:
    """Return the whole comparison; intervals are [low, high] of 95 %."""
    return {
        **_figures(found.rule),
        "fixed": {"items": int(found.fixed.quantiles["max"]), **_figures(found.fixed)},
        "difference": {
            "accuracy": _interval(found.accuracy_difference),
            "items_ratio": _interval(found.items_ratio),
        },
        "cut": found.cut,
        "rules": rules.as_json(),
        "exposure_limit": exposure,
        "people": found.people,
        "calibration_people": found.calibration_people,
        "parameters": "estimated" if found.calibration_people else "taken as known",
        "left_out": list(found.left_out),
        "seed": seed,
        "simulated": True,
        "note": NOTE,
    }


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "accuracy": one.accuracy.estimate,
        "accuracy_interval": [one.accuracy.low, one.accuracy.high],
        "false_pass": one.false_pass,
        "false_fail": one.false_fail,
        "passed": one.passed,
        "mean_items": one.mean_items.estimate,
        "mean_items_interval": [one.mean_items.low, one.mean_items.high],
        "items_distribution": one.quantiles,
        "max_exposure": one.max_exposure,
        "most_seen": one.most_seen,
        "never_seen": one.never_seen,
        "reasons": one.reasons,
        "by_distance": [
            {
                "from": band.low,
                "to": band.high if math.isfinite(band.high) else None,
                "people": band.people,
                "accuracy": band.accuracy,
                "mean_items": band.mean_items,
            }
            for band in one.bands
        ],
        "rmse": one.rmse,
    }


def _interval(one: Interval) -> dict[str, float]:
    return {"estimate": one.estimate, "low": one.low, "high": one.high}


def _show(found: Comparison, rules: Rules, exposure: float) -> None:
    how = (
        f"parameters estimated from {found.calibration_people:,} simulated people"
        if found.calibration_people
        else "the bank taken as known: no error of calibration"
    )
    title = f"{rules.rule} at cut {rules.cut:.2f} · {found.people:,} people · {NOTE}"
    shown = table(title, "", str(rules.rule), "best fixed form")
    both = (found.rule, found.fixed)
    for name, row in (
        ("right decisions", [_percent(one.accuracy) for one in both]),
        ("passed, but below the cut", [f"{one.false_pass:.1%}" for one in both]),
        ("failed, but above the cut", [f"{one.false_fail:.1%}" for one in both]),
        ("items, on average", [f"{one.mean_items.estimate:.1f}" for one in both]),
        ("median (95th percentile)", [_lengths(one) for one in both]),
        ("item seen by most", [f"{one.max_exposure:.1%}" for one in both]),
        ("items never seen", [str(one.never_seen) for one in both]),
    ):
        shown.add_row(name, *row)
    out.print(shown)
    near = table("by distance from the cut", "", "people", "right", "items", "right, fixed form")
    for ours, theirs in zip(found.rule.bands, found.fixed.bands, strict=True):
        to = f"{ours.low:g} to {ours.high:g}" if math.isfinite(ours.high) else f"over {ours.low:g}"
        near.add_row(
            to,
            f"{ours.people:,}",
            _share(ours.accuracy),
            "-" if ours.mean_items is None else f"{ours.mean_items:.1f}",
            _share(theirs.accuracy),
        )
    out.print(near)
    a, r = found.accuracy_difference, found.items_ratio
    out.print(
        f"{r.estimate:.0%} of the fixed form's items; right decisions {100 * a.estimate:+.1f}"
        f" percentage points ({100 * a.low:+.1f} to {100 * a.high:+.1f})"
    )
    if found.rule.rmse is not None:
        out.print(f"root mean square error of ability: {found.rule.rmse:.3f}")
    out.print(how + (f"; limit of exposure {exposure:.0%}" if exposure < 1 else ""))
    if found.left_out:
        out.print(
            f"Note: {len(found.left_out)} items could not be calibrated and are left out",
            style="yellow",
        )


def _percent(one: Interval) -> str:
    return f"{one.estimate:.1%} ({one.low:.1%} to {one.high:.1%})"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _lengths(one: Figures) -> str:
    return f"{one.quantiles['median']:.0f} ({one.quantiles['q95']:.0f})"
