"""Sign a status list, however long, for little more than its signature.

Canonicalizing a list is a matter of one very long literal. What is around it is worked out once for
all lists of a purpose (`trust.compiled`); a list is then filled in, hashed and signed. What has no
compiled form (tokens, P-384, an address with odd letters) is signed in full: the same bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from skillmark.award import credential as signing
from skillmark.award.credential import JWT, Signed
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import multibase, status
from skillmark.trust.bitstring import StatusList
from skillmark.trust.compiled import secured as compiled
from skillmark.trust.compiled.secured import Filled, Secured
from skillmark.trust.compiled.template import Pointer
from skillmark.trust.contexts import bundled
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer
from skillmark.trust.publickey import Algorithm

_BITS: Pointer = ("credentialSubject", "encodedList")
_VALUE: Pointer = ("proof", "proofValue")
_MOST_SHEETS = 32
_SHEETS: dict[tuple[Any, ...], Secured | None] = {}
"""What lists look like that differ in their strings alone; no key is in it."""
_HOLES: tuple[Pointer, ...] = (
    ("id",),
    ("issuer",),
    ("validFrom",),
    ("validUntil",),
    ("credentialSubject", "id"),
    _BITS,
)


def sign(
    url: str,
    purpose: str,
    bits: StatusList,
    *,
    signer: Signer,
    valid_from: datetime,
    valid_until: datetime,
    ttl: timedelta,
    now: datetime,
) -> Signed:
    """Return the signed list that is published at `url`.

    `ttl` is how long a copy may be used; `valid_from` and `valid_until` bound what it speaks for,
    `now` is when it is signed. Raises `StatusListError` for a purpose that the specification does
    not know, and what the signer raises.
    """
    form = signing.natural_format(signer)
    milliseconds = int(ttl / timedelta(milliseconds=1))

    def unsigned(bits: StatusList) -> dict[str, Any]:
        return status.credential(
            url,
            purpose,
            bits,
            signer.controller,
            valid_from,
            ttl_ms=milliseconds,
            valid_until=valid_until,
        )

    names = (url, signer.controller, signer.verification_method)
    if form != JWT and signer.algorithm is not Algorithm.P384 and _plain(*names):
        kind = (form, purpose, milliseconds, *(name.partition(":")[0] for name in names))
        if kind not in _SHEETS:
            if len(_SHEETS) >= _MOST_SHEETS:
                _SHEETS.clear()
            _SHEETS[kind] = _sheet(unsigned(StatusList()), signer, form, now)
        sheet = _SHEETS[kind]
        strings = (url, signer.controller, timestamp(valid_from), timestamp(valid_until))
        own = dict(zip(_HOLES, (*strings, f"{url}#list"), strict=False))
        own["proof", "created"] = timestamp(now)
        own["proof", "verificationMethod"] = signer.verification_method
        data = None if sheet is None else _pressed(sheet, own, bits, signer)
        if data is not None:
            return Signed(url, data, token=False)
    return signing.sign(unsigned(bits), signer, form=form, now=now)


def digest(bits: StatusList) -> str:
    """Return the SHA-256 of a bitstring, in hexadecimal: what a list says, without its dates."""
    return hashlib.sha256(bytes(bits)).hexdigest()


def _pressed(
    sheet: Secured, own: dict[Pointer, str], bits: StatusList, signer: Signer
) -> bytes | None:
    holes = sheet.template.holes
    insides = [own.get(at, "").encode() for at in holes]
    insides[holes.index(_BITS)] = bits.encoded()
    data = sheet.hash_data(Filled(insides, None))
    if data is None:
        return None
    insides[holes.index(_VALUE)] = multibase.encode58(signer.sign(data)).encode()
    return sheet.template.fill(insides)


def _plain(*names: str) -> bool:
    """Say whether JSON, JCS and N-Quads all write these names alike."""
    together = "".join(names)
    return together.isascii() and together.isprintable() and not set(together) & set('"\\')


@dataclass(frozen=True)
class _Unsigned:
    """In the place of a signer while a list is compiled: nobody's key is used for it."""

    signer: Signer

    @property
    def algorithm(self) -> Algorithm:
        return self.signer.algorithm

    @property
    def controller(self) -> str:
        return self.signer.controller

    @property
    def verification_method(self) -> str:
        return self.signer.verification_method

    def sign(self, data: bytes) -> bytes:
        return bytes(len(data))


def _sheet(unsigned: dict[str, Any], signer: Signer, form: str, now: datetime) -> Secured | None:
    """Compile a list; `None` where that is not sound."""
    full = signing.sign(unsigned, _Unsigned(signer), form=form, now=now)
    try:
        made = compiled.of_document(full.text, full.credential, list(_HOLES), bundled())
    except SkillmarkError:
        return None
    return made if set(_HOLES) <= set(made.template.holes) else None
