"""Cells of tables that spreadsheets open: no text in them is run."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: T) -> T | str:
    """Return a cell that no spreadsheet runs: text that begins like a formula gets a quote.

    Numbers stay numbers. See OWASP, "CSV Injection".
    """
    if isinstance(value, int | float) or value is None:
        return value
    text = str(value)
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text
