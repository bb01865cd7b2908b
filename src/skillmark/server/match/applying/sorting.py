"""Whose each badge is, as far as the badges and the files around them say.

A badge names its holder in plain or as a hash. A hash cannot be turned back, but an address can be
tried: those of the role's candidates, of the mail that it came with, and those that stand in the
letters beside it. What fits none of them waits until somebody says whose it is. Nothing is
believed here: whether a badge was issued to whom it is sorted to, the verifier says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skillmark.badges import addressed
from skillmark.badges.reading import Wrapped, read
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.server.match.applying.opening import Given, addresses
from skillmark.server.verify.given import collect
from skillmark.verify.sources import Source

ENDINGS = (".json", ".jsonld", ".jwt", ".png", ".svg", ".zip", ".jsonl")
"""Files of these kinds may be badges: they are kept with their verdict, whatever it is."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """One file, and whose it is said to be."""

    given: Given
    holder: str = ""
    """E-mail address or DID; empty where nothing says."""
    name: str = ""
    """What the person is called in the badge, or by who sent the mail."""
    badge: bool = True
    """Whether a badge can be read in it."""

    @property
    def keepable(self) -> bool:
        """Whether it is a badge, or what was meant as one."""
        file = self.given.name.lower()
        return bool(self.given.data) and (self.badge or file.endswith(ENDINGS))


def sort(files: Sequence[Given], *, holder: str = "", known: Iterable[str] = ()) -> list[Sorted]:
    """Return the files in their order, each with whose it is.

    `holder` is whose all of them are, where somebody says so; `known` are the addresses of people
    who are candidates already.
    """
    around: dict[str, list[str]] = defaultdict(list)
    badges: list[Wrapped | None] = []
    for one in files:
        found = _read(one)
        badges.append(found)
        if found is None:
            around[one.group] += addresses(one)
        else:
            around[one.group] += addresses(Given(one.name, b"", one.group))
            around[one.group] += filter(None, [addressed.plain_holder(found)])
    everywhere = list(dict.fromkeys([*known, *(one for found in around.values() for one in found)]))
    sorted_out = []
    for one, badge in zip(files, badges, strict=True):
        whose = holder or one.sender
        if not whose and badge is not None:
            near = dict.fromkeys(around[one.group])
            whose = addressed.plain_holder(badge) or next(
                (who for who in (*near, *everywhere) if addressed.is_for(badge, who)), ""
            )
        name = (addressed.holder_name(badge) if badge else "") or one.sender_name
        sorted_out.append(Sorted(one, whose, name[:150], badge is not None))
    return sorted_out


def _read(one: Given) -> Wrapped | None:
    """Return the one badge of a file; `None` where it holds none, or several."""
    try:
        return read(one.data) if one.data else None
    except UnreadableError:
        return None


def sources(name: str, data: bytes) -> list[Source]:
    """Return the credentials of one kept file; what cannot be opened is one that cannot be read."""
    try:
        return collect([(name, data)], "")
    except InputError as error:
        return [Source(name, error=UnreadableError(error.cause, where=name))]
