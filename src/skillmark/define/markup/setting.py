"""What is around the things that are described: who offers them, and where each of them stands."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from skillmark.nouns.text import Text

Object = dict[str, Any]
_ESCAPES = {
    ord(character): f"\\u{ord(character):04x}" for character in ("<", ">", "&", "\u2028", "\u2029")
}


@dataclass(frozen=True, slots=True)
class Provider:
    """Who offers something."""

    id: str
    """Web address of its page; what describes it is found there."""
    name: str
    url: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    about: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NamedSkill:
    """A skill as its framework names it."""

    uri: str
    label: Text
    page: str
    definition: Text | None = None
    framework: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Provider, addresses and skills: everything that the nouns themselves do not know."""

    provider: Provider
    address: Callable[[str, str], str]
    """From kind (`achievement`, `pathway`, `opportunity`, `picture`) and id to a web address."""
    skills: Mapping[str, NamedSkill] = field(default_factory=dict)

    def skill(self, uri: str) -> NamedSkill:
        """Return a skill; one that no framework here knows is called by its URI."""
        return self.skills.get(uri) or NamedSkill(uri, Text.of(uri), uri)


def ctid(address: str) -> str:
    """Return the identifier that the Credential Registry would know a thing by.

    `ce-` and a UUID (CTDL, ceterms:ctid): of version 5, made of the web address, so that it is the
    same whenever anybody asks.
    """
    return f"ce-{uuid.uuid5(uuid.NAMESPACE_URL, address)}"


def hours(number: float) -> str:
    """Return hours as a duration (ISO 8601), such as `PT7H30M`."""
    whole, minutes = divmod(round(number * 60), 60)
    return "PT" + (f"{whole}H" if whole or not minutes else "") + (f"{minutes}M" if minutes else "")


def months(number: int) -> str:
    """Return months as a duration (ISO 8601), such as `P24M`."""
    return f"P{number}M"


def filled(members: Mapping[str, Any]) -> Object:
    """Return the members that say something."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def data_block(said: Any) -> str:
    """Return JSON-LD as it may stand between `<script type="application/ld+json">` and its end.

    `<`, `>` and `&` are written as escapes of JSON, so that no text can end the element (HTML,
    section 4.12.1.3, "Restrictions for contents of script elements").
    """
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
