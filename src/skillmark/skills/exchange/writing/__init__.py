"""Write frameworks in the formats that others read, and say what those cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import orjson

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework
from skillmark.skills.exchange.case import book
from skillmark.skills.exchange.writing import ctdl, esco, onet, osmt, table
from skillmark.skills.exchange.writing.exported import PARTS, Exported, lost, named

__all__ = ["PARTS", "WRITERS", "Exported", "export"]


def _case(framework: Framework, base_url: str, changed: datetime) -> Exported:
    content = orjson.dumps(book.package(framework, base_url=base_url, changed=changed))
    without = lost(framework, "occupations", "groups of occupations")
    return Exported(content, named(framework, ".case.json"), "application/json", without)


Writer = Callable[[Framework, str, datetime], Exported]
WRITERS: Mapping[str, Writer] = {
    "esco": lambda framework, _, __: esco.write(framework),
    "onet": lambda framework, _, __: onet.write(framework),
    "case": _case,
    "osmt": lambda framework, _, __: osmt.write(framework),
    "ctdl": lambda framework, _, changed: ctdl.write(framework, changed=changed),
    "csv": lambda framework, _, __: table.write(framework),
}
"""Writers by format: of a framework, the address of this instance, when the framework changed."""


def export(
    format_name: str,
    framework: Framework,
    *,
    base_url: str = "",
    changed: datetime = book.NEVER,
) -> Exported:
    """Return a framework as a file of the format `format_name` (a key of `opening.FORMATS`).

    What is read back from it equals the framework but for what `lost` names. `base_url` (the
    address of this instance) and `changed` (when the framework changed) are for formats that ask
    for them. Raises `InputError` for a format that is none.
    """
    writer = WRITERS.get(format_name)
    if writer is None:
        raise InputError(f"{format_name!r} is not a format", remedy=f"one of: {', '.join(WRITERS)}")
    return writer(framework, base_url, changed)
