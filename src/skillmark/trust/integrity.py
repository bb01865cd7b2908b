"""Data Integrity proofs: embedded in the document that they secure.

Source: Verifiable Credential Data Integrity 1.0, section 4 (add proof, proof sets and chains,
verify proof, verify proof sets and chains).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust import multibase, strictjson
from skillmark.trust.canon import PoisonGraphError
from skillmark.trust.contexts import Contexts, bundled
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer
from skillmark.trust.outcome import Status, worst
from skillmark.trust.resolve import Resolver, VerificationMethod
from skillmark.trust.suites import LEGACY, SUITES, Cryptosuite

SPEC = "VC-DATA-INTEGRITY 1.0 section 4.4"
SKEW = timedelta(minutes=5)
"""How far ahead another machine's clock may be."""
MOST_PROOFS = 16


class ProofError(InputError):
    """A proof cannot be made, or is not one; `code` says why."""

    code = "proof"


@dataclass(frozen=True, slots=True)
class ProofOutcome:
    """What came of checking one proof.

    `code` is `ok` or the reason: `signature`, `malformed`, `unsupported`, `purpose`,
    `purpose_not_allowed`, `expired`, `created_in_future`, `key_retired`, `previous_proof`,
    `domain`, `challenge`, `no_proof`, `empty_proof_set`, or the code of the error that
    canonicalizing or resolving raised (`data_loss`, `unknown_context`, `offline`, ...).
    """

    status: Status
    code: str
    detail: str
    cryptosuite: str = ""
    verification_method: str = ""
    spec: str = SPEC
    method: VerificationMethod | None = None
    created: datetime | None = None


class NotAMomentError(InputError):
    """A date in a proof cannot be read."""

    code = "malformed"


class _Failure(Exception):  # noqa: N818 - carries an outcome, never leaves this module
    def __init__(self, code: str, detail: str, status: Status = Status.FAIL) -> None:
        super().__init__(detail)
        self.code, self.detail, self.status = code, detail, status


