"""The index of search as you type: flat arrays, built once, kept in one file, mapped from disk.

Entries are labels. The words of all labels are sorted, so that those which begin alike lie side by
side, and so do the places where they stand.
"""

from __future__ import annotations

import mmap
import os
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from skillmark.nouns.errors import UnreadableError
from skillmark.nouns.skill import Occupation, Skill
from skillmark.skills.language.words import forms
from skillmark.skills.searching import compounds, spelling
from skillmark.skills.searching.spelling import Spelling, Vocabulary

Scalar = TypeVar("Scalar", bound=np.generic)
FORMAT = "skillmark-search/1"
SKILL, OCCUPATION = 0, 1
_ALIGN = 64
_NOT_THERE = -1
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")


@dataclass(frozen=True, slots=True)
class Index:
    """E entries (labels), V words, C concepts, L languages."""

    languages: tuple[str, ...]
    words: NDArray[np.uint8]
    word_ends: NDArray[np.int64]
    """V + 1 offsets into `words`."""
    ends: NDArray[np.int64]
    """V + 1 offsets into `postings`."""
    postings: NDArray[np.int32]
    """The entries in which each word stands, sorted."""
    leading: NDArray[np.uint8]
    """1 where it is the label's first word."""
    inner_ends: NDArray[np.int64]
    inner: NDArray[np.int32]
    """The entries in which each word stands inside a compound."""
    concept: NDArray[np.int32]
    """Of each entry (E)."""
    language: NDArray[np.uint8]
    length: NDArray[np.uint16]
    """Letters of its words."""
    preferred: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    label_ends: NDArray[np.int64]
    uris: NDArray[np.uint8]
    uri_ends: NDArray[np.int64]
    kind: NDArray[np.uint8]
    """`SKILL` or `OCCUPATION`, of each concept (C)."""
    used: NDArray[np.float32]
    """How many occupations ask for it, 0 to 1 on a logarithmic scale."""
    shown: NDArray[np.int32]
    """C x L: the entry of the preferred label, or -1; the last column is what stands in."""
    near_first: NDArray[np.int32]
    near_last: NDArray[np.int32]
    near_letters: NDArray[np.uint8]
    near_hashes: NDArray[np.uint32]
    near_beginnings: NDArray[np.int32]

    @property
    def vocabulary(self) -> Vocabulary:
        """The words, sorted."""
        return Vocabulary(self.words, self.word_ends)

    @property
    def spelling(self) -> Spelling:
        """What finds words near a mistyped one."""
        return Spelling(
            self.near_first,
            self.near_last,
            self.near_letters,
            self.near_hashes,
            self.near_beginnings,
        )

    def label(self, entry: int) -> str:
        """Return the words of an entry."""
        return self.labels[self.label_ends[entry] : self.label_ends[entry + 1]].tobytes().decode()

    def uri(self, concept: int) -> str:
        """Return the URI of a concept."""
        return self.uris[self.uri_ends[concept] : self.uri_ends[concept + 1]].tobytes().decode()


def build(concepts: Iterable[Skill | Occupation]) -> Index:
    """Index labels and alternative labels; what is listed first wins where all else is equal."""
    gathering = _Gathering()
    for concept in concepts:
        gathering.add(concept)
    return gathering.index()


