"""A whole log is checked: what was edited, deleted, forked or cut off is named, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError, UnreadableError
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.trust.log import merkle, notes
from skillmark.trust.log.check import GONE, SILENT, Piece, check
from skillmark.trust.log.files import Files
from skillmark.trust.log.findings import MOST, Checked, Kind
from skillmark.trust.log.layout import Place, bundled, count, places, width
from skillmark.trust.log.notes import Checkpoint
from skillmark.trust.log.published import Published
from skillmark.trust.log.tree import Tree

from .conftest import NOW
from .test_log_tree import ORIGIN, Memory, entries

SIZE = 66_000
"""Full tiles on two levels, partial ones on three."""
Log = dict[Place, bytes]


def head(size: int, *, fork: int | None = None) -> Checkpoint:
    leaves = b"".join(map(merkle.leaf, entries(size, fork=fork)))
    note = notes.parse(b"x\n\n\xe2\x80\x94 x AAAAAAAA\n")
    return Checkpoint(ORIGIN, size, merkle.root(leaves), note)


@pytest.fixture(scope="module")
def whole() -> Log:
    return log(SIZE)


@pytest.fixture(scope="module")
def signed() -> Checkpoint:
    return head(SIZE)


def log(size: int, *, fork: int | None = None) -> Log:
    tiles = Memory()
    Tree(tiles, 0).append(entries(size, fork=fork))
    return {
        Place(level, number, width(level, number, size)): data
        for (level, number), data in tiles.kept.items()
    }


def checked(
    log: Log,
    signed: Checkpoint,
    change: dict[Place, bytes | None] | None = None,
    **seen: Checkpoint,
) -> Checked:
    held: dict[Place, bytes | None] = {**log, **(change or {})}
    pieces: list[Piece] = [(place, held.get(place)) for place in places(signed.size)]
    return check(signed, pieces, seen=list(seen.items()))


def edited(data: bytes, at: int) -> bytes:
    """The same with one entry or hash changed."""
    return data[: at * 32] + bytes(32) + data[at * 32 + 32 :]


def hashes(entries: bytes) -> bytes:
    return b"".join(merkle.leaf(entries[at : at + 32]) for at in range(0, len(entries), 32))


BUNDLE, TILE, ABOVE, TOP = Place(None, 100), Place(0, 100), Place(1, 0), Place(2, 0, 1)
LAST = SIZE // 256
EDGE, EDGE_TILE, EDGE_ABOVE = Place(None, LAST, 208), Place(0, LAST, 208), Place(1, 1, 1)


def test_the_order_in_which_a_log_is_read(whole: Log) -> None:
    order = list(places(SIZE))
    assert len(order) == len(whole)
    assert set(order) == set(whole)
    for place in order:
        if place.level:
            number = place.number * 256
            below = {Place(place.level - 1, number + at) for at in range(place.width)}
            assert below <= set(order[: order.index(place)])
    assert list(places(0)) == []
    for size in (0, 1, 256, 257, SIZE):
        assert count(size) == len(list(places(size)))


def test_a_sound_log(whole: Log, signed: Checkpoint) -> None:
    found = checked(whole, signed, a=head(5), b=head(256), c=head(65_536), d=signed, e=head(0))
    assert found.problems == []
    assert found.consistent is True
    assert (found.size, found.root) == (SIZE, signed.root)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 900), st.data())
def test_every_prefix_of_a_sound_log_was_seen_before(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    assert checked(log(size), head(size), old=head(old)).consistent is True


@pytest.mark.parametrize(
    ("place", "above", "index"), [(BUNDLE, TILE, 100 * 256 + 7), (EDGE, EDGE_TILE, LAST * 256 + 7)]
)
def test_hostile_53_an_edited_entry_is_named_wherever_the_forger_stops(
    whole: Log, signed: Checkpoint, place: Place, above: Place, index: int
) -> None:
    # the entry alone
    forged = edited(whole[place], 7)
    found = checked(whole, signed, {place: forged})
    assert [(p.kind, p.where, p.entry) for p in found.problems] == [
        (Kind.EDITED, place.path, index)
    ]
    assert found.root != signed.root
    # the tiles still continue what was seen before: that is no fork
    seen = {"before": head(25_500), "behind": head(65_999)}
    assert [p.kind for p in checked(whole, signed, {place: forged}, **seen).problems] == [
        Kind.EDITED
    ]
    # and its tile with it
    found = checked(whole, signed, {place: forged, above: hashes(forged)})
    assert found.consistent is False
    if place is BUNDLE:
        assert [(p.kind, p.where) for p in found.problems] == [(Kind.EDITED, TILE.path)]
        assert "25,600 to 25,855" in found.problems[0].detail
    else:  # nothing stands above the last tile but the root
        assert [p.kind for p in found.problems] == [Kind.ROOT]


def test_hostile_53_an_entry_and_its_tile_below_a_partial_one(
    whole: Log, signed: Checkpoint
) -> None:
    forged = edited(whole[Place(None, 256)], 3)
    change: dict[Place, bytes | None] = {Place(None, 256): forged, Place(0, 256): hashes(forged)}
    [problem] = checked(whole, signed, change).problems
    assert (problem.kind, problem.where) == (Kind.EDITED, "tile/0/256")
    assert "65,536 to 65,791" in problem.detail


def test_hostile_53_an_entry_that_was_edited_in_all_tiles_does_not_give_the_signed_root(
    whole: Log, signed: Checkpoint
) -> None:
    found = checked(log(SIZE, fork=25_607), signed)
    assert [p.kind for p in found.problems] == [Kind.ROOT]
    # two levels of tiles, not the third: the place is told
    forged = log(SIZE, fork=25_607)
    found = checked(whole, signed, {place: forged[place] for place in (BUNDLE, TILE, ABOVE)})
    assert [(p.kind, p.where) for p in found.problems] == [(Kind.EDITED, ABOVE.path)]


def test_hostile_53_a_history_that_was_signed_anew_is_no_continuation_of_what_was_seen() -> None:
    seen = {f"seen-{size}": head(size) for size in (100, 256, 400, 600)}
    found = checked(log(700, fork=300), head(700, fork=300), **seen)
    # between which checkpoints it was forked is told by those that still fit
    assert [(p.kind, p.where) for p in found.problems] == [
        (Kind.FORK, "seen-400"),
        (Kind.FORK, "seen-600"),
    ]


def test_hostile_53_a_deleted_entry_is_named(whole: Log, signed: Checkpoint) -> None:
    cut = whole[BUNDLE][: 7 * 32] + whole[BUNDLE][8 * 32 :] + bytes(32)
    [problem] = checked(whole, signed, {BUNDLE: cut}).problems
    assert (problem.kind, problem.entry) == (Kind.DELETED, 100 * 256 + 7)
    gone = checked(whole, signed, {BUNDLE: None})
    assert [(p.kind, p.where, p.entry) for p in gone.problems] == [
        (Kind.MISSING, BUNDLE.path, 25_600)
    ]
    both = checked(whole, signed, {BUNDLE: None, TILE: None})
    assert [(p.kind, p.where) for p in both.problems] == [
        (Kind.MISSING, BUNDLE.path),
        (Kind.MISSING, TILE.path),
    ]
    assert "hashes of level 0 over entries 25,600 to 25,855" in both.problems[1].detail
    # nothing else speaks of the last entries: what root they had cannot be told
    edge = checked(whole, signed, {EDGE: None, EDGE_TILE: None})
    assert [(p.kind, p.where) for p in edge.problems] == [
        (Kind.MISSING, EDGE.path),
        (Kind.MISSING, EDGE_TILE.path),
        (Kind.ROOT, "checkpoint"),
    ]


def test_hostile_49_a_log_that_was_rolled_back_is_shorter_than_it_was_witnessed() -> None:
    found = checked(log(600), head(600), witnessed=head(700), before=head(500))
    assert [(p.kind, p.where) for p in found.problems] == [(Kind.ROLLBACK, "witnessed")]
    assert "700 entries" in found.problems[0].detail


@pytest.mark.parametrize(
    ("place", "told"),
    [(TILE, TILE), (EDGE_TILE, EDGE_TILE), (ABOVE, ABOVE), (EDGE_ABOVE, EDGE_ABOVE), (TOP, TOP)],
)
def test_a_changed_tile_is_told_from_changed_entries(
    whole: Log, signed: Checkpoint, place: Place, told: Place
) -> None:
    at = place.width - 1
    found = checked(whole, signed, {place: edited(whole[place], at)}, old=head(65_000))
    assert [(p.kind, p.where) for p in found.problems] == [(Kind.TILE, told.path)]
    assert found.root == signed.root
    found = checked(whole, signed, {place: None})
    assert [(p.kind, p.where) for p in found.problems] == [(Kind.MISSING, place.path)]


def test_several_things_at_once_are_told_one_by_one(whole: Log, signed: Checkpoint) -> None:
    change = {
        BUNDLE: edited(whole[BUNDLE], 3),
        Place(0, 200): edited(whole[Place(0, 200)], 5),
        EDGE: edited(whole[EDGE], 1),
        EDGE_ABOVE: edited(whole[EDGE_ABOVE], 0),
        Place(None, 4): None,
    }
    found = checked(whole, signed, change)
    assert sorted((p.kind, p.where) for p in found.problems) == sorted(
        [
            (Kind.EDITED, BUNDLE.path),
            (Kind.TILE, "tile/0/200"),
            (Kind.EDITED, EDGE.path),
            (Kind.TILE, EDGE_ABOVE.path),
            (Kind.MISSING, "tile/entries/004"),
        ]
    )


def test_problems_without_end_are_counted() -> None:
    size = 256 * (MOST + 20)
    good, bad = log(size), log(size, fork=None)
    change = {place: edited(data, 0) for place, data in bad.items() if place.level is None}
    found = checked(good, head(size), {**change})
    assert len(found.problems) == MOST
    assert found.more == 20
    assert found.consistent is False


@pytest.mark.parametrize("error", [None, UnavailableError("no whole answer within 10 seconds")])
def test_a_checkpoint_may_claim_more_than_anybody_could_look_for(
    signed: Checkpoint, error: SkillmarkError | None
) -> None:
    claimed = Checkpoint(ORIGIN, 2**63 - 1, signed.root, signed.note)
    looked = 0

    def nothing() -> Iterator[Piece]:
        nonlocal looked
        for place in places(claimed.size):
            looked += 1
            yield place, error

    found = check(claimed, nothing())
    if error is None:
        assert looked == GONE
        assert found.consistent is False
        assert len(found.problems) == MOST
        assert "1,000 files in a row are gone" in found.problems[-1].detail
    else:
        assert looked == SILENT
        assert found.consistent is None
        assert "50 files in a row could not be read" in found.unread[-1]


def test_what_could_not_be_read_is_not_shown_as_fine(whole: Log, signed: Checkpoint) -> None:
    down = UnavailableError("not reachable", where=BUNDLE.path)
    short = UnreadableError("255 hashes or entries, not 256", where=TILE.path)

    def pieces(broken: dict[Place, SkillmarkError]) -> list[Piece]:
        return [(place, broken.get(place, whole[place])) for place in places(SIZE)]

    found = check(signed, pieces({BUNDLE: down, TILE: down}))
    assert found.consistent is None
    assert found.unread == [str(down), str(down)]
    found = check(signed, pieces({TILE: short}))
    assert found.consistent is False
    assert [(p.kind, p.where) for p in found.problems] == [(Kind.MISSING, TILE.path)]


# As its readers find it.


@pytest.fixture
def directory(tmp_path: Path, key: SigningKey) -> Path:
    """A log in files, 300 entries, with a checkpoint at five that is older."""
    files = Files(tmp_path / "log")
    tree = Tree(files, 0)
    for size in (5, 300):
        tree.append(entries(size)[tree.size :])
        files.keep_checkpoint(notes.checkpoint(ORIGIN, size, tree.root(), key, now=NOW))
    files.keep_verifier_key("key")
    return tmp_path / "log"


def fetching(directory: Path) -> Callable[[str], Fetched]:
    def fetch(url: str) -> Fetched:
        path = directory / url.removeprefix("https://example.org/log/")
        if not path.is_file():
            raise UnavailableError("the server answered 404", where=url, code="absent")
        return Fetched(path.read_bytes(), "application/octet-stream", url, 200, NOW)

    return fetch


@pytest.mark.parametrize("where", ["directory", "state directory", "address", "checkpoint"])
def test_a_published_log_is_read_from_files_and_from_the_web(directory: Path, where: str) -> None:
    names = {
        "directory": str(directory),
        "state directory": str(directory.parent),
        "address": "https://example.org/log",
        "checkpoint": "https://example.org/log/checkpoint",
    }
    found = Published.at(names[where], fetching(directory))
    signed = notes.read_checkpoint(found.checkpoint())
    pieces = [(place, found.get(place)) for place in places(signed.size)]
    assert check(signed, pieces).consistent is True
    assert found.verifier_key() == "key"
    # an old partial tile is gone, the full one stands for it
    assert found.get(Place(0, 0, 5)) == hashes(b"".join(entries(5)))
    assert Tree(found.sized(300), 300).prove(7) == Tree(Files(directory), 300).prove(7)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "no such directory"),
        ("empty", "there is no checkpoint"),
        ("https://example.org/log?x=1", "no \\?"),
        ("https://example.org/log", "there is no checkpoint"),
    ],
)
def test_a_log_that_is_not_there(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    place = name if name.startswith("https") else str(tmp_path / name)
    with pytest.raises(InputError, match=said):
        Published.at(place, fetching(tmp_path)).checkpoint()


def test_no_address_is_asked_offline() -> None:
    with pytest.raises(UnavailableError):
        Published.at("https://example.org/log", None)


def test_a_file_of_another_length_is_no_tile(directory: Path) -> None:
    found = Published.at(str(directory), None)
    (directory / "tile/0/000").write_bytes(b"x" * 8190)
    (directory / "tile/entries/000").write_bytes(bundled(b"".join(entries(255))))
    for place in (Place(0, 0), Place(None, 0)):
        with pytest.raises(UnreadableError):
            found.get(place)


def test_a_server_in_trouble_is_not_a_log_without_a_tile() -> None:
    def fetch(url: str) -> Fetched:
        raise UnavailableError("the server answered 503", where=url, code="status")

    with pytest.raises(UnavailableError):
        Published.at("https://example.org/log", fetch).get(Place(0, 0))
