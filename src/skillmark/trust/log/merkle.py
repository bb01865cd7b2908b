"""The Merkle tree of RFC 9162, section 2.1: hashes, which hashes prove what, and checking proofs.

Proofs are made in two steps, so that the same code serves lists and tiles: first which ranges of
leaves a proof consists of (`inclusion`, `consistency`), then the hash of each. A range is
`(start, end)`, `end` excluded; every one that is asked for splits into perfect subtrees
(`perfect`), which is what tiles hold. A row is neighbouring hashes, concatenated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from skillmark.nouns.errors import InputError

SIZE = 32
"""Bytes of a hash."""
DEEPEST = 64
"""Most hashes in a path: sizes are 64-bit numbers."""
EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves (section 2.1.1)."""

Range = tuple[int, int]


def leaf(entry: bytes) -> bytes:
    """Return the hash of an entry: `SHA-256(0x00 || entry)`."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: `SHA-256(0x01 || left || right)`."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def row_above(row: bytes) -> bytes:
    """Return the hashes of the nodes above an even number of neighbours, all concatenated."""
    sha256 = hashlib.sha256
    return b"".join(
        [sha256(b"\x01" + row[at : at + 64]).digest() for at in range(0, len(row) - 63, 64)]
    )


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees of falling size, given from left to right."""
    if not hashes:
        return EMPTY
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node(left, root)
    return root


def perfect(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a range that a proof names into perfect subtrees, from left to right.

    Yields `(height, number)`: the subtree over leaves `number * 2**height` and the `2**height - 1`
    that follow. Their `fold` is the hash of the range: `start` must be a multiple of the largest
    power of two that fits into `end - start`, as it is in every proof and root.
    """
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def subtrees(row: bytes) -> list[bytes]:
    """Return the roots of the perfect subtrees over neighbouring hashes, from left to right."""
    found = []
    for height, number in perfect(0, len(row) // SIZE):
        part = row[SIZE * number << height : SIZE * (number + 1) << height]
        for _ in range(height):
            part = row_above(part)
        found.append(part)
    return found


def root(row: bytes) -> bytes:
    """Return the root over neighbouring hashes, as if they were all the leaves of a tree."""
    return fold(subtrees(row))


def inclusion(index: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove that entry `index` is in a tree of `size` (2.1.3.1).

    They come in the order of the path: the leaf's neighbour first.
    """
    if not 0 <= index < size:
        raise InputError(f"there is no entry {index} among the first {size}")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    path.reverse()
    return path


def consistency(old: int, new: int) -> list[Range]:
    """Return the ranges whose hashes prove that a tree of `new` grew from one of `old` (2.1.4.1).

    Nothing is needed where the trees are the same, or the old one is empty.
    """
    if not 0 <= old <= new:
        raise InputError(f"a log of {new} entries cannot have grown from one of {old}")
    if old in (0, new):
        return []
    path: list[Range] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, whole = middle, False
    if not whole:
        path.append((start, end))
    path.reverse()
    return path


def included(hashed: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether `path` leads from the leaf hash at `index` to the root of `size` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = node(sibling, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node(hashed, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and hashed == root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether `path` shows that the tree of `new` entries begins with that of `old` (2.1.4.2).

    The RFC leaves out two cases that need no proof: the same size twice (the roots must be the
    same) and an old tree that is empty (its root must be that of the empty tree).
    """
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node(sibling, first), node(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
