"""Names of issuers that try to look like others: always shown with their domain."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Alphabets whose letters are taken for one another."""


def plain(name: str) -> str:
    """Return a name without the characters that turn its direction or cannot be seen."""
    return "".join(c for c in name if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co"})


def domain(identifier: str) -> str:
    """Return the host that stands behind an issuer id, else the id itself, shortened.

    A host with letters beyond ASCII is shown in its ASCII form, which nobody can imitate.
    """
    if identifier.startswith("did:web:"):
        host = unquote(identifier.removeprefix("did:web:").split(":")[0])
        return _ascii(host.rsplit(":", 1)[0] if ":" in host else host)
    try:
        host = urlsplit(identifier).hostname or ""
    except ValueError:
        host = ""
    if host:
        return _ascii(host)
    return identifier if len(identifier) <= 32 else f"{identifier[:16]}…{identifier[-6:]}"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")


def caution(name: str) -> str:
    """Say what is odd about the characters of a name, or nothing."""
    if any(
        unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE", "PDF"} for c in name
    ) or any(c in "\u2066\u2067\u2068\u2069\u200e\u200f\u200b\u2060\ufeff" for c in name):
        return _("This name contains hidden characters that can change how it looks.")
    for word in name.split():
        scripts = {
            script
            for c in word
            if c.isalpha()
            for script in _SCRIPTS
            if unicodedata.name(c, "").startswith(script)
        }
        if len(scripts) > 1:
            return _("This name mixes letters of different alphabets that look alike.")
    return ""
