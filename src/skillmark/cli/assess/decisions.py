"""`skillmark assess consistency`: how often pass and fail are right."""

from __future__ import annotations

from typing import Annotated

import typer

from skillmark.cli.assess.shared import File, Group, Id, Json, plain, read, table
from skillmark.cli.console import emit, out
from skillmark.nouns.errors import SkillmarkError


def consistency(
    responses: File,
    cut: Annotated[float, typer.Option(help="Lowest score that passes, in points.")],
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> None:
    """Tell how often pass/fail decisions at a cut score are right, and would be repeated.

    Livingston and Lewis (1995), with alpha as reliability. An empty cell earns nothing; rows
    without any response are left out.
    """
    import numpy as np

    from skillmark.assess.precision.classical import reliability
    from skillmark.assess.precision.consistency import livingston_lewis

    matrix = read(responses, id_column, group).answered()
    points = np.nan_to_num(matrix.points)
    maximum = len(matrix.items)
    try:
        found = reliability(points)
        decision = livingston_lewis(
            points.sum(axis=1), reliability=found.alpha.estimate, cut=cut, maximum=maximum
        )
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    figures = {
        "accuracy": decision.accuracy,
        "consistency": decision.consistency,
        "kappa": decision.kappa,
        "false_pass": decision.false_pass,
        "false_fail": decision.false_fail,
        "cut": cut,
        "maximum": maximum,
        "persons": len(points),
        "alpha": found.alpha.estimate,
        "sem": found.sem,
    }
    if json:
        emit(figures)
        return
    shown = table("Decisions", "", "value")
    for name, value in figures.items():
        shown.add_row(name.replace("_", " "), plain(value))
    out.print(shown)
