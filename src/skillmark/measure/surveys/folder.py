"""Surveys in a report's folder: `surveys/*.csv` as `settings.json` describes them, and back.

An entry of `"surveys"` in `settings.json` is one question:

file, question, agree      the file in `surveys/`, the column, the answers that count (required)
label                      the question in words
of                         what the survey is called, where two ask in the same words
scale                      all answers in their order, to draw how they lie
apart                      answers that are none, such as "Don't know"
weights, strata, clusters  columns with how people were chosen
population                 people, where all were asked (the interval is then about them)
margins                    a file in `surveys/`: factor,level,total to weight to
asked                      people who were asked, for the response rate
by                         a column with groups to compare
earlier                    the file of the wave before, with the same columns
benchmark                  key of a published figure (`published.PUBLISHED`)
published, published_n, published_source   another published figure
simulated                  true where the answers are made up
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillmark.measure.surveys.answers import Answers
from skillmark.measure.surveys.exports import Export, read_export
from skillmark.measure.surveys.instruments import Instrument
from skillmark.measure.surveys.published import PUBLISHED, Published
from skillmark.measure.surveys.reading import answers_of, levels_of, read_margins, words_of
from skillmark.measure.surveys.tally import Row
from skillmark.measure.surveys.weighting import rake
from skillmark.nouns.cells import neutral
from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import NUMBER, Shape, members

_ENTRY: Shape = {
    "file": str,
    "question": str,
    "label": str,
    "of": str,
    "agree": list,
    "scale": list,
    "apart": list,
    "weights": str,
    "strata": str,
    "clusters": str,
    "population": int,
    "margins": str,
    "asked": int,
    "by": str,
    "earlier": str,
    "benchmark": str,
    "published": NUMBER,
    "published_n": int,
    "published_source": str,
    "simulated": bool,
}


@dataclass(frozen=True, slots=True)
class Survey:
    """One question of one survey, and what it is held against."""

    label: str
    answers: Answers
    published: float | None = None
    published_n: int | None = None
    published_source: str = ""
    simulated: bool = False
    earlier: Answers | None = None
    """The wave before."""
    asked: int | None = None
    """People who were asked; `None` where unknown."""
    by: tuple[str, ...] = ()
    """Group of each answer; `""` for none; empty where nothing is compared."""
    parts: tuple[tuple[str, float], ...] = ()
    """Answers in the order of the scale with their shares, weighted; empty where not given."""
    benchmark: Published | None = None
    counted: str = ""
    """The answers that count, in words."""


def read_surveys(folder: Path, entries: Sequence[Any]) -> tuple[Survey, ...]:
    """Read the surveys of a report's folder; every error names its place, stray files too."""
    found, named = [], set()
    files: dict[str, Export] = {}
    for index, entry in enumerate(entries):
        where = f"settings.json/surveys/{index}"
        asked = members(entry, _ENTRY, ("file", "question", "agree"), where=where)
        for key in ("file", "earlier", "margins"):
            name = asked.get(key)
            if name is None:
                continue
            if Path(name).name != name:
                raise InputError(
                    f"{name!r} is not a file in the folder surveys", where=f"{where}/{key}"
                )
            named.add(name)
            if key != "margins" and name not in files:
                files[name] = read_export(folder / "surveys" / name)
        found.append(_survey(folder, asked, files, where))
    there = {path.name for path in (folder / "surveys").glob("*.csv")}
    if there - named:
        raise InputError(
            f"surveys/{min(there - named)} is not mentioned in settings.json",
            where=folder.name,
            remedy='say which question and answers count: {"surveys": [{"file": ..., "question": '
            '..., "agree": [...]}]}',
        )
    return tuple(_told_apart(found, entries))


def _told_apart(found: Sequence[Survey], entries: Sequence[Any]) -> Iterator[Survey]:
    """Name the survey behind a question that two surveys ask in the same words.

    In a picture, two rows of one name would be drawn over each other.
    """
    often = Counter(one.label for one in found)
    for one, entry in zip(found, entries, strict=True):
        if often[one.label] == 1:
            yield one
        else:
            yield replace(one, label=f"{one.label} ({entry.get('of') or Path(entry['file']).stem})")


