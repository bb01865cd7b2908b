"""Ours and others on the same sentences: what is right, what is left alone, and what it costs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rig.linking import data, extractor, jobs, peers
from rig.linking.data import ROOT, Query, queries
from rig.table import Figures
from skillmark.nouns.skill import Framework
from skillmark.skills.exchange import onet
from skillmark.skills.linking.linker import Linker
from skillmark.skills.linking.meaning import Embedder
from skillmark.skills.linking.memory import Memory

COLUMNS = (
    "who", "technology_at_5", "interval", "general_at_5", "interval_", "synthetic_at_5",
    "CPU_ms_each", "CPU_times",
)  # fmt: skip
BOILERPLATE = ROOT / "tests" / "fixtures" / "linking" / "boilerplate.txt"
SYNTHETIC, QUICK, NEAR = 100, 4, 0.6
SMALL = 300
"""Skills of the framework that a quick run looks at, besides those that are right."""
Ranker = Callable[[str], list[str]]


@dataclass(frozen=True)
class Set:
    """Sentences that nothing was tuned on."""

    name: str
    queries: tuple[Query, ...]


def run(
    figures: Figures,
    framework: Framework,
    embedder: Embedder | None,
    memory: Memory,
    *,
    quick: bool,
) -> None:
    """Add a row for each way, and notes on what is linked and how honest the scores are."""
    sets = [untouched("tech-validation"), untouched("house-validation")]
    sets.append(Set("synthetic", _half_b("skillskape-dev")[:SYNTHETIC]))
    if quick:
        sets = [Set(one.name, one.queries[:QUICK]) for one in sets]
        right = {label for one in sets for query in one.queries for label in query.gold}
        chosen = [
            skill
            for at, skill in enumerate(framework.skills)
            if at < SMALL or str(skill.label) in right
        ]
        framework = replace(framework, skills=tuple(chosen), occupations=())
    known = {str(skill.label) for skill in framework.skills}
    sets = [
        Set(one.name, tuple(query for query in one.queries if query.gold & known)) for one in sets
    ]
    ways: dict[str, Linker] = {}
    if embedder is not None:
        ways["skillmark: words and meanings"] = Linker(framework, embedder=embedder, memory=memory)
    ways["skillmark: words alone"] = Linker(framework)
    ours = 0.0
    for who, linker in ways.items():
        linker.link("the first one builds the index")
        each = _add(figures, who, sets, known, _ranker(linker), ours)
        ours = ours or each
    for who, ranker in peers.rankers(framework, embedder, memory):
        _add(figures, who, sets, known, ranker, ours)
    for who, remedy in peers.missing(embedder):
        figures.missing(who, remedy, required=False)
    if extractor.there() and not quick:
        _add_extractor(figures, framework, sets, known, ours)
    figures.notes.append(_ratios(figures.rows))
    for who, linker in ways.items():
        figures.notes += [
            f"{who}: {note}" for note in _at_the_threshold(linker, sets, known, quick)
        ]
    if not quick and (data.DATA / "onet-29.3").is_dir():
        official = onet.read(data.DATA / "onet-29.3").framework
        figures.notes += jobs.notes(official, embedder, memory)
    counts = ", ".join(f"{len(one.queries)} {one.name}" for one in sets)
    figures.notes.append(
        f"""{counts}: half B (by the digest of the sentence), on which nothing was tuned, without
        sentences that are nearly one of half A (more than {NEAR:.0%} of their words); beside
        {len(framework.skills):,} skills of ESCO 1.1.1; 95 % intervals by bootstrap"""
    )


def untouched(part: str) -> Set:
    """Half B of a part, without what is nearly a sentence of half A."""
    tuned = [_words(one.sentence) for one in queries(part) if one.half == "A"]
    return Set(
        part.partition("-")[0],
        tuple(
            one
            for one in _half_b(part)
            if all(_alike(_words(one.sentence), other) <= NEAR for other in tuned)
        ),
    )


def _half_b(part: str) -> tuple[Query, ...]:
    return tuple(one for one in queries(part) if one.half == "B")


def _words(sentence: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", sentence.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _ranker(linker: Linker) -> Ranker:
    def rank(sentence: str) -> list[str]:
        return [match.label for match in linker.link(sentence, language="en").matches]

    return rank


def precision(labels: Sequence[str], gold: frozenset[str], k: int) -> float:
    """R-precision at k of one sentence."""
    return len(set(labels[:k]) & gold) / min(k, len(gold))


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """95 % interval of a mean by bootstrap over sentences."""
    rng = np.random.default_rng(seed)
    drawn = rng.choice(np.array(values), size=(2000, len(values))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _add_extractor(
    figures: Figures, framework: Framework, sets: list[Set], known: set[str], ours: float
) -> None:
    """Add the package as it comes, and the best order that can be had from it."""
    asked = extractor.Extractor({skill.uri: str(skill.label) for skill in framework.skills})
    clock = asked.clock
    _add(figures, f"{extractor.NAME}, as it comes", sets, known, asked.linked, ours, clock)
    _add(figures, f"{extractor.NAME}, ranked", sets, known, asked.ranked, 0.0, clock)
    real = [query for one in sets[:2] for query in one.queries]
    found = [set(asked.linked(query.sentence)) for query in real]
    hits = sum(len(one & query.gold) for one, query in zip(found, real, strict=True))
    linked, right = sum(map(len, found)), sum(len(query.gold & known) for query in real)
    figures.notes.append(
        f"""{extractor.NAME}, as it comes: {hits} of {linked} links are right (precision
        {hits / max(1, linked):.2f}), of {right} right ones {hits / max(1, right):.2f} are found"""
    )
    for name, sentences in _to_leave_alone():
        alone = [not asked.linked(sentence) for sentence in sentences]
        figures.notes.append(
            f"{extractor.NAME}, as it comes: left alone: {sum(alone)} of {len(alone)} {name}"
        )
    asked.close()


def _to_leave_alone() -> tuple[tuple[str, list[str]], ...]:
    silent = [one.sentence for one in _half_b("skillskape-dev") if not one.gold]
    lines = BOILERPLATE.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if line[:1] != "#"]
    return ("sentences without a skill (dev, half B)", silent), ("boilerplate of our own", own)


def _add(
    figures: Figures,
    who: str,
    sets: list[Set],
    known: set[str],
    ranker: Ranker,
    ours: float,
    clock: Callable[[], float] = time.process_time,
) -> float:
    row: dict[str, float | str] = {"who": who}
    began, count = clock(), 0
    for one, column, within in zip(
        sets, ("technology_at_5", "general_at_5", "synthetic_at_5"), ("interval", "interval_", ""),
        strict=True,
    ):  # fmt: skip
        values = []
        for query in one.queries:
            values.append(precision(ranker(query.sentence), query.gold & known, 5))
            count += 1
        if values:
            row[column] = float(np.mean(values))
            low, high = interval(values)
            if within:
                row[within] = f"{low:.2f} to {high:.2f}"
    each = (clock() - began) / max(1, count) * 1000
    if each:
        row["CPU_ms_each"] = each
        if ours:
            row["CPU_times"] = each / ours
    figures.add(**row)
    return each


def _ratios(rows: Sequence[dict[str, Any]]) -> str:
    """Say how many times what the others get right the first way does."""
    first, said = rows[0], []
    for row in rows[1:]:
        times = [
            f"{first[column] / row[column]:.2f} ({column.partition('_')[0]})"
            for column in ("technology_at_5", "general_at_5", "synthetic_at_5")
            if row.get(column) and column in first
        ]
        if times:
            said.append(f"{row['who']} {', '.join(times)}")
    return f"times as much right as others, {first['who']}: {'; '.join(said)}"


def _at_the_threshold(linker: Linker, sets: list[Set], known: set[str], quick: bool) -> list[str]:
    """What is linked, what of it is right, what is left alone, and how honest scores are."""
    real = [query for one in sets[:2] for query in one.queries]
    found = linker.link_many([query.sentence for query in real], top=30, language="en")
    hits = linked = 0
    scored: list[tuple[float, bool]] = []
    for query, one in zip(real, found, strict=True):
        linked += len(one.links)
        hits += sum(match.label in query.gold for match in one.links)
        scored += [(match.score, match.label in query.gold) for match in one.matches]
    right = sum(len(query.gold & known) for query in real)
    share = np.mean([not one.unmatched for one in found]) if found else 0.0
    notes = [
        f"""at the threshold {hits} of {linked} links are right (precision
        {hits / max(1, linked):.2f}), of {right} right ones {hits / max(1, right):.2f} are found;
        {share:.2f} of the sentences with a skill are linked""",
        f"reliability: {_reliability(scored)}",
    ]
    for name, sentences in _to_leave_alone():
        chosen = sentences[:QUICK] if quick else sentences
        alone = [one.unmatched for one in linker.link_many(chosen)]
        notes.append(f"left alone: {sum(alone)} of {len(alone)} {name}")
    return notes


def _reliability(scored: Sequence[tuple[float, bool]]) -> str:
    said, error = [], 0.0
    for low, high in ((0.02, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        inside = [(score, right) for score, right in scored if low <= score < high]
        if inside:
            chance = float(np.mean([score for score, _ in inside]))
            right = [float(one) for _, one in inside]
            least, most = interval(right)
            error += len(inside) * abs(chance - float(np.mean(right)))
            said.append(
                f"said {chance:.2f}: {np.mean(right):.2f} right ({least:.2f} to {most:.2f}, "
                f"{len(inside)})"
            )
    return f"{'; '.join(said)}; expected error {error / max(1, len(scored)):.3f}"
