"""RDFC-1.0 against the W3C's own suite and a second implementation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.trust import canon


def quads_of(text: str) -> list[canon.Quad]:
    """Read any N-Quads into canonical terms, by a parser that is not ours."""
    parsed = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
    return canon.parse(pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_QUADS).decode())


def entries(vectors: Path) -> list[dict[str, Any]]:
    manifest = json.loads((vectors / "rdf-canon" / "manifest.jsonld").read_text())
    return list(manifest["entries"])


def test_every_entry_of_the_w3c_suite(vectors: Path) -> None:
    folder, seen = vectors / "rdf-canon" / "tests", {"Eval": 0, "Map": 0, "Negative": 0}
    for entry in entries(vectors):
        quads = quads_of((folder / entry["action"]).read_text())
        algorithm = {"SHA384": "sha384"}.get(entry.get("hashAlgorithm", ""), "sha256")
        if "Negative" in entry["type"]:
            with pytest.raises(canon.PoisonGraphError):
                canon.canonicalize(quads, algorithm=algorithm)
            seen["Negative"] += 1
        elif "Map" in entry["type"]:
            expected = json.loads((folder / entry["result"]).read_text())
            found = canon.labels(quads, algorithm=algorithm)
            assert len(found) == len(expected), entry["id"]
            seen["Map"] += 1
        else:
            expected = (folder / entry["result"]).read_text()
            assert canon.canonicalize(quads, algorithm=algorithm) == expected, entry["id"]
            seen["Eval"] += 1
    assert seen["Eval"] > 50
    assert seen["Map"] > 15
    assert seen["Negative"] == 1


def test_labels_do_not_depend_on_the_names_that_nodes_came_with(vectors: Path) -> None:
    folder = vectors / "rdf-canon" / "tests"
    for entry in entries(vectors):
        if "Eval" not in entry["type"] or "Negative" in entry["type"]:
            continue
        quads = quads_of((folder / entry["action"]).read_text())
        names = {node: f"_:other{place}" for place, node in enumerate(canon.labels(quads))}
        renamed = list(canon.relabel(reversed(quads), names))
        assert canon.canonicalize(renamed) == canon.canonicalize(quads), entry["id"]


def test_a_statement_made_twice_counts_once() -> None:
    quads = [("_:a", "<urn:p>", f"_:{name}", "") for name in "bcde"]
    quads += [("_:b", "<urn:q>", '"1"', ""), ("_:c", "<urn:q>", '"1"', "")]
    said_often = quads + quads[:1] * 3
    assert canon.labels(said_often) == canon.labels(quads)


def test_a_line_that_is_not_n_quads_is_refused() -> None:
    with pytest.raises(canon.InputError, match="not a line"):
        canon.parse("<http://a> <http://b> c .\n")


NODES = st.sampled_from(["_:a", "_:b", "_:c", "_:d", "<urn:n:e>"])
DATASETS = st.lists(
    st.tuples(
        NODES,
        st.sampled_from(["<urn:p:1>", "<urn:p:2>"]),
        NODES | st.just('"text"'),
        st.sampled_from(["", "", "_:a", "_:g", "<urn:g:1>"]),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(DATASETS, st.sampled_from(["sha256", "sha384"]))
def test_any_small_dataset_is_labelled_as_an_independent_implementation_does(
    quads: list[canon.Quad], algorithm: str
) -> None:
    kinds = {
        "sha256": pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256,
        "sha384": pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_384,
    }
    text = "".join(canon.lines(quads))
    theirs = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    theirs.canonicalize(kinds[algorithm])
    expected = sorted(
        pyoxigraph.serialize([quad], format=pyoxigraph.RdfFormat.N_QUADS).decode()
        for quad in theirs
    )
    found = canon.canonicalize(quads, algorithm=algorithm)
    assert found == "".join(canon.lines(canon.parse("".join(expected))))


RING = [("_:a", "<urn:p>", "_:b", ""), ("_:b", "<urn:p>", "_:a", "")]


def test_work_is_counted_and_bounded() -> None:
    plain = [("_:a", "<urn:p>", '"1"', ""), ("_:b", "<urn:p>", '"2"', "")]
    assert canon.canonicalize(plain, work=0), "nodes that differ by themselves cost nothing"
    for ask in (canon.canonicalize, canon.labels):
        with pytest.raises(canon.PoisonGraphError) as refused:
            ask(RING, work=0)
        assert refused.value.code == "poison_graph"
        assert refused.value.remedy
    enough = next(work for work in range(100) if _fits(work))
    assert 2 <= enough < 20
    assert all(_fits(work) for work in range(enough, enough + 5))


def _fits(work: int) -> bool:
    try:
        canon.labels(RING, work=work)
    except canon.PoisonGraphError:
        return False
    return True


def test_a_document_of_the_most_statements_is_canonicalized() -> None:
    quads = [(f"<urn:s:{number}>", "<urn:p>", '"1"', "") for number in range(canon.MOST_QUADS)]
    assert canon.canonicalize(quads).count("\n") == canon.MOST_QUADS
    with pytest.raises(canon.PoisonGraphError):
        canon.canonicalize([*quads, ("<urn:s:more>", "<urn:p>", '"1"', "")])


def test_blank_lines_are_passed_over() -> None:
    text = "<urn:a> <urn:p> _:b .\n\n<urn:a> <urn:p> _:c <urn:g> .\n"
    assert canon.parse(text) == [
        ("<urn:a>", "<urn:p>", "_:b", ""),
        ("<urn:a>", "<urn:p>", "_:c", "<urn:g>"),
    ]
