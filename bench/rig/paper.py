"""Reading a question's page as a browser does, and filling its form in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from random import Random
from urllib.parse import urlencode

TAG = re.compile(r"<(input|select|textarea|option)\b([^>]*)>|</select>")
ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
FILES = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
BOUNDARY = "----sitter"

Fields = dict[str, list[str]]


@dataclass
class Paper:
    """What the form of a page holds."""

    hidden: Fields
    """Sent as it is, the secret of the form among it."""
    groups: dict[str, tuple[str, list[str]]]
    """For each field its kind (`radio`, `checkbox`, `select`, `text`, `place`, `file`) and what may
    be chosen."""


def read(page: str) -> Paper:
    """Read the form of a page: the one with the id `answer`, or its last."""
    at = page.find('id="answer"')
    form = page[at if at >= 0 else page.rfind("<form") :]
    form = form[: form.index("</form>")]
    paper, select = Paper({}, {}), ""
    for match in TAG.finditer(form):
        said = {name: unescape(value) for name, value in ATTRIBUTE.findall(match.group(2) or "")}
        tag, name, value = match.group(1), said.get("name", ""), said.get("value", "")
        kind = said.get("type", "text")
        if tag is None:
            select = ""
        elif tag == "option":
            if select and value:
                paper.groups[select][1].append(value)
        elif not name:
            continue
        elif tag == "select":
            select = name
            paper.groups[name] = ("select", [])
        elif kind == "hidden":
            paper.hidden.setdefault(name, []).append(value)
        elif kind in {"radio", "checkbox"}:
            paper.groups.setdefault(name, (kind, []))[1].append(value)
        elif kind == "file":
            paper.groups[name] = ("file", [])
        else:
            paper.groups[name] = ("place" if said.get("maxlength") == "2" else "text", [])
    return paper


def filled(paper: Paper, rng: Random) -> Fields:
    """Return an answer that fits: whether it is right is left to chance."""
    given: Fields = {}
    used: set[str] = set()
    places = [name for name, (kind, _values) in paper.groups.items() if kind == "place"]
    numbers = rng.sample(range(1, len(places) + 1), len(places))
    for name, (kind, values) in paper.groups.items():
        if kind == "place":
            given[name] = [str(numbers[places.index(name)])]
        elif kind == "text":
            given[name] = [str(rng.randrange(1, 8))]
        elif kind == "file":
            given[name] = [f"file{rng.randrange(10**9)}.txt"]
        elif kind == "checkbox":
            given[name] = rng.sample(values, min(len(values), rng.randrange(1, 3)))
        else:  # nothing twice: what is best cannot be worst, and words may be used up
            left = [value for value in values if value not in used] or values
            given[name] = [rng.choice(left)]
            used.add(given[name][0])
    return given


def body(paper: Paper, given: Fields, step: str = "") -> tuple[str, bytes]:
    """Return content type and body of the form; `step` is the button that was pressed."""
    fields = paper.hidden | given | ({"go": [step]} if step else {})
    files = {name for name, (kind, _values) in paper.groups.items() if kind == "file"}
    if not files:
        return "application/x-www-form-urlencoded", urlencode(fields, doseq=True).encode()
    parts = []
    for name, values in fields.items():
        for value in values:
            said = f'form-data; name="{name}"'
            said += f'; filename="{value}"\r\nContent-Type: text/plain' if name in files else ""
            content = f"This is {value}." if name in files else value
            parts.append(f"--{BOUNDARY}\r\nContent-Disposition: {said}\r\n\r\n{content}\r\n")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return kind, ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()
