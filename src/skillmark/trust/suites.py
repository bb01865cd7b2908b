"""The cryptosuites of Data Integrity proofs: what is hashed, and with which keys.

Sources: Data Integrity EdDSA Cryptosuites v1.0, section 3; Data Integrity ECDSA Cryptosuites
v1.0, section 3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from skillmark.trust import jcs, rdf
from skillmark.trust.contexts import Contexts
from skillmark.trust.publickey import Algorithm

_LONGEST_REMEMBERED = 4_096
"""Letters of proof options that are worth remembering; a stranger's may be longer."""
_DIGEST = {Algorithm.ED25519: "sha256", Algorithm.P256: "sha256", Algorithm.P384: "sha384"}


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One way to canonicalize, hash and sign a document."""

    name: str
    algorithms: tuple[Algorithm, ...]
    canonicalization: str
    """`rdfc` or `jcs`."""
    proof_type: str
    spec: str

    def hash_data(
        self,
        document: dict[str, Any],
        configuration: dict[str, Any],
        algorithm: Algorithm,
        contexts: Contexts,
    ) -> bytes:
        """Return hash(proof configuration) + hash(document): 64 bytes, 96 for P-384."""
        digest = _DIGEST[algorithm]
        written = _written(configuration)
        if written is None:
            first = _hash(configuration, self.canonicalization, digest, contexts)
        else:
            first = _remembered(written, self.canonicalization, digest, contexts)
        return first + _hash(document, self.canonicalization, digest, contexts)


def _written(configuration: dict[str, Any]) -> str | None:
    """Return proof options as a key to remember them by; `None` if they are no usual ones."""
    try:
        text = json.dumps(configuration)
    except (RecursionError, TypeError, ValueError):
        return None
    return text if len(text) <= _LONGEST_REMEMBERED else None


def _hash(value: dict[str, Any], canonicalization: str, digest: str, contexts: Contexts) -> bytes:
    if canonicalization == "jcs":
        canonical = jcs.canonicalize(value)
    else:
        # P-384 also labels blank nodes with SHA-384
        canonical = rdf.canonicalize(value, contexts=contexts, algorithm=digest).encode()
    return hashlib.new(digest, canonical).digest()


@lru_cache(maxsize=256)
def _remembered(written: str, canonicalization: str, digest: str, contexts: Contexts) -> bytes:
    """Hash a proof's options once for all the credentials of a batch that share them."""
    return _hash(json.loads(written), canonicalization, digest, contexts)


_EDDSA, _ECDSA = (Algorithm.ED25519,), (Algorithm.P256, Algorithm.P384)
_PROOF = "DataIntegrityProof"
SUITES: Mapping[str, Cryptosuite] = {
    suite.name: suite
    for suite in (
        Cryptosuite("eddsa-rdfc-2022", _EDDSA, "rdfc", _PROOF, "VC-DI-EDDSA 1.0 section 3.2"),
        Cryptosuite("eddsa-jcs-2022", _EDDSA, "jcs", _PROOF, "VC-DI-EDDSA 1.0 section 3.3"),
        Cryptosuite("ecdsa-rdfc-2019", _ECDSA, "rdfc", _PROOF, "VC-DI-ECDSA 1.0 section 3.2"),
        Cryptosuite("ecdsa-jcs-2019", _ECDSA, "jcs", _PROOF, "VC-DI-ECDSA 1.0 section 3.3"),
    )
}
"""Suites that are signed and checked, by name."""

LEGACY: Mapping[str, Cryptosuite] = {
    "Ed25519Signature2020": Cryptosuite(
        "Ed25519Signature2020",
        _EDDSA,
        "rdfc",
        "Ed25519Signature2020",
        "VC-DI-EDDSA 1.0 section 3.4",
    )
}
"""Proof types that are checked and no longer made, by `type`."""
