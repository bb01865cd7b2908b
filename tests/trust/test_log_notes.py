"""Signed notes, checkpoints and cosignatures: examples of the specification and of running logs."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import notes
from skillmark.trust.log.notes import PLAIN, TIMED, Note, NoteError, Signature, VerifierKey

from .conftest import NOW

# C2SP signed-note: a verifier key and a note that it verifies
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# Go's golang.org/x/mod/sumdb/note: a key, its secret, and what it signs
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
# A checkpoint of a public Certificate Transparency log of 2026, with cosignatures of four witnesses
RUNNING = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501
RUNNING_LOG = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
WITNESSES = [
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
]
ORIGIN = "example.org/log"
ROOT = bytes(range(32))


@pytest.mark.parametrize("text", [EXAMPLE_KEY, GO_KEY, RUNNING_LOG, *WITNESSES])
def test_published_verifier_keys(text: str) -> None:
    key = VerifierKey.read(text)
    assert str(key) == text
    assert f"+{key.id.hex()}+" in text
    assert key.kind == (TIMED if text in WITNESSES else PLAIN)


def test_the_note_of_the_specification() -> None:
    note = notes.parse(EXAMPLE.encode())
    [signed] = notes.verify(note, [VerifierKey.read(EXAMPLE_KEY)])
    assert signed.key.name == "example.com/foo"
    assert signed.at is None
    assert note.data == EXAMPLE.encode()


def test_the_note_of_go_byte_for_byte() -> None:
    secret = base64.b64decode(GO_SECRET)
    signer = SigningKey.of(Ed25519PrivateKey.from_private_bytes(secret[1:]))
    key = VerifierKey.of(signer, "PeterNeumann")
    assert str(key) == GO_KEY
    signature = Signature("PeterNeumann", key.id, signer.sign(GO_TEXT.encode()))
    note = Note(GO_TEXT.encode(), (signature,))
    assert note.data == f"{GO_TEXT}\n{GO_LINE}\n".encode()
    assert notes.verify(notes.parse(note.data), [VerifierKey.read(GO_KEY)])


def test_a_checkpoint_of_a_running_log_and_its_witnesses() -> None:
    point = notes.read_checkpoint(RUNNING.encode())
    assert point.origin == "arche2025h1.staging.ct.transparency.dev"
    assert point.size == 1_432_088_532
    assert point.root.hex().startswith("53b58cefd8ebcf28")
    keys = [VerifierKey.read(text) for text in (RUNNING_LOG, *WITNESSES)]
    signed = notes.verify(point.note, keys)
    assert {one.key for one in signed} == set(keys)
    times = {one.at for one in signed}
    assert times == {None, datetime(2026, 5, 23, 21, 50, 24, tzinfo=UTC)}


def test_the_example_of_tlog_checkpoint_is_read() -> None:
    point = notes.read_checkpoint(
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
        "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n".encode()
    )
    assert (point.origin, point.size) == ("example.com/behind-the-sofa", 20852163)
    assert len(point.root) == 32


# What we sign.


def test_a_checkpoint_of_ours(key: SigningKey) -> None:
    plain = VerifierKey.of(key, ORIGIN)
    timed = VerifierKey.of(key, ORIGIN, TIMED)
    data = notes.checkpoint(ORIGIN, 5, ROOT, key, now=NOW)
    point = notes.read_checkpoint(data)
    assert (point.origin, point.size, point.root) == (ORIGIN, 5, ROOT)
    assert [s.at for s in notes.verify(point.note, [plain, timed])] == [None, NOW]
    assert len(notes.read_checkpoint(notes.checkpoint(ORIGIN, 0, ROOT, key)).note.signatures) == 1


def test_witnesses_sign_below_and_once_each(
    key: SigningKey, keys: dict[Algorithm, SigningKey]
) -> None:
    witness = SigningKey.generate(Algorithm.ED25519)
    theirs = VerifierKey.of(witness, "witness.example/w1", TIMED)
    note = notes.parse(notes.checkpoint(ORIGIN, 5, ROOT, key))
    once = notes.cosign(note, "witness.example/w1", witness, now=NOW)
    twice = notes.cosign(once, "witness.example/w1", witness, now=NOW + timedelta(hours=1))
    assert len(twice.signatures) == 2
    [signed] = notes.verify(notes.parse(twice.data), [theirs])
    assert signed.at == NOW + timedelta(hours=1)
    assert notes.verify(twice, [VerifierKey.of(key, ORIGIN)])
    with pytest.raises(NoteError, match="ed25519"):
        notes.checkpoint(ORIGIN, 5, ROOT, keys[Algorithm.P256])


def test_whoever_changes_a_note_is_found_out(key: SigningKey) -> None:
    plain, timed = VerifierKey.of(key, ORIGIN), VerifierKey.of(key, ORIGIN, TIMED)
    data = notes.checkpoint(ORIGIN, 5, ROOT, key, now=NOW)
    for other in (data.replace(b"\n5\n", b"\n6\n"), data.replace(b"example.org/log\n5", b"x\n5")):
        with pytest.raises(NoteError) as refused:
            notes.verify(notes.parse(other), [plain, timed])
        assert refused.value.code == "wrong_signature"
    # a signature of one kind is none of the other, and the time is signed
    note = notes.parse(data)
    first, second = note.signatures
    for forged in (
        Signature(ORIGIN, timed.id, bytes(8) + first.data),
        Signature(ORIGIN, plain.id, second.data[8:]),
        Signature(ORIGIN, timed.id, bytes(8) + second.data[8:]),
        Signature(ORIGIN, timed.id, second.data[:8]),
        Signature(ORIGIN, timed.id, b"\xff" * 8 + second.data[8:]),
    ):
        with pytest.raises(NoteError) as refused:
            notes.verify(Note(note.text, (forged,)), [plain, timed])
        assert refused.value.code == "wrong_signature"


def test_signatures_of_strangers_count_for_nothing(key: SigningKey) -> None:
    stranger = SigningKey.generate(Algorithm.ED25519)
    note = notes.parse(notes.checkpoint(ORIGIN, 5, ROOT, stranger))
    for known in ([VerifierKey.of(key, ORIGIN)], []):
        with pytest.raises(NoteError) as refused:
            notes.verify(note, known)
        assert refused.value.code == "not_signed"
    beside = Note(note.text, (*note.signatures, Signature("a.example", b"1234", b"anything")))
    assert len(notes.verify(beside, [VerifierKey.of(stranger, ORIGIN)])) == 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(EXAMPLE.replace("\n\n", "\n"), id="no empty line"),
        pytest.param(EXAMPLE[:-1], id="no end of line"),
        pytest.param(EXAMPLE.replace("— ", "- "), id="another dash"),
        pytest.param(EXAMPLE.replace("example.com/foo ", "example.com/foo+ "), id="plus in a name"),
        pytest.param(EXAMPLE.replace("foo ", "f\u00a0oo "), id="a space in a name"),
        pytest.param(EXAMPLE.replace("aQM=", "aQM"), id="no padding"),
        pytest.param(EXAMPLE.replace("aQM=", "aQN="), id="stray bits"),
        pytest.param(EXAMPLE.replace("This", "\tThis"), id="a control character"),
        pytest.param("a\n\n— x AAAA\n", id="no signature in it"),
        pytest.param("\n\n— x AAAAAAAA\n", id="no text"),
        pytest.param("a\n\n" + "— x AAAAAAAA\n" * 65, id="too many signatures"),
        pytest.param("a" * 70_000 + EXAMPLE, id="too long"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_note(data: str) -> None:
    with pytest.raises(NoteError):
        notes.parse(data.encode())


@pytest.mark.parametrize(
    "body",
    [
        *("o\n5", "o\n05\nAAAA", "o\n-5\nAAAA", "o\n5\nAAAA", "o\n٥\n{root}", "o\n\n5\n{root}"),
        *("o\n5 \n{root}", "o\n9223372036854775808\n{root}", "o\n5\n{root}\n\nmore"),
    ],
)
def test_what_is_no_checkpoint(body: str) -> None:
    root = base64.b64encode(ROOT).decode()
    note = f"{body.format(root=root)}\n\n— x AAAAAAAA\n"
    with pytest.raises(NoteError) as refused:
        notes.read_checkpoint(note.encode())
    assert refused.value.code == "not_a_checkpoint"


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.com/foo", EXAMPLE_KEY.replace("530d903a", "530d903b"), EXAMPLE_KEY[:-4]),
        EXAMPLE_KEY.replace("example.com/foo", "example.com/bar"),
        EXAMPLE_KEY.replace("+AekyeR", "+AukyeR"),
        f"foo bar{EXAMPLE_KEY[15:]}",
    ],
)
def test_what_is_no_verifier_key(text: str) -> None:
    with pytest.raises(NoteError) as refused:
        VerifierKey.read(text)
    assert refused.value.code == "not_a_key"


@pytest.mark.parametrize("origin", ["", "with space", "with+plus", "line\nfeed", "cosignature/v1"])
def test_no_log_has_such_a_name(key: SigningKey, origin: str) -> None:
    with pytest.raises(NoteError):
        notes.checkpoint(origin, 5, ROOT, key)


def test_no_checkpoint_without_a_size_and_a_root(key: SigningKey) -> None:
    for size, root in ((-1, ROOT), (5, b"short")):
        with pytest.raises(InputError):
            notes.checkpoint(ORIGIN, size, root, key)


@settings(deadline=None)
@given(
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.datetimes(datetime(1970, 1, 2), timezones=st.just(timezone(timedelta(hours=5)))),
)
def test_what_is_signed_is_read_back(size: int, root: bytes, now: datetime) -> None:
    signer = SigningKey.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    data = notes.checkpoint(ORIGIN, size, root, signer, now=now)
    point = notes.read_checkpoint(data)
    assert (point.size, point.root, point.note.data) == (size, root, data)
    [signed] = notes.verify(point.note, [VerifierKey.of(signer, ORIGIN, TIMED)])
    assert signed.at == now.replace(microsecond=0)
