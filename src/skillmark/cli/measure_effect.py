"""`skillmark measure effect` and `measure sample`: an effect, and what it takes to see one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from skillmark.cli.console import Exit, emit, out
from skillmark.cli.measure_shown import numbers, table, verdict, working
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.measure.effects.effect import Effect
    from skillmark.measure.effects.method import Method

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def effect_command(
    data: Annotated[Path, typer.Argument(help="CSV, one row a person.")],
    *,
    treatment: Annotated[str, typer.Option(help="Column with 1 for the treated, 0 for others.")],
    outcome: Annotated[str, typer.Option(help="Column with the outcome.")],
    covariates: Annotated[
        str,
        typer.Option(
            help="Columns known before the treatment, separated by commas; age^2 and "
            "educ*re74 make powers and products."
        ),
    ],
    placebo: Annotated[
        str | None, typer.Option(help="Column the treatment cannot have changed.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="Column of who shares a fate (teams): errors follow it.")
    ] = None,
    method: Annotated[str, typer.Option(help="aipw (doubly robust) or matching.")] = "aipw",
    overlap: Annotated[
        str, typer.Option(help="Who has a counterpart: common_support, optimal, none, or 0.9.")
    ] = "common_support",
    matching_ratio: Annotated[int, typer.Option(min=1, max=50, help="Partners each.")] = 1,
    matching_metric: Annotated[str, typer.Option(help="propensity or mahalanobis.")] = "propensity",
    caliper: Annotated[
        float,
        typer.Option(min=0, help="Farthest partner, in deviations of the score; 0 for no limit."),
    ] = 0.2,
    winsorise: Annotated[
        float | None,
        typer.Option(help="Share of people at each end of the outcome that is pulled in."),
    ] = None,
    bootstrap: Annotated[
        int, typer.Option(min=0, max=20_000, help="Draws; 0 for the analytic interval.")
    ] = 0,
    size: Annotated[
        float | None, typer.Option("--effect", help="Smallest effect worth knowing.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the shuffles and the bootstrap.")] = 0,
    as_json: Json = False,
) -> int:
    """Estimate the average effect on the treated; exit 1 where it is not established."""
    import numpy as np

    from skillmark.measure.effects.effect import effect
    from skillmark.measure.effects.study import read_study

    way = _method(method, overlap, matching_ratio, matching_metric, caliper)
    if bootstrap and method == "matching":
        raise InputError(
            "resampling gives wrong intervals for matching (Abadie and Imbens 2008)",
            remedy="leave out --bootstrap",
        )
    study = read_study(
        data,
        treatment=treatment,
        outcome=outcome,
        covariates=covariates.split(","),
        placebo=placebo,
        cluster=cluster,
    )
    if winsorise is not None:
        study = study.winsorised(winsorise)
    with working("estimating, then shuffling the treatment"):
        found = effect(
            study,
            rng=np.random.default_rng(seed),
            resample=bootstrap,
            worth_knowing=size,
            method=way,
        )
    if as_json:
        emit(found.as_json())
    else:
        _show(found)
    return Exit.GOOD if found.verdict.established else Exit.NO


def _method(way: str, overlap: str, ratio: int, metric: str, caliper: float) -> Method:
    from skillmark.measure.effects.matching import Metric
    from skillmark.measure.effects.method import Method, Way
    from skillmark.measure.effects.overlap import Rule

    if way not in set(Way):
        raise InputError(f"no method {way!r}", remedy=f"one of {', '.join(Way)}")
    if metric not in set(Metric):
        raise InputError(f"no metric {metric!r}", remedy=f"one of {', '.join(Metric)}")
    return Method(Way(way), Rule.parse(overlap), caliper or None, ratio, Metric(metric))


def _show(found: Effect) -> None:
    shown = table("", "estimate", "se", "95% interval")
    shown.add_row("naive difference", *numbers(found.naive))
    shown.add_row("[bold]effect on the treated[/bold]", *numbers(found.estimate))
    if found.binary and found.levels.ratio:
        ratio = found.levels.ratio
        shown.add_row(
            "risk ratio", f"{ratio.value:.3g}", "", f"{ratio.low:.3g} to {ratio.high:.3g}"
        )
    shown.add_row(f"placebo ({found.placebo.kind})", *numbers(found.placebo.estimate))
    out.print(shown)
    overlap = found.overlap
    out.print(
        f"{found.method}; with it {found.levels.treated:,.4g}, without it "
        f"{found.levels.without:,.4g}",
        markup=False,
    )
    out.print(
        f"compared: {overlap.treated} treated with {overlap.untreated} others "
        f"(effectively {found.effective_sample_size:.0f}); left out without counterpart "
        f"({overlap.rule}): {overlap.treated_left_out} and {overlap.untreated_left_out}"
    )
    if found.clusters:
        few = found.clusters
        out.print(
            f"clusters: {few.treated} with treated, {few.untreated} with untreated people, worth "
            f"{few.effective_treated:.1f} and {few.effective_untreated:.1f} of one size; "
            f"{found.freedom:.0f} degrees of freedom"
        )
    balance = table("covariate", "difference before", "after", "variance ratio before", "after")
    for row in found.balance:
        ratios = (row.ratio_before, row.ratio_after)
        balance.add_row(
            escape(row.covariate),
            f"{row.before:+.2f}",
            f"{row.after:+.2f}",
            *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios),
        )
    out.print(balance)
    strength = found.sensitivity
    gamma = "" if strength.bounds is None else f", Gamma {strength.bounds.gamma:.2f}"
    out.print(
        f"E-value {strength.e_value:.2f} (interval {strength.e_value_limit:.2f}), "
        f"robustness value {strength.robustness_value:.3f} "
        f"(interval {strength.robustness_value_limit:.3f}){gamma}"
    )
    for note in found.notes:
        out.print(f"note: {note}", markup=False)
    verdict(str(found.verdict), found.verdict.reason, found.verdict.remedy)


def sample_command(
    *,
    size: Annotated[float, typer.Option("--effect", help="Smallest effect worth knowing.")],
    sd: Annotated[
        float | None, typer.Option(help="Standard deviation of the outcome within groups.")
    ] = None,
    share: Annotated[
        float | None, typer.Option(help="For a yes or no: the share without the treatment.")
    ] = None,
    treated: Annotated[float, typer.Option(help="Share of people who are treated.")] = 0.5,
    r2: Annotated[float, typer.Option(help="Share of the outcome that covariates explain.")] = 0.0,
    r2_treatment: Annotated[
        float, typer.Option(help="Share of the treatment that covariates explain.")
    ] = 0.0,
    power: Annotated[float, typer.Option(help="How often the effect is to be found.")] = 0.8,
    cluster_size: Annotated[
        float, typer.Option(help="People in a team that is treated whole.")
    ] = 1,
    icc: Annotated[float, typer.Option(help="How alike people of a team are, 0 to 1.")] = 0.0,
    size_cv: Annotated[float, typer.Option(help="Variation of the sizes of teams.")] = 0.0,
    placebo_outcome: Annotated[
        bool, typer.Option("--placebo-outcome", help="The verdict asks a placebo outcome, too.")
    ] = False,
    people: Annotated[
        int | None, typer.Option(min=4, help="People at hand: what would they show?")
    ] = None,
    as_json: Json = False,
) -> int:
    """Say how many people an effect takes; exit 1 where the people at hand are too few."""
    from skillmark.measure.effects.sample import (
        Terms,
        detectable,
        people_needed,
        people_needed_for_shares,
        power_of,
        power_of_shares,
    )

    if (sd is None) == (share is None):
        raise InputError("give either --sd (a number) or --share (a yes or no)")
    terms = Terms(
        treated, r2, r2_treatment, power, 0.05, cluster_size, icc, size_cv, True, placebo_outcome
    )
    found: dict[str, float | int | None] = {"effect": size, "power": power}
    if sd is not None:
        found["people"] = people_needed(
            size, sd, treated, r2=r2, r2_treatment=r2_treatment, power=power,
            cluster_size=cluster_size, icc=icc, size_cv=size_cv, placebo_outcome=placebo_outcome,
        )  # fmt: skip
        if people is not None:
            found["at_hand"] = power_of(size, sd, people, terms)
            found["detectable"] = detectable(sd, people, terms)
    elif share is not None:
        found["people"] = people_needed_for_shares(share, size, terms=terms)
        if people is not None:
            found["at_hand"] = power_of_shares(share, size, people, terms)
    found["clusters"] = -(-int(found["people"] or 0) // cluster_size) if cluster_size > 1 else None
    if as_json:
        emit(found)
    else:
        teams = f" in {found['clusters']:,.0f} teams" if found["clusters"] else ""
        out.print(
            f"{found['people']:,} people{teams} find an effect of {size:,.4g} with {power:.0%}"
        )
        if people is not None:
            out.print(f"{people:,} people find it with {found['at_hand']:.0%}")
        if found.get("detectable"):
            out.print(f"and would find {found['detectable']:,.4g} with {power:.0%}")
    enough = people is None or people >= int(found["people"] or 0)
    return Exit.GOOD if enough else Exit.NO
