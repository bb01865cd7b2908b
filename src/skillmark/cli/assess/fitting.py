"""How the fit of a calibration is shown: as a table, and as part of its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skillmark.cli.assess.shared import finite, plain, table
from skillmark.cli.console import out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.assess.responses import Responses
    from skillmark.assess.scaling.calibration import Calibration
    from skillmark.assess.scaling.fit import (
        ItemFit,
        ItemFits,
        LimitedInformation,
        LocalDependence,
        PersonFit,
    )

SHOWN = 10
"""Pairs, and people, that the table names; JSON names all."""


@dataclass(frozen=True, eq=False)
class Fit:
    """All there is to say of the fit."""

    items: ItemFits
    whole: LimitedInformation | None
    reason: str
    """Why there is no test of the whole."""
    pairs: LocalDependence
    people: PersonFit
    names: tuple[str, ...]
    """Id of every row, or its number."""


def judge(matrix: Responses, found: Calibration) -> Fit:
    """Return the fit of items, the whole, pairs and people."""
    from skillmark.assess.scaling import fit

    whole, reason = None, ""
    try:
        whole = fit.limited_information(matrix, found)
    except InputError as error:
        reason = error.cause
    return Fit(
        fit.item_fit(matrix, found),
        whole,
        reason,
        fit.local_dependence(matrix, found),
        fit.person_fit(matrix, found),
        matrix.persons or tuple(f"row {n + 1}" for n in range(len(matrix.values))),
    )


def item_as_json(item: ItemFit) -> dict[str, Any]:
    """Return one item's fit."""
    return {
        "s_x2": item.s_x2,
        "df": item.df,
        "p": item.p,
        "p_adjusted": item.adjusted,
        "rmsea": item.rmsea,
        "infit": finite(item.infit),
        "infit_t": finite(item.infit_t),
        "outfit": finite(item.outfit),
        "outfit_t": finite(item.outfit_t),
        "flagged": item.flagged,
    }


def as_json(found: Fit) -> dict[str, Any]:
    """Return the fit of the whole, of pairs and of people."""
    whole, people = found.whole, found.people
    return {
        "fit": {
            "m2": whole.m2 if whole else None,
            "df": whole.df if whole else None,
            "p": whole.p if whole else None,
            "rmsea": whole.rmsea if whole else None,
            "rmsea_interval": [whole.rmsea_low, whole.rmsea_high] if whole else None,
            "srmsr": whole.srmsr if whole else None,
            "reason": found.reason or None,
            "s_x2_reason": found.items.reason or None,
        },
        "local_dependence": {
            "average_q3": finite(found.pairs.average),
            "pairs": [
                {
                    "items": [pair.first, pair.second],
                    "q3": pair.q3,
                    "above_average": pair.excess,
                    "p_adjusted": pair.adjusted,
                }
                for pair in found.pairs.pairs
            ],
        },
        "person_fit": {
            "tested": people.tested,
            "flagged": [
                {
                    "person": found.names[row],
                    "lz": float(people.lz[row]),
                    "p_adjusted": float(people.adjusted[row]),
                }
                for row in people.flagged
            ],
        },
    }


def show(found: Fit, *, mean_squares: bool) -> None:
    """Print the fit; mean squares only where slopes are not free to follow them."""
    from rich.markup import escape

    columns = ["item", "S-X2", "df", "p", "adjusted p", "RMSEA"]
    shown = table("Fit", *columns, *(["infit", "outfit"] if mean_squares else []), "")
    for item in found.items.items:
        cells = [_or_dash(item.s_x2), _or_dash(item.df), _chance(item.p), _chance(item.adjusted)]
        cells.append(_or_dash(item.rmsea))
        if mean_squares:
            cells += [plain(item.infit), plain(item.outfit)]
        shown.add_row(escape(item.item), *cells, "look" if item.flagged else "")
    if mean_squares or not found.items.reason:
        out.print(shown)
    if found.items.reason:
        out.print(found.items.reason, markup=False)
    _show_whole(found)
    _show_pairs(found)
    _show_people(found)


def _or_dash(value: float | None) -> str:
    return "-" if value is None else plain(value)


def _chance(p: float | None) -> str:
    """Return a probability; one that three digits cannot show is not zero."""
    return "<0.001" if p is not None and p < 0.001 else _or_dash(p)


def _show_whole(found: Fit) -> None:
    whole = found.whole
    if whole is None:
        out.print(found.reason, markup=False)
        return
    out.print(
        f"M2 {whole.m2:.2f} ({whole.df:,} degrees of freedom, p {_chance(whole.p)}),"
        f" RMSEA {whole.rmsea:.3f} ({whole.rmsea_low:.3f} to {whole.rmsea_high:.3f}, 90 %),"
        f" SRMSR {whole.srmsr:.3f}"
    )


def _show_pairs(found: Fit) -> None:
    pairs = found.pairs.pairs
    for pair in pairs[:SHOWN]:
        out.print(
            f"{pair.first} and {pair.second} go together more than ability explains"
            if pair.excess > 0
            else f"{pair.first} and {pair.second} go together less than ability explains",
            f"(Q3 {pair.q3:.2f}, average {found.pairs.average:.2f})",
            markup=False,
        )
    if len(pairs) > SHOWN:
        out.print(f"and {len(pairs) - SHOWN:,} more pairs")


def _show_people(found: Fit) -> None:
    flagged, tested = found.people.flagged, found.people.tested
    if not tested:
        return
    who = ", ".join(found.names[row] for row in flagged[:SHOWN])
    more = f" and {len(flagged) - SHOWN:,} more" if len(flagged) > SHOWN else ""
    out.print(
        f"{len(flagged):,} of {tested:,} people answered as the model expects of nobody (lz*)"
        + (f", one in twenty of them by chance: {who}{more}" if who else ""),
        markup=False,
    )
