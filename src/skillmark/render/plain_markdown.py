"""Markdown for paper: paragraphs and list items as plain words."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("js-default", {"html": False})


def blocks(markdown: str) -> list[dict[str, str]]:
    """Return the blocks of a text in order: `kind` (`paragraph` or `item`) and `words`.

    Emphasis, links and code lose their marks and keep their words; raw HTML stays visible text.
    """
    found: list[dict[str, str]] = []
    depth = 0
    for token in _PARSER.parse(markdown):
        if token.type in {"list_item_open", "list_item_close"}:
            depth += token.nesting
        elif token.type == "inline":
            words = " ".join(_words(token).split())
            if words:
                found.append({"kind": "item" if depth else "paragraph", "words": words})
        elif token.type in {"fence", "code_block"}:
            found.append({"kind": "paragraph", "words": token.content.strip()})
    return found


def _words(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type == "image":
            parts.append(_words(child) or child.content)
        else:
            parts.append(child.content)
    return "".join(parts)
