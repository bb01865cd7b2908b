"""What an attacker or an accident sends: every case is refused with a code that says why."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.trust import canon, contexts, dids, integrity, jcs, jose, multibase, rdf, strictjson
from skillmark.trust.contexts import ContextError, UnknownContextError
from skillmark.trust.dids import PublishedKey
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

from .test_jose import token_of

Budget = Callable[[int], AbstractContextManager[None]]
Web = Callable[[dict[str, Any]], Callable[[str], Fetched]]


DID = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
PROOF = {
    "type": "DataIntegrityProof",
    "proofPurpose": "assertionMethod",
    "verificationMethod": f"{DID}#{DID.removeprefix('did:key:')}",
    "proofValue": multibase.encode58(bytes(64)),
}


def strings(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all strings, numbers and booleans."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from strings(inner, (*path, place))
    else:
        yield path


def changed(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy with one byte of one value flipped."""
    made = copy.deepcopy(document)
    inner: Any = made
    for step in path[:-1]:
        inner = inner[step]
    value = inner[path[-1]]
    if isinstance(value, bool):
        inner[path[-1]] = not value
    else:
        flipped = chr(ord(value[-1]) ^ 1)
        inner[path[-1]] = value[:-1] + flipped
    return made


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_hostile_01_a_flipped_byte_anywhere_is_never_valid(
    badge: dict[str, Any], key: SigningKey, now: datetime, suite: str
) -> None:
    signed = integrity.secure(badge, key, cryptosuite=suite, created=now)
    paths = list(strings(signed))
    assert len(paths) > 30
    for path in paths:
        (outcome,) = integrity.check(changed(signed, path), resolver=Resolver())
        assert outcome.status is not Status.PASS, path
        assert outcome.code not in ("", "ok"), path


