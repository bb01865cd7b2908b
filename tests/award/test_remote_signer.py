"""A signer in another process, which holds the key and does nothing but sign over a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import bulk, output
from skillmark.award.bulk import Order
from skillmark.award.credential import FORMATS, JWT
from skillmark.award.roster import Row
from skillmark.award.state import State
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError
from skillmark.trust.keys import Algorithm, PublicKey, Signer, SigningKey
from skillmark.trust.signers import Checked, SignerError, concatenated
from skillmark.trust.suites import SUITES
from skillmark.verify.checks import Verdict
from skillmark.verify.verify import verify_bytes

PROGRAM = """
import sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
key = serialization.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
for line in sys.stdin:
    data = bytes.fromhex(line)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        signature = key.sign(data)
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        kind = hashes.SHA384() if key.curve.name == "secp384r1" else hashes.SHA256()
        signature = key.sign(data, ec.ECDSA(kind))
    else:
        signature = key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    print(signature.hex(), flush=True)
"""
"""A program that knows nothing of Skillmark; ECDSA comes back in DER, as key services give it."""


@dataclass
class Piped:
    """The half of the signer that lives here: it knows the public names of the key, not the key."""

    algorithm: Algorithm
    controller: str
    verification_method: str
    process: subprocess.Popen[str]
    dies_after: int = -1
    signed: list[bytes] = field(default_factory=list)

    def sign(self, data: bytes) -> bytes:
        if len(self.signed) == self.dies_after:
            self.process.kill()
            self.process.wait()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(data.hex() + "\n")
        self.process.stdin.flush()
        answer = bytes.fromhex(self.process.stdout.readline())
        self.signed.append(answer)
        if self.algorithm in {Algorithm.P256, Algorithm.P384}:
            return concatenated(answer, self.algorithm)
        return answer


class Safe:
    """Where the key is: a file that only the other process opens."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "key.pem"
        self.processes: list[subprocess.Popen[str]] = []

    def put(self, algorithm: Algorithm) -> SigningKey:
        made = SigningKey.generate(algorithm)
        self.file.write_bytes(
            made.private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return made

    def signer(self, known: SigningKey, **more: int) -> tuple[Piped, Signer]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, self.file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        inner = Piped(known.algorithm, known.controller, known.verification_method, process, **more)
        return inner, Checked(inner, known.public)


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[Safe]:
    made = Safe(tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()


def rows(number: int) -> list[Row]:
    return [Row(n + 2, Recipient(f"P {n}", f"p{n}@example.org")) for n in range(number)]


def issue(
    signer: Signer, order: Order, folder: Path, now: datetime, *, number: int = 2
) -> bulk.Issued:
    issuer = {**order.issuer, "id": signer.controller}
    return bulk.issue(
        rows(number),
        replace(order, issuer=issuer),
        signer=signer,
        output=output.at(folder / "out"),
        now=now,
        rng=Random(7),
        state=State.open_or_create(
            folder / "state",
            base_url="https://academy.example",
            issuer=signer.controller,
            key_file=folder / "elsewhere",
        ),
    )


def credentials(folder: Path) -> list[Path]:
    return sorted(p for p in (folder / "out").glob("*") if p.suffix in {".json", ".jwt"})


@pytest.mark.parametrize(
    ("algorithm", "form"),
    [
        (algorithm, form)
        for algorithm in Algorithm
        for form in FORMATS
        if form == JWT or algorithm in SUITES[form].algorithms
    ],
)
def test_every_format_is_issued_with_a_key_that_is_elsewhere(
    algorithm: Algorithm, form: str, safe: Safe, order: Order, now: datetime, tmp_path: Path
) -> None:
    inner, signer = safe.signer(safe.put(algorithm))
    issued = issue(signer, replace(order, form=form), tmp_path, now)
    assert (issued.issued, len(issued.rejected)) == (2, 0)
    assert len(inner.signed) >= 2 + 2, "credentials and status lists"
    published = {
        f"https://academy.example/{path.name}": path
        for path in (tmp_path / "state" / "status").iterdir()
    }

    def fetch(url: str):  # type: ignore[no-untyped-def]
        from skillmark.trust.fetched import Fetched

        path = published[url.replace("/status/", "/")]
        return Fetched(path.read_bytes(), "application/vc", url, 200, now)

    for path in credentials(tmp_path):
        report = verify_bytes(path.read_bytes(), now=now, fetch=fetch)
        assert report.verdict is Verdict.VALID, report.checks


def test_a_signer_that_is_down_issues_nothing_and_says_so(
    safe: Safe, order: Order, now: datetime, tmp_path: Path
) -> None:
    inner, signer = safe.signer(safe.put(Algorithm.ED25519))
    inner.process.kill()
    inner.process.wait()
    with pytest.raises(SignerError, match="the signer failed") as caught:
        issue(signer, order, tmp_path, now)
    assert caught.value.exit_code == 3
    assert signer.verification_method in str(caught.value)
    assert credentials(tmp_path) == []


def test_a_signer_that_dies_midway_is_resumed_and_everybody_gets_one(
    safe: Safe, order: Order, now: datetime, tmp_path: Path
) -> None:
    known = safe.put(Algorithm.ED25519)
    _, signer = safe.signer(known, dies_after=4)
    with pytest.raises(SignerError):
        issue(signer, order, tmp_path, now, number=9)
    assert credentials(tmp_path) == [], "a chunk is written whole or not at all"
    _, again = safe.signer(known)
    issued = issue(again, order, tmp_path, now, number=9)
    assert issued.issued == 9
    found = credentials(tmp_path)
    ids = {json.loads(path.read_bytes())["id"] for path in found}
    assert len(found) == len(ids) == 9
    assert issue(again, order, tmp_path, now, number=9).already == 9


def test_a_signature_that_does_not_fit_goes_nowhere(
    safe: Safe, order: Order, now: datetime, tmp_path: Path
) -> None:
    known, other = safe.put(Algorithm.ED25519), SigningKey.generate(Algorithm.ED25519)
    inner, _ = safe.signer(known)
    signer = Checked(inner, other.public)
    with pytest.raises(SignerError, match="does not fit the public key"):
        issue(signer, order, tmp_path, now)
    assert credentials(tmp_path) == []


@pytest.mark.parametrize("answer", [b"", b"x" * 64, None, "text", RuntimeError("HSM locked")])
def test_whatever_comes_back_is_a_signature_or_an_error(answer: object, key: SigningKey) -> None:
    class Odd:
        algorithm, controller = key.algorithm, key.controller
        verification_method = key.verification_method

        def sign(self, data: bytes) -> bytes:
            if isinstance(answer, Exception):
                raise answer
            return answer  # type: ignore[return-value]

    with pytest.raises(SignerError) as caught:
        Checked(Odd(), key.public).sign(b"data")
    if isinstance(answer, Exception):
        assert "HSM locked" in str(caught.value)


def test_a_public_key_of_another_kind_is_refused(key: SigningKey) -> None:
    other: PublicKey = SigningKey.generate(Algorithm.P256).public
    with pytest.raises(InputError, match="p256"):
        Checked(key, other)


@given(st.binary(max_size=80))
def test_der_signatures_become_r_and_s(data: bytes) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    for algorithm, digest, size in (
        (Algorithm.P256, hashes.SHA256(), 64),
        (Algorithm.P384, hashes.SHA384(), 96),
    ):
        made = KEYS[algorithm]
        assert isinstance(made.private, ec.EllipticCurvePrivateKey)
        signature = concatenated(made.private.sign(data, ec.ECDSA(digest)), algorithm)
        assert len(signature) == size
        assert made.public.verifies(data, signature)
        with pytest.raises(SignerError):
            concatenated(data, algorithm)


KEYS = {kind: SigningKey.generate(kind) for kind in (Algorithm.P256, Algorithm.P384)}
