"""What a request to sign asks for: the options of the VC API, each understood or refused by name.

Source: VC API 0.3, section 3.2.2 (issue credential); older drafts' `cryptosuite`, `type` and
`credentialStatus`, as test suites send them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.award import credential as signing
from skillmark.nouns.errors import InputError
from skillmark.trust.publickey import Algorithm
from skillmark.trust.suites import SUITES

VC_JWT = "vc+jwt"
"""A token by VC-JOSE, handed out in its envelope."""
PURPOSES = ("revocation", "suspension")
_KNOWN = ("cryptosuite", "type", "credentialStatus", "credentialId")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of one request."""

    form: str = ""
    """A format that we sign; empty: what the issuer's key signs by nature."""
    status: bool = False
    """Whether the credential gets a place in a status list."""
    handle: str = ""
    """The name under which its status will be changed; empty: its id."""

    @property
    def algorithms(self) -> tuple[Algorithm, ...]:
        """The kinds of key that sign the form; empty where any does."""
        return SUITES[self.form].algorithms if self.form in SUITES else ()


def read(options: object) -> Asked:
    """Read the options, or raise `InputError` naming the one that is not understood."""
    if options is None:
        return Asked()
    if not isinstance(options, Mapping):
        raise InputError("options are no object", where="/options", code="malformed")
    if "mandatoryPointers" in options:
        raise InputError(
            "selective disclosure (ecdsa-sd-2023) is not signed here",
            where="/options/mandatoryPointers",
            remedy=f"one of: {', '.join(signing.FORMATS)}, {VC_JWT}",
            code="unsupported",
        )
    for name in options:
        if name not in _KNOWN:
            raise InputError(
                f"no option {name!r}",
                where=f"/options/{name}",
                remedy=f"known: {', '.join(_KNOWN)}",
                code="unsupported",
            )
    handle = options.get("credentialId", "")
    if not isinstance(handle, str) or len(handle) > 500:
        raise InputError("credentialId is no short text", where="/options/credentialId")
    return Asked(_form(options), _status(options.get("credentialStatus")), handle)


def _form(options: Mapping[str, Any]) -> str:
    suite, kind = options.get("cryptosuite"), options.get("type")
    wanted = kind if suite is None and kind != "DataIntegrityProof" else suite
    if wanted is None and kind is None:
        return ""
    if suite is not None and kind not in (None, "DataIntegrityProof", suite):
        raise InputError(
            f"type {str(kind)[:80]!r} and cryptosuite {str(suite)[:80]!r} do not go together",
            where="/options/type",
            code="unsupported",
        )
    if wanted not in (*signing.FORMATS, VC_JWT):
        raise InputError(
            f"{str(wanted)[:80]!r} is not signed here",
            where="/options/cryptosuite",
            remedy=f"one of: {', '.join(signing.FORMATS)}, {VC_JWT}",
            code="unsupported",
        )
    return str(wanted)


def _status(wanted: object) -> bool:
    if wanted is None:
        return False
    entries = wanted if isinstance(wanted, list) else [wanted]
    for entry in entries:
        if not isinstance(entry, Mapping) or entry.get("type") != "BitstringStatusListEntry":
            raise InputError(
                "only a status of type BitstringStatusListEntry is kept",
                where="/options/credentialStatus/type",
                code="unsupported",
            )
        check_purpose(entry.get("statusPurpose", "revocation"), "/options/credentialStatus")
    return True


def check_purpose(purpose: object, where: str) -> str:
    """Return a purpose that we keep a list for, or raise `InputError`."""
    if purpose not in PURPOSES:
        raise InputError(
            f"no status list of purpose {str(purpose)[:40]!r}",
            where=f"{where}/statusPurpose",
            remedy=f"one of: {', '.join(PURPOSES)}",
            code="unsupported",
        )
    return str(purpose)
