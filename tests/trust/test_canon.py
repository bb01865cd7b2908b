"""RDFC-1.0 against the W3C's own suite and a second implementation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

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


def test_a_line_that_is_not_n_quads_is_refused() -> None:
    with pytest.raises(canon.InputError, match="not a line"):
        canon.parse("<http://a> <http://b> c .\n")