def secure(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    cryptosuite: str = "eddsa-rdfc-2022",
    created: datetime | None,
    purpose: str = "assertionMethod",
    contexts: Contexts | None = None,
    expires: datetime | None = None,
    domain: str | None = None,
    challenge: str | None = None,
    proof_id: str | None = None,
    previous: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a copy of `document` with a proof added (section 4.2).

    A document that has proofs keeps them and gets a set; `previous` names, by id, those that
    the new proof also covers (a chain, section 4.3). Raises `ProofError` if the signer's key
    does not fit the suite, `DataLossError` if something would not be signed,
    `CanonicalizationError` for numbers that do not survive and `JsonError` for characters.
    """
    suite = SUITES.get(cryptosuite)
    if suite is None:
        raise ProofError(
            f"no cryptosuite {cryptosuite!r}", remedy=f"one of {', '.join(SUITES)}", code="suite"
        )
    if signer.algorithm not in suite.algorithms:
        raise ProofError(
            f"a key of kind {signer.algorithm} does not sign {cryptosuite}",
            remedy=f"use a key of kind {' or '.join(suite.algorithms)}",
            code="suite",
        )
    unsecured = {key: value for key, value in document.items() if key != "proof"}
    strictjson.check_signable(unsecured)
    existing = _listed(document.get("proof"))
    proof: dict[str, Any] = {"id": proof_id} if proof_id else {}
    proof |= {"type": suite.proof_type, "cryptosuite": cryptosuite}
    if created is not None:
        proof["created"] = timestamp(created)
    if expires is not None:
        proof["expires"] = timestamp(expires)
    proof |= {"verificationMethod": signer.verification_method, "proofPurpose": purpose}
    proof |= {"domain": domain} if domain is not None else {}
    proof |= {"challenge": challenge} if challenge is not None else {}
    if previous:
        proof["previousProof"] = previous[0] if len(previous) == 1 else list(previous)
        unsecured["proof"] = _matching(existing, previous)
    if suite.canonicalization == "jcs" and "@context" in unsecured:
        proof["@context"] = unsecured["@context"]
    data = suite.hash_data(
        unsecured, _configuration(proof, unsecured), signer.algorithm, contexts or bundled()
    )
    proof["proofValue"] = multibase.encode58(signer.sign(data))
    secured = {key: value for key, value in document.items() if key != "proof"}
    secured["proof"] = [*existing, proof] if existing else proof
    return secured


def check(
    document: Mapping[str, Any],
    *,
    resolver: Resolver,
    contexts: Contexts | None = None,
    purpose: str = "assertionMethod",
    domain: str | None = None,
    challenge: str | None = None,
    now: datetime | None = None,
) -> list[ProofOutcome]:
    """Check every proof of a document: one outcome each, in order (sections 4.4 and 4.5).

    A document without a proof yields one failed outcome. All must pass (`verdict`). With
    `now`, proofs that have expired or were made in the future fail. `domain` and `challenge`
    must be equal to the proof's where given.
    """
    if "proof" not in document:
        return [ProofOutcome(Status.FAIL, "no_proof", "the document carries no proof")]
    proofs = _listed(document["proof"])
    if not proofs:
        return [ProofOutcome(Status.FAIL, "empty_proof_set", "the set of proofs is empty")]
    if len(proofs) > MOST_PROOFS:
        return [ProofOutcome(Status.FAIL, "malformed", f"more than {MOST_PROOFS} proofs")]
    unsecured = {key: value for key, value in document.items() if key != "proof"}
    checker = _Checker(
        unsecured, proofs, resolver, contexts or bundled(), purpose, domain, challenge, now
    )
    outcomes = [checker.outcome(proof) for proof in proofs]
    return [
        checker.chained(proof, outcome, outcomes)
        for proof, outcome in zip(proofs, outcomes, strict=True)
    ]


def verdict(outcomes: Sequence[ProofOutcome]) -> Status:
    """All proofs of a set must pass; one that cannot be checked leaves it unknown."""
    return worst([outcome.status for outcome in outcomes])


@dataclass(frozen=True, slots=True)
class _Checker:
    unsecured: dict[str, Any]
    proofs: list[Any]
    resolver: Resolver
    contexts: Contexts
    purpose: str
    domain: str | None
    challenge: str | None
    now: datetime | None
    refused: list[PoisonGraphError] = field(default_factory=list)
    """Why the document was given up: that work is done once, however many proofs it has."""

    def outcome(self, proof: Any) -> ProofOutcome:
        """Check one proof; every way to fail becomes an outcome."""
        entry = proof if isinstance(proof, dict) else {}
        suite = SUITES.get(str(entry.get("cryptosuite"))) or LEGACY.get(str(entry.get("type")))
        about = partial(
            ProofOutcome,
            cryptosuite=str(entry.get("cryptosuite") or entry.get("type") or "")[:80],
            verification_method=str(entry.get("verificationMethod") or "")[:500],
            spec=suite.spec if suite else SPEC,
        )
        try:
            method, created = self.verify(proof)
        except _Failure as failure:
            return about(failure.status, failure.code, failure.detail)
        except UnavailableError as error:
            return about(Status.UNKNOWN, error.code, str(error))
        except SkillmarkError as error:
            unsupported = error.code in ("did_method", "key_type")
            status = Status.UNKNOWN if unsupported else Status.FAIL
            code = "unsupported" if unsupported else error.code
            return about(status, code, str(error))
        return about(Status.PASS, "ok", "the signature fits", method=method, created=created)

    def verify(self, proof: Any) -> tuple[VerificationMethod, datetime | None]:
        """Verify proof, step by step (section 4.4)."""
        # 1. its suite is one that we check: others have members of their own
        if not isinstance(proof, dict) or not isinstance(proof.get("type"), str):
            raise _Failure("malformed", "a proof is an object with a type")
        suite = _suite(proof)
        # 2. the proof has the members that it needs, of the right types
        for name in ("verificationMethod", "proofPurpose", "proofValue"):
            if not isinstance(proof.get(name), str):
                raise _Failure("malformed", f"the proof has no {name}")
        # 3. it was made for this purpose, and here, and now
        if proof["proofPurpose"] != self.purpose:
            raise _Failure("purpose", f"the proof is for {proof['proofPurpose'][:80]!r}")
        created = self._in_time(proof)
        self._addressed(proof)
        # 4. its key is what the controller publishes for this purpose
        method = self.resolver.resolve(proof["verificationMethod"])
        if self.purpose not in method.purposes:
            raise _Failure(
                "purpose_not_allowed",
                f"{method.controller} does not list {method.id} under {self.purpose}",
            )
        if method.public.algorithm not in suite.algorithms:
            raise _Failure(
                "key_format", f"a {method.public.algorithm} key does not verify {suite.name}"
            )
        if not method.usable_at(created):
            raise _Failure("key_retired", "the key had been retired when this was signed")
        # 5. the signature is that key's over the document and the proof's own options
        self._signature(proof, suite, method)
        return method, created

    def _in_time(self, proof: Mapping[str, Any]) -> datetime | None:
        created = moment(proof, "created")
        expires = moment(proof, "expires")
        if self.now is not None:
            if expires is not None and self.now > expires:
                raise _Failure("expired", f"the proof expired on {proof['expires']}")
            if created is not None and created > self.now + SKEW:
                raise _Failure("created_in_future", f"the proof is dated {proof['created']}")
        return created

    def _addressed(self, proof: Mapping[str, Any]) -> None:
        """Domain and challenge are those that were asked for (case of a replayed proof)."""
        if self.domain is not None and self.domain not in _listed(proof.get("domain")):
            raise _Failure("domain", "the proof was made for another domain")
        if self.challenge is not None and proof.get("challenge") != self.challenge:
            raise _Failure("challenge", "the proof answers another challenge")

    def _signature(
        self, proof: dict[str, Any], suite: Cryptosuite, method: VerificationMethod
    ) -> None:
        value = proof["proofValue"]
        if not value.startswith("z"):
            raise _Failure("malformed", "proofValue is not multibase base58btc")
        signature = multibase.decode(value)
        document = dict(self.unsecured)
        previous = proof.get("previousProof")
        if previous is not None:
            document["proof"] = _matching(self.proofs, _listed(previous))
        configuration = {key: part for key, part in proof.items() if key != "proofValue"}
        if suite.canonicalization == "jcs" and "@context" in proof:
            ours = _listed(document.get("@context"))
            theirs = _listed(proof["@context"])
            if ours[: len(theirs)] != theirs:
                raise _Failure("context", "the proof was made under another @context")
            document["@context"] = proof["@context"]
        if self.refused and suite.canonicalization == "rdfc":
            raise self.refused[0]
        try:
            data = suite.hash_data(
                document,
                _configuration(configuration, document, suite),
                method.public.algorithm,
                self.contexts,
            )
        except PoisonGraphError as error:
            self.refused.append(error)
            raise
        if not method.public.verifies(data, signature):
            raise _Failure(
                "signature", "the signature does not fit: document, proof or key was changed"
            )

    def chained(
        self, proof: Any, outcome: ProofOutcome, outcomes: list[ProofOutcome]
    ) -> ProofOutcome:
        """A link of a chain holds only if every link before it does."""
        if outcome.status is not Status.PASS or not proof.get("previousProof"):
            return outcome
        wanted = _listed(proof["previousProof"])
        before = [
            other.status
            for entry, other in zip(self.proofs, outcomes, strict=True)
            if isinstance(entry, dict) and entry.get("id") in wanted
        ]
        status = worst(before)
        if status is Status.PASS:
            return outcome
        return ProofOutcome(
            status,
            "previous_proof",
            "a proof that this one builds on does not hold",
            cryptosuite=outcome.cryptosuite,
            verification_method=outcome.verification_method,
        )


def _suite(proof: Mapping[str, Any]) -> Cryptosuite:
    """Return the suite of a proof; old and foreign ones are unsupported, not invalid."""
    kind = proof["type"]
    if kind in LEGACY:
        return LEGACY[kind]
    if kind != "DataIntegrityProof":
        raise _Failure(
            "unsupported", f"proofs of type {kind[:80]!r} are not supported", Status.UNKNOWN
        )
    name = proof.get("cryptosuite")
    if not isinstance(name, str):
        raise _Failure("malformed", "the proof has no cryptosuite")
    if name not in SUITES:
        raise _Failure(
            "unsupported", f"the cryptosuite {name[:80]!r} is not supported", Status.UNKNOWN
        )
    return SUITES[name]


def _configuration(
    proof: Mapping[str, Any], document: Mapping[str, Any], suite: Cryptosuite | None = None
) -> dict[str, Any]:
    """The proof's options, under the document's context where that decides their meaning."""
    configuration = dict(proof)
    if "@context" in document and (suite is None or suite.canonicalization == "rdfc"):
        configuration["@context"] = document["@context"]
    return configuration


def _matching(proofs: Sequence[Any], wanted: Sequence[Any]) -> list[Any]:
    """Return the proofs with these ids, each exactly once (section 4.3, step 2)."""
    found = []
    for name in wanted:
        those = [proof for proof in proofs if isinstance(proof, dict) and proof.get("id") == name]
        if len(those) != 1:
            raise ProofError(
                f"previousProof names {str(name)[:80]!r}, which is not one proof of the document",
                code="previous_proof",
            )
        found += those
    return found


def moment(proof: Mapping[str, Any], name: str) -> datetime | None:
    """Return the moment that a proof names, if it does; raise `NotAMomentError`."""
    value = proof.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotAMomentError(f"{name} of the proof is not a moment") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
