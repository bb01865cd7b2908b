"""One award: what a badge says, signed by its issuer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from skillmark.badges import open_badges, reading
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError
from skillmark.trust import integrity, jose
from skillmark.trust.contexts import Contexts
from skillmark.trust.keys import Signer
from skillmark.trust.publickey import Algorithm
from skillmark.trust.suites import SUITES

JWT = "jwt"
FORMATS = (*SUITES, JWT)
"""How a credential can be secured."""


@dataclass(frozen=True)
class Signed:
    """A signed credential: the exact bytes that are kept and handed out."""

    id: str
    data: bytes
    """JSON with its proof, or a compact token."""
    token: bool
    parts: tuple[bytes, bytes, bytes] | None = field(default=None, repr=False, compare=False)
    """What the three parts of a token stand for, where whoever made it had them at hand."""

    @property
    def text(self) -> str:
        """The bytes as text."""
        return self.data.decode()

    @cached_property
    def credential(self) -> dict[str, Any]:
        """What was signed; for JSON, with its proof."""
        return reading.read(self.data).credential

    @property
    def suffix(self) -> str:
        """How its file name ends (Open Badges 3.0, section 5.1)."""
        return ".jwt" if self.token else ".json"


def check_format(form: str, signer: Signer) -> None:
    """Raise `InputError` unless `form` is one that we sign, with a key that fits."""
    if form == "sd-jwt":
        raise InputError(
            "sd-jwt is not signed yet", where="--format", remedy=f"one of {', '.join(FORMATS)}"
        )
    if form not in FORMATS:
        raise InputError(
            f"no format {form!r}", where="--format", remedy=f"one of {', '.join(FORMATS)}"
        )
    if form != JWT and signer.algorithm not in SUITES[form].algorithms:
        fitting = [name for name in FORMATS if fits(name, signer)]
        raise InputError(
            f"a key of kind {signer.algorithm} does not sign {form}",
            where="--format",
            remedy=f"with this key: {', '.join(fitting)}",
        )


def fits(form: str, signer: Signer) -> bool:
    """Say whether this key signs this format."""
    return form == JWT or signer.algorithm in SUITES[form].algorithms


def natural_format(signer: Signer) -> str:
    """Return the format that a key signs where nobody asks for another."""
    if signer.algorithm is Algorithm.ED25519:
        return "eddsa-rdfc-2022"
    return JWT if signer.algorithm is Algorithm.RSA else "ecdsa-rdfc-2019"


def issue(
    said: open_badges.Claim,
    *,
    id: str,  # noqa: A002
    issuer: Mapping[str, Any],
    recipient: Recipient,
    salt: str,
    signer: Signer,
    form: str,
    valid_from: datetime,
    now: datetime,
    valid_until: datetime | None = None,
    status: Mapping[str, Any] | None = None,
    contexts: Contexts | None = None,
) -> Signed:
    """Award: shape the credential and sign it.

    `now` is when it is signed, `status` its entry in a status list (`status.entry`). The issuer's
    id must be the one that the key speaks for, else `InputError`.
    """
    check_issuer(issuer, signer)
    unsigned = open_badges.credential(
        said,
        id=id,
        issuer=issuer,
        recipient=recipient,
        salt=salt,
        valid_from=valid_from,
        valid_until=valid_until,
        status=status,
    )
    return sign(unsigned, signer, form=form, now=now, contexts=contexts)


def check_issuer(issuer: Mapping[str, Any], signer: Signer) -> None:
    """Raise `InputError` if the key does not speak for the issuer."""
    if issuer.get("id") != signer.controller:
        raise InputError(
            f"the issuer is {issuer.get('id')}, but the key speaks for {signer.controller}",
            where="/id",
            remedy="leave the id out of the issuer, or make a key with --controller",
        )


def sign(
    unsigned: Mapping[str, Any],
    signer: Signer,
    *,
    form: str,
    now: datetime,
    contexts: Contexts | None = None,
) -> Signed:
    """Sign any credential of ours in one of the `FORMATS`."""
    check_format(form, signer)
    if form == JWT:
        text = jose.sign(jose.claims(unsigned), signer, now=now)
    else:
        credential = integrity.secure(
            unsigned, signer, cryptosuite=form, created=now, contexts=contexts
        )
        text = json.dumps(credential, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Signed(str(unsigned["id"]), text.encode(), form == JWT)
