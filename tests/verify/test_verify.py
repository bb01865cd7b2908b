"""Badges of every wrapping, and what hostile ones come to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from skillmark.award.credential import FORMATS
from skillmark.badges.baking import bake
from skillmark.trust import integrity
from skillmark.trust.contexts import bundled
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name, Verdict
from skillmark.verify.evidence import evidence_from
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, Web, altered, unsigned

CREDENTIALS = "https://www.w3.org/2018/credentials#"
REVOKED_SOMEWHERE = {
    "id": "https://down.invalid/list#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://down.invalid/list",
}


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def failed(report: Report) -> set[str]:
    return {check.name.value for check in report.checks if check.status == "fail"}


def b64(data: bytes | dict[str, Any]) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("form", FORMATS)
def test_what_we_sign_is_valid(form: str, issue: Issue) -> None:
    report = verify_bytes(issue(form).data, now=NOW)
    assert said(report) == ("valid", None)
    assert report.format == ("jwt" if form == "jwt" else "json")


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "jwt"])
def test_a_baked_picture_is_valid(form: str, issue: Issue) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    signed = issue(form)
    picture = bake(buffer.getvalue(), signed.text if signed.token else signed.credential)
    report = verify_bytes(picture, now=NOW)
    assert said(report) == ("valid", None)
    assert report.format == "png"


def test_the_report_is_what_the_contract_promises(issue: Issue) -> None:
    report = verify_bytes(issue().data, now=NOW, source="a.json").to_json()
    assert list(report) == [
        "source", "verdict", "reason", "as_of", "format", "issuer", "achievement", "skills",
        "checks",
    ]  # fmt: skip
    assert list(report["issuer"]) == ["id", "name", "known", "known_by"]
    assert [list(check) for check in report["checks"]] == [
        ["check", "status", "detail", "spec"]
    ] * 10
    assert [check["check"] for check in report["checks"]] == [name.value for name in Name]
    json.dumps(report)


@pytest.mark.parametrize("form", ["eddsa-jcs-2022", "eddsa-rdfc-2022", "jwt"])
def test_hostile_01_one_bit_flipped_anywhere(form: str, issue: Issue) -> None:
    data = issue(form).data
    assert said(verify_bytes(data, now=NOW)) == ("valid", None)
    step = 7 if form == "eddsa-jcs-2022" else 37
    for position in range(0, len(data), step):
        broken = bytearray(data)
        broken[position] ^= 1 << (position % 6)
        if bytes(broken).split() == data.split():
            continue
        report = verify_bytes(bytes(broken), now=NOW)
        assert report.verdict != "valid", (position, bytes(broken)[position - 20 : position + 20])


def test_hostile_01_says_which_check_failed(issue: Issue) -> None:
    def rename(value: dict[str, Any]) -> None:
        value["credentialSubject"]["achievement"]["name"] = "Leadership"

    report = verify_bytes(altered(issue(), rename), now=NOW)
    assert said(report) == ("invalid", "forged")
    assert failed(report) == {"proof"}


def test_hostile_02_alg_none(issue: Issue, keys: dict[str, SigningKey]) -> None:
    payload = issue("jwt").text.split(".")[1]
    kid = keys["ed25519"].verification_method
    for alg in ("none", "None", ""):
        for signature in ("", "AAAA"):
            token = f"{b64({'alg': alg, 'kid': kid})}.{payload}.{signature}"
            assert verify_bytes(token.encode(), now=NOW).verdict in {"invalid", "unknown"}
    token = f"{b64({'alg': 'none', 'kid': kid})}.{payload}."
    assert said(verify_bytes(token.encode(), now=NOW)) == ("invalid", "forged")


def test_hostile_03_hmac_with_the_public_key(issue: Issue, keys: dict[str, SigningKey]) -> None:
    key = keys["ed25519"]
    payload = issue("jwt").text.split(".")[1]
    signed = f"{b64({'alg': 'HS256', 'kid': key.verification_method})}.{payload}"
    mac = hmac.new(key.public.raw, signed.encode(), hashlib.sha256).digest()
    report = verify_bytes(f"{signed}.{b64(mac)}".encode(), now=NOW)
    assert said(report) == ("invalid", "forged")


def test_hostile_04_a_key_that_the_attacker_brings(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    victim, attacker = keys["ed25519"], keys["other"]
    payload = issue("jwt").text.split(".")[1]
    header = {
        "alg": "EdDSA",
        "kid": victim.verification_method,
        "jwk": attacker.public_jwk(),
        "jku": "https://attacker.example/keys",
    }
    signed = f"{b64(header)}.{payload}"
    token = f"{signed}.{b64(attacker.sign(signed.encode()))}"
    web = Web()
    report = verify_bytes(token.encode(), now=NOW, fetch=web)
    assert said(report) == ("invalid", "forged")
    assert web.asked == []


def test_hostile_04_only_a_key_that_the_attacker_brings(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    payload = issue("jwt").text.split(".")[1]
    signed = f"{b64({'alg': 'EdDSA', 'jwk': keys['other'].public_jwk()})}.{payload}"
    token = f"{signed}.{b64(keys['other'].sign(signed.encode()))}"
    assert said(verify_bytes(token.encode(), now=NOW)) == ("invalid", "forged")


def test_a_key_under_no_url_is_the_keys_trouble(issue: Issue) -> None:
    def unplace(value: dict[str, Any]) -> None:
        value["proof"]["verificationMethod"] = "key-1"

    assert said(verify_bytes(altered(issue(), unplace), now=NOW)) == ("invalid", "issuer_key")


def test_selective_disclosure_is_unsupported_also_in_a_picture(issue: Issue) -> None:
    text = issue("jwt").text + "~WyJzYWx0Il0~"
    drawing = bake(b'<svg xmlns="http://www.w3.org/2000/svg"/>', text)
    for data in (text.encode(), drawing):
        assert said(verify_bytes(data, now=NOW)) == ("unknown", "unsupported")


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "jwt"])
def test_hostile_05_a_key_that_the_issuer_does_not_list(
    form: str, issue: Issue, keys: dict[str, SigningKey], web: Web
) -> None:
    own, other = keys["web"], keys["other"]
    document = did_document(own.controller, [PublishedKey(own.verification_method, own.public)])
    web.pages["https://academy.example/.well-known/did.json"] = json.dumps(document).encode()
    honest = issue(form, key="web")
    assert said(verify_bytes(honest.data, now=NOW, fetch=web)) == ("valid", None)
    report = verify_bytes(issue(form, key="other", issuer=own.controller).data, now=NOW, fetch=web)
    assert report.verdict == "invalid"
    assert "issuer_key" in failed(report)
    assert other.controller != own.controller


def test_hostile_05_a_key_in_the_fragment_of_an_https_issuer(
    issue: Issue, keys: dict[str, SigningKey], web: Web
) -> None:
    """The trick of conformance pitfall 2: the key stands in the URL that it should be read from."""
    attacker = keys["other"]
    url = f"https://victim.example#{attacker.public_multikey()}"
    forged = SigningKey(attacker.private, "https://victim.example", url, attacker.public)
    body = unsigned("https://victim.example")
    data = json.dumps(integrity.secure(body, forged, created=NOW)).encode()
    assert said(verify_bytes(data, now=NOW)) == ("unknown", "issuer_key")
    real = SigningKey.generate(attacker.algorithm, controller="https://victim.example")
    document = did_document(real.controller, [PublishedKey(real.verification_method, real.public)])
    web.pages["https://victim.example"] = json.dumps(document).encode()
    report = verify_bytes(data, now=NOW, fetch=web)
    assert said(report) == ("invalid", "issuer_key")


def test_hostile_08_sets_of_proofs(issue: Issue, keys: dict[str, SigningKey]) -> None:
    signed = issue()
    twice = integrity.secure(
        signed.credential, keys["ed25519"], cryptosuite="eddsa-jcs-2022", created=NOW
    )
    assert said(verify_bytes(json.dumps(twice).encode(), now=NOW)) == ("valid", None)
    twice["proof"][1]["proofValue"] = twice["proof"][0]["proofValue"]
    report = verify_bytes(json.dumps(twice).encode(), now=NOW)
    assert said(report) == ("invalid", "forged")
    empty = {**signed.credential, "proof": []}
    assert verify_bytes(json.dumps(empty).encode(), now=NOW).verdict == "invalid"
    bare = {name: member for name, member in signed.credential.items() if name != "proof"}
    assert said(verify_bytes(json.dumps(bare).encode(), now=NOW)) == ("invalid", "malformed")
    broken = json.loads(json.dumps(signed.credential))
    broken["proof"]["previousProof"] = "urn:uuid:nowhere"
    assert verify_bytes(json.dumps(broken).encode(), now=NOW).verdict == "invalid"


def test_hostile_09_expired_not_yet_valid_and_skewed_are_three_things(issue: Issue) -> None:
    data = issue(validFrom="2026-01-01T00:00:00Z", validUntil="2026-12-31T00:00:00Z").data
    assert said(verify_bytes(data, now=NOW)) == ("valid", None)
    late = verify_bytes(data, now=NOW + timedelta(days=365))
    assert said(late) == ("invalid", "expired")
    tomorrow = issue(validFrom="2026-06-02T00:00:00Z").data
    assert said(verify_bytes(tomorrow, now=NOW)) == ("invalid", "not_yet_valid")
    skewed = verify_bytes(issue(validFrom="2026-06-01T12:03:00Z").data, now=NOW)
    assert said(skewed) == ("valid", None)
    check = skewed.check(Name.VALIDITY)
    assert check is not None
    assert "skewed clock" in check.detail


@pytest.mark.parametrize(
    "moment", ["2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", "yesterday", 20260101]
)
def test_a_date_that_is_none_is_malformed(moment: object, issue: Issue) -> None:
    report = verify_bytes(issue("eddsa-jcs-2022", validFrom=moment).data, now=NOW)
    assert said(report) == ("invalid", "malformed")
    assert {"validity"} <= failed(report)


@pytest.mark.parametrize(
    "trick",
    [
        ('"name": "Teamwork", "validFrom"', '"name": "Lead", "name": "Teamwork", "validFrom"'),
        ('"name": "Teamwork", "validFrom"', '"name": NaN, "validFrom"'),
        ('"name": "Teamwork", "validFrom"', '"name": 1e999, "validFrom"'),
        ('"name": "Teamwork", "validFrom"', '"name": "\\ud800", "validFrom"'),
    ],
)
def test_hostile_10_json_with_two_meanings(
    trick: tuple[str, str], keys: dict[str, SigningKey]
) -> None:
    body = unsigned(keys["ed25519"].controller)
    order = ["name", "validFrom"]
    body = {**{k: v for k, v in body.items() if k not in order}, **{k: body[k] for k in order}}
    signed = integrity.secure(body, keys["ed25519"], cryptosuite="eddsa-jcs-2022", created=NOW)
    text = json.dumps(signed)
    assert verify_bytes(text.encode(), now=NOW).verdict == "valid"
    assert trick[0] in text
    report = verify_bytes(text.replace(*trick).encode(), now=NOW)
    assert said(report) == ("invalid", "malformed")


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_hostile_12_json_nested_very_deep(depth: int) -> None:
    for deep in (b'{"a":' * depth + b"1" + b"}" * depth, b'{"a":' + b"[" * depth + b"]" * depth):
        report = verify_bytes(deep, now=NOW)
        assert said(report) == ("invalid", "malformed")
        assert "deep" in report.checks[0].detail


def test_hostile_13_a_context_that_redefines_a_term(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    inline = {"name": "https://schema.org/alternateName"}
    body = unsigned(keys["ed25519"].controller)
    body["@context"] = [*body["@context"], inline]
    data = json.dumps(
        integrity.secure(body, keys["ed25519"], cryptosuite="eddsa-jcs-2022", created=NOW)
    ).encode()
    report = verify_bytes(data, now=NOW)
    assert report.verdict == "invalid"
    assert "context" in failed(report)


@pytest.mark.parametrize(
    ("name", "value", "iri", "datatype"),
    [
        (
            *("validUntil", "2026-02-01T00:00:00Z"),
            *(f"{CREDENTIALS}validUntil", "http://www.w3.org/2001/XMLSchema#dateTime"),
        ),
        ("credentialStatus", REVOKED_SOMEWHERE, f"{CREDENTIALS}credentialStatus", None),
    ],
)
def test_hostile_13_an_end_or_a_status_in_another_guise_is_not_overlooked(
    issue: Issue, name: str, value: Any, iri: str, datatype: str | None
) -> None:
    """An RDF signature covers meanings: it still fits when a member is written as its IRI."""
    signed = json.loads(issue("eddsa-rdfc-2022", **{name: value}).data)
    assert verify_bytes(json.dumps(signed).encode(), now=NOW).verdict != "valid"
    hidden = signed.pop(name)
    signed[iri] = {"@value": hidden, "@type": datatype} if datatype else hidden
    report = verify_bytes(json.dumps(signed).encode(), now=NOW)
    proof = report.check(Name.PROOF)
    assert proof is not None
    assert proof.status is Status.PASS, "the signature does not see the difference"
    assert said(report) == ("invalid", "malformed")
    assert failed(report) == {"context"}


@pytest.mark.parametrize("form", ["eddsa-jcs-2022", "jwt"])
def test_hostile_14_a_term_that_would_be_dropped(form: str, issue: Issue) -> None:
    report = verify_bytes(issue(form, honours="summa cum laude").data, now=NOW)
    assert said(report) == ("invalid", "malformed")
    assert failed(report) == {"context"}
    check = report.check(Name.CONTEXT)
    assert check is not None
    assert "honours" in check.detail


def test_hostile_15_an_unknown_context_is_named_and_not_fetched(issue: Issue, web: Web) -> None:
    url = "https://contexts.example/v1"
    web.pages[url] = b'{"@context": {"honours": "https://contexts.example/honours"}}'
    base = unsigned("")["@context"]
    data = issue("eddsa-jcs-2022", **{"@context": [*base, url]}, honours="cum laude").data
    report = verify_bytes(data, now=NOW, fetch=web)
    assert said(report) == ("unknown", "unsupported")
    check = report.check(Name.CONTEXT)
    assert check is not None
    assert url in check.detail
    assert web.asked == []
    pinned = bundled().with_extra({url: web.pages[url]})  # type: ignore[dict-item]
    assert said(verify_bytes(data, now=NOW, contexts=pinned)) == ("valid", None)


@pytest.mark.parametrize(
    ("data", "verdict", "reason"),
    [
        (b"", "unknown", "unreadable"),
        (b"hello", "unknown", "unreadable"),
        (b"\x89PNG\r\n\x1a\n", "unknown", "unreadable"),
        (b"\xff\xfe\x00", "unknown", "unreadable"),
        (b"<html><body>x</body></html>", "unknown", "unreadable"),
        (b"[]", "unknown", "unreadable"),
        (b"{}", "invalid", "malformed"),
        (b'{"type": ["VerifiableCredential"]}', "invalid", "malformed"),
        (b'{"type": ["OpenBadgeCredential"], "credentialSubject": 7}', "invalid", "malformed"),
        (b'{"type": {"a": 1}, "issuer": [], "proof": {}}', "invalid", "malformed"),
    ],
)
def test_nonsense_never_raises_and_never_passes(data: bytes, verdict: str, reason: str) -> None:
    report = verify_bytes(data, now=NOW)
    assert said(report) == (verdict, reason)
    json.dumps(report.to_json())


def test_a_cut_token_is_never_valid(issue: Issue) -> None:
    text = issue("jwt").text
    for length in range(0, len(text) - 1, 11):
        assert verify_bytes(text[:length].encode(), now=NOW).verdict != "valid"


def test_an_old_proof_type_is_unsupported_and_not_invalid(issue: Issue) -> None:
    def age(value: dict[str, Any]) -> None:
        value["proof"]["cryptosuite"] = "eddsa-2022"

    assert said(verify_bytes(altered(issue(), age), now=NOW)) == ("unknown", "unsupported")


def test_the_holder_decides_only_where_asked(issue: Issue) -> None:
    data = issue().data
    assert said(verify_bytes(data, now=NOW, holder="did:example:ada")) == ("valid", None)
    report = verify_bytes(data, now=NOW, holder="eve@example.org")
    assert said(report) == ("invalid", "wrong_holder")


def test_a_known_issuer_is_reported_and_decides_only_where_required(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    data, issuer = issue().data, keys["ed25519"].controller
    ours = Registry.of([KnownIssuer(issuer, "Academy", "Ministry")])
    theirs = Registry.of([KnownIssuer("did:web:other.example", "Other", "")])
    known = verify_bytes(data, now=NOW, registry=ours, require_known_issuer=True)
    assert said(known) == ("valid", None)
    assert (known.issuer.known, known.issuer.known_by) == (True, "Ministry")
    stranger = verify_bytes(data, now=NOW, registry=theirs)
    assert said(stranger) == ("valid", None)
    assert stranger.issuer.known is False
    required = verify_bytes(data, now=NOW, registry=theirs, require_known_issuer=True)
    assert said(required) == ("invalid", "issuer_unknown")
    unlisted = verify_bytes(data, now=NOW, require_known_issuer=True)
    assert said(unlisted) == ("unknown", "issuer_unknown")


def test_a_list_that_pins_the_key_stands_for_an_issuer_who_cannot_be_asked(
    keys: dict[str, SigningKey], web: Web
) -> None:
    """Somebody's did:key signs for an https issuer: only the issuer, or a list, can say so."""
    issuer, signer = "https://gone.example/issuer", keys["ed25519"]
    data = json.dumps(integrity.secure(unsigned(issuer), signer, created=NOW)).encode()
    other = keys["other"].public_multikey()

    def check(*pinned: str, fetch: Web | None = None) -> tuple[str, str | None]:
        known = Registry.of([KnownIssuer(issuer, "Academy", "Ministry", pinned)])
        return said(verify_bytes(data, now=NOW, registry=known, fetch=fetch))

    assert check() == ("unknown", "issuer_key")
    assert check(other) == ("unknown", "issuer_key")
    assert check(other, signer.public_multikey()) == ("valid", None)
    assert check(signer.public_multikey(), fetch=web) == ("valid", None)
    # an issuer who can be asked decides alone
    document = did_document(issuer, [PublishedKey(f"{issuer}#key-1", keys["other"].public)])
    web.pages[issuer] = json.dumps(document).encode()
    assert check(signer.public_multikey(), fetch=web) == ("invalid", "issuer_key")


