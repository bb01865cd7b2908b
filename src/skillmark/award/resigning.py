"""After a key fell into wrong hands: which of its signatures are the issuer's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.award import credential
from skillmark.award.credential import Signed
from skillmark.award.press import Sheet, Writer
from skillmark.badges.open_badges import Pointer
from skillmark.trust.compiled.secured import Filled, filled
from skillmark.trust.compiled.template import Template, replaced, strings_of
from skillmark.trust.keys import Signer

_MOST_MOLDS, _MOST_SEEN = 32, 10_000
_ALWAYS_OWN = frozenset(
    {
        ("id",),
        ("validFrom",),
        ("awardedDate",),
        ("validUntil",),
        ("credentialSubject", "id"),
        ("credentialStatus", "id"),
        ("credentialStatus", "statusListIndex"),
    }
)
"""Strings that tell one person's credential from another's, as `open_badges.own` names them."""


@dataclass(frozen=True, slots=True)
class Compromise:
    """Since when a key is in wrong hands.

    `index` is the first entry of the log that cannot be trusted; nobody can write an earlier one
    afterwards, while a date inside a credential is whatever its signer writes. `moment` is when
    that entry was made, or what is known where the log does not tell.
    """

    moment: datetime
    index: int | None = None

    def covers(self, *, index: int | None, signed: datetime) -> bool:
        """Say whether an award with this place in the log was signed after the compromise.

        What is in no log is judged by the moment at which this site stored its signature.
        """
        if self.index is not None and index is not None:
            return index >= self.index
        return signed >= self.moment


def sign_anew(body: Mapping[str, Any], signer: Signer, *, now: datetime) -> tuple[Signed, Signed]:
    """Sign what a credential says with another key, as JSON with its proof and as a token.

    The content stays what it is to the letter, its id, dates and place in the status list too;
    the signature says that it was made now. Raises `InputError` where the key does not speak for
    the issuer that the credential names.
    """
    unsigned = {name: value for name, value in body.items() if name != "proof"}
    credential.check_issuer(unsigned["issuer"], signer)
    made, token = (
        credential.sign(unsigned, signer, form=form, now=now)
        for form in (credential.natural_format(signer), credential.JWT)
    )
    return made, token


class Resigner:
    """Signs many credentials anew as `sign_anew` does, byte for byte, those that are alike quickly.

    `signer_of` gives the key that speaks for an issuer, by the issuer's id. What a credential says
    is compared with an earlier one byte for byte but for the strings that are a person's own, so
    nothing is read into it.
    """

    def __init__(self, signer_of: Callable[[str], Signer]) -> None:
        self._signer_of = signer_of
        self._molds: list[_Mold] = []
        self._seen: dict[bytes, bool] = {}
        """Digests of contents, and whether a mold of them was tried to be made."""

    def __call__(self, data: bytes, *, now: datetime) -> tuple[Signed, Signed]:
        """Return the credential whose JSON this is as JSON and as a token; errors as there."""
        for place, mold in enumerate(self._molds):
            given = filled(mold.former.match(data))
            if given is not None:
                if place:
                    self._molds.insert(0, self._molds.pop(place))
                made = mold.pressed(given, now)
                return made or sign_anew(json.loads(data), mold.signer, now=now)
        body = json.loads(data)
        signer = self._signer_of(body["issuer"]["id"])
        full = sign_anew(body, signer, now=now)
        if self._again(body):
            mold_of = _mold(data, body, signer, full)
            if mold_of is not None:
                self._molds = [mold_of, *self._molds[: _MOST_MOLDS - 1]]
        return full

    def _again(self, body: Mapping[str, Any]) -> bool:
        """Say whether such a content was seen once before: one alone is cheaper made in full."""
        constant = replaced(body, dict.fromkeys(_own(body), ""))
        assert isinstance(constant, dict)  # noqa: S101 - what an object was copied to
        constant.pop("proof", None)
        digest = hashlib.sha256(json.dumps(constant).encode()).digest()
        if digest in self._seen:
            tried, self._seen[digest] = self._seen[digest], True
            return not tried
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen[digest] = False
        return False


@dataclass(frozen=True, slots=True)
class _Mold:
    """How credentials that are alike are read, and written with the new key."""

    former: Template
    signer: Signer
    writers: tuple[tuple[Writer, Sheet], ...]

    def pressed(self, given: Filled, now: datetime) -> tuple[Signed, Signed] | None:
        own = {
            at: given.text(hole) for hole, at in enumerate(self.former.holes) if at[0] != "proof"
        }
        made = [writer.pressed(sheet, own, now) for writer, sheet in self.writers]
        return None if made[0] is None or made[1] is None else (made[0], made[1])


def _mold(
    data: bytes, body: Mapping[str, Any], signer: Signer, full: tuple[Signed, Signed]
) -> _Mold | None:
    """Make the mold of a credential and of what it was signed anew as; `None` if not sound."""
    own = _own(body)
    text = data.decode()
    # an address of evidence may stand elsewhere too: then it is no person's own, but a constant
    for some in (own, {at: said for at, said in own.items() if _always_own(at)}):
        if not {("id",), ("validFrom",)} <= some.keys():
            return None
        writers = []
        for form, made in zip(
            (credential.natural_format(signer), credential.JWT), full, strict=True
        ):
            writer = Writer(body["issuer"], signer, form)
            sheet = writer.sheet(made, some, {})
            if sheet is None:
                break
            writers.append((writer, sheet))
        else:
            proof = [("proof", name) for name in ("created", "verificationMethod", "proofValue")]
            return _Mold(Template(text, [*some, *proof]), signer, tuple(writers))
    return None


def _own(body: Mapping[str, Any]) -> dict[Pointer, str]:
    return {at: said for at, said in strings_of(body) if _always_own(at) or _reached(at)}


def _always_own(at: Pointer) -> bool:
    identifier = at[:2] == ("credentialSubject", "identifier") and len(at) == 4
    return at in _ALWAYS_OWN or (identifier and at[3] in {"identityHash", "salt"})


def _reached(at: Pointer) -> bool:
    """Say whether this is where a result's value or the address of evidence stands."""
    result = at[:2] == ("credentialSubject", "result") and len(at) == 4 and at[3] == "value"
    return result or (at[0] == "evidence" and len(at) == 3 and at[2] == "id")