class _Gathering:
    """Labels as they come, in arrays that grow: lists of numbers would take eight times as much."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.joining: set[int] = set()
        self.languages: dict[str, int] = {}
        self.word, self.entry, self.lead = array("i"), array("i"), array("B")
        self.concept, self.language = array("i"), array("B")
        self.length, self.preferred, self.kind = array("H"), array("B"), array("B")
        self.labels, self.uris = bytearray(), bytearray()
        self.label_ends, self.uri_ends = array("q", [0]), array("q", [0])
        self.places: dict[str, int] = {}
        self.uses: dict[str, int] = {}

    def add(self, concept: Skill | Occupation) -> None:
        occupation = isinstance(concept, Occupation)
        if isinstance(concept, Occupation):
            for uri in chain(concept.essential, concept.optional):
                self.uses[uri] = self.uses.get(uri, 0) + 1
        number = len(self.kind)
        self.places.setdefault(concept.uri, number)
        self.kind.append(OCCUPATION if occupation else SKILL)
        self.uris += concept.uri.encode()
        self.uri_ends.append(len(self.uris))
        main = concept.label.translations
        for place, (language, label) in enumerate((*main, *concept.alt_labels)):
            self._label(number, language, label, place < len(main))

    def _label(self, concept: int, language: str, label: str, preferred: bool) -> None:
        tag = self.languages.setdefault(language, min(len(self.languages), 255))
        entry = len(self.concept)
        found = forms(label)
        # "team-work" is also found as "teamwork"
        hyphened = [
            form for one in _HYPHENED.findall(label) for form in forms(one.replace("-", ""))
        ]
        joins = language.partition("-")[0] in compounds.LANGUAGES
        for place, form in enumerate(dict.fromkeys((*found, *hyphened))):
            number = self.numbers.setdefault(form, len(self.numbers))
            self.word.append(number)
            self.entry.append(entry)
            self.lead.append(place == 0)
            if joins:
                self.joining.add(number)
        self.concept.append(concept)
        self.language.append(tag)
        self.length.append(min(65_535, sum(map(len, found)) or 1))
        self.preferred.append(preferred)
        # labels are other people's: a lone surrogate must not stop an import
        self.labels += label.encode(errors="replace")
        self.label_ends.append(len(self.labels))

    def index(self) -> Index:
        words = list(self.numbers)
        order = sorted(range(len(words)), key=words.__getitem__)
        rank = np.empty(len(words), dtype=np.int32)
        rank[order] = np.arange(len(words), dtype=np.int32)
        vocabulary = [words[number] for number in order]
        word = rank[_array(self.word, np.int32)] if words else np.zeros(0, np.int32)
        entry, lead = _array(self.entry, np.int32), _array(self.lead, np.uint8)
        ends, by_word = _grouped(word, len(words))
        joining = {words[number] for number in self.joining}
        inner_ends, inner = self._inside(vocabulary, joining, ends, entry[by_word])
        near = spelling.build(vocabulary)
        block, word_ends = _block(vocabulary)
        return Index(
            tuple(self.languages),
            block,
            word_ends,
            ends,
            entry[by_word],
            lead[by_word],
            inner_ends,
            inner,
            concept=_array(self.concept, np.int32),
            language=_array(self.language, np.uint8),
            length=_array(self.length, np.uint16),
            preferred=_array(self.preferred, np.uint8),
            labels=np.frombuffer(bytes(self.labels), dtype=np.uint8),
            label_ends=_array(self.label_ends, np.int64),
            uris=np.frombuffer(bytes(self.uris), dtype=np.uint8),
            uri_ends=_array(self.uri_ends, np.int64),
            kind=_array(self.kind, np.uint8),
            used=self._used(),
            shown=self._shown(),
            near_first=near.first,
            near_last=near.last,
            near_letters=near.letters,
            near_hashes=near.hashes,
            near_beginnings=near.beginnings,
        )

    def _inside(
        self,
        vocabulary: list[str],
        joining: set[str],
        ends: NDArray[np.int64],
        postings: NDArray[np.int32],
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        place = {word: number for number, word in enumerate(vocabulary)}
        owners, entries = [], []
        for word, parts in compounds.parts(joining).items():
            number = place[word]
            stands = postings[ends[number] : ends[number + 1]]
            for part in parts:
                owners.append(np.full(stands.size, place[part], dtype=np.int32))
                entries.append(stands)
        if not owners:
            return np.zeros(len(vocabulary) + 1, np.int64), np.zeros(0, np.int32)
        inner_ends, order = _grouped(np.concatenate(owners), len(vocabulary))
        return inner_ends, np.concatenate(entries)[order]

    def _used(self) -> NDArray[np.float32]:
        counts = np.zeros(len(self.kind), dtype=np.float32)
        for uri, count in self.uses.items():
            if uri in self.places:
                counts[self.places[uri]] = count
        top = float(counts.max(initial=0.0))
        share = np.log1p(counts) / np.log1p(top) if top else counts
        return share.astype(np.float32)

    def _shown(self) -> NDArray[np.int32]:
        shown = np.full((len(self.kind), len(self.languages) + 1), _NOT_THERE, dtype=np.int32)
        main = np.flatnonzero(_array(self.preferred, np.uint8))[::-1]
        concept = _array(self.concept, np.int32)[main]
        # backwards, so that the first of a concept is what stays
        shown[concept, _array(self.language, np.uint8)[main]] = main
        shown[concept, -1] = main
        return shown


def _grouped(owner: NDArray[np.int32], groups: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each group begins, and the order that puts groups side by side."""
    counts = np.bincount(owner, minlength=groups)
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), np.argsort(
        owner, kind="stable"
    )


def _array(values: array[int], kind: type[Scalar]) -> NDArray[Scalar]:
    return np.frombuffer(values, dtype=kind) if values else np.zeros(0, dtype=kind)


def _block(words: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    encoded = [word.encode() for word in words]
    ends = np.concatenate(([0], np.cumsum([len(one) for one in encoded]))).astype(np.int64)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), ends


def write(index: Index, path: Path, *, of: Mapping[str, str]) -> None:
    """Write the index to a file; who opens it meanwhile sees all of it or nothing.

    `of` says what it is an index of; `read` gives back nothing else.
    """
    arrays = [(one.name, getattr(index, one.name)) for one in fields(Index)[1:]]
    table, at = [], 0
    for name, values in arrays:
        at = -(-at // _ALIGN) * _ALIGN
        table.append([name, values.dtype.str, list(values.shape), at])
        at += values.nbytes
    head = orjson.dumps(
        {"format": FORMAT, "of": dict(of), "languages": index.languages, "arrays": table}
    )
    start = -(-(len(head) + 8) // _ALIGN) * _ALIGN
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as stream:
            stream.write(len(head).to_bytes(8, "little") + head)
            for (_name, values), row in zip(arrays, table, strict=True):
                stream.seek(start + row[3])
                stream.write(np.ascontiguousarray(values).data)
            stream.truncate(start + at)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read(path: Path, *, of: Mapping[str, str]) -> Index:
    """Map an index from its file, without reading it.

    Raises `UnreadableError` where it is damaged, of another format or of something else.
    """
    try:
        with path.open("rb") as stream:
            block = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        size = int.from_bytes(block[:8], "little")
        head = orjson.loads(block[8 : 8 + size])
        if head["format"] != FORMAT or head["of"] != dict(of):
            raise UnreadableError("it is the index of something else", where=str(path))
        start = -(-(size + 8) // _ALIGN) * _ALIGN
        arrays: dict[str, Any] = {
            name: np.frombuffer(block, dtype, int(np.prod(shape)), start + at).reshape(shape)
            for name, dtype, shape, at in head["arrays"]
        }
        return Index(tuple(head["languages"]), **arrays)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(
            f"the index cannot be read: {error}", where=str(path), remedy="let it be made again"
        ) from error
