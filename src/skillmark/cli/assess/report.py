"""`skillmark assess report`: everything that a test can say for itself, on one page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillmark.cli.assess.shared import File, Group, Id, Json, read
from skillmark.cli.console import emit, out
from skillmark.cli.files import write_bytes
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.errors import SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.quality.figure import QualityReport
    from skillmark.assess.quality.sample import Sample
    from skillmark.assess.responses import Responses

Cut = Annotated[float, typer.Option(help="Lowest score that passes, in points.")]
Simulated = Annotated[
    bool, typer.Option("--simulated", help="A model answered, not people: no field data.")
]


def report(
    responses: File,
    *,
    cut: Cut,
    id_column: Id = "",
    group: Group = "",
    title: Annotated[str, typer.Option(help="What the test is called.")] = "",
    simulated: Simulated = False,
    method: Annotated[str, typer.Option(help="How the cut score was set.")] = "",
    decided_by: Annotated[str, typer.Option(help="Who decided the cut score.")] = "",
    prepared_by: Annotated[str, typer.Option(help="Who prepared this report.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Start of the random draws.")] = 0,
    language: Annotated[str, typer.Option(help="en or de.")] = "en",
    pdf: Annotated[Path | None, typer.Option(help="Write the page as PDF here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the page as HTML here.")] = None,
    json: Json = False,
) -> None:
    """Tell how far a test can be believed: every figure with its interval and what it means.

    Reliability, decisions at the cut, items, scale, fairness, and what is not known. The same
    file and seed give the same report. An empty cell counts as not asked.
    """
    from skillmark.assess.quality.document import as_json
    from skillmark.assess.quality.figure import Signature
    from skillmark.assess.quality.page import page
    from skillmark.assess.quality.report import report as compute
    from skillmark.assess.quality.report import signed

    today = datetime.now(UTC).date()
    matrix = read(responses, id_column, group)
    try:
        sample = _sample(
            matrix,
            CutScore(cut, float(len(matrix.items)), method, "", decided_by, today),
            title=title or responses.stem,
            group=group,
            seed=seed,
            field_data=FieldData.SIMULATED if simulated else FieldData.REAL,
        )
        made = compute(sample, made_on=today)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    if prepared_by:
        made = signed(made, Signature("prepared", prepared_by, "", today))
    if pdf is not None:
        from skillmark.render.quality_pdf import pdf as printed

        write_bytes(pdf, printed(page(made, language, short=True)))
    if html is not None:
        from skillmark.render.quality_html import html as drawn

        write_bytes(html, drawn(page(made, language)).encode())
    if json:
        emit(as_json(made))
    else:
        _show(made, language)


def _sample(
    matrix: Responses,
    cut: CutScore,
    *,
    title: str,
    group: str,
    seed: int,
    field_data: FieldData,
) -> Sample:
    import numpy as np

    from skillmark.assess.quality.sample import Grouping, Sample

    return Sample(
        test=title,
        title={"en": title},
        version="",
        items=matrix.items,
        points=matrix.points,
        maxima=np.ones(len(matrix.items)),
        field_data=field_data,
        cut=cut,
        groupings=(Grouping(group, matrix.groups),) if group else (),
        seed=seed,
    )


_COLOURS = {
    "fine": "green",
    "look": "yellow",
    "poor": "red",
    "not known": "dim",
}


def _show(made: QualityReport, language: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from skillmark.assess.quality.wording import Wording

    said = Wording(language)
    notice = said.notice(made)
    if notice:
        out.print(notice, style="yellow", markup=False)
    out.print(said.headline(made), style="bold", markup=False)
    for part in made.parts:
        if not part.figures:
            continue
        shown = Table(title=escape(said.own.part[part.id][0]), title_justify="left")
        for heading in ("figure", "value", "interval", "state"):
            shown.add_column(said.own.label[heading])
        for one in part.figures:
            state = said.own.state[one.state.value]
            colour = _COLOURS.get(one.state.value, "none")
            shown.add_row(
                escape(said.name(one)),
                escape(said.value(one)),
                escape(said.interval(one)),
                f"[{colour}]{state}[/]",
            )
        out.print(shown)
    out.print(said.own.part["limits"][0], style="bold")
    for code, facts in made.part("limits").notes:
        out.print(f"- {said.note(code, facts)}", markup=False)
