"""What the log costs, beside bare SHA-256 over as many hashes in the same run.

Everything is in files, as it is published. Appending is measured with its checkpoint; on the wall
it includes that the disk has it. Proofs are made with files and a tree that were just opened, for
entries taken at random. The entries are random bytes, which is how commitments look to whoever has
no salt.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from rig import cost
from rig.table import Figures, options
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import merkle, notes
from skillmark.trust.log.audit import audit
from skillmark.trust.log.files import Files
from skillmark.trust.log.notes import VerifierKey
from skillmark.trust.log.published import Published
from skillmark.trust.log.tree import Tree

SEED = 20261127
ORIGIN = "academy.example/log"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
KEY = SigningKey.generate(Algorithm.ED25519)
COLUMNS = ("what", "log", "CPU_s", "wall_s", "us_each", "hashes_each", "limit_s", "times", "MB")
NOTES = (
    """limit: bare hashlib.sha256 over pairs of hashes, as many as the work needed, in the same run;
    times: processor time over it; log: entries in it; us and hashes for each entry or proof""",
    """append: in portions of 1,000 with one checkpoint at the end, or with a checkpoint after each,
    as when awards are made one at a time""",
    """prove: with files and tree opened anew for each; neighbours: one tree for proofs of entries
    that stand beside each other, as receipts for a batch; every proof was checked, which is not
    counted""",
    """the log of the proofs is written without waiting for the disk""",
)


def drawn(count: int, seed: int) -> list[bytes]:
    """Draw entries."""
    rng = random.Random(seed)
    return [rng.randbytes(32) for _ in range(count)]


@contextmanager
def counted() -> Iterator[Callable[[], int]]:
    """Count the hashes that are worked out inside."""
    seen = 0
    row_above, node, leaf = merkle.row_above, merkle.node, merkle.leaf

    def counting(hashing: Callable[..., bytes], count: Callable[..., int]) -> Callable[..., bytes]:
        def hashed(*given: bytes) -> bytes:
            nonlocal seen
            seen += count(*given)
            return hashing(*given)

        return hashed

    with (
        mock.patch.object(merkle, "row_above", counting(row_above, lambda row: len(row) // 64)),
        mock.patch.object(merkle, "node", counting(node, lambda *_: 1)),
        mock.patch.object(merkle, "leaf", counting(leaf, lambda _: 1)),
    ):
        yield lambda: seen


def bare(count: int) -> float:
    """Return the seconds of processor time that so many hashes take here and now."""
    some, sha256, pair = 200_000, hashlib.sha256, bytes(64)

    def work() -> None:
        for _ in range(some):
            sha256(b"\x01" + pair).digest()

    return cost.timed(work).cpu * count / some


def measured(
    figures: Figures, what: str, size: int, times: int, hashes: int, work: Callable[[], object]
) -> None:
    """Add what `work` costs, which is to be done once and needs so many hashes."""
    before = bare(hashes)
    found = cost.timed(work)
    megabytes = cost.megabytes()
    limit = (before + bare(hashes)) / 2
    figures.add(
        what=what,
        log=size,
        CPU_s=found.cpu,
        wall_s=found.wall,
        us_each=found.cpu / times * 1e6,
        hashes_each=hashes / times,
        limit_s=limit,
        times=found.cpu / limit,
        MB=round(megabytes),
    )


def publish(files: Files, tree: Tree) -> None:
    """Sign all that there is."""
    files.keep_checkpoint(notes.checkpoint(ORIGIN, tree.size, tree.root(), KEY, now=NOW))


def append(folder: Path, portions: Sequence[Sequence[bytes]]) -> None:
    """Open the log, and append portions with one checkpoint at the end."""
    files = Files(folder)
    there = files.checkpoint()
    tree = Tree(files, notes.read_checkpoint(there).size if there else 0)
    for portion in portions:
        tree.append(portion)
    publish(files, tree)


def grow(figures: Figures, folder: Path, batch: int, single: int) -> None:
    """A log grows by a batch and by single awards, and is checked."""
    given = drawn(batch, SEED)
    portions = [given[at : at + 1_000] for at in range(0, batch, 1_000)]
    with counted() as seen:
        append(folder / "counted", portions)
        hashes = seen()
    path = folder / "log"
    measured(figures, "append", batch, batch, hashes, lambda: append(path, portions))
    Files(path).keep_verifier_key(str(VerifierKey.of(KEY, ORIGIN)))

    def check() -> None:
        found = audit(Published.at(str(path), None)).found
        if found.consistent is not True:
            raise SystemExit(f"a sound log was not found sound: {found.problems}")

    with counted() as seen:
        check()
        hashes = seen()
    measured(figures, "check", batch, batch, hashes, check)

    def one_by_one(seed: int) -> None:
        for entry in drawn(single, seed):
            append(path, [[entry]])

    with counted() as seen:
        one_by_one(1)
        hashes = seen()
    measured(figures, "append, one by one", batch, single, hashes, lambda: one_by_one(2))


def prove(figures: Figures, folder: Path, size: int, count: int) -> None:
    """Paths to the root of a large log, for entries anywhere and for neighbours."""
    with mock.patch("skillmark.trust.log.files._force", _left_to_the_system):
        files, portion = Files(folder), 25_600
        tree = Tree(files, 0)
        while tree.size < size:
            tree.append(drawn(min(portion, size - tree.size), tree.size))
        publish(files, tree)
    root = notes.read_checkpoint(Files(folder).checkpoint()).root
    rng = random.Random(SEED)
    anywhere = [rng.randrange(size) for _ in range(count)]
    first = rng.randrange(size - count)

    def proofs(indices: Sequence[int], *, anew: bool) -> None:
        tree = Tree(Files(folder), size)
        for index in indices:
            if anew:
                tree = Tree(Files(folder), size)
            path = tree.prove(index, size)
            with cost.not_counted(), mock.patch.object(merkle, "node", NODE):
                leaf = merkle.leaf(tree.entry(index))
                if not merkle.included(leaf, index, size, path, root):
                    raise SystemExit(f"the proof of entry {index} does not hold")

    for what, indices, anew in (
        ("prove", anywhere, True),
        ("prove, neighbours", range(first, first + count), False),
    ):
        with counted() as seen:
            proofs(indices, anew=anew)
            hashes = seen() - len(indices)  # the leaf of each check
        measured(
            figures, what, size, count, hashes,
            lambda indices=indices, anew=anew: proofs(indices, anew=anew),  # type: ignore[misc]
        )  # fmt: skip


def _left_to_the_system(_path: Path) -> None:
    """Do not wait for the disk."""


NODE = merkle.node
"""For checking proofs, which is not counted."""


def main() -> None:
    """Run everything."""
    asked = options(__doc__).parse_args()
    figures = Figures("log", "The append-only log (random entries, in files)", COLUMNS)
    sizes = (3_000, 10, 70_000, 20) if asked.quick else (100_000, 200, 10_000_000, 1_000)
    batch, single, large, proofs = sizes
    with tempfile.TemporaryDirectory() as folder:
        grow(figures, Path(folder) / "batch", batch, single)
        prove(figures, Path(folder) / "large", large, proofs)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
