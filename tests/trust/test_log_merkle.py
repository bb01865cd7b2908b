"""The Merkle tree: published roots and proofs, the RFC's own definitions, and laws of proofs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.trust.log import merkle

from . import log_peer as peer

# The reference tree of Certificate Transparency: entries, the roots of its first 0 to 8, and its
# proofs, as its implementations in Go, Java and C++ publish them.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C, D, E, F, G = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
)
LEAVES = [merkle.leaf(entry) for entry in ENTRIES]


def of_list(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    """Return what hashes any range of a list of leaf hashes that a proof may name."""
    return lambda start, end: merkle.root(b"".join(leaves[start:end]))


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS)))
def test_published_roots(size: int, root: str) -> None:
    assert of_list(LEAVES)(0, size).hex() == root


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, [A, B, C]),
        (5, 8, [D, E, ROOTS[4]]),
        (2, 3, [ROOTS[2]]),
        (1, 5, [ROOTS[1], B, D]),
    ],
)
def test_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    hashed = of_list(LEAVES)
    made = [hashed(*part) for part in merkle.inclusion(index, size)]
    assert [part.hex() for part in made] == path
    assert merkle.included(LEAVES[index], index, size, made, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (1, 8, [A, B, C]),
        (6, 8, [F, E, ROOTS[4]]),
        (2, 5, [B, D]),
        (6, 7, [F, G, ROOTS[4]]),
    ],
)
def test_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    hashed = of_list(LEAVES)
    made = [hashed(*part) for part in merkle.consistency(old, new)]
    assert [part.hex() for part in made] == path
    roots = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])
    assert merkle.consistent(old, new, *roots, made)


def entries(size: int, *, fork: int | None = None) -> list[bytes]:
    """So many entries; with another one at `fork`."""
    return [b"other" if i == fork else b"%d" % i for i in range(size)]


sizes = st.integers(1, 70)


@settings(deadline=None, max_examples=30)
@given(sizes, st.data())
def test_proofs_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    written = entries(size)
    hashed = of_list([merkle.leaf(entry) for entry in written])
    assert hashed(0, size) == peer.mth(written)
    inclusion = [hashed(*part) for part in merkle.inclusion(index, size)]
    assert inclusion == peer.path(index, written)
    consistency = [hashed(*part) for part in merkle.consistency(old, size)]
    assert consistency == peer.proof(old, written)


@settings(deadline=None, max_examples=30)
@given(sizes, st.data())
def test_an_inclusion_proof_holds_for_its_entry_place_and_size_alone(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    written = entries(size)
    path, root = peer.path(index, written), peer.mth(written)
    leaf = merkle.leaf(written[index])
    assert merkle.included(leaf, index, size, path, root)
    assert not merkle.included(merkle.leaf(b"other"), index, size, path, root)
    # a checkpoint binds a root to its size: with the roots of the log, nothing else holds
    for of in {max(1, size - 1), size, size + 1}:
        its = peer.mth(entries(of))
        for other in range(of + 1):
            held = merkle.included(leaf, other, of, path, its)
            assert held == ((other, of) == (index, size))
    for at in range(len(path)):
        assert not merkle.included(leaf, index, size, path[:at] + path[at + 1 :], root)
        wrong = [*path[:at], bytes(32), *path[at + 1 :]]
        assert not merkle.included(leaf, index, size, wrong, root)
    assert not merkle.included(leaf, index, size, [*path, bytes(32)], root)


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 70), st.data())
def test_a_consistency_proof_holds_for_one_history_alone(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    written = entries(size)
    path = peer.proof(old, written)
    before, after = peer.mth(written[:old]), peer.mth(written)
    assert merkle.consistent(old, size, before, after, path)
    # the same log with one entry of the first `old` changed
    changed = entries(size, fork=data.draw(st.integers(0, old - 1)))
    for tried in (path, peer.proof(old, changed)):
        assert not merkle.consistent(old, size, before, peer.mth(changed), tried)
    assert not merkle.consistent(size, old, after, before, path)
    for at in range(len(path)):
        assert not merkle.consistent(old, size, before, after, path[:at] + path[at + 1 :])
    assert not merkle.consistent(old, size, before, after, [*path, bytes(32)])


def test_what_needs_no_proof() -> None:
    root = peer.mth(entries(5))
    assert merkle.consistent(5, 5, root, root, [])
    assert not merkle.consistent(5, 5, root, peer.mth(entries(5, fork=1)), [])
    assert not merkle.consistent(5, 5, root, root, [root])
    assert merkle.consistent(0, 5, merkle.EMPTY, root, [])
    assert not merkle.consistent(0, 5, root, root, [])
    assert not merkle.consistent(-1, 5, merkle.EMPTY, root, [])
    assert not merkle.included(root, 0, 0, [], root)
    assert not merkle.included(root, -1, 1, [], root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_path_leads_to_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(InputError):
        merkle.inclusion(index, size)


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_no_log_grew_from_a_longer_one(old: int, new: int) -> None:
    with pytest.raises(InputError):
        merkle.consistency(old, new)
