"""The words of a quality report, by language."""

from __future__ import annotations

from typing import Final

from skillmark.assess.quality.words import de, en
from skillmark.assess.quality.words.kinds import Words
from skillmark.render.words import base

LANGUAGES: Final[dict[str, Words]] = {"en": en.WORDS, "de": de.WORDS}


def words(language: str) -> Words:
    """Return the words in `language`, English where we have none."""
    return LANGUAGES[base(language)]