def test_hostile_33_a_name_that_imitates_is_shown_with_its_identifier(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    imitated = {"id": keys["ed25519"].controller, "type": ["Profile"], "name": "Аcademy\u202e"}
    document = {**unsigned(""), "issuer": imitated}
    report = verify_bytes(issue(document=document).data, now=NOW)
    assert report.to_json()["issuer"]["id"] == keys["ed25519"].controller


def test_everything_that_is_wrong_is_told_at_once(issue: Issue) -> None:
    def spoil(value: dict[str, Any]) -> None:
        value["validUntil"] = "2026-02-01T00:00:00Z"
        del value["credentialSubject"]["achievement"]["criteria"]

    report = verify_bytes(altered(issue(), spoil), now=NOW, holder="eve@example.org")
    assert failed(report) == {"proof", "schema", "validity", "holder"}
    assert report.reason == "forged"


def test_no_field_data_is_in_the_report(issue: Issue) -> None:
    evidence = [{"type": ["Evidence"], "narrative": "no field data: simulated"}]
    report = verify_bytes(issue(evidence=evidence).data, now=NOW)
    assert report.verdict == "valid"
    assert report.caution.startswith("no field data: ")
    assert any("no field data: " in c["detail"] for c in report.to_json()["checks"])


def test_a_verifier_stays_light() -> None:
    code = (
        "import sys, skillmark.verify.verify, skillmark.verify.sources, skillmark.award.bulk,"
        " skillmark.hold.export, skillmark.cli.verify, skillmark.cli.award, skillmark.cli.keys;"
        "heavy = {'numpy', 'scipy', 'django', 'pandas', 'PIL', 'openvc', 'pyld'};"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_start_of_the_command_line_imports_no_room() -> None:
    code = (
        "import sys, skillmark.cli.verify, skillmark.cli.award, skillmark.cli.keys,"
        " skillmark.cli.hold;"
        "rooms = {'trust', 'badges', 'award', 'verify', 'hold', 'fetch'};"
        "print(sorted(n for n in sys.modules if n.startswith('skillmark.')"
        " and n.split('.')[1] in rooms))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_as_of_is_now_without_a_status(issue: Issue, now: datetime) -> None:
    assert verify_bytes(issue().data, now=now).as_of == now


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_evidence_from_the_ends_of_the_calendar_has_a_day(moment: str, issue: Issue) -> None:
    alignment = {"type": ["Alignment"], "targetName": "T", "targetUrl": "urn:s"}
    body = unsigned("", validFrom=moment)
    body["credentialSubject"]["achievement"]["alignment"] = [alignment]
    body["issuer"]["id"] = issue().credential["issuer"]["id"]
    report = verify_bytes(issue(document=body).data, now=NOW)
    for piece in evidence_from(replace(report, verdict=Verdict.VALID), today=NOW.date()):
        assert piece.dated.isoformat() == moment[:10]
