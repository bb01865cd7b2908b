"""The starter framework as data: complete, well linked, and written rather than generated."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook
from rapidfuzz import fuzz, process

STARTER = Path(__file__).resolve().parents[2] / "src" / "skillmark" / "skills" / "starter"
FILES = sorted(STARTER.glob("*.toml"))
LANGUAGES = ("en", "de")
KINDS = {"skill", "knowledge", "attitude"}
MATCHES = {"exact", "close", "broad", "narrow"}
FIELDS = {
    *("id", "kind", "label", "definition", "alt", "levels"),
    *("broader", "requires", "related", "esco", "onet"),
}
SLUG = re.compile(r"[a-z]+(-[a-z0-9]+)+")
WORD = re.compile(r"[^\W\d_]+")

# `fuzz.ratio` (indel similarity, 0 to 100) of sentences written for their own skill stays below
# 60; sentences filled into one template come out above 70.
TOO_SIMILAR = 62
SHARED_RUN = 5
SAME_OPENING = 3

Skill = dict[str, Any]


class Descriptor(NamedTuple):
    """One level's sentence in one language, and the words its skill is called by."""

    skill: str
    level: int
    text: str
    own_words: frozenset[str]

    @property
    def place(self) -> str:
        return f"{self.skill}@{self.level}"

    def bare(self) -> list[str]:
        """Its words in lower case without those of the skill's own label."""
        return [word for word in words(self.text) if word not in self.own_words]


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


@cache
def documents() -> dict[Path, dict[str, Any]]:
    return {path: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}


@cache
def skills() -> dict[str, Skill]:
    return {skill["id"]: skill for doc in documents().values() for skill in doc["skill"]}


@cache
def descriptors(language: str) -> list[Descriptor]:
    return [
        Descriptor(name, int(level), said[language], frozenset(words(skill["label"][language])))
        for name, skill in skills().items()
        for level, said in skill["levels"].items()
    ]


def links(relation: str) -> dict[str, list[str]]:
    return {name: skill.get(relation, []) for name, skill in skills().items()}


def counterparts(catalogue: str) -> Iterator[tuple[str, dict[str, str]]]:
    for name, skill in skills().items():
        for entry in skill.get(catalogue, []):
            yield name, entry


def runs(text: Iterable[str], length: int) -> set[tuple[str, ...]]:
    """Every run of so many neighbouring words."""
    tokens = list(text)
    return {tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1)}


def alike(texts: list[Descriptor], threshold: float) -> list[tuple[str, str, int]]:
    """Pairs whose words, without the labels', are as similar as the threshold or more."""
    bare = [" ".join(text.bare()) for text in texts]
    scores = process.cdist(bare, bare, scorer=fuzz.ratio, score_cutoff=threshold, workers=1)
    return [
        (texts[a].place, texts[b].place, int(scores[a, b]))
        for a, b in zip(*scores.nonzero(), strict=True)
        if a < b
    ]


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) >= 5, f"no starter framework in {STARTER}"


def test_the_framework_is_large_enough_and_generative_ai_well_covered() -> None:
    per_domain = {doc["domain"]["id"]: len(doc["skill"]) for doc in documents().values()}
    assert sum(per_domain.values()) >= 120, per_domain
    least = {"genai": 30, "data": 14, "software": 14, "cloud": 10, "security": 12}
    assert {name: per_domain.get(name, 0) for name in least if per_domain[name] < least[name]} == {}


def test_ids_are_unique_well_formed_and_begin_with_their_domain() -> None:
    ids = [skill["id"] for doc in documents().values() for skill in doc["skill"]]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert [name for name in ids if not SLUG.fullmatch(name)] == []
    for path, doc in documents().items():
        assert doc["domain"]["id"] == path.stem
        assert all(skill["id"].startswith(f"{path.stem}-") for skill in doc["skill"]), path


def test_fields_are_known_and_the_required_ones_are_there() -> None:
    for name, skill in skills().items():
        assert set(skill) <= FIELDS, name
        assert {"id", "kind", "label", "definition", "alt", "levels"} <= set(skill), name
        assert skill["kind"] in KINDS, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_both_languages(language: str) -> None:
    for doc in documents().values():
        assert doc["domain"]["label"][language].strip()
    for name, skill in skills().items():
        for texts in (skill["label"], skill["definition"], *skill["levels"].values()):
            assert set(texts) == set(LANGUAGES), name
            assert texts[language] == texts[language].strip() != "", name
        assert len(skill["alt"][language]) >= 3, name
        assert all(word == word.strip() != "" for word in skill["alt"][language]), name


@pytest.mark.parametrize("relation", ["broader", "requires", "related"])
def test_references_resolve_once_and_never_to_the_skill_itself(relation: str) -> None:
    for name, targets in links(relation).items():
        assert set(targets) <= set(skills()), f"{name} {relation}: {set(targets) - set(skills())}"
        assert name not in targets, name
        assert len(targets) == len(set(targets)), name


