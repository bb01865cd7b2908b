"""Awards of one content to many people: shaped and canonicalized once, then pressed.

The first credential of a kind (with or without an address, an end, a status) is made in full. The
strings that `open_badges.own` names are one person's own; every further one is filled in and
signed. What a press cannot do (two unnamed nodes that look the same, a string that is no IRI where
one is needed) is made in full, with the same result or the same error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.award import credential as signing
from skillmark.award.credential import JWT, Signed
from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim, Pointer, check_characters
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jose, multibase
from skillmark.trust.compiled import secured as compiled
from skillmark.trust.compiled.encoded import Encoded
from skillmark.trust.compiled.secured import Filled, Secured
from skillmark.trust.compiled.template import strings_of
from skillmark.trust.contexts import Contexts, bundled
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer
from skillmark.trust.publickey import Algorithm

_MOST_SHEETS = 16
_MOST_CONTENTS = 256
_CREATED: Pointer = ("proof", "created")
_METHOD: Pointer = ("proof", "verificationMethod")
_VALUE: Pointer = ("proof", "proofValue")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The press for one kind of credential."""

    secured: Secured
    holes: tuple[Pointer, ...]
    constant: Mapping[str, Any]
    """Its `credentialStatus` without what differs."""
    header: bytes = b""
    """Header of a token."""
    start: bytes = b""
    """The same as it begins the token: encoded, with its dot."""
    encoded: Encoded | None = None
    """Payload of a token in base64url."""


class Writer:
    """Writes credentials of kinds that it has seen made in full, with one key in one format.

    Raises `InputError` where the key does not fit the format or the issuer.
    """

    def __init__(
        self,
        issuer: Mapping[str, Any],
        signer: Signer,
        form: str,
        contexts: Contexts | None = None,
    ) -> None:
        signing.check_format(form, signer)
        signing.check_issuer(issuer, signer)
        self._issuer, self._signer, self._form = issuer, signer, form
        self._contexts = contexts or bundled()
        self._method = signer.verification_method
        self._dated: tuple[datetime | None, str] = (None, "")

    def sheet(
        self, full: Signed, own: Mapping[Pointer, str], entry: Mapping[str, Any]
    ) -> Sheet | None:
        """Compile a credential that was made in full; `None` where that is not sound."""
        if self._signer.algorithm is Algorithm.P384 and self._form != JWT:
            return None  # hashes with SHA-384
        credential = full.credential
        strings = dict(strings_of(credential))
        if any(strings.get(at) != value for at, value in own.items()):
            return None
        try:
            if self._form != JWT:
                made = compiled.of_document(full.text, credential, list(own), self._contexts)
                sheet = Sheet(made, made.template.holes, entry)
            else:
                first, payload, _ = full.text.split(".")
                text = multibase.from_base64url(payload).decode()
                made = compiled.of_payload(text, credential, list(own), self._contexts)
                sheet = Sheet(
                    made,
                    made.template.holes,
                    entry,
                    multibase.from_base64url(first),
                    f"{first}.".encode(),
                    Encoded(made.template.segments),
                )
        except SkillmarkError:
            return None
        return sheet if set(own) <= set(sheet.holes) else None

    def pressed(self, sheet: Sheet, own: Mapping[Pointer, str], now: datetime) -> Signed | None:
        """Return a credential with these strings of its own; `None` if it must be made in full."""
        if sheet.encoded is not None:
            return self._token(sheet, sheet.encoded, own, now)
        if self._dated[0] != now:
            self._dated = (now, timestamp(now))
        more: dict[Pointer, str] = {_CREATED: self._dated[1], _METHOD: self._method, _VALUE: ""}
        given = _filled([own.get(at) or more[at] for at in sheet.holes], own)
        data = sheet.secured.hash_data(given)
        if data is None:
            return None
        place = sheet.holes.index(_VALUE)
        given.insides[place] = multibase.encode58(self._signer.sign(data)).encode()
        return Signed(own["id",], sheet.secured.template.fill(given.insides), token=False)

    def _token(
        self, sheet: Sheet, encoded: Encoded, own: Mapping[Pointer, str], now: datetime
    ) -> Signed:
        subject = own.get(("credentialSubject", "id"))
        claims = jose.registered(
            {
                "issuer": self._issuer,
                "id": own["id",],
                "credentialSubject": {"id": subject} if subject else {},
                "validFrom": own["validFrom",],
                "validUntil": own.get(("validUntil",)),
            }
        )
        claims["iat"] = int(now.timestamp())
        given = _filled([own.get(at) or str(claims[str(at[0])]) for at in sheet.holes], own)
        signed = sheet.start + encoded.fill(given.insides)
        signature = self._signer.sign(signed)
        return Signed(
            own["id",],
            b"%s.%s" % (signed, multibase.letters64url(signature)),
            token=True,
            parts=(sheet.header, sheet.secured.template.fill(given.insides), signature),
        )


