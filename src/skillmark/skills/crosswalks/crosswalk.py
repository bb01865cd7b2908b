"""The links from one framework to another, and what follows from two such sets of links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Match

INVERSE = {Match.BROAD: Match.NARROW, Match.NARROW: Match.BROAD}
"""The others are symmetric (SKOS reference, S44)."""
_TRANSITIVE = (Match.BROAD, Match.NARROW)


@dataclass(frozen=True, slots=True)
class Link:
    """One skill and its counterpart: `match` says what the target is to the source (SKOS)."""

    source: str
    target: str
    match: Match
    method: str = "editorial"
    confidence: float = 1.0
    """How likely it is that a person would make this link, 0 to 1."""
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise InputError(
                f"a confidence of {self.confidence}", where=self.source, remedy="give 0 to 1"
            )


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Links from one version of a framework to one version of another. Frameworks by their id."""

    id: str
    source: str
    source_version: str
    target: str
    target_version: str
    links: tuple[Link, ...] = ()
    without: tuple[str, ...] = ()
    """Skills of the source for which a counterpart was looked for and none found."""
    licence: str = ""
    """Under what the links may be used, best as an address; "" where nobody said."""

    def of(self, uri: str) -> tuple[Link, ...]:
        """Return the links of one skill, surest first."""
        found = (link for link in self.links if link.source == uri)
        return tuple(sorted(found, key=lambda link: (-link.confidence, link.target)))

    def surest(self, least: float) -> Crosswalk:
        """Return it with those links only that are at least so sure."""
        kept = tuple(link for link in self.links if link.confidence >= least)
        return replace(self, links=kept)

    def inverse(self) -> Crosswalk:
        """Return it the other way round. What has no counterpart there, nobody looked for."""
        return Crosswalk(
            id=f"{self.id}-inverse",
            source=self.target,
            source_version=self.target_version,
            target=self.source,
            target_version=self.source_version,
            links=tuple(
                replace(
                    link,
                    source=link.target,
                    target=link.source,
                    match=INVERSE.get(link.match, link.match),
                )
                for link in self.links
            ),
            licence=self.licence,
        )


def composed(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    """Return the links from the source of `first` to the target of `second` that follow from both.

    A composed link is as sure as both links are (the product: they were found independently), and
    of several ways to the same target the surest counts, not their sum: they share evidence. Only
    what SKOS allows follows: through `exact` everything, `broad` of `broad` and `narrow` of
    `narrow`; `close` is not transitive, so that all else is merely `related`. A skill has no
    counterpart where all of its ways end, by word of either crosswalk.

    Raises `InputError` where `second` does not begin where `first` ends.
    """
    ends = (first.target, first.target_version)
    begins = (second.source, second.source_version)
    if ends != begins:
        raise InputError(
            f"one leads to {' '.join(ends)}, the other begins at {' '.join(begins)}",
            remedy="give crosswalks that meet in one version of one framework",
        )
    onward = _by_source(second.links)
    found: dict[tuple[str, str], Link] = {}
    dead = dict.fromkeys(first.without)
    ended = set(second.without)
    for source, links in _by_source(first.links).items():
        if all(link.target in ended for link in links):
            dead[source] = None
        for one in links:
            for other in onward.get(one.target, ()):
                link = _joined(one, other)
                known = found.get((source, link.target))
                if known is None or _rank(link) > _rank(known):
                    found[source, link.target] = link
    return Crosswalk(
        id=f"{first.id}+{second.id}",
        source=first.source,
        source_version=first.source_version,
        target=second.target,
        target_version=second.target_version,
        links=tuple(found.values()),
        without=tuple(dead),
        licence=first.licence if first.licence == second.licence else "",
    )


def _joined(one: Link, other: Link) -> Link:
    if Match.EXACT in (one.match, other.match):
        match = other.match if one.match is Match.EXACT else one.match
    elif one.match is other.match and one.match in _TRANSITIVE:
        match = one.match
    else:
        match = Match.RELATED
    methods = dict.fromkeys([*one.method.split(" + "), *other.method.split(" + ")])
    return Link(
        one.source,
        other.target,
        match,
        " + ".join(methods),
        one.confidence * other.confidence,
        f"through {one.target}",
    )


def _rank(link: Link) -> tuple[float, int]:
    return link.confidence, -list(Match).index(link.match)


def _by_source(links: Iterable[Link]) -> Mapping[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.source, []).append(link)
    return found
