"""Formulas: MathML of listed elements, small for its TeX, or a coded refusal."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from skillmark.nouns.errors import SkillmarkError
from skillmark.render.formula import ELEMENTS, formulas, mathml
from skillmark.render.marks import pictures

from ..bench import refused

CALLS = 100_000
CALLS_PER_BYTE = 600


def check(data: bytes) -> None:
    words = data.decode("utf-8", "replace")
    assert all(len(one.name) <= 200 for one in pictures(words))
    for tex, block in [(words, False), *formulas(words)]:
        try:
            shown = mathml(tex, block=block)
        except SkillmarkError as error:
            refused(error)
            continue
        for element in fromstring(shown).iter():
            assert element.tag == "math" or set(element.attrib) <= set(ELEMENTS[element.tag])
        assert len(shown) < 200 * (len(tex) + 1)
