"""Who issues and verifies: this project, `openvc-core`, and Ed25519 alone.

`issue(count)` returns that many signed credentials, all different; `verify(credentials)` returns
how many of them it found valid.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Protocol

import nacl.signing
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rig import badge, cost
from skillmark.award import credential as signing
from skillmark.award.press import Press
from skillmark.badges.identity import Recipient
from skillmark.verify.verify import Verifier

BATCH = 500
"""How many are issued, or verified against the same copy of a status list, together."""


class Subject(Protocol):
    """Something that issues and verifies."""

    checks: str
    """What it looks at when it verifies."""

    def issue(self, count: int) -> Sequence[Any]:
        """Return `count` signed credentials."""
        ...

    def to_verify(self, signed: Sequence[Any], count: int) -> Iterator[Sequence[Any]]:
        """Yield `count` credentials in the batches in which they are verified."""
        ...

    def verify(self, credentials: Sequence[Any]) -> int:
        """Return how many are valid."""
        ...


class _Again:
    """Verifies what it issued, from the beginning again where that is not enough."""

    def to_verify(self, signed: Sequence[Any], count: int) -> Iterator[Sequence[Any]]:
        """Yield batches."""
        for size in batches(count):
            yield repeated(signed, size)


class Skillmark(_Again):
    """Shapes each award from what it says, signs it, and verifies it whole."""

    checks = "schema contexts proof key status validity evidence"

    def __init__(self, kind: str, form: str) -> None:
        self._kind, self._form = kind, form
        self._press = Press(badge.claim(kind), issuer=badge.issuer(), signer=badge.key(), form=form)
        self._fetch = badge.fetching(badge.status_lists())
        self._until = badge.NOW + timedelta(days=900)
        self._people: dict[int, tuple[str, Recipient, dict[str, Any]]] = {}

    def issue(self, count: int, *, first: int = 0) -> Sequence[bytes]:
        """Shape and sign."""
        return [
            self._press.issue(
                id=id_,
                recipient=recipient,
                salt="0123456789abcdef",
                valid_from=badge.NOW,
                valid_until=self._until,
                now=badge.NOW,
                status=place,
            ).data
            for id_, recipient, place in map(self._person, range(first, first + count))
        ]

    def _person(self, number: int) -> tuple[str, Recipient, dict[str, Any]]:
        """Return who it is; the peers get ready documents, so their making is not counted twice."""
        if number not in self._people:
            if len(self._people) >= BATCH:
                self._people.clear()
            who = (badge.identity(number), badge.recipient(number), badge.place(number))
            self._people[number] = who
        return self._people[number]

    def verify(self, credentials: Sequence[bytes]) -> int:
        """All ten checks, from the bytes, in one batch: each status list is read once."""
        verifier = Verifier(now=badge.NOW, fetch=self._fetch)
        return sum(verifier.check_bytes(data).verdict == "valid" for data in credentials)


class OtherTemplates(Skillmark):
    """Each credential says something else than all before it; its structure was met before."""

    def __init__(self, kind: str, form: str) -> None:
        super().__init__(kind, form)
        self._made = 0
        self.verify([self._next() for _ in range(3)])

    def _next(self) -> bytes:
        self._made += 1
        document = badge.unsigned(self._kind, self._made)
        said = document["credentialSubject"]["achievement"]
        for name in ("name", "description"):
            said[name] = f"{said[name]} {self._made}"
        said["id"] += f"-{self._made}"
        said["criteria"] = {"narrative": f"Observed {self._made} times."}
        for target in said["alignment"]:
            target["targetName"] += f" {self._made}"
        document["name"] = said["name"]
        return signing.sign(document, badge.key(), form=self._form, now=badge.NOW).data

    def to_verify(self, signed: Sequence[Any], count: int) -> Iterator[Sequence[Any]]:  # noqa: ARG002
        """Yield fresh credentials; making them is no part of what is measured."""
        for size in batches(count):
            with cost.not_counted():
                fresh = [self._next() for _ in range(size)]
            yield fresh


class NeverSeen(OtherTemplates):
    """Each credential has a structure of its own."""

    def _next(self) -> bytes:
        self._made += 1
        document = badge.unsigned(self._kind, self._made)
        said = document["credentialSubject"]["achievement"]
        said["creditsAvailable"] = self._made
        said["tag"] = [f"tag {place}" for place in range(self._made % 7)]
        return signing.sign(document, badge.key(), form=self._form, now=badge.NOW).data


class OpenVC(_Again):
    """PyPI openvc-core: gets ready documents, and verifies in one batch as we do."""

    checks = "contexts (for rdfc) proof key status validity"

    def __init__(self, kind: str, form: str) -> None:
        from openvc.keys import Ed25519SigningKey
        from openvc.proof.data_integrity import DataIntegrityProofSuite
        from openvc.proof.di_jcs import EddsaJcsProofSuite
        from openvc.proof.vc_jwt import VcJwtProofSuite

        ours = badge.key()
        secret = base64.urlsafe_b64encode(badge.SEED).rstrip(b"=").decode()
        self._method = ours.verification_method
        self._key = Ed25519SigningKey.from_jwk({**ours.public_jwk(), "d": secret}, self._method)
        self._document = badge.unsigned(kind)
        self._lists = badge.status_lists()
        self._extra = {url: one for url, one in badge.contexts().items() if "imsglobal" in url}
        suites: dict[str, type[Any]] = {
            "eddsa-rdfc-2022": DataIntegrityProofSuite,
            "eddsa-jcs-2022": EddsaJcsProofSuite,
            "jwt": VcJwtProofSuite,
        }
        self._suite: Any = suites[form]()
        self._arguments: dict[str, Any] = {} if form == "jwt" else self._proof(form)

    def _proof(self, form: str) -> dict[str, Any]:
        more = {"extra_contexts": self._extra} if form == "eddsa-rdfc-2022" else {}
        return {"verification_method": self._method, **more}

    def issue(self, count: int) -> Sequence[Any]:
        """Sign ready documents."""
        sign = getattr(self._suite, "add_proof", None) or self._suite.sign
        return [
            sign(
                {**self._document, "id": badge.identity(number)},
                signing_key=self._key,
                **self._arguments,
            )
            for number in range(count)
        ]

    def verify(self, credentials: Sequence[Any]) -> int:
        """Its own batch: each key and status list is resolved once."""
        from openvc.verify import verify_many

        results = verify_many(
            credentials,
            extra_contexts=self._extra,
            resolve_status_list=self._lists.__getitem__,
        )
        return sum(result.ok for result in results)


class Pyca(_Again):
    """pyca/cryptography: signatures over 64 bytes and nothing else."""

    checks = "a signature over 64 bytes"

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(badge.SEED)
        self._public = self._private.public_key()

    def issue(self, count: int) -> Sequence[tuple[bytes, bytes]]:
        """Sign."""
        said = (number.to_bytes(64, "big") for number in range(count))
        return [(data, self._private.sign(data)) for data in said]

    def verify(self, credentials: Sequence[tuple[bytes, bytes]]) -> int:
        """Raises for a signature that does not hold."""
        for data, signature in credentials:
            self._public.verify(signature, data)
        return len(credentials)


class PyNaCl(_Again):
    """PyNaCl (libsodium): signatures over 64 bytes and nothing else."""

    checks = Pyca.checks

    def __init__(self) -> None:
        self._private = nacl.signing.SigningKey(badge.SEED)
        self._public = self._private.verify_key

    def issue(self, count: int) -> Sequence[tuple[bytes, bytes]]:
        """Sign."""
        said = (number.to_bytes(64, "big") for number in range(count))
        return [(data, self._private.sign(data).signature) for data in said]

    def verify(self, credentials: Sequence[tuple[bytes, bytes]]) -> int:
        """Raises for a signature that does not hold."""
        for data, signature in credentials:
            self._public.verify(data, signature)
        return len(credentials)


def batches(count: int) -> Iterator[int]:
    """Yield the sizes of the batches that `count` credentials are dealt with in."""
    for done in range(0, count, BATCH):
        yield min(BATCH, count - done)


def repeated(credentials: Sequence[Any], count: int) -> list[Any]:
    """Return `count` credentials, from the beginning again where there are fewer."""
    return list(itertools.islice(itertools.cycle(credentials), count))
