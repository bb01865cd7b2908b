"""Compiled canonical forms: with any strings in the holes, what the full algorithms write.

An input is a JSON object from the number of a hole to the string that goes into it.
"""

from __future__ import annotations

import json

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jcs, rdf, strictjson
from skillmark.trust.compiled import compiling, template
from skillmark.trust.compiled import jcs as sorted_json
from skillmark.trust.compiled.template import replaced, strings_of
from skillmark.trust.contexts import bundled

from ..bench import refused, unsigned, words_of
from ..mutate import of_json

mutate = of_json(
    *words_of(unsigned()), *map(str, range(30)), "urn:x", "https://", "skillmark-hole-"
)
LONGEST = 2000
CALLS = 100_000
DOCUMENT = unsigned()
DATASET = compiling.dataset_of(DOCUMENT, [at for at, _ in strings_of(DOCUMENT)], bundled())
SORTED = sorted_json.sorted_of(DOCUMENT, DATASET.pointers)
TEXT = template.Template(json.dumps(DOCUMENT, ensure_ascii=False), DATASET.pointers)


def check(data: bytes) -> None:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return
    strings = {
        DATASET.pointers[int(key) % len(DATASET.pointers)]: value
        for key, value in given.items()
        if key.isascii() and key.isdecimal() and len(key) < 4 and isinstance(value, str)
    }
    document = replaced(DOCUMENT, strings)
    assert isinstance(document, dict)
    text = json.dumps(document, ensure_ascii=False).encode()
    insides = TEXT.match(text)
    assert insides is not None, "what differs in the holes alone is no match"
    values = template.read(insides)
    assert values == [dict(strings_of(document))[at] for at in TEXT.holes]
    order = [TEXT.holes.index(at) for at in DATASET.pointers]
    mine = [insides[place] for place in order]
    meant = None if template.plain(insides) else [values[place] for place in order]
    assert SORTED.write(mine, meant) == jcs.canonicalize(document)
    terms = DATASET.terms(mine, meant)
    written = None if terms is None else DATASET.write(terms)
    try:
        full: bytes | None = rdf.canonicalize(document).encode()
    except SkillmarkError as error:
        refused(error)
        full = None
    assert written is None or written == full, "not what the full algorithm writes"
