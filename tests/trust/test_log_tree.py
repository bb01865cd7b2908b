"""The tree over tiles, in memory and in files: the same log however it grew."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError, UnreadableError
from skillmark.trust.keys import SigningKey
from skillmark.trust.log import layout, merkle, notes
from skillmark.trust.log.files import Files
from skillmark.trust.log.history import confirm
from skillmark.trust.log.layout import Place
from skillmark.trust.log.tree import Tree

from .conftest import NOW
from .test_log_merkle import of_list

ORIGIN = "example.org/issuers/academy/log"


class Memory:
    """Tiles in a dictionary, which count what is written."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int | None, int], bytes] = {}
        self.written: list[tuple[int | None, int]] = []

    def tile(self, level: int, number: int) -> bytes:
        return self.kept.get((level, number), b"")

    def keep_tile(self, level: int, number: int, hashes: bytes) -> None:
        self._keep(level, number, hashes)

    def entries(self, number: int) -> bytes:
        return self.kept.get((None, number), b"")

    def keep_entries(self, number: int, entries: bytes) -> None:
        self._keep(None, number, entries)

    def _keep(self, level: int | None, number: int, data: bytes) -> None:
        assert data.startswith(self.kept.get((level, number), b"")), "a tile only ever grows"
        assert 0 < len(data) <= 256 * 32
        self.kept[level, number] = data
        self.written.append((level, number))


def entries(count: int, *, fork: int | None = None) -> list[bytes]:
    """So many entries; with another one at `fork`."""
    return [hashlib.sha256(f"{i}{'!' * (i == fork)}".encode()).digest() for i in range(count)]


def grown(count: int, tiles: Memory | None = None) -> Tree:
    tree = Tree(tiles or Memory(), 0)
    tree.append(entries(count))
    return tree


@pytest.fixture(scope="module")
def large() -> Tree:
    """A tree with full tiles on two levels and something on the third."""
    return grown(70_000)


@cache
def leaves() -> list[bytes]:
    return [merkle.leaf(entry) for entry in entries(70_000)]


def hashes(count: int) -> Callable[[int, int], bytes]:
    return of_list(leaves()[:count])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 700), max_size=5))
def test_appended_in_any_portions_the_tiles_are_the_same(portions: list[int]) -> None:
    tiles, at = Memory(), 0
    written, tree = entries(sum(portions)), Tree(tiles, 0)
    for portion in portions:
        before = len(tiles.written)
        assert tree.append(written[at : at + portion]) == at
        wrote = tiles.written[before:]
        assert len(set(wrote)) == len(wrote), "each tile once"
        tree = Tree(tiles, tree.size)  # as the next process finds it
        at += portion
    whole = Memory()
    Tree(whole, 0).append(written)
    assert tiles.kept == whole.kept


