"""The W3C's test vectors of the cryptosuites: canonical forms, hashes and signatures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from skillmark.trust import integrity, jcs, multibase, rdf
from skillmark.trust.contexts import Contexts
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.publickey import Algorithm, PublicKey
from skillmark.trust.resolve import Resolver
from skillmark.trust.suites import LEGACY, SUITES

FOLDERS = [
    ("vc-di-eddsa", "eddsa-rdfc-2022", "DataInt"),
    ("vc-di-eddsa", "eddsa-rdfc-2022/employ", "DataInt"),
    ("vc-di-eddsa", "eddsa-jcs-2022", "JCS"),
    ("vc-di-eddsa", "Ed25519Signature2020", "EdSig"),
    ("vc-di-ecdsa", "ecdsa-rdfc-2019-p256", "ECDSAP256"),
    ("vc-di-ecdsa", "ecdsa-rdfc-2019-p256/employ", "ECDSAP256"),
    ("vc-di-ecdsa", "ecdsa-rdfc-2019-p384", "ECDSAP384"),
    ("vc-di-ecdsa", "ecdsa-rdfc-2019-p384/employ", "ECDSAP384"),
    ("vc-di-ecdsa", "ecdsa-jcs-2019-p256", "JCSECDSAP256"),
    ("vc-di-ecdsa", "ecdsa-jcs-2019-p384", "JCSECDSAP384"),
]


def read(folder: Path, name: str, suffix: str) -> str:
    return (folder / f"{name}{suffix}.txt").read_text().strip()


def signed(folder: Path, suffix: str) -> dict[str, Any]:
    return dict(json.loads((folder / f"signed{suffix}.json").read_text()))


@pytest.mark.parametrize(("repository", "name", "suffix"), FOLDERS)
def test_canonical_forms_hashes_and_signature(
    vectors: Path, example_contexts: Contexts, repository: str, name: str, suffix: str
) -> None:
    folder = vectors / repository / "TestVectors" / name
    document = signed(folder, suffix)
    outcome = integrity.check(document, resolver=Resolver(), contexts=example_contexts)
    assert [(o.status, o.code) for o in outcome] == [(Status.PASS, "ok")]

    proof = document.pop("proof")
    suite = SUITES.get(proof.get("cryptosuite")) or LEGACY[proof["type"]]
    value = proof.pop("proofValue")
    public = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    digest = "sha384" if public.algorithm is Algorithm.P384 else "sha256"
    if suite.canonicalization == "jcs":
        canonical = jcs.canonicalize(document).decode()
        options = jcs.canonicalize(proof).decode()
    else:
        proof["@context"] = document["@context"]
        canonical = rdf.canonicalize(document, contexts=example_contexts, algorithm=digest)
        options = rdf.canonicalize(proof, contexts=example_contexts, algorithm=digest)
    assert canonical.strip() == read(folder, "canonDoc", suffix)
    assert options.strip() == read(folder, "proofCanon", suffix)
    data = suite.hash_data(document, proof, public.algorithm, example_contexts)
    assert data.hex() == read(folder, "combinedHash", suffix)
    assert value == read(folder, "sigBTC58", suffix)
    assert multibase.decode(value).hex() == read(folder, "sigHex", suffix)


@pytest.mark.parametrize(("repository", "name", "suffix"), FOLDERS)
def test_every_changed_text_breaks_the_proof(
    vectors: Path, example_contexts: Contexts, repository: str, name: str, suffix: str
) -> None:
    document = signed(vectors / repository / "TestVectors" / name, suffix)
    for key in ("name", "description", "validFrom"):
        changed = {**document, key: "2021-01-01T00:00:00Z"}
        (outcome,) = integrity.check(changed, resolver=Resolver(), contexts=example_contexts)
        assert (outcome.status, outcome.code) == (Status.FAIL, "signature")


@pytest.mark.parametrize("name", ["signedProofSet1", "signedProofSet2", "signedProofChain1",
                                  "signedProofChain2"])  # fmt: skip
def test_proof_sets_and_chains(vectors: Path, example_contexts: Contexts, name: str) -> None:
    folder = vectors / "vc-di-eddsa" / "TestVectors" / "proof-set-chain"
    document = json.loads((folder / f"{name}.json").read_text())
    outcomes = integrity.check(document, resolver=Resolver(), contexts=example_contexts)
    proofs = document["proof"]
    assert len(outcomes) == (len(proofs) if isinstance(proofs, list) else 1)
    assert integrity.verdict(outcomes) is Status.PASS


def test_we_sign_eddsa_vectors_to_the_same_bytes(vectors: Path, example_contexts: Contexts) -> None:
    folder = vectors / "vc-di-eddsa" / "TestVectors"
    pair = json.loads((folder / "keyPair.json").read_text())
    secret = multibase.decode(pair["privateKeyMultibase"])[2:]
    key = SigningKey.of(ed25519.Ed25519PrivateKey.from_private_bytes(secret))
    assert key.public_multikey() == pair["publicKeyMultibase"]
    for name, suffix in (("eddsa-rdfc-2022", "DataInt"), ("eddsa-jcs-2022", "JCS")):
        expected = signed(folder / name, suffix)
        unsigned = {k: v for k, v in expected.items() if k != "proof"}
        found = integrity.secure(
            unsigned,
            key,
            cryptosuite=name,
            created=integrity.datetime.fromisoformat(expected["proof"]["created"]),
            contexts=example_contexts,
        )
        assert found == expected


def test_the_vectors_issuer_does_not_stand_by_the_vectors_key(
    vectors: Path, example_contexts: Contexts
) -> None:
    document = signed(vectors / "vc-di-eddsa" / "TestVectors" / "eddsa-rdfc-2022", "DataInt")
    outcome = Resolver().issuer_key(document["issuer"], document["proof"]["verificationMethod"])
    assert outcome.status is Status.UNKNOWN
