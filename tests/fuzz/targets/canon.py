"""RDF dataset canonicalization: independent of names, as pyoxigraph has it, and never endless."""

from __future__ import annotations

import pyoxigraph

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import canon

from ..bench import canonical, refused

EASY = 600
CALLS = 200_000
CALLS_PER_BYTE = 400


def check(data: bytes) -> None:
    try:
        text = data.decode()
        # read by a parser that is not ours
        parsed = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
        plain = pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_QUADS).decode()
    except (ValueError, SyntaxError):
        return
    try:
        quads = canon.parse(plain)
        written = canon.canonicalize(quads)
    except SkillmarkError as error:
        refused(error)
        return
    nodes = sorted(canon.labels(quads))
    renamed = {node: f"_:x{len(nodes) - place}" for place, node in enumerate(nodes)}
    try:
        # how much is tried before the best way is found depends on the order: only what is easy
        # is canonicalized again, and given to a library that knows no bound
        other = canon.canonicalize(reversed(list(canon.relabel(quads, renamed))), work=EASY)
        again = canon.canonicalize(canon.parse(written))
    except canon.PoisonGraphError:
        return
    assert other == again == written
    assert canonical(plain) == written, "another implementation names the nodes otherwise"
