"""Independent implementations: what they need, and what they are given to judge."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from skillmark.award import credential as signing
from skillmark.award import status as pairs
from skillmark.award.credential import Signed
from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    MicroCredentialElements,
    Participation,
)
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Result
from skillmark.nouns.person import Issuer
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text
from skillmark.trust.contexts import bundled
from skillmark.trust.keys import Algorithm, SigningKey

JS = Path(__file__).parent / "js"
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
"""Peers ask the real clock."""
BASE = "https://academy.example/badges"
INDEX = 4711
HOSTILE = (
    "\u202egnp.\u202c \u200b\u200d\ufeff \u2028 \\u00e9 \\\\ \t ${x} <script> 𝕿eam e\u0301\uac00"
)
"""What canonicalizers trip over: turned writing, nothing to see, line ends, escapes of escapes."""
Ask = Callable[[dict[str, Any]], dict[str, Any]]
Badge = Callable[..., Signed]


@pytest.fixture(scope="session")
def contexts() -> dict[str, Any]:
    """The pinned contexts, by URL."""
    return {url: json.loads(bundled().document(url)) for url in bundled().urls}


@pytest.fixture(scope="session")
def keys() -> dict[str, SigningKey]:
    kinds = (Algorithm.ED25519, Algorithm.P256, Algorithm.P384)
    return {kind.value: SigningKey.generate(kind) for kind in kinds}


@pytest.fixture(scope="session")
def badge(keys: dict[str, SigningKey]) -> Badge:
    """Sign a badge with everything in it: skills, levels, elements, credibility, a status."""

    def make(
        form: str, kind: str, *, status_reference: bool = True, hostile: str = HOSTILE
    ) -> Signed:
        skill = "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0"
        cut = CutScore(14, 20, "modified Angoff", "competent", "panel of 6", NOW.date())
        said = open_badges.claim(
            Achievement(
                id="teamwork",
                name=Text.of("Zusammenarbeit – Tëam\u0301 \U0001f600", "de"),
                description=Text.of(f"Arbeitet gut im Team. العمل {hostile}", "de"),
                criteria=Text.of('Beobachtet\nin drei "Projekten" \\ <b>', "de"),
                skills=(SkillLevel(skill, 5),),
                elements=MicroCredentialElements(
                    country="DE",
                    awarding_body="Akademie",
                    learning_outcomes=(Text.of({"de": "Im Team arbeiten", "en": "Teamwork"}),),
                    workload_hours=12.5,
                    assessment_type=AssessmentType.WORKPLACE,
                    participation=Participation.ONSITE,
                    quality_assurance="ISO 21001",
                    eqf_level=5,
                    ects=2.5,
                ),
                language="de",
            ),
            id=f"{BASE}/achievements/teamwork",
            skills={},
            framework="ESCO 1.1.1",
            result=Result("t", "p", NOW, 17.5, 20, 14),
            credibility=Credibility(
                test="teamwork-1",
                blueprint=((skill, 20),),
                cut=cut,
                field_data=FieldData.SIMULATED,
                persons=500,
                reliability=Interval(0.84, 0.8, 0.88),
                sem=1.5,
            ),
        )
        signer = keys[kind]
        status = pairs.entry(BASE, pairs.Place(1, INDEX))
        if not status_reference:
            del status["statusReference"]
        return signing.issue(
            said,
            id="urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8f01",
            issuer=open_badges.profile(
                Issuer(signer.controller, "Akademie für Tëams", country="DE", email="a@b.example")
            ),
            recipient=Recipient("Zoë Müller-Łęcka", "zoe@example.org"),
            salt="0123456789abcdef",
            signer=signer,
            form=form,
            valid_from=NOW,
            valid_until=NOW + timedelta(days=900),
            now=NOW,
            status=status,
        )

    return make


def status_lists(
    key: SigningKey, *, revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = ()
) -> dict[str, Any]:
    """The status lists that the badges name, by URL."""
    pair = pairs.list_credentials(
        BASE, 1, revoked=revoked, suspended=suspended, signer=key, now=NOW
    )
    return {url: signed.credential for url, signed in zip(pairs.urls(BASE, 1), pair, strict=True)}


def flipped(credential: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The credential with one thing changed, in the payload, the proof and the signature."""
    text = json.dumps(credential)
    value = credential["proof"]["proofValue"]
    other = value[:20] + ("a" if value[20] != "a" else "b") + value[21:]
    for before, after in (
        ("Im Team arbeiten", "Im Team arbeitem"),
        ('"17.5"', '"18.5"'),
        ('"targetCode": "5"', '"targetCode": "6"'),
        (credential["proof"]["created"], "2020-01-01T00:00:00Z"),
        (value, other),
    ):
        assert before in text
        yield json.loads(text.replace(before, after))


def flipped_token(token: str) -> Iterator[str]:
    """The token with one thing changed, in the payload and in the signature."""
    header, payload, signature = token.split(".")
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    said = json.loads(text)
    for before, after in (
        ("Im Team arbeiten", "Im Team arbeitem"),
        ('"17.5"', '"18.5"'),
        ('"targetCode": "5"', '"targetCode": "6"'),
        (said["jti"], said["jti"][:-1] + "2"),
    ):
        plain = json.dumps(said)
        assert before in plain
        changed = plain.replace(before, after).encode()
        yield f"{header}.{base64.urlsafe_b64encode(changed).decode().rstrip('=')}.{signature}"
    other = signature[:20] + ("a" if signature[20] != "a" else "b") + signature[21:]
    yield f"{header}.{payload}.{other}"


def asked(script: str, package: str) -> Iterator[Ask]:
    """Ask a peer from npm. Its absence is told aloud here and is a failure under CI=true."""
    runtime = shutil.which("node")
    missing = (
        "node is not installed"
        if runtime is None
        else ""
        if (JS / "node_modules" / package).is_dir()
        else f"{package} is not installed: run npm ci --ignore-scripts in {JS}"
    )
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing or runtime is None:
        pytest.skip(missing)
    process = subprocess.Popen(
        [runtime, script],
        cwd=JS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    yield ask
    process.stdin.close()
    process.wait(timeout=20)
    process.stdout.close()


@pytest.fixture(scope="session")
def node() -> Iterator[Ask]:
    """Ask `@digitalbazaar/vc`."""
    yield from asked("peer.mjs", "@digitalbazaar/vc")


@pytest.fixture(scope="session")
def learncard() -> Iterator[Ask]:
    """Ask LearnCard's DIDKit."""
    yield from asked("learncard.mjs", "@learncard/didkit-plugin")
