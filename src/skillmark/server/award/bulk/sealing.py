"""Sign and pack, in whatever process. Nothing here needs the site: no Django, no database."""

from __future__ import annotations

import re
from typing import NamedTuple
from uuid import UUID

from skillmark.award import work
from skillmark.badges import summary
from skillmark.badges.open_badges import Claim
from skillmark.nouns.errors import InputError
from skillmark.server.award.packing import Packed, pack, pack_parts, pack_token
from skillmark.trust import packed
from skillmark.trust.keys import Signer, SigningKey
from skillmark.trust.log import receipts

Written = tuple[bytes, bytes, str, str, str]
"""What `Sealed` says behind name and address, as it travels between processes: nothing but bytes
and texts, which are quick to send."""


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

    @classmethod
    def of(cls, pk: UUID, name: str, email: str, written: Written) -> Sealed:
        """Return what was signed for somebody."""
        body, token, digest, caution, error = written
        return cls(pk, name, email, Packed(body), Packed(token), digest, caution, error)


class Sealer:
    """Signs and packs in whatever process it is called; the key travels in memory alone."""

    def __init__(self, order: work.Order, signer: Signer) -> None:
        self._order, self._signer = order, signer
        self._bench: work.Bench | None = None

    def __getstate__(self) -> tuple[work.Order, bytes]:
        assert isinstance(self._signer, SigningKey)  # noqa: S101 - no other one is sent away
        return self._order, packed.pack(self._signer)

    def __setstate__(self, state: tuple[work.Order, bytes]) -> None:
        self._order, self._signer = state[0], packed.unpack(state[1])
        self._bench = None

    def __call__(self, intents: list[work.Intent]) -> list[Written]:
        if self._bench is None:
            self._bench = work.bench(self._order, self._signer)
        return [_written(self._bench, intent) for intent in intents]


def _written(bench: work.Bench, intent: work.Intent) -> Written:
    try:
        body, token = bench.signed(intent)
    except InputError as error:
        return b"", b"", "", "", str(error)
    packed_token = pack_parts(*token.parts) if token.parts else pack_token(token.text)
    digest = receipts.digest(body.data)
    return bytes(pack(body.data)), bytes(packed_token), digest, caution(intent.claim), ""


def caution(own: Claim | None) -> str:
    """Return the sentence that no view may leave out; only a claim of its own has one."""
    if own is None:
        return ""
    words = summary.caution({"evidence": list(own.evidence)}, None)
    # It is kept beside the award in so many characters: whole sentences, not half a word.
    return words if len(words) <= LONGEST_CAUTION else _whole_sentences(words)


LONGEST_CAUTION = 300
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")


def _whole_sentences(words: str) -> str:
    kept = ""
    for sentence in _SENTENCE.split(words):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > LONGEST_CAUTION:
            break
        kept = longer
    return kept or words[:LONGEST_CAUTION]
