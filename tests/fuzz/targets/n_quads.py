"""N-Quads lines: what is read is written as it was, and is N-Quads to others."""

from __future__ import annotations

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import canon

from ..bench import refused


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        quads = canon.parse(text)
    except SkillmarkError as error:
        refused(error)
        return
    written = canon.lines(quads)
    assert set(canon.parse("".join(written))) == set(quads)
    assert len(written) == len(set(quads)) <= text.count("\n") + 1
