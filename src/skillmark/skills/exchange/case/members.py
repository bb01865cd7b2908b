"""How members of CASE's objects are written: what is empty is left out, what CASE has no word for
stands in an extension of ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from skillmark.nouns.text import Text
from skillmark.skills.exchange.case import terms

Json = dict[str, Any]


def on_the_web(uri: str) -> bool:
    """Say whether a URI is an address."""
    return uri.startswith(("https://", "http://"))


def kept(
    details: Iterable[tuple[str, str]],
    single: tuple[str, ...],
    listed: tuple[str, ...],
    further: Json,
) -> Json:
    """Details that are words of CASE under their own names, all else in the extension."""
    made: Json = {}
    foreign: Json = {}
    rest = []
    for name, value in details:
        if name in single and name not in made:
            made[name] = value
        elif name in listed:
            made.setdefault(name, []).append(value)
        elif name == "extensions" and not foreign and (read := _object(value)):
            foreign = read
        else:
            rest.append([name, value])
    return made | full(extensions=foreign | ours(further | {"details": rest}))


def _object(words: str) -> Json:
    try:
        found = orjson.loads(words)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def ours(members: Json) -> Json:
    """Return an extension with what is not empty."""
    told = {name: value for name, value in members.items() if value or value == 0.0}
    told = {name: value for name, value in told.items() if value is not False}
    return {terms.OURS: told} if told else {}


def several(text: Text | None) -> dict[str, str]:
    """Return all translations where there is more than one."""
    return text.as_mapping() if text and len(text.translations) > 1 else {}


def full(**members: Any) -> Json:
    """Return the members that are not empty."""
    return {name: value for name, value in members.items() if value not in ("", [], {}, None, 0)}
