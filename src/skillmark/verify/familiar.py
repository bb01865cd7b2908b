"""Credentials of a template that was met before: what is established once is not looked at twice.

A template holds only texts whose constant parts passed every check of form: it is a credential,
the schema has nothing against it, nothing is lost under its contexts. What may differ are strings
on which those checks do not look, or look alone (dates). So a familiar credential can be answered
from its holes; whatever is unusual about it (a string that does not fit, a signature that does not
hold, a key that is not the issuer's) is `None`, and the full verification decides and explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from skillmark.badges import endorsement, schema_holes
from skillmark.badges.identity import recipient_name
from skillmark.badges.jwt_claims import without_registered
from skillmark.badges.reading import Version, Wrapped
from skillmark.badges.schema_holes import Said
from skillmark.badges.summary import Summary, text
from skillmark.nouns.errors import InputError
from skillmark.trust import integrity, jose, multibase
from skillmark.trust.compiled import secured as compiled
from skillmark.trust.compiled.holes import NotCompiledError
from skillmark.trust.compiled.mold import Mold, mold
from skillmark.trust.compiled.secured import Filled, Secured
from skillmark.trust.compiled.template import Pointer
from skillmark.trust.contexts import Contexts
from skillmark.trust.publickey import Algorithm
from skillmark.trust.suites import SUITES
from skillmark.verify.checks import Check

_PROOF = frozenset(
    ("type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue")
)
_MOMENTS = frozenset(("validFrom", "validUntil", "awardedDate", "issuanceDate", "expirationDate"))
_PERSONAL = _MOMENTS | {"id", "credentialStatus"}
_MAY_DIFFER = _PERSONAL | {"name", "description", "issuer", "credentialSubject", "evidence"}
"""Members whose strings may differ; what stands in others is the same in all of a template."""
_MOST_TOLD = 512


@dataclass(frozen=True, slots=True)
class Told:
    """What a credential says besides whose it is and when, and how far it can be believed."""

    summary: Summary
    evidence: Check


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed, when, and with which key."""

    data: bytes
    signature: bytes
    key_url: str
    at: datetime | None
    claims: Mapping[str, Any] | None = None
    """The registered claims of a token."""


@dataclass(slots=True)
class Familiar:
    """All credentials of one template."""

    secured: Secured
    checks: tuple[Check, Check, Check, Check]
    """`well_formed`, `schema`, `context` and `proof` as they read where the signature holds."""
    algorithms: tuple[Algorithm, ...]
    header: bytes
    """The encoded header of a token, with its dot; empty for JSON."""
    dates: tuple[int, ...]
    content: tuple[int, ...]
    """Holes in which something else than the person and the moment differs."""
    says: Mold
    """Makes the credential's id, issuer, dates and status."""
    whose: Mold
    """Makes its subject: `id` and `identifier`."""
    proves: Mold
    """Makes the proof, or the registered claims of a token."""
    told: dict[tuple[bytes, ...], Told] = field(default_factory=dict)
    last: list[bytes] = field(default_factory=list)
    """What stood in the holes the last time."""

    def match(self, data: bytes) -> Filled | None:
        """Return what stands in the holes of a JSON text or token; `None` if it is another's."""
        if not self.header:
            return self.secured.match(data)
        if not data.startswith(self.header):
            return None
        payload = data[len(self.header) : data.rfind(b".")]
        try:
            return self.secured.match(multibase.from_base64url(payload.decode("ascii")))
        except (UnicodeDecodeError, multibase.MultibaseError):
            return None

    def signed(self, given: Filled, data: bytes) -> Signed | None:
        """Return what is signed; `None` where a string does not fit its place."""
        if not all(schema_holes.is_date_time(given.text(hole)) for hole in self.dates):
            return None
        try:
            return self._signed_token(given, data) if self.header else self._signed_json(given)
        except (UnicodeDecodeError, InputError):
            return None

    def _signed_token(self, given: Filled, token: bytes) -> Signed | None:
        claims = self.proves(given)
        fits = self.secured.meaning.fits(given)
        repeated = {**self.says(given), "credentialSubject": self.whose(given)}
        if not fits or jose.contradicted(claims, repeated) is not None:
            return None
        said, _, end = token.rpartition(b".")
        signature = multibase.from_base64url(end.decode("ascii"))
        url = jose.key_url(jose.Token(claims["header"], claims, said, signature))
        return Signed(said, signature, url, jose.signed_at(claims), claims)

    def _signed_json(self, given: Filled) -> Signed | None:
        proof = self.proves(given)
        hashed = self.secured.hash_data(given)
        if hashed is None or not proof["proofValue"].startswith("z"):
            return None
        signature = multibase.decode(proof["proofValue"])
        made = integrity.moment(proof, "created")
        return Signed(hashed, signature, proof["verificationMethod"], made)

    def holes_with(self, differ: Sequence[int]) -> list[Pointer]:
        """Return these holes, and those in which credentials of one award always differ."""
        pointers = self.secured.template.holes
        wanted = {*differ, *(hole for hole, at in enumerate(pointers) if not _tells(at))}
        return [pointers[hole] for hole in sorted(wanted)]

    def key(self, given: Filled) -> tuple[bytes, ...]:
        """Return what tells apart credentials that say different things of different people."""
        return tuple([given.insides[hole] for hole in self.content])

    def credential(self, data: bytes) -> dict[str, Any]:
        """Return what a JSON text or token that matched holds."""
        if self.header:
            data = multibase.from_base64url(data.split(b".")[1].decode("ascii"))
        # the template has established that there is one way to read it
        found: dict[str, Any] = orjson.loads(data)
        return without_registered(found) if self.header else found

    def remember(self, key: tuple[bytes, ...], told: Told) -> None:
        """Keep what all credentials with the same content say."""
        if len(self.told) >= _MOST_TOLD:
            self.told.clear()
        self.told[key] = told

    def summary(self, given: Filled, told: Told) -> Summary:
        """Return the facts of one credential."""
        said, subject = self.says(given), self.whose(given)
        return replace(
            told.summary,
            id=text(said.get("id")),
            recipient_name=recipient_name(subject),
            recipient_id=text(subject.get("id")),
            valid_from=text(said.get("validFrom")),
            valid_until=text(said.get("validUntil")),
        )