def test_the_example_of_the_specification(large: Tree) -> None:
    # C2SP tlog-tiles: 273 full tiles of level 0 and one of 112, one full of level 1 and one of 17,
    # one of level 2 of width 1
    assert isinstance(large.tiles, Memory)
    found = {place: len(data) // 32 for place, data in large.tiles.kept.items()}
    expected: dict[tuple[int | None, int], int] = {(0, number): 256 for number in range(273)}
    expected |= {(0, 273): 112, (1, 0): 256, (1, 1): 17, (2, 0): 1}
    expected |= {(None, number): 256 for number in range(273)} | {(None, 273): 112}
    assert found == expected
    for (level, number), held in found.items():
        assert layout.width(level, number, 70_000) == held


def test_a_tree_of_256_has_a_full_tile_and_one_above_it() -> None:
    tiles = Memory()
    grown(256, tiles)
    assert {place: len(data) for place, data in tiles.kept.items()} == {
        (None, 0): 8192,
        (0, 0): 8192,
        (1, 0): 32,
    }


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 65_537, 70_000])
def test_roots_and_proofs_are_those_of_a_plain_list(large: Tree, size: int) -> None:
    hashed = hashes(size)
    assert large.root(size) == hashed(0, size)
    for index in {0, size // 3, size - 1} if size else ():
        path = large.prove(index, size)
        assert path == [hashed(*part) for part in merkle.inclusion(index, size)]
        assert merkle.included(merkle.leaf(large.entry(index)), index, size, path, hashed(0, size))
    path = large.prove_consistency(size)
    assert merkle.consistent(size, 70_000, large.root(size), large.root(), path)


def test_neighbours_are_proven_with_the_same_tiles() -> None:
    class Counting(Memory):
        """Tiles that count who reads them."""

        read = 0

        def tile(self, level: int, number: int) -> bytes:
            self.read += 1
            return super().tile(level, number)

    tiles = Counting()
    grown(70_000, tiles)
    tiles.read, tree = 0, Tree(tiles, 70_000)
    for index in range(300, 500):
        tree.prove(index)
    assert tiles.read <= 6  # three above each other for the entries, three at the right edge


def test_what_is_not_there_is_refused(large: Tree) -> None:
    for ask in (
        lambda: large.root(70_001),
        lambda: large.root(-1),
        lambda: large.prove(70_000),
        lambda: large.prove(5, 70_001),
        lambda: large.prove_consistency(5, 70_001),
        lambda: large.entry(70_000),
        lambda: Tree(Memory(), 0).append([b"short"]),
    ):
        with pytest.raises(InputError):
            ask()


def test_an_append_that_fails_in_the_middle_can_be_done_again() -> None:
    class Full(Memory):
        """A disk that fills up after the third tile."""

        def _keep(self, level: int | None, number: int, data: bytes) -> None:
            if len(self.written) == 3:
                raise UnavailableError("no space left on device")
            super()._keep(level, number, data)

    full = Full()
    tree = Tree(full, 0)
    with pytest.raises(UnavailableError):
        tree.append(entries(600))
    assert tree.size == 0
    full.written = [(None, 0)] * 4
    assert tree.append(entries(600)) == 0
    assert tree.root() == hashes(600)(0, 600)


def test_tiles_that_are_gone_or_cut_off_are_named() -> None:
    tiles = Memory()
    grown(300, tiles)
    tiles.kept[0, 0] = tiles.kept[0, 0][:-32]
    with pytest.raises(UnreadableError, match=r"tile/0/000: it holds 255 of 256"):
        Tree(tiles, 300).prove(5)
    del tiles.kept[0, 1]
    with pytest.raises(UnreadableError, match=r"tile/0/001\.p/44"):
        Tree(tiles, 300).append(entries(1))


# Where things stand.


@pytest.mark.parametrize(
    ("place", "path"),
    [
        # C2SP tlog-tiles
        (Place(0, 1234067), "tile/0/x001/x234/067"),
        (Place(1, 1, 17), "tile/1/001.p/17"),
        (Place(63, 0, 1), "tile/63/000.p/1"),
        (Place(None, 273, 112), "tile/entries/273.p/112"),
        (Place(0, 1000), "tile/0/x001/000"),
        (Place(None, 999), "tile/entries/999"),
    ],
)
def test_paths_of_the_specification(place: Place, path: str) -> None:
    assert place.path == path
    assert Place.read(path) == place


@settings(deadline=None)
@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 2**55), st.integers(1, 256))
def test_every_place_has_one_path(level: int | None, number: int, width: int) -> None:
    place = Place(level, number, width)
    assert Place.read(place.path) == place


@pytest.mark.parametrize(
    "path",
    [
        *("tile/64/000", "tile/00/000", "tile/0/0", "tile/0/1000", "tile/0/x000/000"),
        *(
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/257",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/001/",
        ),
        *("tile/0/../../key", "tile/0/000\n", "tile/0/٠٠٠", "entries/000", "/tile/0/000", ""),
        "tile/0/" + "x999/" * 7 + "999",
    ],
)
def test_what_is_no_path_of_a_log(path: str) -> None:
    assert Place.read(path) is None


def test_bundles_hold_each_entry_with_its_length() -> None:
    written = b"".join(entries(3))
    bundle = layout.bundled(written)
    assert bundle[:2] == b"\x00\x20"
    assert len(bundle) == 3 * 34
    assert layout.unbundled(bundle) == written
    for wrong in (bundle[:-1], b"\x00\x21" + bundle[2:], layout.bundled(b"".join(entries(257)))):
        with pytest.raises(UnreadableError):
            layout.unbundled(wrong)


# In files.


def checkpoint(tree: Tree, key: SigningKey) -> bytes:
    return notes.checkpoint(ORIGIN, tree.size, tree.root(), key, now=NOW)


