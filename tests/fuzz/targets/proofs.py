"""Data Integrity proofs: nothing passes but what was signed, and what we sign passes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import integrity, jcs, strictjson
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

from ..bench import KEY, NOW, chained, independent, refused, signed, words_of
from ..mutate import of_json

FORMS = ("eddsa-rdfc-2022", "eddsa-jcs-2022")
mutate = of_json(
    *words_of(signed(FORMS[0])),
    *FORMS,
    *("previousProof", "expires", "created", "domain", "challenge", "jws", "proof", "0001-01-01"),
    *("Ed25519Signature2020", "ecdsa-rdfc-2019", "@context", "id"),
)
LONGEST = 8000
CALLS = 400_000
CALLS_PER_BYTE = 800


def meaning(document: dict[str, Any], proof: dict[str, Any]) -> tuple[str, str]:
    """What a proof covers, by means that are not ours where there are any."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if "jcs" in str(proof.get("cryptosuite")):
        unsecured["@context"] = options.get("@context", unsecured.get("@context"))
        return jcs.canonicalize(unsecured).decode(), jcs.canonicalize(options).decode()
    options["@context"] = unsecured["@context"]
    return independent(unsecured), independent(options)


@cache
def _signed() -> frozenset[tuple[str, str]]:
    made: list[Any] = [signed(form) for form in FORMS]
    chain = chained()
    return frozenset(
        {meaning(document, document["proof"]) for document in made}
        | {meaning(chain, proof) for proof in chain["proof"]}
    )


def check(data: bytes) -> None:
    try:
        document = strictjson.parse(data)
    except SkillmarkError:
        return
    outcomes = integrity.check(document, resolver=Resolver(), now=NOW)
    assert outcomes == integrity.check(document, resolver=Resolver(), now=NOW)
    proof = document.get("proof")
    proofs: list[Any] = proof if isinstance(proof, list) else [proof]
    for one, outcome in zip(proofs, outcomes, strict=False):
        assert (outcome.status is Status.PASS) == (outcome.code == "ok")
        if outcome.status is Status.PASS and not one.get("previousProof"):
            assert meaning(document, one) in _signed(), "a forgery passes"
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    for form in FORMS:
        try:
            made = integrity.secure(unsigned, KEY, cryptosuite=form, created=NOW)
        except SkillmarkError as error:
            refused(error)
            continue
        sent = strictjson.parse(json.dumps(made, ensure_ascii=False))
        (outcome,) = integrity.check(sent, resolver=Resolver(), now=NOW)
        assert outcome.status is Status.PASS, f"what was signed does not verify: {outcome}"
