"""`skillmark assess standard`: where passing begins, by a panel or by people whom judges know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess import standards_shown as shown
from skillmark.cli.assess.shared import Json, read
from skillmark.cli.console import emit
from skillmark.cli.files import read_text
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    import numpy as np

    from skillmark.assess.responses import Responses
    from skillmark.assess.standards.groups import GroupCut
    from skillmark.assess.standards.impact import Impact

standard = typer.Typer(
    help="Recommend a cut score: angoff, bookmark, borderline, contrasting.", no_args_is_help=True
)

ImpactFile = Annotated[
    Path | None,
    typer.Option("--impact", help="Responses (0, 1 or empty): who would pass around the cut."),
]
IdColumn = Annotated[str, typer.Option("--id", help="Column of --impact with the person's id.")]
GroupColumn = Annotated[str, typer.Option("--group", help="Column of --impact with the group.")]
Simulated = Annotated[
    bool, typer.Option("--simulated", help="The responses are simulated: there is no field data.")
]
Seed = Annotated[int, typer.Option(help="Seed of the bootstrap.")]


@standard.command()
def angoff(
    ratings: Annotated[
        Path,
        typer.Argument(
            help="CSV: panellist, round (if several), one column an item; a row called maximum"
            " may give the items' points."
        ),
    ],
    *,
    percent: Annotated[
        bool, typer.Option("--percent", help="Ratings are shares of the points times 100.")
    ] = False,
    impact: ImpactFile = None,
    id_column: IdColumn = "",
    group: GroupColumn = "",
    simulated: Simulated = False,
    json: Json = False,
) -> None:
    """Return the cut of a panel that rated items (modified and extended Angoff)."""
    from skillmark.assess.standards.angoff import angoff as panel
    from skillmark.assess.standards.consistency import consistency
    from skillmark.assess.standards.ratings import read_ratings

    words = read_text(ratings)
    try:
        rounds = read_ratings(words, percent=percent)
        found = panel(rounds)
    except SkillmarkError as error:
        raise error.at(str(ratings)) from error
    last = rounds[-1]
    answers = _answers(impact, id_column, group)
    known = None if answers is None or simulated else _difficulty(answers)
    people = consistency(last, first=rounds[0], difficulty=known)
    cut = (found.cut.score, found.cut.standard_error)
    passing = _impact(answers, last.items, last.maxima, cut, simulated=simulated)
    if json:
        emit(shown.angoff_as_json(found, people, passing))
    else:
        shown.show_angoff(found, people, passing)


@standard.command()
def bookmark(
    bank: Annotated[Path, typer.Argument(help="What skillmark assess calibrate --json printed.")],
    placements: Annotated[
        Path,
        typer.Argument(
            help="CSV: panellist, page (the last page that is mastered, from 1), round if several."
        ),
    ],
    *,
    response_probability: Annotated[
        float, typer.Option(help="With which an item counts as mastered.")
    ] = 0.67,
    guessing: Annotated[
        bool,
        typer.Option("--with-guessing", help="Mastered means right, guesses included; else known."),
    ] = False,
    impact: ImpactFile = None,
    id_column: IdColumn = "",
    group: GroupColumn = "",
    simulated: Simulated = False,
    json: Json = False,
) -> None:
    """Return the cut of a panel that marked the page where mastery ends."""
    from skillmark.assess.standards.bookmark import booklet, bookmarks, read_placements

    items, parameters = _bank(bank)
    words = read_text(placements)
    try:
        pages = booklet(
            items,
            parameters,
            response_probability=response_probability,
            adjusted=not guessing,
        )
        rounds = [
            bookmarks(marks, pages, parameters, [1.0] * len(items))
            for marks in read_placements(words)
        ]
    except SkillmarkError as error:
        raise error.at(str(placements)) from error
    cut = rounds[-1].cut
    passing = _impact(
        _answers(impact, id_column, group),
        items,
        [1.0] * len(items),
        (cut.score, cut.standard_error),
        simulated=simulated,
    )
    if json:
        emit(shown.bookmark_as_json(pages, rounds, passing))
    else:
        shown.show_bookmark(pages, rounds, passing)


@standard.command()
def borderline(
    scores: Annotated[Path, typer.Argument(help="CSV with score and, if others are in it, group.")],
    *,
    mean: Annotated[bool, typer.Option("--mean", help="The mean instead of the median.")] = False,
    label: Annotated[str, typer.Option(help="What borderline people are called.")] = "borderline",
    seed: Seed = 1,
    impact: ImpactFile = None,
    id_column: IdColumn = "",
    group: GroupColumn = "",
    simulated: Simulated = False,
    json: Json = False,
) -> None:
    """Return the median score of people whom judges call borderline."""
    import numpy as np

    from skillmark.assess.standards.groups import Middle, borderline_group

    by_group = _scores(scores)
    own = by_group.get(label, by_group.get("", []))
    try:
        found = borderline_group(
            own,
            middle=Middle.MEAN if mean else Middle.MEDIAN,
            rng=np.random.default_rng(seed),
        )
    except SkillmarkError as error:
        raise error.at(str(scores)) from error
    _give_group(found, _answers(impact, id_column, group), simulated=simulated, json=json)


@standard.command()
def contrasting(
    scores: Annotated[Path, typer.Argument(help="CSV with group and score.")],
    *,
    masters: Annotated[str, typer.Option(help="What competent people are called.")] = "master",
    others: Annotated[str, typer.Option(help="What the others are called.")] = "other",
    smoothed: Annotated[
        bool,
        typer.Option("--smoothed", help="Where smoothed distributions meet; else logistic."),
    ] = False,
    cost_of_false_pass: Annotated[float, typer.Option(help="Relative to a false fail.")] = 1.0,
    competent: Annotated[
        float | None,
        typer.Option(help="Share of competent people among those to come; as in the file."),
    ] = None,
    seed: Seed = 1,
    impact: ImpactFile = None,
    id_column: IdColumn = "",
    group: GroupColumn = "",
    simulated: Simulated = False,
    json: Json = False,
) -> None:
    """Return the score that separates people known to be competent from the others."""
    import numpy as np

    from skillmark.assess.standards.groups import Costs, Separation, contrasting_groups

    by_group = _scores(scores)
    try:
        for name in (masters, others):
            if name not in by_group:
                raise InputError(
                    f"nobody is in the group {name!r}",
                    remedy="groups: " + ", ".join(sorted(by_group)[:8]),
                )
        found = contrasting_groups(
            by_group[masters],
            by_group[others],
            separation=Separation.SMOOTHED if smoothed else Separation.LOGISTIC,
            costs=Costs(false_pass=cost_of_false_pass, competent=competent),
            rng=np.random.default_rng(seed),
        )
    except SkillmarkError as error:
        raise error.at(str(scores)) from error
    _give_group(found, _answers(impact, id_column, group), simulated=simulated, json=json)


def _give_group(found: GroupCut, answers: Responses | None, simulated: bool, json: bool) -> None:
    items = answers.items if answers else ()
    cut = (found.score, found.standard_error)
    passing = _impact(answers, items, [1.0] * len(items), cut, simulated=simulated)
    if json:
        emit(shown.group_as_json(found, passing))
    else:
        shown.show_group(found, passing)


def _answers(path: Path | None, id_column: str, group: str) -> Responses | None:
    return None if path is None else read(path, id_column, group).answered()


def _impact(
    answers: Responses | None,
    items: Sequence[str],
    points: Sequence[float],
    cut: tuple[float, float],
    *,
    simulated: bool,
) -> Impact | None:
    """Return who would pass; an item that somebody was not asked earns nothing."""
    if answers is None:
        return None
    import numpy as np

    from skillmark.assess.standards.impact import impact
    from skillmark.nouns.credibility import FieldData

    absent = [name for name in items if name not in answers.items]
    if absent:
        raise InputError(
            f"nobody's responses to {', '.join(absent[:5])}",
            where="--impact",
            remedy="give responses to all items of the form",
        )
    at = [answers.items.index(name) for name in items]
    scores = np.nan_to_num(answers.points[:, at]) @ np.asarray(points)
    kind = FieldData.SIMULATED if simulated else FieldData.REAL
    return impact(scores.tolist(), *cut, field_data=kind, groups=answers.groups)


def _difficulty(answers: Responses) -> dict[str, float]:
    """Return the share of right responses of items that enough people answered."""
    from skillmark.assess.responses import MISSING
    from skillmark.assess.standards.consistency import FEWEST_PER_ITEM

    asked = (answers.values != MISSING).sum(axis=0)
    right = (answers.values == 1).sum(axis=0)
    return {
        name: float(r / n)
        for name, r, n in zip(answers.items, right, asked, strict=True)
        if n >= FEWEST_PER_ITEM
    }


def _bank(path: Path) -> tuple[tuple[str, ...], Any]:
    """Return items and parameters of a calibration that was printed as JSON."""
    import json

    import numpy as np

    from skillmark.assess.scaling.response_model import ItemParameters

    def column(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array([float(one[name]) for one in items], dtype=float)

    try:
        items = json.loads(read_text(path))["items"]
        names = tuple(str(one["item"]) for one in items)
        guessing = np.array([float(one.get("c") or 0.0) for one in items], dtype=float)
        parameters = ItemParameters(column("a"), column("intercept"), guessing)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "this is no calibration",
            where=str(path),
            remedy="give what skillmark assess calibrate --json printed",
        ) from error
    if len(set(names)) < len(names):
        raise InputError("two items have the same name", where=str(path))
    return names, parameters


def _scores(path: Path) -> dict[str, list[float]]:
    """Return scores by group; without a column `group` they are all in the group ``."""
    from skillmark.assess.standards.ratings import number, table

    words = read_text(path)
    try:
        rows = table(words)
        header = rows[0][1]
        if "score" not in header:
            raise InputError("there is no column 'score'", where="line 1")
        found: dict[str, list[float]] = {}
        for line, row in rows[1:]:
            cells = dict(zip(header, row, strict=True))
            value = number(cells["score"], line, "score")
            found.setdefault(cells.get("group", ""), []).append(value)
    except SkillmarkError as error:
        raise error.at(str(path)) from error
    return found
