"""Keys: their public forms, their signatures, their files."""

from __future__ import annotations

import base64
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.trust import keys as key_files
from skillmark.trust import multibase
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.publickey import KeyFormatError, PublicKey


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_public_forms_round_trip_and_signatures_verify(
    keys: dict[Algorithm, SigningKey], algorithm: Algorithm
) -> None:
    key, other = keys[algorithm], SigningKey.generate(Algorithm.ED25519)
    assert PublicKey.from_multikey(key.public_multikey()) == key.public
    assert PublicKey.from_jwk(key.public_jwk()) == key.public
    assert key.controller == f"did:key:{key.public_multikey()}"
    assert key.verification_method == f"{key.controller}#{key.public_multikey()}"
    signature = key.sign(b"data")
    assert key.public.verifies(b"data", signature)
    assert not key.public.verifies(b"Data", signature)
    assert not other.public.verifies(b"data", signature)
    for place in (0, len(signature) // 2, len(signature) - 1):
        broken = bytearray(signature)
        broken[place] ^= 1
        assert not key.public.verifies(b"data", bytes(broken))
    assert not key.public.verifies(b"data", signature[:-1])
    assert not key.public.verifies(b"data", b"")
    assert key.sign(b"data") == signature, "the same bytes are the same credential"
    assert "private" not in repr(key)


def test_multikeys_of_the_specification() -> None:
    # Controlled Identifiers 1.0 and the cryptosuites: the prefixes tell the kinds apart
    prefixes = {"ed25519": "z6Mk", "p256": "zDn", "p384": "z82"}
    for algorithm, prefix in prefixes.items():
        assert SigningKey.generate(Algorithm(algorithm)).public_multikey().startswith(prefix)


def test_the_thumbprint_of_rfc_8037() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert PublicKey.from_jwk(jwk).thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_of_an_organisation_gets_a_method_of_its_own() -> None:
    key = SigningKey.generate(Algorithm.P256, controller="https://example.org/issuer")
    assert key.verification_method.startswith("https://example.org/issuer#key-")


@pytest.mark.parametrize(
    "broken",
    [
        "z6Mk",
        "zzzz",
        "z0OIl",
        "mAbc",
        "u7QE",
        multibase.encode58(b"\x80\x24" + b"\x02" + b"\xff" * 32),
        multibase.encode58(b"\xed\x01" + b"\1" * 31),
        multibase.encode58(b"\x85\x24" + b"\x30\x00"),
        "z" + "2" * 5000,
    ],
)
def test_broken_multikeys_are_refused(broken: str) -> None:
    with pytest.raises(InputError):
        PublicKey.from_multikey(broken)


def test_broken_and_weak_jwks_are_refused(keys: dict[Algorithm, SigningKey]) -> None:
    good = keys[Algorithm.P256].public_jwk()
    weak = rsa.generate_private_key(65537, 1024)
    for broken in (
        {},
        {**good, "crv": "P-521"},
        {**good, "x": good["y"]},
        {**good, "x": good["x"][:-4]},
        {"kty": "OKP", "crv": "Ed25519"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "RSA", "n": "AAAA", "e": "AQAB"},
        {"kty": "RSA", "n": "A" * 4000, "e": "AQAB"},
    ):
        with pytest.raises(InputError):
            PublicKey.from_jwk(broken)
    with pytest.raises(KeyFormatError) as caught:
        PublicKey.from_jwk({**good, "d": good["x"]})
    assert caught.value.code == "secret_published"
    with pytest.raises(KeyFormatError, match="1024 bits"):
        PublicKey.of(weak.public_key())
    with pytest.raises(KeyFormatError):
        PublicKey.of(ec.generate_private_key(ec.SECP521R1()).public_key())


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("passphrase", [b"correct horse", None])
def test_key_files_round_trip(
    keys: dict[Algorithm, SigningKey],
    tmp_path: Path,
    algorithm: Algorithm,
    passphrase: bytes | None,
) -> None:
    path = tmp_path / "key.json"
    key_files.save(keys[algorithm], path, passphrase)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ("ENCRYPTED" in path.read_text()) == (passphrase is not None)
    found = key_files.load(path, passphrase)
    assert found.public == keys[algorithm].public
    assert found.controller == keys[algorithm].controller
    assert found.verification_method == keys[algorithm].verification_method


def test_a_passphrase_costs_a_guesser_memory_and_openssl_reads_the_key(
    key: SigningKey, tmp_path: Path
) -> None:
    path = tmp_path / "key.json"
    key_files.save(key, path, b"correct horse")
    pem = json.loads(path.read_text())["privateKey"]
    der = base64.b64decode("".join(pem.splitlines()[1:-1]))
    # RFC 7914, section 7.1: salt, then cost 2^14, block size 8, parallelization 5
    scrypt = bytes.fromhex("06092b06010401da47040b")
    assert scrypt in der
    assert bytes.fromhex("02024000020108020105") in der
    assert key_files.Cost(2**14, 8, 5) == key_files.FOR_PEOPLE
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    (tmp_path / "k.pem").write_text(pem)
    public = subprocess.run(
        ["openssl", "pkey", "-in", tmp_path / "k.pem", "-passin", "pass:correct horse", "-pubout"],
        capture_output=True,
        check=True,
    ).stdout
    assert PublicKey.of(serialization.load_pem_public_key(public)) == key.public


def test_key_files_of_the_first_version_are_still_read(key: SigningKey, tmp_path: Path) -> None:
    path, old = tmp_path / "key.json", tmp_path / "old.json"
    key_files.save(key, path, None)
    pem = key.private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    old.write_text(json.dumps({**json.loads(path.read_text()), "privateKey": pem.decode()}))
    assert key_files.load(old, b"secret").public == key.public


def test_no_two_files_of_a_key_share_salt_or_vector(key: SigningKey, tmp_path: Path) -> None:
    found = set()
    for name in ("a", "b"):
        key_files.save(key, tmp_path / name, b"secret", cost=key_files.FOR_SECRETS)
        found.add(json.loads((tmp_path / name).read_text())["privateKey"])
    assert len(found) == 2


def test_key_files_say_what_is_wrong(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    key_files.save(key, path, b"secret")
    before = path.read_bytes()
    with pytest.raises(ConflictError, match="never overwritten"):
        key_files.save(key, path, b"other")
    assert path.read_bytes() == before

    def code(where: Path, passphrase: bytes | None) -> str:
        with pytest.raises(key_files.KeyFileError) as caught:
            key_files.load(where, passphrase)
        assert str(where) in str(caught.value)
        return caught.value.code

    assert code(path, b"guess") == "wrong_passphrase"
    assert code(path, None) == "passphrase_needed"
    assert code(tmp_path / "absent", None) == "unreadable"
    for text in ("", "[]", "{", '{"format": "skillmark-key"}', "[" * 5000):
        other = tmp_path / "other"
        other.write_text(text)
        assert code(other, None) == "not_a_key"
    envelope = json.loads(before)
    for pem in ("nonsense", envelope["privateKey"].replace("ENCRYPTED ", "")):
        other.write_text(json.dumps({**envelope, "privateKey": pem}))
        assert code(other, None) == "not_a_key"
    with pytest.raises(InputError, match="empty"):
        key_files.save(key, tmp_path / "new", b"")


def test_a_key_file_is_what_its_format_says(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    ours = SigningKey.of(key.private, controller="https://exämple.org/issuer")
    key_files.save(ours, path, None)
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    written = json.loads(text)
    pem = written.pop("privateKey")
    assert written == {
        "format": "skillmark-key",
        "version": 1,
        "algorithm": "ed25519",
        "controller": "https://exämple.org/issuer",
        "verificationMethod": ours.verification_method,
    }
    assert pem.startswith("-----BEGIN PRIVATE KEY-----\n")
    assert key_files.load(path, None).controller == "https://exämple.org/issuer"
    assert key_files.load(path, b"a passphrase that is not needed").public == key.public


def test_a_key_is_on_the_disk_before_saving_it_ends(
    key: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, there = tmp_path / "key.json", []
    monkeypatch.setattr(os, "fsync", lambda _: there.append(path.read_text()))
    key_files.save(key, path, None)
    assert there == [path.read_text()]


@pytest.mark.parametrize("name", ["controller", "verificationMethod", "privateKey"])
def test_a_key_file_with_a_member_of_the_wrong_kind_is_none(
    name: str, key: SigningKey, tmp_path: Path
) -> None:
    path = tmp_path / "key.json"
    key_files.save(key, path, None)
    path.write_text(json.dumps({**json.loads(path.read_text()), name: 5}))
    with pytest.raises(key_files.KeyFileError) as refused:
        key_files.load(path, None)
    assert refused.value.code == "not_a_key"


def test_a_key_file_is_never_overwritten(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text("mine")
    with pytest.raises(ConflictError) as refused:
        key_files.save(key, path, None)
    assert (refused.value.code, refused.value.where) == ("exists", str(path))
    assert path.read_text() == "mine"
    with pytest.raises(UnavailableError) as failed:
        key_files.save(key, tmp_path / "no" / "folder", None)
    assert failed.value.where == str(tmp_path / "no" / "folder")


@given(st.binary(max_size=80))
def test_multibase_round_trips(data: bytes) -> None:
    assert multibase.decode(multibase.encode58(data)) == data
    assert multibase.decode(multibase.encode64(data)) == data


@pytest.mark.parametrize("text", ["", "x", "uA", "uAB=", "uA B", "uAB", "z0"])
def test_broken_multibase_is_refused(text: str) -> None:
    with pytest.raises(multibase.MultibaseError):
        multibase.decode(text)


def test_rfc_8032_test_1() -> None:
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = SigningKey.of(ed25519.Ed25519PrivateKey.from_private_bytes(secret))
    assert (
        key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065")
    )
