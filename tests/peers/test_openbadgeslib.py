"""PyPI openbadgeslib, an Open Badges 3.0 implementation: it accepts what we sign, we what it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.verify import verify_bytes

from .conftest import INDEX, NOW, Badge, flipped, flipped_token, status_lists

pytestmark = pytest.mark.peer

if os.environ.get("CI") == "true":
    import openbadgeslib.ob3 as peer
else:
    peer = pytest.importorskip("openbadgeslib.ob3", reason="openbadgeslib is not installed")

FORMS = [("eddsa-rdfc-2022", "ed25519"), ("jwt", "ed25519"), ("jwt", "p256")]


def verify(signed: str, issuer: str, **more: Any) -> Any:
    kind = peer.OB3LdpVerifier if signed.startswith("{") else peer.OB3Verifier
    return kind.for_issuer_did(issuer).verify(signed, **more)


def broken_forms(signed: str) -> list[str]:
    if signed.startswith("{"):
        return [json.dumps(broken) for broken in flipped(json.loads(signed))]
    return list(flipped_token(signed))


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_it_accepts_what_we_sign_and_refuses_it_flipped(
    form: str, kind: str, badge: Badge, keys: dict[str, SigningKey]
) -> None:
    signed = badge(form, kind)
    issuer = keys[kind].controller
    read = verify(signed.text, issuer)
    assert read.issuer.id == issuer
    assert read.achievement.name == signed.credential["credentialSubject"]["achievement"]["name"]
    for broken in broken_forms(signed.text):
        with pytest.raises(peer.OB3VerificationError):
            verify(broken, issuer)
        assert verify_bytes(broken.encode(), now=datetime.now(UTC)).verdict == "invalid"


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_it_refuses_what_was_revoked_or_suspended(
    form: str, kind: str, badge: Badge, keys: dict[str, SigningKey]
) -> None:
    # It reads lists of any issuer but checks only those that are tokens: ours carry a proof.
    signed = badge(form, kind)

    def ask(**changes: Any) -> None:
        lists = status_lists(keys[kind], **changes)
        verify(
            signed.text,
            keys[kind].controller,
            check_status=True,
            verify_status_list=False,
            download=lambda url: json.dumps(lists[url]).encode(),
        )

    ask()
    ask(revoked=(INDEX + 1,), suspended=(INDEX - 1,))
    for changes in ({"revoked": (INDEX,)}, {"suspended": (INDEX,)}):
        with pytest.raises(peer.OB3VerificationError, match="is set at index"):
            ask(**changes)


def their_badge(issuer: str) -> Any:
    """A badge in their own model, without a status."""
    return peer.OpenBadgeCredential(
        issuer=peer.Issuer(id=issuer, name="Akademie für Tëams", url="https://a.example"),
        recipient_id="mailto:zoe@example.org",
        achievement=peer.Achievement(
            id="https://a.example/teamwork",
            name="Zusammenarbeit – Tëam\u0301 \U0001f600",
            description="\u202egnp.\u202c العمل",
            criteria_narrative="Im Team arbeiten",
            result_descriptions=[
                peer.ResultDescription("https://a.example/r", "Punkte", "RawScore", value_max="20")
            ],
            alignments=[
                peer.Alignment("Stufe", "https://a.example/stufe/5", target_code="5"),
            ],
        ),
        results=[peer.Result(value="17.5", result_description="https://a.example/r")],
        issuance_date=NOW,
    )


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_we_accept_what_it_signs_and_refuse_it_flipped(form: str, kind: str) -> None:
    private = (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "ed25519"
        else ec.generate_private_key(ec.SECP256R1())
    )
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    ours = SigningKey.of(private)
    assert ours.algorithm in (Algorithm.ED25519, Algorithm.P256)
    credential = their_badge(ours.controller)
    if form == "jwt":
        algorithm = "EdDSA" if kind == "ed25519" else "ES256"
        theirs = peer.OB3Signer(pem, algorithm=algorithm).sign(credential)
    else:
        theirs = json.dumps(peer.OB3LdpSigner(pem).sign(credential))
    report = verify_bytes(theirs.encode(), now=datetime.now(UTC))
    assert report.verdict == "valid", report.to_json()
    for broken in broken_forms(theirs):
        assert verify_bytes(broken.encode(), now=datetime.now(UTC)).verdict == "invalid"
        with pytest.raises(peer.OB3VerificationError):
            verify(broken, ours.controller)