def test_hostile_01_a_flipped_bit_of_a_signature_or_key_is_invalid(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, created=now)
    signature = multibase.decode(signed["proof"]["proofValue"])
    for bit in range(0, 512, 7):
        broken = bytearray(signature)
        broken[bit // 8] ^= 1 << bit % 8
        signed["proof"]["proofValue"] = multibase.encode58(bytes(broken))
        assert integrity.check(signed, resolver=Resolver())[0].code == "signature"


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", None, 5])
def test_hostile_02_alg_none_is_refused(key: SigningKey, name: Any) -> None:
    header = {"alg": name, "kid": key.verification_method}
    signed = token_of(header, {"iss": key.controller}, key)
    for token in (signed, signed.rpartition(".")[0] + "."):
        outcome = jose.check(token, resolver=Resolver())
        assert outcome.status is not Status.PASS
        assert outcome.code in ("alg_refused", "unsupported")


def test_hostile_03_hs256_keyed_with_the_public_key_is_refused(
    keys: dict[Algorithm, SigningKey],
) -> None:
    key = keys[Algorithm.RSA]
    header = {"alg": "HS256", "kid": key.verification_method}
    parts = [multibase.base64url(json.dumps(part).encode()) for part in (header, {})]
    for secret in (key.public.raw, json.dumps(key.public_jwk()).encode()):
        mac = hmac.new(secret, ".".join(parts).encode(), hashlib.sha256).digest()
        outcome = jose.check(".".join((*parts, multibase.base64url(mac))), resolver=Resolver())
        assert (outcome.status, outcome.code) == (Status.FAIL, "alg_refused")


def test_hostile_03_an_algorithm_meets_only_its_own_kind_of_key(
    keys: dict[Algorithm, SigningKey],
) -> None:
    for name, algorithm in jose.ALGORITHMS.items():
        for other, key in keys.items():
            if other is not algorithm:
                header = {"alg": name, "kid": key.verification_method}
                outcome = jose.check(token_of(header, {}, key), resolver=Resolver())
                assert (outcome.status, outcome.code) == (Status.FAIL, "key_format")


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
def test_hostile_04_a_key_carried_by_the_attacker_is_ignored(
    web: Web, key: SigningKey, member: str
) -> None:
    issuer = "https://example.org/issuer"
    attacker = SigningKey.generate(Algorithm.ED25519)
    document = dids.did_document(issuer, [PublishedKey(f"{issuer}#k", key.public)])
    pages = {issuer: document, "https://evil.example/keys": {"keys": [attacker.public_jwk()]}}
    carried: Any = {
        "jwk": attacker.public_jwk(),
        "jku": "https://evil.example/keys",
        "x5u": "https://evil.example/keys",
        "x5c": ["AAAA"],
    }[member]
    asked: list[str] = []
    fetch = web(pages)

    def watched(url: str) -> Fetched:
        asked.append(url)
        return fetch(url)

    header = {"alg": "EdDSA", "kid": f"{issuer}#k", member: carried}
    outcome = jose.check(token_of(header, {"iss": issuer}, attacker), resolver=Resolver(watched))
    assert (outcome.status, outcome.code) == (Status.FAIL, "signature")
    del header["kid"]
    outcome = jose.check(token_of(header, {}, attacker), resolver=Resolver(watched))
    assert (outcome.status, outcome.code) == (Status.FAIL, "no_key")
    assert asked == [issuer]


def test_hostile_04_a_fragment_that_looks_like_a_key_is_not_the_issuers_key(
    web: Web, badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    issuer = "https://example.org/issuer"
    attacker = SigningKey.of(SigningKey.generate(Algorithm.ED25519).private, controller=issuer)
    forged = SigningKey(
        attacker.private, issuer, f"{issuer}#{attacker.public_multikey()}", attacker.public
    )
    badge["issuer"]["id"] = issuer
    signed = integrity.secure(badge, forged, created=now)
    document = dids.did_document(issuer, [PublishedKey(f"{issuer}#k", key.public)])
    (outcome,) = integrity.check(signed, resolver=Resolver(web({issuer: document})))
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_not_found")


def test_hostile_05_a_key_for_other_purposes_does_not_sign_credentials(
    web: Web, badge: dict[str, Any], now: datetime
) -> None:
    issuer = "https://example.org/issuer"
    key = SigningKey.generate(Algorithm.ED25519, controller=issuer)
    listed = [PublishedKey(key.verification_method, key.public, purposes=("authentication",))]
    resolver = Resolver(web({issuer: dids.did_document(issuer, listed)}))
    signed = integrity.secure(badge, key, created=now)
    (outcome,) = integrity.check(signed, resolver=resolver)
    assert (outcome.status, outcome.code) == (Status.FAIL, "purpose_not_allowed")
    token = jose.sign({"iss": issuer}, key)
    assert jose.check(token, resolver=resolver).code == "purpose_not_allowed"
    assert resolver.issuer_key(issuer, key.verification_method).code == "purpose_not_allowed"


def test_hostile_06_the_wrong_purpose_or_typ_is_refused(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, created=now, purpose="authentication")
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "purpose")
    (outcome,) = integrity.check(signed, resolver=Resolver(), purpose="authentication")
    assert outcome.status is Status.PASS
    for typ in ("at+jwt", "dpop+jwt", "kb+jwt", 5, ["JWT"]):
        header = {"alg": "EdDSA", "kid": key.verification_method, "typ": typ}
        found = jose.check(token_of(header, {}, key), resolver=Resolver())
        assert (found.status, found.code) == (Status.FAIL, "typ")
    header = {"alg": "EdDSA", "kid": key.verification_method, "crit": ["b64"], "b64": False}
    assert jose.check(token_of(header, {}, key), resolver=Resolver()).code == "crit"


def test_hostile_07_a_replayed_presentation_is_refused(key: SigningKey, now: datetime) -> None:
    presentation = {"@context": contexts.CREDENTIALS_V2, "type": "VerifiablePresentation"}
    signed = integrity.secure(
        presentation, key, created=now, purpose="authentication", domain="a.example", challenge="1"
    )

    def code(domain: str | None, challenge: str | None) -> str:
        (outcome,) = integrity.check(
            signed,
            resolver=Resolver(),
            purpose="authentication",
            domain=domain,
            challenge=challenge,
        )
        return outcome.code

    assert code("a.example", "1") == "ok"
    assert code("b.example", "1") == "domain"
    assert code("a.example", "2") == "challenge"
    signed["proof"]["challenge"] = "2"
    assert code("a.example", "2") == "signature"


def test_hostile_08_an_empty_proof_set_and_a_failing_member_are_invalid(
    badge: dict[str, Any], keys: dict[Algorithm, SigningKey], now: datetime
) -> None:
    assert integrity.verdict([]) is Status.FAIL
    (outcome,) = integrity.check({**badge, "proof": []}, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "empty_proof_set")
    signed = integrity.secure(badge, keys[Algorithm.ED25519], created=now)
    signed = integrity.secure(
        signed, keys[Algorithm.P256], cryptosuite="ecdsa-rdfc-2019", created=now
    )
    signed["proof"][1]["created"] = "2020-01-01T00:00:00Z"
    outcomes = integrity.check(signed, resolver=Resolver())
    assert [o.status for o in outcomes] == [Status.PASS, Status.FAIL]
    assert integrity.verdict(outcomes) is Status.FAIL


@pytest.mark.parametrize(
    "text", ['{"id": "a", "id": "b"}', '{"n": NaN}', '{"n": Infinity}', '{"s": "\\ud800"}']
)
def test_hostile_10_json_with_two_meanings_is_refused_before_hashing(text: str) -> None:
    with pytest.raises(strictjson.JsonError):
        strictjson.parse(text)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("number", [2e16, 2**60])
def test_hostile_11_numbers_that_do_not_survive_are_refused_at_signing(
    badge: dict[str, Any], key: SigningKey, now: datetime, suite: str, number: float
) -> None:
    badge["credentialSubject"]["result"][0]["value"] = number
    with pytest.raises(InputError, match="does not survive"):
        integrity.secure(badge, key, cryptosuite=suite, created=now)
    with pytest.raises(jcs.CanonicalizationError):
        jcs.canonicalize(badge)


@pytest.mark.parametrize("depth", [5_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_hostile_12_deep_json_is_a_coded_error(depth: int, opening: str, closing: str) -> None:
    for text in (
        '{"a":' + opening * depth,
        '{"a":' + opening * depth + "1" + closing * depth + "}",
    ):
        with pytest.raises(strictjson.JsonError) as caught:
            strictjson.parse(text)
        assert caught.value.code == "too_deep"


def test_hostile_12_a_deep_document_made_in_memory_is_a_coded_error(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        with pytest.raises(InputError) as caught:
            integrity.secure({**badge, "name": deep}, key, cryptosuite=suite, created=now)
        assert caught.value.code == "too_deep"
        outcomes = integrity.check(
            {**badge, "@context": deep, "proof": {**PROOF, "cryptosuite": suite, "extra": deep}},
            resolver=Resolver(),
        )
        assert [outcome.status for outcome in outcomes] == [Status.FAIL]


def test_hostile_13_a_context_that_redefines_a_term_does_not_count(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    inline = {"name": "https://schema.org/description", "description": "https://schema.org/name"}
    for context in ([*badge["@context"], inline], [*badge["@context"], None]):
        with pytest.raises(ContextError) as caught:
            integrity.secure({**badge, "@context": context}, key, created=now)
        assert caught.value.code == "inline_context"
    signed = integrity.secure(badge, key, created=now)
    signed["credentialSubject"]["@context"] = inline
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "inline_context")
    # even a pinned context cannot give a protected term another meaning
    url = "https://evil.example/context"
    pinned = contexts.bundled().with_extra({url: json.dumps({"@context": inline}).encode()})
    with pytest.raises(ContextError) as caught:
        rdf.quads({**badge, "@context": [*badge["@context"], url]}, contexts=pinned)
    assert caught.value.code == "protected_term"


def test_hostile_14_an_undefined_term_is_a_data_loss_error(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, created=now)
    signed["credentialSubject"]["achievement"]["grade"] = "A+"
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "data_loss")
    assert "grade" in outcome.detail


def test_hostile_15_an_unknown_context_is_named_and_never_fetched(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    url = "https://evil.example/context"
    asked: list[str] = []

    def fetch(asked_url: str) -> Fetched:
        asked.append(asked_url)
        raise AssertionError

    signed = integrity.secure(badge, key, created=now)
    signed["@context"].append(url)
    (outcome,) = integrity.check(signed, resolver=Resolver(fetch))
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unknown_context")
    assert url in outcome.detail
    assert not asked
    with pytest.raises(UnknownContextError, match=url):
        rdf.quads(signed)


def poison(size: int) -> list[canon.Quad]:
    """A complete graph of blank nodes: every pair is linked both ways."""
    nodes = [f"_:n{place}" for place in range(size)]
    return [(a, "<urn:x:p>", b, "") for a in nodes for b in nodes if a != b]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count every hash of the canonicalization: work, where a clock would measure the machine."""
    hashes = [0]
    new = hashlib.new

    def counting(*arguments: Any, **options: Any) -> Any:
        hashes[0] += 1
        return new(*arguments, **options)

    monkeypatch.setattr(hashlib, "new", counting)
    return hashes


@pytest.mark.parametrize("size", [8, 9, 10, 20, 60, 140])
def test_hostile_16_a_poison_graph_is_refused_after_bounded_work(
    size: int, counted: list[int], at_most: Budget
) -> None:
    """100 ms are 100,000 hashes and 200,000 function calls on a slow machine; this is far less."""
    quads = poison(size)
    with pytest.raises(canon.PoisonGraphError), at_most(60_000 + 15 * len(quads)):
        canon.canonicalize(quads)
    assert counted[0] <= 4 * canon.WORK


def test_hostile_16_a_poison_credential_is_refused_after_bounded_work(
    badge: dict[str, Any], key: SigningKey, now: datetime, at_most: Budget
) -> None:
    signed = integrity.secure(badge, key, created=now)
    nodes = [f"_:n{place}" for place in range(9)]
    badge["evidence"] = signed["evidence"] = [
        {"id": a, "type": "Evidence", "urn:x:p": [{"id": b} for b in nodes if b != a]}
        for a in nodes
    ]
    with pytest.raises(canon.PoisonGraphError):
        integrity.secure(badge, key, created=now)
    with at_most(200_000):
        (outcome,) = integrity.check(signed, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "poison_graph")
    # however many proofs it has, the work is done once
    with at_most(250_000):
        outcomes = integrity.check({**signed, "proof": [signed["proof"]] * 16}, resolver=Resolver())
    assert {outcome.code for outcome in outcomes} == {"poison_graph"}


def test_many_alike_children_are_no_poison(badge: dict[str, Any], key: SigningKey) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    achievement["alignment"] = [
        {"type": ["Alignment"], "targetName": "same", "targetUrl": "https://example.org/same"}
        for _ in range(30)
    ]
    assert integrity.secure(badge, key, created=None)["proof"]


@pytest.mark.parametrize(
    "did",
    [
        "did:web:example.org:..",
        "did:web:example.org:a:..:b",
        "did:web:example.org:.",
        "did:web:example.org:%2e%2e",
        "did:web:example.org:a%2Fb",
        "did:web:example.org::a",
        "did:web:example.org/../a",
        "did:web:user@example.org",
        "did:web:user%40example.org",
        "did:web:example.org%3A8443%40evil.example",
        "did:web:example.org%3A0",
        "did:web:example.org%3A99999",
        "did:web:example.org%3A80%3A81",
        "did:web:example.org%3a8443",
        "did:web:example.org%3A",
        "did:web:EXAMPLE.org",
        "did:web:127.0.0.1",
        "did:web:2130706433",
        "did:web:[::1]",
        "did:web:",
        "did:web:-a.example",
        "did:web:example.org?x",
        "did:web:example.org\n",
        "https://user@example.org/issuer",
        "https://example.org/a/../issuer",
        "https://example.org\\@evil.example/",
        "https://example.org:99999/",
        "http://example.org/issuer",
        "http://10.0.0.1/issuer",
        "ftp://example.org/issuer",
        "file:///etc/passwd",
        "https:///issuer",
        "issuer",
    ],
)
def test_hostile_25_identifiers_with_tricks_are_refused(did: str) -> None:
    with pytest.raises(dids.IdentifierError):
        dids.document_url(did)
    outcome = Resolver(lambda url: pytest.fail(url)).issuer_key(did, f"{did}#k")
    assert outcome.status is not Status.PASS
