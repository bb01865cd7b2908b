"""One credential as it was given, and whom it is said to belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.fetched import Fetched


@dataclass(frozen=True, slots=True)
class Expected:
    """What a list says of the person whose credential stands in one of its lines."""

    line: int
    """Line of the list, from 1."""
    holder: str = ""
    """E-mail address, DID or URL: the credential must have been issued to it."""
    person: str = ""
    """A name. It is shown beside the result and decides nothing: two people can bear it."""

    def to_json(self) -> dict[str, object]:
        """Return it as the report promises it."""
        return {"line": self.line, "holder": self.holder or None, "name": self.person or None}


@dataclass(frozen=True, slots=True)
class Source:
    """One credential as it was found, or why it could not be read."""

    name: str
    data: bytes = b""
    staples: Mapping[str, Fetched] = field(default_factory=dict)
    error: SkillmarkError | None = None
    expected: Expected | None = None
    receipt: bytes = b""
    """The receipt of a log that came along with it."""

    @property
    def link(self) -> bool:
        """Whether it is still to be fetched: a link, and nothing else is known yet."""
        return not self.data and self.error is None and is_url(self.name)


def is_url(name: str) -> bool:
    """Say whether a source is a link rather than a path."""
    return name[:8].lower().startswith(("https://", "http://"))
