"""The catalogue against demand: what employers ask for, and what is taught, assessed and promised.

Demand is counted in sources: a dated job advertisement, or an open role. Every share has its
interval (Wilson 1927, JASA 22, 209-212); a trend is the difference of two shares with Newcombe's
hybrid interval (1998, Statistics in Medicine 17, 873-890, method 10), and is called rising or
falling only where that interval leaves out zero.

That nobody asks for a skill any more is never read off an empty column. If a share `p` of the
sources still asked for it, the newest `m` sources would all be without it with probability
`(1 - p) ** m`. So after a run of `m` one may say, erring in at most 5 of 100 cases, that fewer than
`1 - 0.05 ** (1 / m)` ask for it. Where that bound is above `RARE` the answer is: too few to say.

Labels are no part of this: renaming a skill changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from skillmark.define.shares import RARE, Change, Share, bound, enough
from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import level as check_level


class Way(StrEnum):
    """How an organisation's offer speaks of a skill."""

    ASSESSED = "assessed"
    """An achievement confirms it."""
    TAUGHT = "taught"
    """A learning opportunity teaches it."""
    PROMISED = "promised"
    """A pathway leads to it."""


class Cover(StrEnum):
    """How far an offer meets what is asked."""

    COVERED = "covered"
    LOW = "low"
    """Confirmed, but below the level that is asked, or without naming one."""
    HALF = "half"
    """Taught or promised, and confirmed by nothing."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Ask:
    """One source asks for one skill. `weight` in (0, 1] is how sure it is that it does."""

    skill: str
    level: int | None = None
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.level is not None:
            check_level(self.level, where=self.skill)
        if not 0 < self.weight <= 1:
            raise InputError(
                f"{self.weight} is no weight", remedy="use a number above 0, at most 1"
            )


@dataclass(frozen=True, slots=True)
class Source:
    """A text or role of which it is known when it asked, and for what."""

    id: str
    dated: date
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Something in the catalogue that speaks of a skill."""

    skill: str
    way: Way
    name: str
    """Id of the achievement, learning opportunity or pathway."""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A skill of the catalogue that is close to one that is asked for. It does not cover it."""

    skill: str
    relation: str


@dataclass(frozen=True, slots=True)
class Demand:
    """One skill that is asked for, and what meets it."""

    skill: str
    share: Share
    expected: float
    """Sources that ask for it if each reading is as sure as it says: the sum of the weights."""
    levels: tuple[tuple[int, int], ...]
    """Pairs of level and number of sources that name it, the lowest first."""
    sources: tuple[str, ...]
    """Ids, the newest first."""
    last: date
    cover: Cover
    confirmed: int | None
    """The highest level that an achievement confirms."""
    above: int
    """Sources that ask for a higher level than anything confirms."""
    offers: tuple[Offer, ...] = ()
    near: tuple[Near, ...] = ()
    change: Change | None = None

    @property
    def asked(self) -> int | None:
        """The level that would satisfy half of the sources that name one (the upper median)."""
        return _typical(self.levels)


@dataclass(frozen=True, slots=True)
class Idle:
    """A skill that is taught or assessed and that the newest sources do not ask for."""

    skill: str
    offers: tuple[Offer, ...]
    run: int
    """How many of the newest sources in a row are without it."""
    last: date | None
    """When it was last asked for; `None` where it never was."""

    @property
    def bound(self) -> float:
        """Fewer than this share of the sources ask for it, which errs in at most 5 of 100 cases."""
        return bound(self.run)

    @property
    def sure(self) -> bool:
        """Whether there is enough to say that hardly anybody asks for it (any more)."""
        return self.bound <= RARE


@dataclass(frozen=True, slots=True)
class Comparison:
    """A catalogue against demand."""

    sources: int
    asked: tuple[Demand, ...]
    """What is asked for, the most first."""
    idle: tuple[Idle, ...]
    """What is offered and not asked for: the longest unasked first."""
    enough: int = field(default=0)
    """How many sources in a row without a skill it takes to say that hardly anybody asks."""

    def covering(self, cover: Cover) -> tuple[Demand, ...]:
        """Return the skills that are met so far."""
        return tuple(one for one in self.asked if one.cover is cover)


def compare(
    sources: Iterable[Source],
    offers: Iterable[Offer],
    *,
    before: Iterable[Source] | None = None,
    older: Iterable[Source] = (),
    near: Mapping[str, Sequence[Near]] | None = None,
    least: int = 1,
) -> Comparison:
    """Compare what `sources` ask for with what `offers` teach, assess and promise.

    `before` are the sources of the period with which demand is compared; without it there is no
    trend. `older` is what is known beyond that: it says when a skill was last asked for, and counts
    nowhere else. `near` names skills of the catalogue that are close to one asked for: they are
    shown and cover nothing. `least` leaves out skills that fewer sources ask for; it changes no
    count.
    A source counts once for a skill, with its highest level and weight.
    """
    now = sorted(sources, key=lambda one: (one.dated, one.id), reverse=True)
    asked = _by_skill(now)
    earlier = None if before is None else list(before)
    known = _by_skill(earlier or ())
    offered: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        offered[offer.skill].append(offer)
    demands = [
        _demand(
            skill,
            found,
            of=len(now),
            offers=tuple(offered.get(skill, ())),
            near=tuple((near or {}).get(skill, ())),
            change=None
            if earlier is None
            else Change(
                Share(len(known.get(skill, ())), len(earlier)), Share(len(found), len(now))
            ),
        )
        for skill, found in asked.items()
        if len(found) >= least
    ]
    # A run is counted over everything that is known: a period that is looked at has no say in
    # when a skill was last asked for.
    ever = sorted({one.id: one for one in (*older, *(earlier or ()), *now)}.values(), key=_newest)
    idle = [
        _idle(skill, tuple(found), ever) for skill, found in offered.items() if skill not in asked
    ]
    return Comparison(
        len(now),
        tuple(sorted(demands, key=lambda one: (-one.share.hits, -one.expected, one.skill))),
        tuple(sorted(idle, key=lambda one: (-one.run, one.last or date.min, one.skill))),
        enough(),
    )


def _newest(source: Source) -> tuple[int, str]:
    return (-source.dated.toordinal(), source.id)


def _by_skill(sources: Iterable[Source]) -> dict[str, list[tuple[Source, Ask]]]:
    """Return the sources of each skill in their order, each once, with what it asks at most."""
    found: dict[str, list[tuple[Source, Ask]]] = defaultdict(list)
    for source in sources:
        highest: dict[str, Ask] = {}
        for ask in source.asks:
            known = highest.get(ask.skill)
            highest[ask.skill] = ask if known is None else _more(known, ask)
        for skill, ask in highest.items():
            found[skill].append((source, ask))
    return found


def _more(one: Ask, other: Ask) -> Ask:
    levels = [level for level in (one.level, other.level) if level is not None]
    return Ask(one.skill, max(levels, default=None), max(one.weight, other.weight))


def _demand(
    skill: str,
    found: Sequence[tuple[Source, Ask]],
    *,
    of: int,
    offers: tuple[Offer, ...],
    near: tuple[Near, ...],
    change: Change | None,
) -> Demand:
    counts: dict[int, int] = defaultdict(int)
    for _source, ask in found:
        if ask.level is not None:
            counts[ask.level] += 1
    levels = tuple(sorted(counts.items()))
    confirmed = max(
        (one.level for one in offers if one.way is Way.ASSESSED and one.level is not None),
        default=None,
    )
    assessed = any(one.way is Way.ASSESSED for one in offers)
    above = sum(count for level, count in levels if level > (confirmed or 0)) if assessed else 0
    return Demand(
        skill,
        Share(len(found), of),
        sum(ask.weight for _source, ask in found),
        levels,
        tuple(source.id for source, _ask in found),
        max(source.dated for source, _ask in found),
        _cover(offers, confirmed, _typical(levels)),
        confirmed,
        above,
        offers,
        near,
        change,
    )


def _typical(levels: Sequence[tuple[int, int]]) -> int | None:
    named = sum(count for _level, count in levels)
    passed = 0
    for level, count in levels:
        passed += count
        if 2 * passed > named:
            return level
    return None


def _cover(offers: Collection[Offer], confirmed: int | None, asked: int | None) -> Cover:
    if not offers:
        return Cover.MISSING
    if not any(one.way is Way.ASSESSED for one in offers):
        return Cover.HALF
    return Cover.LOW if asked is not None and asked > (confirmed or 0) else Cover.COVERED


def _idle(skill: str, offers: tuple[Offer, ...], ever: Sequence[Source]) -> Idle:
    last = next((one.dated for one in ever if any(ask.skill == skill for ask in one.asks)), None)
    # Texts of the same day come in no order: only those of later days are surely newer.
    run = sum(1 for one in ever if last is None or one.dated > last)
    return Idle(skill, offers, run, last)
