"""Check a whole log: every entry, every tile, the root, and that it continues what was seen before.

The log is read once, from left to right, a tile at a time (in the order of `layout.places`). What
the tiles below give is compared with what a tile says, and both with the tile above, in the end
with the root that was signed: so an entry that was edited is told apart from a tile that was, and
both from a history that was written anew.

Source: C2SP tlog-tiles; RFC 9162, section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.log import merkle
from skillmark.trust.log.findings import MOST, Checked, Kind, Problem
from skillmark.trust.log.layout import WIDTH, Place
from skillmark.trust.log.merkle import SIZE
from skillmark.trust.log.notes import Checkpoint

GONE, SILENT = 1_000, 50
"""Files that may be gone, or not be told, one after the other; then nothing more is read: a
checkpoint can claim any size, and nobody can look for all of its files."""
Piece = tuple[Place, bytes | SkillmarkError | None]
"""A tile or bundle: its hashes or entries, `None` if it is not there, or why it cannot be read."""


def check(
    head: Checkpoint, pieces: Iterable[Piece], *, seen: Sequence[tuple[str, Checkpoint]] = ()
) -> Checked:
    """Check a log against its checkpoint and against checkpoints that were seen before.

    `pieces` come in the order of `places(head.size)`; `seen` are pairs of a name and a checkpoint
    of the same log. Who signed them is not looked at here.
    """
    reading = _Reading(head, seen)
    for place, data in pieces:
        reading.take(place, data)
        if reading.missing >= (GONE if data is None else SILENT):
            return reading.give_up(place, gone=data is None)
    return reading.finish()


@dataclass(slots=True)
class _Claims:
    """Two things that are said of the same hashes, and what is wrong if one of them is right."""

    given: bytes
    """By what lies below, in the end by the entries."""
    stored: bytes
    """By the tile that holds them."""
    if_given: list[Problem]
    """What is wrong if what lies below is right."""
    if_stored: list[Problem]
    """What is wrong if the tile is."""
    known: bool = True
    """Whether there was anything to read."""

    def rooted(self) -> _Claims:
        """Return the same of the hash above them all."""
        given = merkle.root(self.given)
        stored = given if self.given == self.stored else merkle.root(self.stored)
        return _Claims(given, stored, self.if_given, self.if_stored, self.known)


class _Frontier:
    """The perfect subtrees over the full tiles so far: enough for the root at any later size."""

    def __init__(self) -> None:
        self._count, self._hashes = 0, list[bytes]()

    def push(self, tile: bytes) -> None:
        """Add the root of a full tile of leaf hashes."""
        self._hashes.append(tile)
        self._count += 1
        count = self._count
        while count % 2 == 0:
            right, left = self._hashes.pop(), self._hashes.pop()
            self._hashes.append(merkle.node(left, right))
            count //= 2

    def root(self, leaves: bytes) -> bytes:
        """Return the root over the full tiles and these leaf hashes."""
        return merkle.fold([*self._hashes, *merkle.subtrees(leaves)])


class _Reading:
    """One pass over a log."""

    def __init__(self, head: Checkpoint, seen: Sequence[tuple[str, Checkpoint]]) -> None:
        self._head = head
        self._found = Checked(head.size, merkle.EMPTY)
        self._entries: bytes | None = None
        self.missing = 0
        """Files that were not there, or could not be had, one after the other."""
        self._waiting: list[list[_Claims]] = []
        """For each level, what is said of the tiles that no tile above was seen for yet."""
        self._edges: list[_Claims] = []
        """The tiles at the right edge, which no tile stands above; the lowest first."""
        self._by_entries, self._by_tiles = _Frontier(), _Frontier()
        self._seen = sorted(seen, key=lambda pair: pair[1].size)
        self._compare(0, _Claims(b"", b"", [], []))

    def take(self, place: Place, data: bytes | SkillmarkError | None) -> None:
        """Take the next piece."""
        hashes = self._content(place, data)
        self.missing = 0 if isinstance(data, bytes) else self.missing + 1
        if place.level is None:
            self._entries = hashes
        elif place.level == 0:
            claims = self._leaves(place, self._entries, hashes)
            self._compare(place.number * WIDTH, claims)
            self._keep(place, claims)
        else:
            self._keep(place, self._above(place, hashes))

    def give_up(self, place: Place, *, gone: bool) -> Checked:
        """Say that the rest was not looked for."""
        self._found.root = self._by_entries.root(b"")
        what = "are gone" if gone else "could not be read"
        detail = f"{self.missing:,} files in a row {what}; nothing behind them was looked for"
        if gone:  # listed however many there are
            self._found.problems[MOST - 1 :] = [Problem(Kind.MISSING, place.path, detail)]
        else:
            self._found.unread[MOST - 1 :] = [detail]
        return self._found

    def finish(self) -> Checked:
        """Look at the root, and at checkpoints of a longer log."""
        tail = self._edges[0].given if self._head.size % WIDTH else b""
        self._found.root = self._by_entries.root(tail)
        for choice in product(*[self._choices(edge) for edge in self._edges]):
            rows = [edge.given if given else edge.stored for given, edge in choice]
            parts = [part for row in reversed(rows) for part in merkle.subtrees(row)]
            if merkle.fold(parts) == self._head.root:
                for given, edge in choice:
                    self._found.add(edge.if_given if given else edge.if_stored)
                break
        else:
            for edge in self._edges:
                self._found.add(edge.if_stored or edge.if_given)
            if not self._found.unread:
                detail = (
                    "the entries do not give the root that was signed: they were changed together "
                    "with the tiles, or the checkpoint is another log's; compare with a sound copy"
                )
                self._found.add([Problem(Kind.ROOT, "checkpoint", detail)])
        for name, seen in self._seen:
            detail = (
                f"it was seen with {seen.size:,} entries and has {self._head.size:,} now: entries "
                "were cut off, or an old copy was put back"
            )
            self._found.add([Problem(Kind.ROLLBACK, name, detail)])
        return self._found

    def _choices(self, edge: _Claims) -> list[tuple[bool, _Claims]]:
        return [(True, edge)] if edge.given == edge.stored else [(True, edge), (False, edge)]

    def _content(self, place: Place, data: bytes | SkillmarkError | None) -> bytes | None:
        if isinstance(data, bytes):
            return data
        first = place.number * WIDTH * place.span
        what = "entries" if place.level is None else f"hashes of level {place.level} over entries"
        which = f"the {what} {first:,} to {first + place.width * place.span - 1:,}"
        if data is None:
            detail = f"{which} are gone: there is no such file"
        elif data.exit_code == 3:
            if len(self._found.unread) < MOST:
                self._found.unread.append(str(data))
            return None
        else:
            detail = f"{which} cannot be read: {data.cause}"
        index = first if place.level is None else None
        self._found.add([Problem(Kind.MISSING, place.path, detail, index)])
        return None

    def _keep(self, place: Place, claims: _Claims) -> None:
        """Keep what is said of a tile for the tile above it, or for the root."""
        assert place.level is not None  # noqa: S101 - narrows for mypy
        if place.width < WIDTH:
            self._edges.append(claims)
            return
        rooted = claims.rooted()
        self._row(place.level).append(rooted)
        if place.level == 0:
            self._by_entries.push(rooted.given)
            self._by_tiles.push(rooted.stored)

    def _leaves(self, place: Place, entries: bytes | None, tile: bytes | None) -> _Claims:
        """Compare a bundle of entries with its tile of leaf hashes."""
        hashed = None if entries is None else b"".join(map(merkle.leaf, _split(entries)))
        none = bytes(place.width * SIZE)
        given, stored = hashed or tile or none, tile or hashed or none
        start = place.number * WIDTH
        claims = _Claims(given, stored, [], [], known=given != none)
        if given != stored:
            index, what = _difference(start, given, stored)
            claims.if_stored.append(
                Problem(what[0], Place(None, place.number, place.width).path, what[1], index)
            )
            detail = f"hash {index - start} is not the hash of entry {index:,}"
            claims.if_given.append(Problem(Kind.TILE, place.path, detail, index))
        return claims

    def _compare(self, start: int, leaves: _Claims) -> None:
        """Compare with the checkpoints whose size lies in this tile."""
        while self._seen and self._seen[0][1].size <= start + len(leaves.given) // SIZE:
            name, seen = self._seen.pop(0)
            held = (seen.size - start) * SIZE
            entries = self._by_entries.root(leaves.given[:held])
            if seen.root not in (entries, self._by_tiles.root(leaves.stored[:held])):
                detail = (
                    f"the first {seen.size:,} entries are not those of this checkpoint: some were "
                    "changed, taken out or put between"
                )
                self._found.add([Problem(Kind.FORK, name, detail)])

    def _above(self, place: Place, tile: bytes | None) -> _Claims:
        """Compare a tile with the tiles below it."""
        assert place.level  # noqa: S101 - there are tiles below it
        below = self._row(place.level - 1)
        nodes, below[:] = below[: place.width], below[place.width :]
        said = _split(tile) if tile is not None else [node.given for node in nodes]
        given, if_given, if_stored = [], list[Problem](), list[Problem]()
        for at, (node, hashed) in enumerate(zip(nodes, said, strict=True)):
            given.append(node.given)
            if not node.known:
                given[-1] = hashed
            elif hashed == node.given:
                self._found.add(node.if_given if tile is not None else node.if_stored)
            elif hashed == node.stored:
                given[-1] = hashed
                self._found.add(node.if_stored)
            else:
                number = place.number * WIDTH + at
                inner = Place(place.level - 1, number)
                first = number * WIDTH * inner.span
                detail = (
                    f"entries among {first:,} to {first + WIDTH * inner.span - 1:,} were changed, "
                    f"and the tiles above them up to {inner.path}"
                )
                changed = Problem(Kind.EDITED, inner.path, detail, None)
                if_stored += node.if_stored or [changed]
                detail = f"hash {at} is not the hash of {inner.path}"
                if_given += [*node.if_given, Problem(Kind.TILE, place.path, detail)]
        return _Claims(b"".join(given), b"".join(said), if_given, if_stored)

    def _row(self, level: int) -> list[_Claims]:
        while len(self._waiting) <= level:
            self._waiting.append([])
        return self._waiting[level]


def _difference(start: int, given: bytes, stored: bytes) -> tuple[int, tuple[Kind, str]]:
    """Say where entries differ first from what was logged, and how."""
    one, other = _split(given), _split(stored)
    changed = [at for at in range(len(one)) if one[at] != other[at]]
    at, index = changed[0], start + changed[0]
    if at + 1 < len(one) and one[at:-1] == other[at + 1 :]:
        return index, (Kind.DELETED, f"entry {index:,} was taken out, and those behind it moved up")
    more = f", and {len(changed) - 1} more up to {start + changed[-1]:,}" if changed[1:] else ""
    return index, (Kind.EDITED, f"entry {index:,} is not the one that was logged{more}")


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)]
