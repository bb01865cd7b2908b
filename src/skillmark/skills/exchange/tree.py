"""Frameworks that come as one JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from skillmark.nouns.errors import UnreadableError
from skillmark.skills.exchange.release import open_release


@dataclass(frozen=True)
class Tree:
    """The document and where it is."""

    content: Mapping[str, Any]
    place: str

    def refuse(self, cause: str) -> UnreadableError:
        """Return the error that says what the document should have been."""
        return UnreadableError(cause, where=self.place)


def load(path: Path) -> Tree:
    """Read a JSON object from a file, or from the one JSON file of a folder or ZIP."""
    release = open_release(path)
    part = release.named(r".*\.(json|jsonld)") or (release.parts[0] if path.is_file() else None)
    if part is None:
        raise UnreadableError("no JSON file in it", where=str(path))
    try:
        content = orjson.loads(part.read())
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"it is not JSON: {error}", where=part.place) from error
    if not isinstance(content, Mapping):
        raise UnreadableError("it is not a JSON object", where=part.place)
    return Tree(content, part.place)


def language_of(tag: object, default: str) -> str:
    """Return a language tag as BCP 47 writes it (2.1.1), whatever case and dash it came with."""
    if not isinstance(tag, str) or not tag.strip():
        return default
    language, *rest = tag.strip().replace("_", "-").split("-")
    cased = {2: str.upper, 4: str.title}
    parts = [cased.get(len(one), str.lower)(one) for one in rest if one]
    return "-".join([language.lower(), *parts])
