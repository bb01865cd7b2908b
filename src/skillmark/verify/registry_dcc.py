"""Lists of the Digital Credentials Consortium, as they publish them.

`{"meta":{...},"registry":{DID:{"name","location","url"}}}`: nobody signs it, so it is as good as
the place that it was taken from. The file does not say whose list it is: its name does.
Source: the package issuer-registry-client of the Consortium, type `dcc-legacy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.verify.registry import KnownIssuer, Registry, Voucher


def is_one(value: Mapping[str, Any]) -> bool:
    """Say whether a JSON object is such a list."""
    return "registry" in value and not {"issuers", "@context", "type"} & set(value)


def read(value: Mapping[str, Any], *, name: str) -> Registry:
    """Read a list; `name` is what it is called here. Members that it has beside ours are left out.

    Raises `InputError` naming the entry that makes no sense.
    """
    listed = value["registry"]
    if not isinstance(listed, dict):
        raise InputError("registry is not an object of issuers by their DID", where="/registry")
    known = []
    for id_, entry in listed.items():
        where = f"/registry/{id_[:200]}"
        if ":" not in id_ or not isinstance(entry, dict):
            raise InputError("an issuer is an object under its DID", where=where)
        words = {part: entry.get(part, "") for part in ("name", "location", "url")}
        for part, word in words.items():
            if not isinstance(word, str):
                raise InputError(f"{part} is not a text", where=where)
        note = ", ".join(filter(None, (words["location"], words["url"])))
        known.append(
            KnownIssuer(id_, words["name"], name, note=note, vouchers=(Voucher(name, name),))
        )
    return Registry.of(known)


def names_registries(value: object) -> bool:
    """Say whether a JSON value is the Consortium's list of lists, which names no issuer."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(one, dict) and ("url" in one or "trustAnchorEC" in one) and "type" in one
            for one in value
        )
    )
