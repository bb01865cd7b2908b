"""The tree over tiles: it grows, and proves what is in it, holding a few tiles at a time.

A tile holds up to 256 neighbouring hashes of every eighth level of the tree (C2SP tlog-tiles); the
levels between are worked out from them. A proof in ten million entries touches six tiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.trust.log import merkle
from skillmark.trust.log.layout import ENTRY, WIDTH, Place, width
from skillmark.trust.log.merkle import SIZE

_HEIGHT = 8
"""Levels of the tree in one level of tiles."""
_KEPT = 64
"""Tiles whose inner nodes are kept: 16 KB each, and neighbours need the same ones."""


class Tiles(Protocol):
    """Where tiles are kept: a directory, rows of a database, a web server.

    What is read may be longer than what was asked to be kept last; it never begins otherwise.
    """

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile so far, 32 bytes each; nothing if there is none."""
        ...

    def keep_tile(self, level: int, number: int, hashes: bytes) -> None:
        """Keep a tile, full or partial; it begins with what was there before."""
        ...

    def entries(self, number: int) -> bytes:
        """Return a bundle's entries so far, 32 bytes each; nothing if there is none."""
        ...

    def keep_entries(self, number: int, entries: bytes) -> None:
        """Keep a bundle, full or partial; it begins with what was there before."""
        ...


class Tree:
    """A log of `size` entries over its tiles. Not safe to share between threads."""

    def __init__(self, tiles: Tiles, size: int) -> None:
        self.tiles = tiles
        self.size = size
        self._rows: dict[tuple[int, int, int], list[bytes]] = {}

    def append(self, entries: Sequence[bytes]) -> int:
        """Append entries of 32 bytes; return the index of the first.

        Only tiles that change are written, each once. If that fails in the middle the size stays
        what it was, and the same entries can be appended again.
        """
        if any(len(entry) != ENTRY for entry in entries):
            raise InputError(f"an entry of the log has {ENTRY} bytes")
        first = self.size
        hashes = b"".join([merkle.leaf(entry) for entry in entries])
        self._extend(None, first, b"".join(entries))
        level, there = 0, first
        while hashes:
            hashes = self._extend(level, there, hashes)
            level, there = level + 1, there // WIDTH
        self.size = first + len(entries)
        return first

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` entries, or over all."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise InputError(f"the log has {self.size} entries, not {size}")
        return self._range(0, size)

    def entry(self, index: int) -> bytes:
        """Return one entry."""
        if not 0 <= index < self.size:
            raise InputError(f"the log has {self.size} entries: there is no entry {index}")
        number, at = divmod(index, WIDTH)
        return self._kept(None, number, at + 1)[at * ENTRY :]

    def prove(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the path that shows entry `index` among the first `size` (RFC 9162, 2.1.3)."""
        size = self.size if size is None else size
        if size > self.size:
            raise InputError(f"the log has {self.size} entries, not {size}")
        return [self._range(*part) for part in merkle.inclusion(index, size)]

    def prove_consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the path that shows that `new` entries begin with `old` ones (RFC 9162, 2.1.4)."""
        new = self.size if new is None else new
        if new > self.size:
            raise InputError(f"the log has {self.size} entries, not {new}")
        return [self._range(*part) for part in merkle.consistency(old, new)]

    def _range(self, start: int, end: int) -> bytes:
        return merkle.fold([self._subtree(*one) for one in merkle.perfect(start, end)])

    def _subtree(self, height: int, number: int) -> bytes:
        level, above = divmod(height, _HEIGHT)
        tile, at = divmod(number << above, WIDTH)
        at = (at >> above) * SIZE
        return self._tile_rows(level, tile)[above][at : at + SIZE]

    def _tile_rows(self, level: int, number: int) -> list[bytes]:
        """Return a tile's hashes and the rows of nodes above them, below the tile's own root."""
        key = (level, number, width(level, number, self.size))
        rows = self._rows.pop(key, None)
        if rows is None:
            rows = [self._kept(*key)]
            for _ in range(1, _HEIGHT):
                rows.append(merkle.row_above(rows[-1]))
            if len(self._rows) >= _KEPT:
                del self._rows[next(iter(self._rows))]
        self._rows[key] = rows  # the one that was used last is the last to go
        return rows

    def _extend(self, level: int | None, there: int, more: bytes) -> bytes:
        """Put hashes (entries) behind the `there` that a level has; return roots of full tiles."""
        number, begun = divmod(there, WIDTH)
        row = self._kept(level, number, begun) + more if begun else more
        roots = []
        for at in range(0, len(row), WIDTH * SIZE):
            part = row[at : at + WIDTH * SIZE]
            if level is None:
                self.tiles.keep_entries(number, part)
            else:
                self.tiles.keep_tile(level, number, part)
                if len(part) == WIDTH * SIZE:
                    roots.append(merkle.root(part))
            number += 1
        return b"".join(roots)

    def _kept(self, level: int | None, number: int, count: int) -> bytes:
        """Return the first `count` hashes of a tile, or entries of a bundle."""
        found = self.tiles.entries(number) if level is None else self.tiles.tile(level, number)
        if len(found) < count * SIZE:
            raise UnreadableError(
                f"it holds {len(found) // SIZE} of {count} hashes or entries",
                where=Place(level, number, count).path,
                remedy="the log's files are damaged; write them anew from the ledger",
                code="log_damaged",
            )
        return found[: count * SIZE]
