"""Numbers as people type them."""

from __future__ import annotations

import math

from skillmark.nouns.errors import InputError


def read_number(response: object, *, where: str) -> float:
    """Return the number that a person typed: `1234.5`, `1,234.5`, `1.234,5`, `0,75`, `12 %`.

    A comma alone is the decimal sign unless groups of three digits follow it (`9,000` is nine
    thousand, as items in English write it); a point alone always is. Raises `InputError` for
    anything that is no finite number.
    """
    if isinstance(response, int | float) and not isinstance(response, bool):
        value = float(response)
    elif isinstance(response, str):
        value = _typed(response, where)
    else:
        raise InputError(f"{response!r} is not a number", where=where)
    if not math.isfinite(value):
        raise InputError(f"{response!r} is not a number", where=where)
    return value


def _typed(words: str, where: str) -> float:
    plain = "".join(words.split()).rstrip("%€$").replace("'", "").replace("−", "-")
    if plain.count(",") and plain.count("."):
        decimal = max(plain.rfind(","), plain.rfind("."))
        plain = plain[:decimal].replace(",", "").replace(".", "") + "." + plain[decimal + 1 :]
    elif "," in plain:
        head, *groups = plain.split(",")
        thousands = 1 <= len(head.lstrip("-+")) <= 3 and head.lstrip("-+") != "0"
        thousands = thousands and all(len(group) == 3 for group in groups)
        plain = plain.replace(",", "" if thousands else ".")
    try:
        return float(plain)
    except ValueError:
        raise InputError(
            f"{words!r} is not a number", where=where, remedy="type digits, such as 1234.5"
        ) from None