def _survey(folder: Path, asked: dict[str, Any], files: dict[str, Export], where: str) -> Survey:
    benchmark = asked.get("benchmark")
    if benchmark is not None and benchmark not in PUBLISHED:
        raise InputError(
            f"unknown published figure {benchmark!r}",
            where=f"{where}/benchmark",
            remedy=f"known are {', '.join(PUBLISHED)}",
        )
    if benchmark is not None and asked.get("published") is not None:
        raise InputError("two published figures for one question", where=where)
    apart = [str(value) for value in asked.get("apart", [])]
    answers = _answers(folder, asked, asked["file"], files)
    if asked.get("asked") is not None and asked["asked"] < len(answers):
        raise InputError(
            f"{len(answers)} answers of {asked['asked']} asked", where=f"{where}/asked"
        )
    figure = PUBLISHED[benchmark] if benchmark else None
    file = files[asked["file"]]
    comparable = figure is not None and figure.comparable
    return Survey(
        label=asked.get("label", asked["question"]),
        answers=answers,
        published=figure.figure if figure and comparable else asked.get("published"),
        published_n=figure.n if figure and comparable else asked.get("published_n"),
        published_source=figure.source if figure else asked.get("published_source", ""),
        simulated=asked.get("simulated", False),
        earlier=_answers(folder, {**asked, "population": None}, asked["earlier"], files)
        if asked.get("earlier")
        else None,
        asked=asked.get("asked"),
        by=words_of(file, asked["by"], question=asked["question"], name=asked["file"], apart=apart)
        if asked.get("by")
        else (),
        parts=_parts(asked, file, answers, apart),
        benchmark=figure,
        counted=" / ".join(str(value) for value in asked["agree"]),
    )


def _answers(folder: Path, asked: dict[str, Any], name: str, files: dict[str, Export]) -> Answers:
    apart = [str(value) for value in asked.get("apart", [])]
    answers = answers_of(
        files[name],
        name=name,
        question=asked["question"],
        agree=[str(value) for value in asked["agree"]],
        weights=asked.get("weights"),
        strata=asked.get("strata"),
        clusters=asked.get("clusters"),
        population=asked.get("population"),
        apart=apart,
        possible=[str(value) for value in asked.get("scale", [])],
    )
    if not asked.get("margins"):
        return answers
    margins = read_margins(folder / "surveys" / asked["margins"])
    levels = levels_of(files[name], margins, question=asked["question"], name=name, apart=apart)
    return replace(answers, weights=rake(levels, margins, base=answers.weights).weights)


def _parts(
    asked: dict[str, Any], file: Export, answers: Answers, apart: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    scale = [str(value) for value in asked.get("scale", [])]
    if not scale:
        return ()
    given = words_of(
        file, asked["question"], question=asked["question"], name=asked["file"], apart=apart
    )
    sums: dict[str, float] = defaultdict(float)
    for word, weight in zip(given, answers.weights, strict=True):
        sums[word.casefold()] += float(weight)
    unknown = sorted(set(sums) - {label.casefold() for label in scale})
    if unknown:
        raise InputError(
            f"the answer {unknown[0]!r} is not on the scale",
            where=f"{asked['file']}, column {asked['question']}",
            remedy="add it to the scale, or to apart if it is no answer",
        )
    whole = sum(sums.values())
    return tuple((label, sums[label.casefold()] / whole if whole else 0.0) for label in scale)


def entries_of(
    instrument: Instrument,
    *,
    file: str,
    language: str = "en",
    earlier: str | None = None,
    asked: int | None = None,
    by: str | None = None,
    simulated: bool = False,
) -> list[dict[str, Any]]:
    """Return what `settings.json` says of an instrument's file that `wave_csv` wrote."""
    found = []
    for question in instrument.scored:
        scale = question.scale
        entry: dict[str, Any] = {
            "file": file,
            "question": question.id,
            "label": question.text[language],
            "of": instrument.title[language],
            "agree": [o.text[language] for o in scale.options if o.code in scale.favourable],
            "scale": [option.text[language] for option in scale.options],
            "apart": [option.text[language] for option in scale.apart],
        }
        optional = {
            "earlier": earlier,
            "asked": asked,
            "by": by,
            "benchmark": question.benchmark or None,
            "simulated": simulated or None,
        }
        found.append(entry | {name: value for name, value in optional.items() if value is not None})
    return found


def wave_csv(instrument: Instrument, rows: Sequence[Row], *, language: str = "en") -> str:
    """Return a wave as CSV, one row a respondent, answers in words; no id, no order of coming."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.id for one in instrument.questions])
    for row in rows:
        writer.writerow(
            [
                neutral(one.scale.label(row[one.id], language)) if one.id in row else ""
                for one in instrument.questions
            ]
        )
    return out.getvalue()
