"""`skillmark assess calibrate`: item parameters with their standard errors, and the fit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli import INTERRUPTED
from skillmark.cli.assess import fitting
from skillmark.cli.assess.shared import File, Group, Id, Json, finite, plain, read, table
from skillmark.cli.console import Exit, complain, emit, err, out
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.classical import Reliability
    from skillmark.assess.responses import Responses
    from skillmark.assess.scaling.calibration import Calibration


def calibrate(
    responses: File,
    model: Annotated[str, typer.Option(help="1pl, 2pl or 3pl.")],
    id_column: Id = "",
    group: Group = "",
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Estimates only: no standard errors, no fit.")
    ] = False,
    json: Json = False,
) -> int:
    """Estimate slopes, difficulties and guessing by marginal maximum likelihood, and the fit."""
    matrix = read(responses, id_column, group)
    try:
        with _watching() as tell:
            found = _calibrated(matrix, model, quick=quick, tell=tell)
            if not quick:
                tell("fit", 0, found.log_likelihood)
            fit = None if quick else fitting.judge(matrix, found)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    except KeyboardInterrupt:
        complain("stopped; a calibration that is not finished leaves nothing behind")
        return INTERRUPTED
    reliability = _reliability(matrix.answered())
    if json:
        emit(_calibration_as_json(found, reliability, fit))
    else:
        _show_calibration(found, reliability)
        if fit:
            fitting.show(fit, mean_squares=found.model.value == "1pl")
    return Exit.GOOD if found.converged else Exit.UNKNOWN


def _calibrated(
    matrix: Responses, model: str, *, quick: bool, tell: Callable[[str, int, float], None]
) -> Calibration:
    from skillmark.assess.scaling.calibration import calibrate as estimate
    from skillmark.compute.threads import threads

    with threads(os.cpu_count() or 1) as executor:
        return estimate(
            matrix,
            model,
            standard_errors=not quick,
            executor=executor,
            memory=_memory(),
            tell=tell,
        )


def _memory() -> float | None:
    """Return the machine's memory in bytes, `None` where it does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None


@contextmanager
def _watching() -> Iterator[Callable[[str, int, float], None]]:
    """Show every step on a terminal, in one line that vanishes."""
    if not err.is_terminal:
        yield lambda _what, _step, _value: None
        return
    with err.status("Calibrating") as status:

        def tell(what: str, step: int, value: float) -> None:
            status.update(
                f"Calibrating: {what}, step {step}, log-likelihood {value:,.3f} (Ctrl-C stops)"
                if value == value  # noqa: PLR0124 (not while the standard errors are worked out)
                else f"Calibrating: {what} (Ctrl-C stops)"
            )

        yield tell


def _reliability(matrix: Responses) -> Reliability | None:
    from skillmark.assess.precision.classical import reliability

    try:
        return reliability(matrix.points)
    except InputError:  # no two items were answered by the same people
        return None


def _calibration_as_json(
    found: Calibration, reliability: Reliability | None, fit: fitting.Fit | None
) -> dict[str, Any]:
    p, e = found.parameters, found.errors
    columns = zip(
        found.items, p.a, p.b, p.c, p.d, e.a, found.difficulty_errors, e.c, e.d, strict=True
    )
    return {
        "model": found.model.value,
        "log_likelihood": found.log_likelihood,
        "persons": found.persons,
        "items": [
            {
                "item": item,
                "a": finite(a),
                "b": finite(b),
                "c": finite(c),
                "intercept": finite(d),
                "se": {
                    "a": finite(se_a),
                    "b": finite(se_b),
                    "c": finite(se_c),
                    "intercept": finite(se_d),
                },
                "fit": fitting.item_as_json(one) if one else None,
            }
            for (item, a, b, c, d, se_a, se_b, se_c, se_d), one in zip(
                columns, fit.items.items if fit else [None] * len(found.items), strict=True
            )
        ],
        "alpha": reliability.alpha.estimate if reliability else None,
        "alpha_interval": [reliability.alpha.low, reliability.alpha.high] if reliability else None,
        "sem": reliability.sem if reliability else None,
        "aic": found.aic,
        "bic": found.bic,
        "information": found.information,
        "converged": found.converged,
        "nodes": found.nodes,
        **(fitting.as_json(fit) if fit else {}),
        "cautions": list(found.cautions),
    }


def _show_calibration(found: Calibration, reliability: Reliability | None) -> None:
    from rich.markup import escape

    p, e = found.parameters, found.errors
    title = f"{found.model.value.upper()} · {found.persons:,} people · {len(found.items)} items"
    shown = table(title, "item", "a", "±", "b", "±", "c", "±", "intercept", "±")
    for k, item in enumerate(found.items):
        row = (p.a, e.a, p.b, found.difficulty_errors, p.c, e.c, p.d, e.d)
        shown.add_row(escape(item), *(plain(float(column[k])) for column in row))
    out.print(shown)
    out.print(f"log-likelihood {found.log_likelihood:.3f}; ± is one standard error")
    if reliability:
        alpha = reliability.alpha
        out.print(
            f"alpha {alpha.estimate:.3f} ({alpha.low:.3f} to {alpha.high:.3f}),"
            f" standard error of measurement {reliability.sem:.2f} points"
        )
    for caution in found.cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)