@pytest.mark.parametrize("relation", ["broader", "requires"])
def test_hierarchy_and_prerequisites_have_no_cycle(relation: str) -> None:
    order = list(TopologicalSorter(links(relation)).static_order())
    assert set(order) == set(skills())


def test_each_skill_has_three_levels_or_more_on_the_scale() -> None:
    for name, skill in skills().items():
        levels = [int(level) for level in skill["levels"]]
        assert len(levels) >= 3, name
        assert levels == sorted(levels), name
        assert set(levels) <= set(range(1, 9)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_name_one_skill_each(language: str) -> None:
    labels = Counter(skill["label"][language].casefold() for skill in skills().values())
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_alternative_words_point_to_one_skill_each(language: str) -> None:
    claimed: defaultdict[str, set[str]] = defaultdict(set)
    for name, skill in skills().items():
        for word in (skill["label"][language], *skill["alt"][language]):
            claimed[word.casefold()].add(name)
    assert {word: sorted(names) for word, names in claimed.items() if len(names) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptors_are_sentences_of_sensible_length(language: str) -> None:
    for said in descriptors(language):
        assert 8 <= len(said.text.split()) <= 45, f"{said.place}: {len(said.text.split())} words"
        assert said.text[0].isupper(), said.place
        assert said.text.endswith((".", "“", "”")), said.place


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_descriptors_are_equal(language: str) -> None:
    times = Counter(said.text.casefold() for said in descriptors(language))
    assert [text for text, count in times.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_descriptors_come_from_one_template(language: str) -> None:
    assert alike(descriptors(language), TOO_SIMILAR) == []


def test_the_measure_sees_a_template_filled_in_twice() -> None:
    label = frozenset({"statistics"}), frozenset({"network", "security"})
    said = [
        Descriptor("a", 2, "Applies statistics to simple tasks under supervision.", label[0]),
        Descriptor("b", 2, "Applies network security to simple tasks under supervision.", label[1]),
        Descriptor("b", 4, "Segments office traffic and cleans out unused rules.", label[1]),
    ]
    assert [pair[:2] for pair in alike(said, TOO_SIMILAR)] == [("a@2", "b@2")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_run_of_words_is_shared_between_skills(language: str) -> None:
    seen: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for said in descriptors(language):
        for run in runs(said.bare(), SHARED_RUN):
            seen[run].add(said.skill)
    assert {" ".join(run): names for run, names in seen.items() if len(names) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptors_do_not_all_open_the_same_way(language: str) -> None:
    openings = Counter(tuple(words(said.text)[:3]) for said in descriptors(language))
    assert {run: count for run, count in openings.items() if count > SAME_OPENING} == {}


def test_counterparts_are_well_formed_and_named_once() -> None:
    for name, entry in counterparts("esco"):
        assert set(entry) == {"uri", "match"}, name
        assert entry["match"] in MATCHES, name
    for name, entry in counterparts("onet"):
        assert set(entry) in ({"id", "match"}, {"technology", "commodity"}), name
        assert entry.get("match", "close") in MATCHES, name
    for catalogue, key in (("esco", "uri"), ("onet", "id")):
        exact = [e[key] for _, e in counterparts(catalogue) if e.get("match") == "exact"]
        assert [each for each, times in Counter(exact).items() if times > 1] == []


def test_esco_counterparts_exist_in_the_release(shared: Path) -> None:
    release = shared / "data" / "esco-1.1.1" / "classification-en.zip"
    with zipfile.ZipFile(release) as archive, archive.open("skills_en.csv") as raw:
        rows = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8"))
        known = {row["conceptUri"] for row in rows}
    assert [(n, e["uri"]) for n, e in counterparts("esco") if e["uri"] not in known] == []


def rows_of(workbook: Path) -> list[tuple[Any, ...]]:
    book = load_workbook(workbook, read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def test_onet_elements_exist_in_the_content_model(shared: Path) -> None:
    rows = rows_of(shared / "data" / "onet-29.3" / "Content Model Reference.xlsx")
    known = {str(row[rows[0].index("Element ID")]) for row in rows[1:]}
    used = [(name, entry["id"]) for name, entry in counterparts("onet") if "id" in entry]
    assert [pair for pair in used if pair[1] not in known] == []
    worker_side = (
        "1.A.",
        "1.C.",
        "2.A.",
        "2.B.",
        "2.C.",
    )  # abilities, work styles, skills, knowledge
    assert [pair for pair in used if not pair[1].startswith(worker_side)] == []


def test_onet_technologies_exist_with_their_commodity(shared: Path) -> None:
    rows = rows_of(shared / "data" / "onet-29.3" / "Technology Skills.xlsx")
    example, commodity = rows[0].index("Example"), rows[0].index("Commodity Title")
    known = {(row[example], row[commodity]) for row in rows[1:]}
    used = [
        (name, (entry["technology"], entry["commodity"]))
        for name, entry in counterparts("onet")
        if "technology" in entry
    ]
    assert used
    assert [pair for pair in used if pair[1] not in known] == []
