"""The VC API: programs sign, change a status, verify credentials and presentations."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from skillmark.server.award.keyring import keys
from skillmark.server.award.status.places import PROGRAMS
from skillmark.server.verify import pinned, presentations, services
from skillmark.trust import integrity, jose
from skillmark.trust.contexts import CREDENTIALS_V1, CREDENTIALS_V2, DATA_INTEGRITY_V2
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.checks import Reason, Verdict

CREDENTIAL = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:ada"},
}
REVOCATION = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
SUSPENSION = {"type": "BitstringStatusListEntry", "statusPurpose": "suspension"}


@pytest.fixture
def program(world, client_of):
    """Call the VC API as a program of the home organisation."""
    from skillmark.server.people import tokens

    token = tokens.create(world.people["provider_admin"], world.home, "a program")
    client = client_of("nobody")

    def call(path, body, *, bearer=token):
        more = {"HTTP_AUTHORIZATION": f"Bearer {bearer}"} if bearer else {}
        return client.post(path, json.dumps(body), content_type="application/json", **more)

    return call


@pytest.fixture
def issue(program):
    """Have a credential signed; returns the status and what came back."""

    def sign(options=None, **changes):
        body = {"credential": {**CREDENTIAL, **changes}}
        answer = program("/credentials/issue", body | ({"options": options} if options else {}))
        said = answer.json()
        return answer.status_code, said.get("verifiableCredential", said)

    return sign


def verdict(signed):
    data = signed if isinstance(signed, str) else json.dumps(signed)
    report = services.check(data.encode())
    return report.verdict, report.reason


VALID = (Verdict.VALID, None)


# Issuing


@pytest.mark.parametrize(
    ("suite", "kind"),
    [
        ("eddsa-rdfc-2022", "ed25519"),
        ("eddsa-jcs-2022", "ed25519"),
        ("ecdsa-rdfc-2019", "p256"),
        ("ecdsa-jcs-2019", "p384"),
    ],
)
def test_each_suite_is_signed_with_the_key_of_its_kind(world, issue, suite, kind):
    main = keys.current(world.home)
    row = main if kind == "ed25519" else keys.generate(world.home, kind, actor=None, beside=True)
    for options in ({"cryptosuite": suite}, {"type": suite}):
        status, signed = issue(options)
        assert status == 201, signed
        assert signed["proof"]["cryptosuite"] == suite
        assert signed["proof"]["verificationMethod"].endswith(f"#{row.fragment}")
        assert verdict(signed) == VALID
    _, plain = issue()
    assert plain["proof"]["verificationMethod"].endswith(f"#{main.fragment}")


def test_a_suite_without_its_key_is_refused_and_says_what_to_do(issue):
    status, said = issue({"cryptosuite": "ecdsa-rdfc-2019"})
    assert (status, said["code"], said["where"]) == (400, "unsupported", "/options/cryptosuite")
    assert "beside" in said["remedy"]


def test_the_organisation_signs_under_each_of_its_names_and_no_other(world, issue, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://skills.example.org", ["*"]
    ours = [keys.issuer_id(world.home), keys.did_web(world.home)]
    ours.append(f"did:key:{keys.current(world.home).multikey}")
    for name in ours:
        status, signed = issue(issuer={"id": name, "name": "Hallmark Academy"})
        assert status == 201, signed
        assert signed["proof"]["verificationMethod"].startswith(f"{name}#")
        report = services.check(json.dumps(signed).encode())
        assert (report.verdict, report.issuer.known) == (Verdict.VALID, True)
    theirs = SigningKey.generate(Algorithm.ED25519).controller
    other = f"did:key:{keys.current(world.other).multikey}"
    for name in (theirs, other, "https://elsewhere.example", None, 7, ["a"]):
        status, said = issue(issuer=name)
        assert (status, said["code"]) == (400, "issuer")


def test_a_retired_key_signs_nothing_under_its_did_key_either(world, issue):
    name = f"did:key:{keys.current(world.home).multikey}"
    keys.generate(world.home, "ed25519", actor=None)
    assert issue(issuer=name)[0] == 400


def test_tokens_come_bare_for_open_badges_and_enveloped_for_vc_jose(issue):
    status, token = issue({"type": "jwt"})
    assert (status, verdict(token)) == (201, VALID)
    assert jose.read(token).header["typ"] == "JWT"
    status, enveloped = issue({"type": "vc+jwt"})
    assert (status, verdict(enveloped)) == (201, VALID)
    assert enveloped["type"] == "EnvelopedVerifiableCredential"
    inner = jose.read(enveloped["id"].removeprefix("data:application/vc+jwt,"))
    assert inner.header["typ"] == "vc+jwt"
    assert inner.payload["credentialSubject"] == CREDENTIAL["credentialSubject"]


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2"]},
        {"id": "data:application/vc+jwt"},
        {"type": "VerifiableCredential"},
    ],
)
def test_an_envelope_is_read_only_as_the_data_model_has_it(issue, change):
    _, made = issue({"type": "vc+jwt"})
    assert verdict(made) == VALID
    assert verdict({**made, **change})[0] is Verdict.INVALID
    bare = {**made, "id": made["id"].partition(",")[2]}
    assert verdict(bare)[0] is Verdict.INVALID


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ([], "/options"),
        ({"cryptosuit": "eddsa-rdfc-2022"}, "/options/cryptosuit"),
        ({"cryptosuite": "bbs-2023"}, "/options/cryptosuite"),
        ({"type": "Ed25519Signature2020"}, "/options/cryptosuite"),
        ({"type": "jwt", "cryptosuite": "eddsa-rdfc-2022"}, "/options/type"),
        ({"mandatoryPointers": ["/issuer"]}, "/options/mandatoryPointers"),
        ({"credentialId": 7}, "/options/credentialId"),
        ({"credentialStatus": {"type": "StatusList2021Entry"}}, "/options/credentialStatus/type"),
        (
            {"credentialStatus": {**REVOCATION, "statusPurpose": "message"}},
            "/options/credentialStatus/statusPurpose",
        ),
    ],
)
def test_options_are_understood_or_refused_by_name(program, options, where):
    body = {"credential": CREDENTIAL, "options": options}
    answer = program("/credentials/issue", body)
    assert (answer.status_code, answer.json()["where"]) == (400, where)


def test_version_1_is_signed_with_the_terms_of_the_proof_added(issue):
    old = {"@context": [CREDENTIALS_V1], "issuanceDate": "2026-01-01T00:00:00Z"}
    status, signed = issue(**old)
    assert status == 201, signed
    assert signed["@context"] == [CREDENTIALS_V1, DATA_INTEGRITY_V2]
    assert verdict(signed) == VALID
    named = [CREDENTIALS_V1, "https://w3id.org/security/data-integrity/v1"]
    assert issue(**{**old, "@context": named})[1]["@context"] == named


def test_what_is_over_or_not_due_is_signed_and_what_makes_no_sense_is_not(issue):
    over = {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2020-06-01T00:00:00Z"}
    status, signed = issue(**over)
    assert (status, verdict(signed)) == (201, (Verdict.INVALID, Reason.EXPIRED))
    status, signed = issue(validFrom="2999-01-01T00:00:00Z")
    assert (status, verdict(signed)) == (201, (Verdict.INVALID, Reason.NOT_YET_VALID))
    for wrong in (
        {"validFrom": over["validUntil"], "validUntil": over["validFrom"]},
        {"validUntil": "next year"},
    ):
        assert issue(**wrong)[0] == 400


def test_what_the_data_model_forbids_is_not_signed(issue):
    for wrong in (
        {"@context": ["https://w3id.org/security/data-integrity/v2"]},
        {"@context": [CREDENTIALS_V2, {"@vocab": None}]},
        {"@context": [CREDENTIALS_V2, {"issuer": "https://evil.example/#issuer"}]},
        {"credentialSubject": {}},
        {"evidence": {"id": "https://e.example/1"}},
        {"relatedResource": {"id": CREDENTIALS_V2, "digestSRI": "sha384-AAAA"}},
        {"id": None},
    ):
        status, said = issue(**wrong)
        assert status == 400, wrong
        assert said["where"].startswith("/credential"), said


def test_a_context_inside_the_credential_may_add_words(issue):
    own = {"Thesis": "https://example.org/#Thesis", "honours": "https://example.org/#honours"}
    status, signed = issue(
        **{
            "@context": [CREDENTIALS_V2, own],
            "type": ["VerifiableCredential", "Thesis"],
            "credentialSubject": {"id": "did:example:ada", "honours": "cum laude"},
        }
    )
    assert (status, verdict(signed)) == (201, VALID)


# Status


def test_a_status_is_revoked_for_good_and_suspended_for_a_while(program, issue):
    def change(handle, entry, **more):
        body = {"credentialId": handle, "credentialStatus": entry, **more}
        return program("/credentials/status", body)

    status, signed = issue({"credentialStatus": REVOCATION}, id="urn:uuid:one")
    assert status == 201, signed
    entry = signed["credentialStatus"]
    assert entry["statusListCredential"].endswith(f"/status/{PROGRAMS}-revocation.json")
    assert verdict(signed) == VALID
    assert change("urn:uuid:one", SUSPENSION).status_code == 200
    assert verdict(signed) == (Verdict.INVALID, Reason.SUSPENDED)
    assert change("urn:uuid:one", SUSPENSION).status_code == 200, "it is so already"
    assert change("urn:uuid:one", SUSPENSION, status=False).status_code == 200
    assert verdict(signed) == VALID
    assert change("urn:uuid:one", REVOCATION, reason="a mistake").status_code == 200
    assert verdict(signed) == (Verdict.INVALID, Reason.REVOKED)
    assert change("urn:uuid:one", REVOCATION, status=False).status_code == 409


def test_a_status_list_comes_as_the_kind_of_json_that_is_asked_for(client_of, issue):
    _, signed = issue({"credentialStatus": REVOCATION})
    path = signed["credentialStatus"]["statusListCredential"].partition(":8000")[2]
    client = client_of("nobody")
    for asked, kind in (
        ("*/*", "application/vc"),
        ("application/ld+json, application/json", "application/ld+json"),
        ("application/json", "application/json"),
    ):
        answer = client.get(path, headers={"Accept": asked})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
        assert "Accept" in answer.headers["Vary"]


def test_a_credential_without_a_place_has_no_status_to_change(world, program, issue):
    issue(id="urn:uuid:plain")
    body = {"credentialId": "urn:uuid:plain", "credentialStatus": REVOCATION}
    assert program("/credentials/status", body).status_code == 404


def test_an_awards_status_can_be_changed_by_its_address(world, program):
    award = world.things["award"]
    body = {"credentialId": award.url, "credentialStatus": SUSPENSION}
    assert program("/credentials/status", body).status_code == 200
    award.refresh_from_db()
    assert award.standing == "suspended"
    assert "VC API" in award.reason


def test_nobody_changes_the_status_of_another_organisations_credential(world, program, issue):
    from skillmark.server.people import tokens

    issue({"credentialStatus": REVOCATION}, id="urn:uuid:ours")
    stranger = tokens.create(world.stranger, world.other, "theirs")
    for handle in ("urn:uuid:ours", world.things["award"].url):
        body = {"credentialId": handle, "credentialStatus": REVOCATION}
        assert program("/credentials/status", body, bearer=stranger).status_code == 404
    learner = tokens.create(world.people["learner"], world.home, "learner")
    body = {"credentialId": "urn:uuid:ours", "credentialStatus": REVOCATION}
    assert program("/credentials/status", body, bearer=learner).status_code == 403


def test_one_id_has_one_place_and_only_the_list_keeper_gives_places(world, issue):
    options = {"credentialStatus": REVOCATION, "credentialId": "handle"}
    assert issue(options)[0] == 201
    status, said = issue(options)
    assert (status, said["code"]) == (409, "exists")
    name = f"did:key:{keys.current(world.home).multikey}"
    status, said = issue({"credentialStatus": REVOCATION}, issuer=name)
    assert (status, said["where"]) == (400, "/options/credentialStatus")
    both = {"credentialStatus": {"type": "https://example.org/#Other"}}
    assert issue({"credentialStatus": REVOCATION}, **both)[0] == 400


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"credentialId": 7}, "/credentialId"),
        ({"credentialStatus": {"type": "Other"}}, "/credentialStatus"),
        ({"credentialStatus": {**REVOCATION, "statusPurpose": "x"}}, "/credentialStatus"),
        ({"status": "1"}, "/status"),
        ({"reason": 7}, "/reason"),
        ({"other": 7}, "/other"),
    ],
)
def test_a_change_of_status_is_read_strictly(program, change, where):
    body = {"credentialId": "urn:x", "credentialStatus": REVOCATION, **change}
    answer = program("/credentials/status", body)
    assert answer.status_code == 400
    assert answer.json()["where"].startswith(where)


# Verifying


def test_a_credential_is_an_object_or_a_token_and_not_json_in_a_text(program, bench_signed):
    path = "/credentials/verify"
    good = program(path, {"verifiableCredential": bench_signed}, bearer=None)
    assert good.status_code == 200
    text = program(path, {"verifiableCredential": json.dumps(bench_signed)}, bearer=None)
    assert (text.status_code, text.json()["code"]) == (400, "malformed")


@pytest.fixture
def bench_signed(world):
    return json.loads(world.things["bench"].sign().data)


HOLDER = SigningKey.generate(Algorithm.ED25519)


def vp_token(credentials, *, typ="vp+jwt", vp_claim=False, key=HOLDER, **claims):
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": credentials,
    }
    payload = {"vp": document} if vp_claim else document
    said = {"iss": key.controller, "nonce": "n-1", "aud": "https://verifier.example"}
    return jose.sign({**payload, **said, **claims}, key, typ=typ)


ASKED = {"challenge": "n-1", "domain": "https://verifier.example"}


def envelope(token):
    return {
        "@context": CREDENTIALS_V2,
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+jwt,{token}",
    }


def test_a_presentation_as_a_token_counts_for_its_challenge_and_domain(bench_signed):
    for token in (
        vp_token([bench_signed]),
        vp_token([bench_signed], typ="JWT", vp_claim=True),
        envelope(vp_token([bench_signed])),
        vp_token([bench_signed], aud=["https://a.example", "https://verifier.example"]),
    ):
        done = presentations.check(token, **ASKED)
        assert (done.verdict, done.errors) == (Verdict.VALID, ())
        assert len(done.reports) == 1
        for wrong in ({"challenge": "n-2"}, {"domain": "https://other.example"}):
            assert presentations.check(token, **{**ASKED, **wrong}).verdict is Verdict.INVALID


def test_what_makes_a_presentation_token_worthless(bench_signed):
    thief = SigningKey.generate(Algorithm.ED25519)
    past = int((datetime.now(UTC) - timedelta(days=1)).timestamp())
    ahead = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
    good = vp_token([bench_signed])
    header, payload, signature = good.split(".")
    forged = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(payload + "==").replace(b"n-1", b"n-2")
    ).rstrip(b"=")
    for token in (
        vp_token([bench_signed], key=thief),
        vp_token([bench_signed], iss=thief.controller),
        vp_token([bench_signed], exp=past),
        vp_token([bench_signed], exp="soon"),
        vp_token([bench_signed], nbf=ahead),
        vp_token([bench_signed], nonce=None),
        vp_token([bench_signed], aud="https://other.example"),
        vp_token([bench_signed], typ="vc+jwt"),
        vp_token([bench_signed], vp_claim=True),
        f"{header}.{forged.decode()}.{signature}",
    ):
        assert presentations.check(token, **ASKED).verdict is Verdict.INVALID
    assert presentations.check(vp_token([bench_signed], exp=ahead), **ASKED).verdict is (
        Verdict.VALID
    )


def test_a_credentials_token_is_no_presentation(issue):
    from skillmark.nouns.errors import InputError

    _, token = issue({"type": "jwt"})
    with pytest.raises(InputError):
        presentations.check(token)


def test_credentials_in_a_presentation_are_objects(bench_signed, issue):
    """Data Model 2.0, section 4.13: not strings. Version 1.1 lets a bare token stand for one."""
    _, token = issue({"type": "jwt"})
    document = {
        "@context": [CREDENTIALS_V2],
        "type": "VerifiablePresentation",
        "verifiableCredential": [token],
    }
    assert presentations.check(document).verdict is Verdict.UNKNOWN
    old = {**document, "@context": [CREDENTIALS_V1]}
    assert presentations.check(old).verdict is Verdict.VALID
    both = {**document, "verifiableCredential": [bench_signed, issue({"type": "vc+jwt"})[1]]}
    assert presentations.check(both).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://w3id.org/security/data-integrity/v2", CREDENTIALS_V2]},
        {"id": "no url"},
        {"holder": "nobody"},
        {"holder": {"name": "Nobody"}},
        {"https://www.w3.org/2018/credentials#holder": "did:example:x"},
    ],
)
def test_a_presentation_follows_the_data_model(program, change):
    document = {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"], **change}
    body = {"verifiablePresentation": document}
    assert program("/presentations/verify", body, bearer=None).status_code == 400


def test_a_presentation_may_bring_words_of_its_own(world):
    own = {"MyPresentation": "https://example.org/#MyPresentation"}
    document = {
        "@context": [CREDENTIALS_V2, own],
        "type": ["VerifiablePresentation", "MyPresentation"],
    }
    signed = integrity.secure(
        document, HOLDER, created=datetime.now(UTC), purpose="authentication", challenge="c"
    )
    assert presentations.check(signed, challenge="c").verdict is Verdict.VALID


# Contexts that the site's owner pins

OWN = b'{"@context": {"honours": "https://academy.example/#honours"}}'
URL = "https://academy.example/context.json"


@pytest.fixture
def pin(site_folder):
    """Write the list of pinned contexts; it and its file are gone afterwards."""
    listed, file = site_folder / pinned.FILE, site_folder / "academy.jsonld"

    def write(*entries, data=OWN):
        file.write_bytes(data)
        listed.write_text(json.dumps({"contexts": list(entries)}))

    yield write
    listed.unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def entry(**changes):
    digest = hashlib.sha256(OWN).hexdigest()
    return {"url": URL, "file": "academy.jsonld", "sha256": digest, **changes}


def test_a_context_that_the_owner_pins_is_signed_and_verified_with(issue, pin):
    subject = {"id": "did:example:ada", "honours": "cum laude"}
    changes = {"@context": [CREDENTIALS_V2, URL], "credentialSubject": subject}
    status, said = issue(**changes)
    assert (status, said["code"]) == (400, "unknown_context")
    pin(entry())
    status, signed = issue(**changes)
    assert (status, verdict(signed)) == (201, VALID)
    pin()
    assert verdict(signed) == (Verdict.UNKNOWN, Reason.UNSUPPORTED)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (entry(sha256="0" * 64), "digest"),
        (entry(file="../../etc/passwd"), "outside"),
        (entry(file="missing.jsonld"), "missing.jsonld"),
        (entry(url=CREDENTIALS_V2), "bundled"),
        ({"url": URL}, "members"),
        (entry(url=7), "text"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_is_verified_with_it(pin, bench_signed, wrong, word):
    from skillmark.nouns.errors import InputError

    pin(wrong)
    with pytest.raises(InputError, match=word) as caught:
        services.check(json.dumps(bench_signed).encode())
    assert pinned.FILE in str(caught.value)


def test_pitfall_10_no_openid_issuance_is_promised_that_is_not_there(client_of, program):
    """OpenID4VCI is not there yet: no metadata says so, and SD-JWT is refused by name."""
    well_known = "/.well-known/openid-credential-issuer"
    assert client_of("nobody").get(well_known).status_code == 404
    body = {"credential": CREDENTIAL, "options": {"type": "dc+sd-jwt"}}
    answer = program("/credentials/issue", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "unsupported")
    assert "dc+sd-jwt" in answer.json()["cause"]
    body = {"verifiablePresentation": "eyJh.eyJh.c2ln~WyJh~"}
    answer = program("/presentations/verify", body, bearer=None)
    assert (answer.status_code, answer.json()["code"]) == (400, "unsupported")
