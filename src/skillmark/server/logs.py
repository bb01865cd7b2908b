"""Log lines: one line each whatever is logged, and no secrets in them."""

from __future__ import annotations

import logging
import re

_SECRETS = re.compile(
    r"(?i)(/first-run/|/invitation/|/s/|/answer/|/reset/key/|/confirm-email/"
    r"|(?:password|passphrase|token|secret|authorization|api_key)"
    r"['\"]?\s*[=:]\s*['\"]?(?:(?:bearer|basic)\s+)?|(?:bearer|basic)\s+)([^\s'\"&,}]+)"
)


def clean(text: str) -> str:
    """Blank out secrets, and make control characters (also newlines) visible as escapes."""
    hidden = _SECRETS.sub(r"\1***", text)
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in hidden
    )


class OneLine(logging.Formatter):
    """Time, level, where from, message; a traceback follows with ` | ` for newlines."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record).replace("\n", " | "))
