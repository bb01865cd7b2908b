"""Words in several languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in one or more languages: pairs of BCP 47 tag and text, in order.

    The first pair is what is shown where the reader's language is missing.
    """

    translations: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if not self.translations:
            raise InputError("a text without any language", remedy="give at least one translation")

    @classmethod
    def of(cls, words: str | Mapping[str, str] | Text, language: str = "en") -> Text:
        """Make a text of a plain string (in `language`) or of a language map."""
        if isinstance(words, Text):
            return words
        if isinstance(words, str):
            return cls(((language, words),))
        return cls(tuple(words.items()))

    def in_language(self, language: str) -> str:
        """Return the words in `language`, else in its base language, else the first ones."""
        return dict(self.translations)[self.language_shown(language)]

    def language_shown(self, language: str) -> str:
        """Return the tag of the words that `in_language` returns (for HTML's `lang`)."""
        words = dict(self.translations)
        base, _, _ = language.partition("-")
        return next((tag for tag in (language, base) if words.get(tag)), self.translations[0][0])

    def as_mapping(self) -> dict[str, str]:
        """Return the language map, for JSON."""
        return dict(self.translations)

    def __str__(self) -> str:
        return self.translations[0][1]

    def __iter__(self) -> Iterator[str]:
        return (words for _, words in self.translations)
