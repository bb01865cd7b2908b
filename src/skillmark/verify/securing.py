"""Checks 3 to 5: the contexts, the proof, and whether the issuer stands by the key.

Sources: Data Integrity 1.0, section 4; Open Badges 3.0, section 8; Controlled Identifiers 1.0,
section 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from skillmark.badges.endorsement import without_tokens
from skillmark.badges.reading import Format, Wrapped
from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.trust import integrity, jose, jwt_time, names, rdf, related
from skillmark.trust.contexts import Contexts
from skillmark.trust.integrity import ProofOutcome
from skillmark.trust.jose import JwtOutcome
from skillmark.trust.outcome import Status, worst
from skillmark.trust.resolve import KeyOutcome, Resolver, VerificationMethod
from skillmark.verify.checks import Check, Name, Reason

CONTEXT_CODES = frozenset(
    (
        *("data_loss", "unknown_context", "context", "inline_context", "recursive_context"),
        *("protected_term", "not_compact"),
    )
)
KEY_CODES = frozenset(
    (
        "key_not_found", "controller_mismatch", "key_type", "key_format", "key_document",
        "key_retired", "purpose_not_allowed", "did", "issuer_url", "no_key", "offline",
    )
)  # fmt: skip
_REASONS = {
    **dict.fromkeys(CONTEXT_CODES, Reason.MALFORMED),
    **dict.fromkeys(KEY_CODES, Reason.ISSUER_KEY),
    **dict.fromkeys(
        ("no_proof", "empty_proof_set", "malformed", "crit", "typ", "claims"), Reason.MALFORMED
    ),
    "unsupported": Reason.UNSUPPORTED,
    "unknown_context": Reason.UNSUPPORTED,
    "expired": Reason.EXPIRED,
    "created_in_future": Reason.NOT_YET_VALID,
}
"""What a code of `trust` means for the verdict; other failures are forgeries."""
CONTEXT_SPEC = "VC-DATA-INTEGRITY 1.0 section 4.6; VC-DATA-MODEL 2.0 section 4.3"

KEY_SPEC = "CID 1.0 section 3.3"

Outcome = ProofOutcome | JwtOutcome


@dataclass(frozen=True, slots=True)
class Secured:
    """The three checks."""

    context: Check
    proof: Check
    issuer_key: Check
    keys: tuple[str, ...] = ()
    """Public keys that signed, as Multikey."""
    alone: bool = True
    """Whether it is one proof or token that secures it."""

    def __iter__(self) -> Any:
        return iter((self.context, self.proof, self.issuer_key))


def check(
    wrapped: Wrapped, issuer: str, *, resolver: Resolver, contexts: Contexts, now: datetime
) -> Secured:
    """Check how a credential is secured, and whether `issuer` stands by it."""
    outcomes: Sequence[Outcome]
    if wrapped.format is Format.SD_JWT or (wrapped.token and "~" in wrapped.raw):
        outcomes = [ProofOutcome(Status.UNKNOWN, "unsupported", "SD-JWT is not read yet")]
    elif wrapped.token:
        token = jose.check(wrapped.raw, resolver=resolver, types=jose.CREDENTIAL_TYPES)
        outcomes = [jwt_time.in_time(token, now=now, skew=integrity.SKEW)]
    else:
        outcomes = integrity.check(
            wrapped.credential, resolver=resolver, contexts=contexts, now=now
        )
    return Secured(
        _context(wrapped.credential, outcomes, contexts),
        _proof(outcomes),
        _issuer_key(outcomes, issuer, resolver),
        tuple(o.method.public.multikey() for o in outcomes if o.method is not None),
        len(outcomes) == 1,
    )


def stands_by(issuer: str, url: str, resolver: Resolver) -> tuple[VerificationMethod, Check] | None:
    """Return the key under `url` and the check `issuer_key`, if the check is passed."""
    try:
        method = resolver.resolve(url)
    except SkillmarkError:
        return None
    key = resolver.issuer_key(issuer, url)
    passes = key.status is Status.PASS and key.method is not None
    if not passes or key.method.public != method.public or "assertionMethod" not in method.purposes:  # type: ignore[union-attr]
        return None
    return method, Check(Name.ISSUER_KEY, Status.PASS, key.detail, key.spec)


def vouched(secured: Secured, keys: Sequence[str], known_by: str) -> Secured:
    """Let a list that pins one of the keys that signed stand for an issuer who cannot be asked."""
    if set(secured.keys).isdisjoint(keys):
        return secured
    by = f" by {known_by}" if known_by else ""
    detail = f"the issuer cannot be asked; the list of known issuers{by} pins the key"
    return replace(secured, issuer_key=Check(Name.ISSUER_KEY, Status.PASS, detail, KEY_SPEC))


def _context(
    credential: Mapping[str, Any], outcomes: Sequence[Outcome], contexts: Contexts
) -> Check:
    """Every context is pinned; nothing is lost under them, and nothing said in another guise."""
    said = next((o for o in outcomes if o.code in CONTEXT_CODES), None)
    if said is not None:
        unknown = said.code == "unknown_context"
        return Check(
            Name.CONTEXT,
            Status.UNKNOWN if unknown else Status.FAIL,
            said.detail,
            CONTEXT_SPEC,
            Reason.UNSUPPORTED if unknown else Reason.MALFORMED,
        )
    unsecured = {name: value for name, value in credential.items() if name != "proof"}
    try:
        names.check_guises(unsecured, contexts.vocabulary)
        if "relatedResource" in unsecured:
            related.check(unsecured, contexts)
    except SkillmarkError as error:
        return Check(Name.CONTEXT, Status.FAIL, str(error), CONTEXT_SPEC, Reason.MALFORMED)
    canonicalized = any(
        isinstance(o, ProofOutcome) and "rdfc" in o.cryptosuite and o.code in {"ok", "signature"}
        for o in outcomes
    )
    if not canonicalized:
        # the proof did not need the meaning, but whoever reads the credential does
        try:
            rdf.quads(without_tokens(unsecured), contexts=contexts)
        except UnavailableError as error:
            return Check(Name.CONTEXT, Status.UNKNOWN, str(error), CONTEXT_SPEC, Reason.UNSUPPORTED)
        except SkillmarkError as error:
            return Check(Name.CONTEXT, Status.FAIL, str(error), CONTEXT_SPEC, Reason.MALFORMED)
    return Check(
        Name.CONTEXT, Status.PASS, "all contexts are pinned, nothing is lost", CONTEXT_SPEC
    )


def _proof(outcomes: Sequence[Outcome]) -> Check:
    """Every proof must hold; the worst speaks for all."""
    status = worst([outcome.status for outcome in outcomes])
    said = next(o for o in outcomes if o.status is status)
    how = said.cryptosuite if isinstance(said, ProofOutcome) else said.algorithm
    detail = f"{how}: {said.detail}" if how else said.detail
    if status is Status.PASS:
        return Check(Name.PROOF, status, detail, said.spec)
    if said.code in KEY_CODES | CONTEXT_CODES:
        # what is wrong with the key or a context is told by those checks
        return Check(Name.PROOF, Status.UNKNOWN, detail, said.spec, _reason(said))
    return Check(Name.PROOF, status, detail, said.spec, _reason(said))


def _reason(outcome: Outcome) -> Reason:
    if outcome.code in _REASONS:
        return _REASONS[outcome.code]
    return Reason.ISSUER_KEY if outcome.status is Status.UNKNOWN else Reason.FORGED


def _issuer_key(outcomes: Sequence[Outcome], issuer: str, resolver: Resolver) -> Check:
    """At least one proof must be made with a key that the issuer lists for assertions."""
    if not issuer:
        return Check(
            Name.ISSUER_KEY, Status.FAIL, "the credential names no issuer", "", Reason.MALFORMED
        )
    found = [_stands_by(outcome, issuer, resolver) for outcome in outcomes]
    for status in (Status.PASS, Status.UNKNOWN, Status.FAIL):
        for key in found:
            if key.status is status:
                reason = None if status is Status.PASS else Reason.ISSUER_KEY
                if key.code in {"unsupported", "no_proof"}:
                    reason = Reason.UNSUPPORTED if key.code == "unsupported" else Reason.MALFORMED
                return Check(Name.ISSUER_KEY, status, key.detail, key.spec, reason)
    raise AssertionError("a credential has at least one outcome")


def _stands_by(outcome: Outcome, issuer: str, resolver: Resolver) -> KeyOutcome:
    url = outcome.verification_method
    if not url:
        if outcome.status is Status.UNKNOWN:
            return KeyOutcome(Status.UNKNOWN, "unsupported", outcome.detail)
        code = "no_key" if outcome.code == "no_key" else "no_proof"
        return KeyOutcome(Status.FAIL, code, "nobody's key signed this")
    key = resolver.issuer_key(issuer, url)
    if outcome.code in {"key_retired", "purpose_not_allowed"}:
        return KeyOutcome(Status.FAIL, outcome.code, outcome.detail)
    if (
        key.method is not None
        and outcome.method is not None
        and key.method.public != outcome.method.public
    ):
        return KeyOutcome(
            Status.FAIL,
            "key_not_found",
            f"{issuer} lists another key under {url} than the one that signed",
        )
    return key
