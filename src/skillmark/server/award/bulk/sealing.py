"""Sign and pack, in whatever process. Nothing here needs the site: no Django, no database."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from skillmark.award import work
from skillmark.badges import summary
from skillmark.badges.open_badges import Claim
from skillmark.server.award.packing import Packed, pack, pack_token
from skillmark.trust import packed
from skillmark.trust.keys import Signer, SigningKey
from skillmark.trust.log import receipts

Waiting = tuple[UUID, str, str, work.Intent]
"""Whose award waits: key of its row, name, address, and what is to be signed."""


class Sealed(NamedTuple):
    """An award that is signed and not stored yet, or why it could not be signed."""

    pk: UUID
    name: str
    email: str
    body: Packed = Packed()
    token: Packed = Packed()
    digest: str = ""
    caution: str = ""
    error: str = ""


class Sealer:
    """Signs and packs in whatever process it is called; the key travels in memory alone."""

    def __init__(self, order: work.Order, signer: Signer) -> None:
        self._order, self._signer = order, signer

    def __getstate__(self) -> tuple[work.Order, bytes]:
        assert isinstance(self._signer, SigningKey)  # noqa: S101 - no other one is sent away
        return self._order, packed.pack(self._signer)

    def __setstate__(self, state: tuple[work.Order, bytes]) -> None:
        self._order, self._signer = state[0], packed.unpack(state[1])

    def __call__(self, waiting: list[Waiting]) -> list[Sealed]:
        intents = [intent for *_who, intent in waiting]
        return [
            Sealed(*who, error=made.error)
            if made.error
            else Sealed(
                *who,
                pack(made.texts[0]),
                pack_token(made.texts[1].decode()),
                receipts.digest(made.texts[0]),
                caution(intent.claim),
            )
            for (*who, intent), made in zip(
                waiting, work.press(self._order, intents, signer=self._signer), strict=True
            )
        ]


def caution(own: Claim | None) -> str:
    """Return the sentence that no view may leave out; only a claim of its own has one."""
    return summary.caution({"evidence": list(own.evidence)}, None) if own is not None else ""
