"""Words from people, as HTML that cannot harm: Markdown, and plain words with formulas in them.

Formulas stand between dollar signs (`skillmark.render.formula`); one that cannot be read stays as
its text. Pictures are shown only where the page names addresses for them: those of strangers would
tell on readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from skillmark.nouns.errors import InputError
from skillmark.render.formula import FORMULA, mathml
from skillmark.render.marks import PICTURE, Picture, picture_of

Addresses = Mapping[str, str]
"""From the name of a picture to its address."""


def markdown_html(source: str, pictures: Addresses | None = None) -> SafeString:
    """Return the HTML of Markdown `source`, with the pictures of which `pictures` has addresses."""
    return mark_safe(  # noqa: S308 (the parser escapes raw HTML, `mathml` and `_shown` what is theirs)
        _parser().render(source, {"pictures": pictures or {}})
    )


def words_html(source: str, pictures: Addresses | None = None) -> SafeString:
    """Return plain words as HTML: every sign stands for itself, but for formulas and pictures."""
    found: list[str] = []
    at = 0
    for one in _SPECIAL.finditer(source):
        shown = _formula(one) if one["block"] or one["line"] else _picture(one, pictures or {})
        if shown:
            found += [escape(source[at : one.start()]), shown]
            at = one.end()
    return mark_safe("".join([*found, escape(source[at:])]))  # noqa: S308 (all parts are escaped)


_SPECIAL = re.compile(f"{FORMULA.pattern}|{PICTURE.pattern}", re.DOTALL)


@cache
def _parser() -> MarkdownIt:
    # "js-default" escapes raw HTML; links other than web, mail and relative ones stay text.
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    parser.validateLink = lambda url: url.lower().startswith(("https://", "http://", "mailto:"))
    parser.inline.ruler.before("escape", "formula", _formula_rule)
    parser.inline.ruler.at("image", _picture_rule)
    for name in ("th_open", "td_open"):
        parser.add_render_rule(name, _cell)
    parser.add_render_rule("shown", _shown)
    return parser


def _formula_rule(state: StateInline, silent: bool) -> bool:
    found = FORMULA.match(state.src, state.pos, state.posMax)
    return bool(found) and _put(state, found, _formula(found), silent)  # type: ignore[arg-type]


def _picture_rule(state: StateInline, silent: bool) -> bool:
    found = PICTURE.match(state.src, state.pos, state.posMax)
    return bool(found) and _put(state, found, _picture(found, state.env["pictures"]), silent)  # type: ignore[arg-type]


def _put(state: StateInline, found: re.Match[str], shown: str, silent: bool) -> bool:
    """Put what is shown in the place of what was found; say whether there was anything to show."""
    if not shown:
        return False
    if not silent:
        state.push("shown", "", 0).content = shown
    state.pos = found.end()
    return True


def _formula(found: re.Match[str]) -> str:
    try:
        return mathml(found["block"] or found["line"], block=found["block"] is not None)
    except InputError:
        return ""


def _picture(found: re.Match[str], pictures: Addresses) -> str:
    picture: Picture = picture_of(found)
    address = pictures.get(picture.name)
    if not address:
        return ""
    return format_html('<img class="shown" src="{}" alt="{}">', address, picture.alt)


def _shown(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return tokens[at].content


def _cell(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Open a cell; the pages allow no styles, so that its direction becomes a class."""
    style = str(tokens[at].attrs.pop("style", ""))
    if style.startswith("text-align:"):
        tokens[at].attrSet("class", f"to-{style.removeprefix('text-align:')}")
    return str(renderer.renderToken(tokens, at, options, env))