def learn(
    wrapped: Wrapped,
    checks: tuple[Check, Check, Check, Check],
    wanted: Sequence[Pointer],
    contexts: Contexts,
) -> Familiar:
    """Return the template of a credential that passed these checks; holes where `wanted` says.

    A hole that would matter to a check of form is left out, so that what stands there is constant.
    Raises `NotCompiledError` for credentials that have no template.
    """
    credential = wrapped.credential
    subject = credential.get("credentialSubject")
    if wrapped.version is Version.OB2 or not isinstance(subject, dict):
        raise NotCompiledError("not a credential with one subject")
    if endorsement.is_endorsement(credential) or endorsement.endorsed(credential):
        raise NotCompiledError("endorsements are looked at in full")
    dates: set[Pointer] = {(name,) for name in _MOMENTS}
    holes = []
    for at in wanted:
        said = Said.NOTHING
        if wrapped.version is Version.OB3:
            said = schema_holes.said_about(at, credential)
        if at[0] in _MAY_DIFFER and said is not Said.MORE:
            holes.append(at)
            if said is Said.DATE_TIME:
                dates.add(at)
    if wrapped.token:
        header, form, proof, algorithms = _token(wrapped, holes, contexts)
    else:
        header = b""
        proof = credential["proof"]
        if not isinstance(proof, dict) or set(proof) - _PROOF - {"@context"}:
            raise NotCompiledError("its proof is not one alone, or has more to it")
        form = compiled.of_document(wrapped.raw, credential, holes, contexts)
        # P-384 hashes with SHA-384, the compiled forms with SHA-256
        suite = SUITES[proof["cryptosuite"]]
        algorithms = tuple(kind for kind in suite.algorithms if kind is not Algorithm.P384)
    places = {at: number for number, at in enumerate(form.template.holes)}
    personal = {name: value for name, value in subject.items() if name in ("id", "identifier")}
    says = {name: credential[name] for name in credential if name in _PERSONAL}
    says["issuer"] = credential["issuer"]
    if "refreshService" in credential:
        says["refreshService"] = credential["refreshService"]
    if wrapped.token:
        proves = mold(proof, (), {at: n for at, n in places.items() if at in compiled.CLAIMS})
    else:
        proves = mold(proof, ("proof",), places)
    return Familiar(
        secured=form,
        checks=checks,
        algorithms=algorithms,
        header=header,
        dates=tuple(number for at, number in places.items() if at in dates),
        content=tuple(number for at, number in places.items() if _tells(at)),
        says=mold(says, (), places),
        whose=mold(personal, ("credentialSubject",), places),
        proves=proves,
    )


def _tells(at: Pointer) -> bool:
    """Say whether what stands there is more than whose the credential is, and when."""
    if at[:2] in (("credentialSubject", "id"), ("credentialSubject", "identifier")):
        return False
    return at[0] not in _PERSONAL | {"proof"} and at not in compiled.CLAIMS


def _token(
    wrapped: Wrapped, holes: Sequence[Pointer], contexts: Contexts
) -> tuple[bytes, Secured, Mapping[str, Any], tuple[Algorithm, ...]]:
    token = jose.read(wrapped.raw)
    if token.credential is not token.payload:
        raise NotCompiledError("a credential inside a claim")
    first, payload, _ = wrapped.raw.split(".")
    text_ = multibase.from_base64url(payload).decode()
    form = compiled.of_payload(text_, wrapped.credential, holes, contexts)
    claims = {name: token.payload[name] for (name,) in compiled.CLAIMS if name in token.payload}
    claims["header"] = token.header
    algorithm = jose.algorithm_of(token.header, jose.CREDENTIAL_TYPES)
    return f"{first}.".encode(), form, claims, (algorithm,)
