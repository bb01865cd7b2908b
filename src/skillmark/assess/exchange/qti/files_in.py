"""The files of a package: where things stand in it, and which pictures its items use."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote

from skillmark.assess.exchange import pictures
from skillmark.assess.exchange.remarks import Notes
from skillmark.nouns.errors import SkillmarkError

FOLDER = "files/"
"""Where packages of ours keep pictures; the folder is no part of their names."""
DRAWN = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_DATA = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,([A-Za-z0-9+/=\s]+)")


@dataclass
class Files:
    """The files of a package below the folder that its manifest stands in."""

    all: Mapping[str, bytes]
    notes: Notes
    used: dict[str, bytes] = field(default_factory=dict)

    def beside(self, path: str, address: str) -> str:
        """Return the path of what an address in a file points at; empty for what is not there."""
        plain = unquote(address.strip().partition("#")[0].partition("?")[0])
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain))
        return found if plain and found in self.all else ""

    def picture(self, path: str, address: str, where: str) -> str:
        """Return the name of the picture at an address, which is kept from then on.

        Empty for one that is not in the package or too large; nothing is ever fetched.
        """
        if held := _DATA.fullmatch(address.strip()):
            return self._inline(held.group(1), held.group(2), where)
        found = self.beside(path, address)
        if not found:
            return ""
        name = found.removeprefix(FOLDER)
        return name if name in self.used or self._keep(name, self.all[found], where) else ""

    def _inline(self, kind: str, words: str, where: str) -> str:
        try:
            data = base64.b64decode(words, validate=False)
        except (binascii.Error, ValueError):
            return ""
        ending = {"jpeg": "jpg", "svg+xml": "svg"}.get(kind, kind)
        name = f"{sha256(data).hexdigest()[:16]}.{ending}"
        return name if self._keep(name, data, where) else ""

    def _keep(self, name: str, data: bytes, where: str) -> bool:
        if name.lower().endswith(DRAWN):
            try:
                pictures.size(data)
            except SkillmarkError as error:
                self.notes.changed(where, f"left out: {name}: {error.cause}")
                return False
        self.used[name] = data
        return True

    def measure(self, name: str) -> tuple[int, int]:
        """Return the size of a picture that is kept."""
        return pictures.size(self.used[name])
