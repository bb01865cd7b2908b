"""A report as a verifiable credential: what it was made of, by digest; and the comparison later.

The organisation says of its own report which bytes went in and came out. Nobody is attested
anything: the subject is the report. Only terms of pinned contexts are used, so that every
verifier of credentials checks it; `relatedResource` is VC Data Model 2.0, section 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote, unquote

from skillmark.badges.open_badges import OB_CONTEXT, VC_CONTEXT
from skillmark.measure.report.digests import made_with
from skillmark.measure.report.publish import Published
from skillmark.nouns.errors import InputError
from skillmark.trust.dids import timestamp

_LONGEST = 1_000
"""Characters of a name in the credential."""


def unsigned(
    made: Published,
    *,
    id: str,  # noqa: A002 (the standard's own name)
    issuer: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Return the credential of a report, to be signed by `award.credential.sign`.

    `issuer` is the organisation's Profile object, `id` the credential's own (a URL or URN).
    """
    document = made.report.document
    return {
        "@context": [VC_CONTEXT, OB_CONTEXT],
        "id": id,
        "type": ["VerifiableCredential"],
        "name": document.title,
        "description": _described(made),
        "issuer": dict(issuer),
        "validFrom": timestamp(now),
        "credentialSubject": {
            "id": made.id,
            "name": f"{document.title}, {document.organisation}, {document.as_of}"[:_LONGEST],
        },
        "relatedResource": [
            {"id": f"{made.id}#{quote(one.name)}", "mediaType": media, "digestSRI": one.integrity}
            for one, media in made.digests
        ],
    }


def _described(made: Published) -> str:
    settings = made.material.settings
    simulated = "Simulated data. " if made.report.document.simulated else ""
    return (
        f"{simulated}An impact report, with the digests of what it was made of and of what came "
        f"out. {_versions()} Seed {settings.seed}, as of {settings.as_of}, language "
        f"{settings.language}."
    )


def _versions() -> str:
    found = made_with()
    parts = ", ".join(
        f"{name} {number}"
        for kind in ("estimators", "drawing")
        for name, number in found[kind].items()
    )
    return f"Made with Skillmark {found['skillmark']} ({parts})."


def same_versions(credential: Mapping[str, Any]) -> bool:
    """Say whether a report was made with the versions that are at work here.

    Only then must its outputs agree to the byte.
    """
    return _versions() in str(credential.get("description", ""))


class Agreement(StrEnum):
    """What came of comparing one thing with its digest."""

    AGREES = "agrees"
    DIFFERS = "differs"
    MISSING = "missing"
    """The credential names it; it was not there, or was not made this time."""
    NEW = "new"
    """It is there, and the credential does not name it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One input or output beside the digest that was signed for it."""

    name: str
    agreement: Agreement

    @property
    def is_input(self) -> bool:
        """Whether it went in: a file or the settings."""
        return self.name == "settings" or self.name.startswith("inputs/")


def compare(credential: Mapping[str, Any], made: Published) -> tuple[Compared, ...]:
    """Compare a report made anew with what a credential was signed for, inputs first.

    That the credential verifies is not asked here. Raises `InputError` for one of something else.
    """
    signed = _signed(credential)
    now = {one.name: one.integrity for one, _media in made.digests}
    names = [*signed, *(name for name in now if name not in signed)]
    found = [Compared(name, _agreement(signed.get(name), now.get(name))) for name in names]
    return tuple(sorted(found, key=lambda one: (not one.is_input, one.name)))


def _agreement(signed: str | None, now: str | None) -> Agreement:
    if signed is None:
        return Agreement.NEW
    if now is None:
        return Agreement.MISSING
    return Agreement.AGREES if signed == now else Agreement.DIFFERS


def _signed(credential: Mapping[str, Any]) -> dict[str, str]:
    subject = credential.get("credentialSubject")
    about = subject.get("id") if isinstance(subject, dict) else None
    related = credential.get("relatedResource")
    found = {}
    for part in related if isinstance(related, list) else [related]:
        if not isinstance(part, dict):
            continue
        whose, _hash, name = str(part.get("id", "")).partition("#")
        if whose == about and isinstance(part.get("digestSRI"), str):
            found[unquote(name)] = part["digestSRI"]
    if not found:
        raise InputError(
            "this credential is not of an impact report: it gives no digests of one",
            remedy="give the file that was written beside the report (report.credential.json)",
            code="not_a_report",
        )
    return found
