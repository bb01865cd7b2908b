"""QTI: every file is read, or refused; what is read scores, is written again and read back."""

from __future__ import annotations

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults
from skillmark.assess.exchange.archive import pack
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

LONGEST = 8192
CALLS = 1_500_000
CALLS_PER_BYTE = 3000


def check(data: bytes) -> None:
    packed = b"" if data[:1] == b"P" else pack({"item.xml": data})
    for one in filter(None, (data, packed)):
        try:
            found = exchange.read(one, name="q.zip", defaults=Defaults(skill="urn:s"))
        except SkillmarkError as error:
            refused(error)
            continue
        for item in found.test.items:
            right = item.interaction.right()
            assert right is None or item.interaction.share(right) > 1 - 1e-6
        again = exchange.write(found.test, found.files, "qti")
        assert exchange.read(again, name="q.zip").test == found.test
