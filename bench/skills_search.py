"""Search as you type over ESCO, beside SQLite's full-text search and fuzzy matching of the labels.

    python bench/skills_search.py             ESCO as it is in the shared data (English)
    python bench/skills_search.py --all       the same in 27 languages, 26 of them made up

Reads `data/esco-1.1.1` in the folder that SKILLMARK_SHARED names, else in `../shared`. What is
typed is made of ESCO's own labels, with a fixed seed: beginnings, typing errors, words in another
order, alternative labels. No language but English is in that folder: the others of `--all` are
English with other letters, joined into compounds where a language joins, so the index has the size
of a whole release; what is found in them says nothing.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import rapidfuzz
from rapidfuzz import fuzz, process, utils

from rig import cost
from rig.table import Figures, options
from skillmark.nouns.skill import Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.skills.exchange import esco
from skillmark.skills.language.words import fold
from skillmark.skills.search import Search

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SKILLMARK_SHARED") or ROOT.parent / "shared") / "data"
COLUMNS = (
    "who", "build_s", "open_ms", "MB", "first_of_1", "among_5", "p50_ms", "p95_ms", "p99_ms",
    "times",
)  # fmt: skip
OTHERS = (
    "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "lt", "lv",
    "mt", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sv", "uk",
)  # fmt: skip
JOINING = {"de", "nl", "sv", "da", "no", "fi", "hu", "et", "is"}
Answer = Callable[[str], list[str]]
Concept = Skill | Occupation


def in_more_languages(concepts: list[Concept]) -> list[Concept]:
    """The labels, and two alternatives of each, in 26 made-up languages more."""
    letters = "bcdfghjklmnpqrstvwxz"
    tables = {}
    for number, tag in enumerate(OTHERS):
        mixed = random.Random(number).sample(letters, len(letters))
        tables[tag] = str.maketrans(letters, "".join(mixed))

    def said(words: str, tag: str) -> str:
        other = words.lower().translate(tables[tag])
        first, _, rest = other.partition(" ")
        return first + rest if tag in JOINING and rest and " " not in rest else other

    made = []
    for one in concepts:
        main = str(one.label)
        label = Text((("en", main), *((tag, said(main, tag)) for tag in OTHERS)))
        few = [words for _tag, words in one.alt_labels[:2]]
        more = tuple((tag, said(words, tag)) for tag in OTHERS for words in few)
        made.append(replace(one, label=label, alt_labels=(*one.alt_labels, *more)))
    return made


def typed(concepts: list[Concept], count: int) -> Iterator[tuple[str, str]]:
    """What people type, and the URI that they mean."""
    chance = random.Random(7)
    for number in range(count):
        one = chance.choice(concepts)
        words = str(one.label)
        way = number % 4
        if way == 1 and len(words) > 7:
            at = chance.randrange(1, len(words) - 1)
            swap = words[at + 1] + words[at]
            words = (
                words[:at]
                + chance.choice((swap, words[at + 1], words[at] * 2 + words[at + 1]))
                + words[at + 2 :]
            )
        elif way == 2:
            parts = words.split()
            chance.shuffle(parts)
            words = " ".join(parts)
        elif way == 3 and one.alt_labels:
            words = chance.choice([word for tag, word in one.alt_labels if tag == "en"] or [words])
        else:
            words = words[: max(3, int(len(words) * 0.6))]
        yield words, one.uri


def ours(search: Search) -> Answer:
    return lambda words: [hit.uri for hit in search.search(words, limit=5, language="en")]


def full_text(concepts: list[Concept]) -> Answer:
    """SQLite FTS5 with trigrams: all trigrams of the query joined by OR, ranked by BM25."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table l using fts5(words, uri unindexed, tokenize='trigram')")
    rows = ((fold(words), one.uri) for one in concepts for words in _labels(one))
    database.executemany("insert into l values (?, ?)", rows)

    def answer(words: str) -> list[str]:
        asked = fold(words).replace('"', "")
        grams = {asked[at : at + 3] for at in range(len(asked) - 2)}
        if not grams:
            return []
        query = " OR ".join(f'"{gram}"' for gram in grams)
        found = database.execute(
            "select uri from l where l match ? order by rank limit 25", (query,)
        )
        return list(dict.fromkeys(uri for (uri,) in found))[:5]

    return answer


