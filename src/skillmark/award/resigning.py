"""After a key fell into wrong hands: which of its signatures are the issuer's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.award import credential
from skillmark.award.credential import Signed
from skillmark.trust.keys import Signer


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