class Press(Writer):
    """Awards what one claim says to many people, with one key.

    Everything given here must stay as it is while the press is in use. Raises `InputError` where
    the key does not fit the format or the issuer.
    """

    def __init__(
        self,
        said: Claim,
        *,
        issuer: Mapping[str, Any],
        signer: Signer,
        form: str,
        contexts: Contexts | None = None,
    ) -> None:
        super().__init__(issuer, signer, form, contexts)
        self._said = said
        self._sheets: dict[tuple[Any, ...], Sheet | None] = {}

    def issue(
        self,
        *,
        id: str,  # noqa: A002
        recipient: Recipient,
        salt: str,
        valid_from: datetime,
        now: datetime,
        valid_until: datetime | None = None,
        status: Mapping[str, Any] | None = None,
        said: Callable[[], Claim] | None = None,
        own: Mapping[Pointer, str] | None = None,
    ) -> Signed:
        """Award to one person; arguments and errors as for `credential.issue`.

        `own` are the strings of `open_badges.own` for these arguments, where they are known. Where
        what this person reached differs from others in a few strings alone, `said` makes their own
        claim and `own` has those strings too.
        """
        if own is None:
            own = open_badges.own(
                id=id,
                recipient=recipient,
                salt=salt,
                valid_from=valid_from,
                valid_until=valid_until,
                status=status,
            )

        def in_full() -> Signed:
            return signing.issue(
                said() if said else self._said,
                id=id,
                issuer=self._issuer,
                recipient=recipient,
                salt=salt,
                signer=self._signer,
                form=self._form,
                valid_from=valid_from,
                now=now,
                valid_until=valid_until,
                status=status,
                contexts=self._contexts,
            )

        entry = _constant(status)
        # an address and a number stand in the same place, each with a type of its own
        kind = (bool(recipient.email), *own, *entry.items())
        if kind not in self._sheets:
            full = in_full()
            if len(self._sheets) >= _MOST_SHEETS:
                self._sheets.clear()
            self._sheets[kind] = self.sheet(full, own, entry)
            return full
        sheet = self._sheets[kind]
        pressed = None if sheet is None else self.pressed(sheet, own, now)
        return pressed or in_full()


class Presses:
    """Presses for the contents that come up more than once; one alone is cheaper made in full."""

    def __init__(self, *, signer: Signer, form: str) -> None:
        self._signer, self._form = signer, form
        self._presses: dict[Hashable, Press | None] = {}

    def issue(
        self,
        content: Hashable,
        said: Callable[[], Claim],
        *,
        issuer: Mapping[str, Any],
        own: Mapping[Pointer, str] | None = None,
        **award: Any,
    ) -> Signed:
        """Award what `said` makes to one person; `award` are the arguments of `Press.issue`.

        `content` stands for the claim and the issuer, apart from the strings in `own`: the same
        for the same ones.
        """
        press = self._presses.get(content)
        if press is None:
            made = said()
            if content not in self._presses:
                if len(self._presses) >= _MOST_CONTENTS:
                    self._presses.clear()
                self._presses[content] = None
                return signing.issue(
                    made, issuer=issuer, signer=self._signer, form=self._form, **award
                )
            press = Press(made, issuer=issuer, signer=self._signer, form=self._form)
            self._presses[content] = press
        return press.issue(**award, said=said, own=own)


def _constant(status: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is the same in the status entries of one list."""
    if status is None:
        return {}
    return {name: value for name, value in status.items() if name not in ("id", "statusListIndex")}


def _filled(values: Sequence[str], own: Mapping[Pointer, str]) -> Filled:
    """Return values as they are written; raise `InputError` for one that cannot be signed."""
    together = "".join(values)
    insides = [value.encode() for value in values]
    if together.isprintable() and '"' not in together and "\\" not in together:
        return Filled(insides, None)
    for at, value in own.items():
        check_characters(value, "".join(f"/{step}" for step in at))
    insides = [json.dumps(value, ensure_ascii=False)[1:-1].encode() for value in values]
    return Filled(insides, list(values))
