"""Where the parts of a log stand, relative to its address, and how entries are bundled.

Source: C2SP tlog-tiles ("Merkle Tree", "Partial Tiles", "Log entries").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillmark.nouns.errors import UnreadableError

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""
ENTRY = 32
"""Bytes of an entry: every entry of our logs is a commitment of this length."""
CHECKPOINT = "checkpoint"
VERIFIER_KEY = "vkey"
"""Where the log's verifier key is published; C2SP leaves open how readers learn it."""

_PREFIXED = ENTRY.to_bytes(2, "big")
_BUNDLED = ENTRY + len(_PREFIXED)
_PATH = re.compile(
    r"tile/(entries|0|[1-9]|[1-5]\d|6[0-3])/((?:x\d{3}/){0,6}\d{3})(?:\.p/([1-9]\d{0,2}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One tile of hashes, or one bundle of entries."""

    level: int | None
    """`None` is a bundle of entries."""
    number: int
    width: int = WIDTH
    """How many hashes or entries it holds; fewer than 256 make it a partial one."""

    @property
    def path(self) -> str:
        """Its path, relative to the log's address."""
        whole = self.whole
        return whole if self.width == WIDTH else f"{whole}.p/{self.width}"

    @property
    def whole(self) -> str:
        """The path of the full tile at this place."""
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *first, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        above = "".join(f"x{part}/" for part in first)
        return f"tile/{'entries' if self.level is None else self.level}/{above}{last}"

    @property
    def span(self) -> int:
        """How many entries of the log one of its hashes stands for."""
        return 1 << 8 * (self.level or 0)

    @classmethod
    def read(cls, path: str) -> Place | None:
        """Read a path; `None` where it is not the path of any tile or bundle."""
        found = _PATH.fullmatch(path)
        if found is None:
            return None
        level, number, width = found.groups()
        place = cls(
            None if level == "entries" else int(level),
            int(number.replace("x", "").replace("/", "")),
            int(width) if width else WIDTH,
        )
        # there is one way to write each number, and 256 of them make a full tile
        return place if place.width <= WIDTH and place.path == path else None


def width(level: int | None, number: int, size: int) -> int:
    """Return how many hashes (entries) this tile (bundle) holds in a log of `size` entries."""
    return max(0, min(WIDTH, (size >> 8 * (level or 0)) - number * WIDTH))


def places(size: int) -> Iterator[Place]:
    """Yield all bundles and tiles of a log of `size` entries, each after what lies below it."""
    for number in range(-(-size // WIDTH)):
        held = width(0, number, size)
        yield Place(None, number, held)
        yield Place(0, number, held)
        level, above = 1, number
        while held == WIDTH and above % WIDTH == WIDTH - 1:
            above //= WIDTH
            yield Place(level, above)
            level += 1
    level = 1
    while held := size >> 8 * level:
        if held % WIDTH:
            yield Place(level, held // WIDTH, held % WIDTH)
        level += 1


def count(size: int) -> int:
    """Return how many places there are."""
    found = -(-size // WIDTH)
    while size:
        found += -(-size // WIDTH)
        size >>= 8
    return found


def bundled(entries: bytes) -> bytes:
    """Return concatenated entries as they are published: each with its length before it."""
    return b"".join([_PREFIXED + entries[at : at + ENTRY] for at in range(0, len(entries), ENTRY)])


def unbundled(data: bytes) -> bytes:
    """Return the entries of a published bundle, concatenated, or raise `UnreadableError`."""
    if len(data) % _BUNDLED or len(data) > WIDTH * _BUNDLED:
        raise UnreadableError(f"{len(data)} bytes are no bundle of entries of {ENTRY} bytes")
    if any(data[at : at + 2] != _PREFIXED for at in range(0, len(data), _BUNDLED)):
        raise UnreadableError(f"it holds an entry that is not {ENTRY} bytes long")
    return b"".join([data[at + 2 : at + _BUNDLED] for at in range(0, len(data), _BUNDLED)])
