"""Find what the catalogue offers: by words in any language, and by facets.

All of it happens in the database. Each word that is asked for has to stand in an entry, or in a
label of one of its skills; a word that stands nowhere is read as the closest one that does. What
may be shown is asked of the things themselves, so that an entry that is late shows nothing secret.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length
from rapidfuzz import fuzz, process

from skillmark.define.words import asked as words_asked
from skillmark.server.define.models import (
    EntryRecord,
    EntrySkillRecord,
    Kind,
    PostingRecord,
    SkillPostingRecord,
    WordRecord,
)
from skillmark.server.define.public.indexing import SKILL
from skillmark.skills.language.words import forms

MOST_WORDS = 400
"""Words of the catalogue that one word asked for may stand for."""
SHORTEST_START, SHORTEST_PART = 3, 4
"""Letters from which on a word is found at the beginning of others, and inside them ("analyse" in
"Datenanalyse")."""
WHOLE = 6
"""How much more it says that the word itself stands there, and not one that has it inside."""
CLOSE = 78
"""How alike, of 100, a word has to be to be taken for one that was mistyped."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of the catalogue. Empty means all."""

    words: str = ""
    kind: str = ""
    provider: str = ""
    """Slug of an organisation."""
    level: int | None = None
    """This level of proficiency, or a higher one."""
    language: str = ""
    participation: str = ""
    eqf: int | None = None
    hours: float | None = None
    """At most."""
    price: Decimal | None = None
    """At most, in whatever currency; 0 is free."""
    lasting: bool = False
    """Only what does not run out."""
    sort: str = "best"


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is asked for, and the words of the catalogue that it stands for."""

    word: str
    words: tuple[int, ...]
    whole: int | None
    """The word itself among them, if it stands anywhere."""
    read_as: str = ""

    @property
    def skills(self) -> QuerySet[Any]:
        """Skills with such a word in a label, in any language."""
        return SkillPostingRecord.objects.filter(word__in=self.words).values("skill")


@dataclass(slots=True)
class Found:
    """What answers a question."""

    total: int
    terms: tuple[Term, ...]
    counts: dict[str, list[tuple[Any, int]]]
    """How many there would be with each value of each facet, its own choice set aside."""
    _ordered: QuerySet[EntryRecord]
    _ranked: list[int] | None = None
    """Keys in the order of how well they answer, where words were asked for."""

    def entries(self, first: int, end: int) -> list[EntryRecord]:
        """Return some of the entries, in order."""
        rows = self._ordered.select_related("organisation")
        if self._ranked is None:
            return list(rows[first:end])
        some = self._ranked[first:end]
        known = {row.pk: row for row in rows.filter(pk__in=some)}
        return [known[pk] for pk in some if pk in known]

    @property
    def read_as(self) -> dict[str, str]:
        """Words that stand nowhere, and what they were read as."""
        return {term.word: term.read_as for term in self.terms if term.read_as}

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words that nothing here is like."""
        return tuple(term.word for term in self.terms if not term.words)


def find(asked: Asked, *, today: date) -> Found:
    """Return the entries that answer `asked`, in order, and the counts of the facets."""
    terms = tuple(_term(word) for word in words_asked(asked.words))
    entries = shown(today)
    if terms:
        entries = entries.filter(reduce(and_, map(_stands_in, terms)))
    entries = _sorted(_bounded(entries, asked), asked)
    total, counts = _counted(entries, asked)
    chosen = entries.filter(**_chosen(asked))
    ranked = _ranked(chosen, terms) if terms and asked.sort not in _COLUMNS else None
    return Found(total, terms, counts, chosen, ranked)


def shown(today: date) -> QuerySet[EntryRecord]:
    """Return the entries that everybody may see, without offers that are over."""
    seen = (
        Q(achievement__public=True, achievement__archived=None)
        | Q(pathway__published__isnull=False, pathway__awards__archived=None)
        | Q(programme__published__isnull=False) & (Q(ends=None) | Q(ends__gte=today))
        | Q(opportunity__isnull=False) & (Q(ends=None) | Q(ends__gte=today))
        | Q(kind=Kind.PROVIDER)
    )
    return EntryRecord.objects.filter(seen, organisation__public=True)


_FACETS: Mapping[str, str] = {
    "kind": "kind",
    "provider": "organisation__slug",
    "level": "level",
    "language": "language",
    "participation": "participation",
    "eqf": "eqf",
}
_COLUMNS = {"name": "sorted_by", "soonest": "starts", "price": "price", "hours": "hours"}


def _bounded(entries: QuerySet[EntryRecord], asked: Asked) -> QuerySet[EntryRecord]:
    """Leave out what is beyond a bound; facets, which are counted, come later."""
    if asked.hours is not None:
        entries = entries.filter(hours__lte=asked.hours)
    if asked.price is not None:
        entries = entries.filter(price__lte=asked.price)
    if asked.lasting:
        entries = entries.filter(valid_months=None, kind__in=(Kind.ACHIEVEMENT, Kind.PATHWAY))
    return entries