def published(directory: Path) -> set[str]:
    return {
        str(path.relative_to(directory))
        for path in directory.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_files_stand_where_readers_look_and_partial_ones_stay_until_the_full_one_is_there(
    tmp_path: Path, key: SigningKey
) -> None:
    files = Files(tmp_path)
    tree = Tree(files, 0)
    tree.append(entries(3))
    tree.append(entries(5)[3:])  # no checkpoint spoke of three: no file does
    files.keep_checkpoint(checkpoint(tree, key))
    assert published(tmp_path) == {"checkpoint", "tile/0/000.p/5", "tile/entries/000.p/5"}
    tree.append(entries(10)[5:])
    files.keep_checkpoint(checkpoint(tree, key))
    assert "tile/0/000.p/5" in published(tmp_path)  # who holds the first checkpoint may still ask
    tree.append(entries(300)[10:])
    files.keep_checkpoint(checkpoint(tree, key))
    assert published(tmp_path) == {
        *("checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"),
        *("tile/entries/000", "tile/entries/001.p/44"),
    }
    again = Tree(Files(tmp_path), 300)
    assert again.root() == hashes(300)(0, 300)
    assert (tmp_path / "tile/entries/000").stat().st_size == 256 * 34


def test_what_waits_is_seen_by_its_writer_and_no_checkpoint_is_ahead_of_it(
    tmp_path: Path, key: SigningKey
) -> None:
    files = Files(tmp_path)
    tree = Tree(files, 0)
    tree.append(entries(300))
    assert tree.root() == hashes(300)(0, 300)
    assert not published(tmp_path)
    files.keep_checkpoint(checkpoint(tree, key))
    assert notes.read_checkpoint(files.checkpoint()).root == Tree(Files(tmp_path), 300).root()


def test_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        files = Files(tmp_path)
        tree = Tree(files, 0)  # a ledger that publishes from the beginning, after a crash
        tree.append(entries(300))
        files.flush()
    assert Tree(Files(tmp_path), 300).root() == hashes(300)(0, 300)


def test_hostile_53_files_refuse_a_second_history(tmp_path: Path, key: SigningKey) -> None:
    files = Files(tmp_path)
    tree = Tree(files, 0)
    tree.append(entries(300))
    files.keep_checkpoint(checkpoint(tree, key))
    before = {name: (tmp_path / name).read_bytes() for name in published(tmp_path)}
    for fork in (7, 299):
        with pytest.raises(ConflictError) as refused:
            Tree(Files(tmp_path), 0).append(entries(310, fork=fork))
        assert refused.value.code == "log_forked"
        assert refused.value.where == str(tmp_path / f"tile/entries/00{fork // 256}")
    forked = Tree(Memory(), 0)
    forked.append(entries(300, fork=7))
    with pytest.raises(ConflictError) as refused:
        Files(tmp_path).keep_checkpoint(checkpoint(forked, key))
    assert refused.value.code == "log_forked"
    assert {name: (tmp_path / name).read_bytes() for name in published(tmp_path)} == before


def test_hostile_49_a_ledger_from_an_old_backup_is_behind_what_was_published_or_witnessed(
    tmp_path: Path, key: SigningKey
) -> None:
    files = Files(tmp_path)
    tree = Tree(files, 0)
    tree.append(entries(300))
    seen = notes.read_checkpoint(checkpoint(tree, key))
    files.keep_checkpoint(checkpoint(tree, key))
    restored = grown(200)
    with pytest.raises(ConflictError) as refused:
        confirm(restored, seen, where="witness")
    assert (refused.value.code, refused.value.where) == ("log_rolled_back", "witness")
    assert "300" in str(refused.value)
    with pytest.raises(ConflictError) as refused:
        files.keep_checkpoint(checkpoint(restored, key))
    assert refused.value.code == "log_rolled_back"
    # and when it has grown past the checkpoint again, with other entries
    restored.append(entries(400, fork=250)[200:])
    with pytest.raises(ConflictError) as refused:
        confirm(restored, seen, where="witness")
    assert (refused.value.code, refused.value.where) == ("log_forked", "witness")
    # the true continuation is welcome
    tree.append(entries(400)[300:])
    confirm(tree, seen)
    files.keep_checkpoint(checkpoint(tree, key))


def test_a_full_disk_leaves_no_half_file(
    tmp_path: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files(tmp_path)
    tree = Tree(files, 0)
    tree.append(entries(300))
    files.keep_checkpoint(checkpoint(tree, key))
    before = published(tmp_path)
    tree.append(entries(700)[300:])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("skillmark.trust.log.files.os.fsync", full)
    with pytest.raises(UnavailableError, match="No space left"):
        files.keep_checkpoint(checkpoint(tree, key))
    assert published(tmp_path) == before
    assert notes.read_checkpoint(files.checkpoint()).size == 300
    monkeypatch.undo()
    files.keep_checkpoint(checkpoint(tree, key))
    assert Tree(Files(tmp_path), 700).root() == hashes(700)(0, 700)


def test_who_publishes_is_alone(
    tmp_path: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bool] = []

    def meanwhile(_: int) -> None:
        with (tmp_path / ".lock").open("wb") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tried.append(True)

    files = Files(tmp_path)
    monkeypatch.setattr("skillmark.trust.log.files.os.fsync", meanwhile)
    files.keep_checkpoint(notes.checkpoint(ORIGIN, 0, merkle.EMPTY, key))
    assert all(tried)
    assert tried


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    files = Files(tmp_path)
    Tree(files, 0).append(entries(300))
    files.flush()
    (tmp_path / "tile/0/000").write_bytes(b"x" * 8191)
    with pytest.raises(UnreadableError, match="tile/0/000"):
        Tree(Files(tmp_path), 300).prove(5)
    (tmp_path / "tile/entries/000").write_bytes(b"x" * 34 * 256)
    with pytest.raises(UnreadableError, match="tile/entries/000"):
        Tree(Files(tmp_path), 300).entry(3)