def fuzzy(concepts: list[Concept]) -> Answer:
    """RapidFuzz's weighted ratio with every label."""
    labels = [(utils.default_process(words), one.uri) for one in concepts for words in _labels(one)]
    choices = [words for words, _ in labels]

    def answer(words: str) -> list[str]:
        asked = utils.default_process(words)
        found = process.extract(asked, choices, scorer=fuzz.WRatio, processor=None, limit=25)
        return list(dict.fromkeys(labels[place][1] for _, _, place in found))[:5]

    return answer


def _labels(one: Concept) -> Iterator[str]:
    yield from one.label
    yield from (words for _tag, words in one.alt_labels)


def measure(answer: Answer, asked: list[tuple[str, str]]) -> dict[str, float]:
    """Answer each query as its last letters are typed; processor time of one keystroke."""
    first = among = 0
    times = []
    for words, uri in asked:
        for end in (max(1, len(words) // 2), len(words)):
            begun = time.process_time()
            found = answer(words[:end])
            times.append(1000 * (time.process_time() - begun))
        first += found[:1] == [uri]
        among += uri in found
    middle, most, nearly_all = np.percentile(times, (50, 95, 99))
    return {
        "first_of_1": first / len(asked), "among_5": among / len(asked),
        "p50_ms": float(middle), "p95_ms": float(most), "p99_ms": float(nearly_all),
    }  # fmt: skip


def compare(figures: Figures, *, everything: bool, quick: bool) -> None:
    framework = esco.read(DATA / "esco-1.1.1").framework
    concepts: list[Concept] = [*framework.skills, *framework.occupations]
    if quick:
        concepts = concepts[:400]
    asked = list(typed(concepts, 40 if quick else 1000))
    if everything:
        concepts = in_more_languages(concepts)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "search"
        made = cost.timed(lambda: Search(concepts))
        made.answer.save(file, of={"bench": "search"})
        opened = cost.timed(lambda: Search.open(file, of={"bench": "search"}))
        size = file.stat().st_size / 1e6
        measure(ours(opened.answer), asked[:20])
        mine = measure(ours(opened.answer), asked)
    labels = len(opened.answer.index.concept)
    figures.add(
        who="skillmark", build_s=made.cpu, open_ms=1000 * opened.wall, MB=size, times=1.0, **mine
    )
    peers = {
        f"SQLite {sqlite3.sqlite_version} FTS5 trigrams": full_text,
        f"rapidfuzz {rapidfuzz.__version__} WRatio": fuzzy,
    }
    for who, build in peers.items():
        ready = cost.timed(lambda build=build: build(concepts))
        theirs = measure(ready.answer, asked[: 5 if everything else 100])
        times = theirs["p50_ms"] / mine["p50_ms"]
        figures.add(who=who, build_s=ready.cpu, times=times, **theirs)
    figures.notes.append(
        f"{labels:,} labels of {len(concepts):,} skills and occupations; {len(asked):,} queries, "
        "each asked when half of it is typed and when all of it is. first of 1: the first answer "
        "is the one meant; among 5: it is one of five. MB is the file, which is mapped, not read."
    )
    figures.notes.append(
        "times: how many times longer the peer takes in the middle. The peers answer the first "
        "hundred queries, with --all five."
    )


def main() -> None:
    """Measure, unless there is no ESCO here."""
    parser = options(__doc__)
    parser.add_argument("--all", action="store_true", help="27 languages")
    asked = parser.parse_args()
    figures = Figures("skills_search", "Search as you type in ESCO", COLUMNS)
    if (DATA / "esco-1.1.1").is_dir():
        compare(figures, everything=asked.all, quick=asked.quick)
    else:
        figures.notes.append(
            "skipped: no reference data here; SKILLMARK_SHARED names their folder (see the top of "
            "bench/skills_search.py)"
        )
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