def _chosen(asked: Asked) -> dict[str, Any]:
    same = {column: getattr(asked, name) for name, column in _FACETS.items() if name != "level"}
    chosen = {column: value for column, value in same.items() if value}
    return chosen | ({"level__gte": asked.level} if asked.level else {})


def _counted(
    entries: QuerySet[EntryRecord], asked: Asked
) -> tuple[int, dict[str, list[tuple[Any, int]]]]:
    """Count the values of all facets in one question: how many entries have each combination."""
    columns = list(_FACETS.values())
    rows = entries.order_by().values_list(*columns).annotate(n=Count("pk"))
    counts: dict[str, Counter[Any]] = {name: Counter() for name in _FACETS}
    total = 0
    for *values, number in rows:
        fits = [_fits(name, value, asked) for name, value in zip(_FACETS, values, strict=True)]
        misses = len(fits) - sum(fits)
        total += number if misses == 0 else 0
        for name, value, fit in zip(_FACETS, values, fits, strict=True):
            if value not in {None, ""} and (misses == 0 or (misses == 1 and not fit)):
                counts[name][value] += number
    return total, {name: sorted(one.items()) for name, one in counts.items()}


def _fits(name: str, value: Any, asked: Asked) -> bool:
    wanted = getattr(asked, name)
    if not wanted:
        return True
    return value is not None and value >= wanted if name == "level" else bool(value == wanted)


def _stands_in(term: Term) -> Q:
    through = EntrySkillRecord.objects.filter(skill__in=term.skills)
    said = PostingRecord.objects.filter(word__in=term.words)
    return Q(pk__in=said.values("entry")) | Q(pk__in=through.values("entry"))


def _sorted(entries: QuerySet[EntryRecord], asked: Asked) -> QuerySet[EntryRecord]:
    column = _COLUMNS.get(asked.sort)
    if column is None:
        return entries.order_by("place", "sorted_by", "pk")
    # what says nothing of it comes last, whichever database sorts
    return entries.order_by(F(column).asc(nulls_last=True), "sorted_by", "pk")


def _ranked(entries: QuerySet[EntryRecord], terms: Sequence[Term]) -> list[int]:
    """Return keys, those first in which the words say most; each term counts where it says most."""
    scores: Counter[int] = Counter()
    for term in terms:
        through = EntrySkillRecord.objects.filter(skill__in=term.skills)
        best: dict[int, int] = dict.fromkeys(through.values_list("entry", flat=True), SKILL)
        said = PostingRecord.objects.filter(word__in=term.words)
        for entry, word, weight in said.values_list("entry", "word", "weight"):
            much = weight + (WHOLE if word == term.whole else 0)
            best[entry] = max(much, best.get(entry, 0))
        scores.update(best)
    pks = list(entries.values_list("pk", flat=True))
    return sorted(pks, key=lambda pk: -scores[pk])


def _term(word: str) -> Term:
    """Return what a word stands for: itself, words that begin with it or have it inside; else one
    that is close.
    """
    whole = WordRecord.objects.filter(word=word).values_list("pk", flat=True).first()
    pks = [] if whole is None else [whole]
    if len(word) >= SHORTEST_PART:
        pks = _words(word__contains=word)
    elif len(word) >= SHORTEST_START or (not pks and len(word) > 1):
        pks = _words(word__startswith=word)
    read_as = ""
    if not pks:
        pks, read_as = _closest(word)
    return Term(word, tuple(pks), whole, read_as)


def _words(**like: str) -> list[int]:
    rows = WordRecord.objects.filter(**like).order_by(Length("word"), "word")
    return list(rows.values_list("pk", flat=True)[:MOST_WORDS])


def _closest(word: str) -> tuple[list[int], str]:
    if len(word) < SHORTEST_PART:
        return [], ""
    # a mistyped word is rarely longer or shorter by much, and mostly begins right
    rows = WordRecord.objects.filter(word__startswith=word[0]).values_list("word", "pk")
    known = {one: pk for one, pk in rows if abs(len(one) - len(word)) <= 2}
    best = process.extractOne(word, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
    return ([known[best[0]]], best[0]) if best else ([], "")


def reasons(
    entries: Iterable[EntryRecord], terms: Sequence[Term]
) -> dict[int, list[tuple[str, int | None]]]:
    """Return by entry which of its skills (URI and level) the words have found."""
    if not terms:
        return {}
    wanted = reduce(or_, (Q(skill__in=term.skills) for term in terms))
    rows = EntrySkillRecord.objects.filter(wanted, entry__in=[entry.pk for entry in entries])
    found: dict[int, list[tuple[str, int | None]]] = {}
    for entry, uri, level in rows.values_list("entry", "skill__uri", "level").order_by("pk"):
        found.setdefault(entry, []).append((uri, level))
    return found


def because(label: str, other: Iterable[str], words: str) -> str:
    """Return the other label that has one of the words asked for, where the label has none.

    So somebody who looked for "Datenanalyse" sees why "analyse data" was found.
    """
    looked_for = words_asked(words)

    def has(text: str) -> bool:
        return any(one in form for form in forms(text) for one in looked_for)

    return "" if has(label) else next((text for text in other if has(text)), "")
