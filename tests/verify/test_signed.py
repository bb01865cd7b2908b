"""Open Badges 2.0 that are signed: only a key that the issuer's own profile lists counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import UnavailableError
from skillmark.verify.checks import Name
from skillmark.verify.documents import MOST, Documents
from skillmark.verify.report import Report
from skillmark.verify.signed import MOST_KEYS
from skillmark.verify.verify import Verifier, verify_bytes

from .conftest import NOW
from .site import (
    BADGE,
    BASE,
    HOLDER,
    ISSUER,
    KEY,
    LIST,
    OTHER_RSA,
    AnyKey,
    Site,
    badge,
    detail,
    hosted,
    jws,
    pem,
    profile,
    said,
    segment,
    signed,
    signing_site,
    status,
)
from .test_hosted import DRAWING, anything, picture


def check(token: str | bytes, web: Site | None, **more: Any) -> Report:
    data = token if isinstance(token, bytes) else token.encode()
    return verify_bytes(data, now=NOW, fetch=web, **more)


def test_the_specifications_example() -> None:
    report = check(jws(signed()), signing_site(), holder=HOLDER)
    assert said(report) == ("valid", None)
    assert [c.name for c in report.checks] == list(Name)
    assert report.format == "jwt"
    assert detail(report, "proof") == "RS256: the signature fits"
    assert report.summary is not None
    assert report.summary.issuer_name == "An Example Badge Issuer"
    assert report.as_of == NOW


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
        ec.generate_private_key(ec.SECP256R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
)
def test_every_algorithm(key: AnyKey) -> None:
    assert said(check(jws(signed(), key), signing_site(key))) == ("valid", None)


def test_offline_nothing_is_proven() -> None:
    assert said(check(jws(signed()), None)) == ("unknown", "issuer_key")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_hostile_01_one_byte_flipped(part: int) -> None:
    parts = jws(signed(), typ="JWT").split(".")
    if part == 1:
        parts[1] = segment(json.dumps(signed(evidence="https://hahafake.example")).encode())
    elif part == 0:
        parts[0] = segment(b'{"alg":"RS256","typ":"JWS"}')
    else:
        parts[2] = parts[2][:20] + ("A" if parts[2][20] != "A" else "B") + parts[2][21:]
    assert said(check(".".join(parts), signing_site())) == ("invalid", "forged")


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ({"alg": "none"}, ("invalid", "forged")),
        ({"alg": "HS256"}, ("invalid", "forged")),
        ({"alg": "RS512"}, ("unknown", "unsupported")),
        ({"alg": "RS256", "crit": ["exp"]}, ("invalid", "malformed")),
        # an RSA signature under the name of another algorithm
        ({"alg": "ES256"}, ("invalid", "forged")),
    ],
)
def test_hostile_02_03_algorithms(header: dict[str, Any], verdict: tuple[str, str]) -> None:
    assert said(check(jws(signed(), **header), signing_site())) == verdict


def test_hostile_04_a_key_that_the_token_carries_is_ignored() -> None:
    token = jws(signed(), OTHER_RSA, jwk={"kty": "RSA"}, jku="https://evil.example/k")
    web = signing_site()
    assert said(check(token, web)) == ("invalid", "forged")
    assert not [url for url in web.asked if "evil" in url]


def test_hostile_05_a_key_that_the_profile_does_not_list() -> None:
    mine = "https://evil.example/key.json"
    web = signing_site()
    web.pages[mine] = {"id": mine, "owner": ISSUER, "publicKeyPem": pem(OTHER_RSA)}
    value = signed(verification={"type": "signed", "creator": mine})
    report = check(jws(value, OTHER_RSA), web)
    assert said(report) == ("invalid", "issuer_key")
    # not even when it comes embedded, or in an embedded profile
    value["verification"]["creator"] = web.pages[mine]
    assert said(check(jws(value, OTHER_RSA), web)) == ("invalid", "issuer_key")
    value["badge"] = badge(issuer=profile(publicKey=mine))
    assert said(check(jws(value, OTHER_RSA), web)) == ("invalid", "issuer_key")
    assert mine not in web.asked


def test_a_key_whose_owner_is_somebody_else() -> None:
    web = signing_site()
    web.pages[KEY]["owner"] = "https://harvard.example/issuer"
    assert said(check(jws(signed()), web)) == ("invalid", "issuer_key")


def test_an_issuer_that_lists_no_key() -> None:
    assert said(check(jws(signed()), signing_site(publicKey=None))) == ("invalid", "issuer_key")


def test_without_a_creator_every_key_of_the_profile_is_tried() -> None:
    value = signed(verification={"type": "signed"})
    web = signing_site(publicKey=[f"{BASE}/old.json", KEY])
    web.pages[f"{BASE}/old.json"] = {"id": f"{BASE}/old.json", "publicKeyPem": pem(OTHER_RSA)}
    assert said(check(jws(value), web)) == ("valid", None)
    assert said(check(jws(value, OTHER_RSA), web)) == ("valid", None)
    # with one it must be that one
    assert said(check(jws(signed(), OTHER_RSA), web)) == ("invalid", "forged")
    # a key that cannot be had may be the right one
    del web.pages[KEY]
    assert said(check(jws(value), web)) == ("unknown", "issuer_key")


def test_a_key_in_the_profile_itself() -> None:
    fragment = f"{ISSUER}#key-1"
    value = signed(verification={"type": "signed", "creator": fragment})
    inside = {"id": fragment, "owner": ISSUER, "publicKeyPem": pem(OTHER_RSA)}
    web = signing_site(publicKey=[inside])
    assert said(check(jws(value, OTHER_RSA), web)) == ("valid", None)
    assert said(check(jws(value), web)) == ("invalid", "forged")


@pytest.mark.parametrize(
    "text",
    ["", "no key", 7, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "A" * 20000],
)
def test_a_key_that_cannot_be_read_is_unknown(text: Any) -> None:
    web = signing_site()
    web.pages[KEY]["publicKeyPem"] = text
    assert said(check(jws(signed()), web)) == ("unknown", "issuer_key")


@pytest.mark.parametrize("missing", [KEY, BADGE, ISSUER])
def test_hostile_20_what_cannot_be_had_is_unknown(missing: str) -> None:
    web = signing_site()
    del web.pages[missing]
    assert said(check(jws(signed()), web)) == ("unknown", "issuer_key")


def test_a_list_that_is_down_is_unknown() -> None:
    web = signing_site()
    web.pages[LIST] = UnavailableError("down")
    report = check(jws(signed()), web)
    assert said(report) == ("unknown", "status_unavailable")
    assert report.as_of is None
    assert status(report, "proof") == "pass"


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"id": "urn:uuid:3c574c87-b96f-4f06-8eb5-68a29335b60e"}, ("invalid", "revoked")),
        ({"id": "urn:uuid:e79a6c18-787e-4868-8e65-e6a4530fb418"}, ("invalid", "revoked")),
        ({"uid": "abc123"}, ("invalid", "revoked")),
        ({"uid": "abc124"}, ("valid", None)),
        ({}, ("valid", None)),
    ],
)
def test_the_specifications_list_of_revocations(
    changes: dict[str, Any], verdict: tuple[str, str | None]
) -> None:
    assert said(check(jws(signed(**changes)), signing_site())) == verdict


def test_the_reason_is_told_and_revoked_false_is_none() -> None:
    token = jws(signed())
    web = signing_site()
    entry = {"id": signed()["id"], "revocationReason": "Honor code violation"}
    web.pages[LIST]["revokedAssertions"] = entry
    assert detail(check(token, web), "status") == "revoked: Honor code violation"
    web.pages[LIST]["revokedAssertions"] = [entry | {"revoked": False}]
    assert said(check(token, web)) == ("valid", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "Profile"},
        {"issuer": "https://harvard.example/issuer"},
        {"revokedAssertions": None},
    ],
)
def test_what_is_not_the_issuers_list_is_unknown(changes: dict[str, Any]) -> None:
    web = signing_site()
    web.pages[LIST] |= changes
    if changes.get("revokedAssertions", 0) is None:
        del web.pages[LIST]["revokedAssertions"]
    assert said(check(jws(signed()), web)) == ("unknown", "status_unavailable")


def test_an_issuer_without_a_list_revokes_nothing() -> None:
    report = check(jws(signed()), signing_site(revocationList=None))
    assert said(report) == ("valid", None)
    assert status(report, "status") == "not_applicable"


def test_what_the_signature_covers_may_be_embedded() -> None:
    ephemeral = badge(id="urn:uuid:1", name="As it was", issuer=profile())
    web = signing_site()
    del web.pages[BADGE]
    report = check(jws(signed(badge=ephemeral)), web)
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert report.summary.achievement == "As it was"
    # also under an address of the issuer's own: it is the badge class as it was signed
    web.pages[BADGE] = badge(name="As it is now")
    report = check(jws(signed(badge=badge(name="As it was"))), web)
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert report.summary.achievement == "As it was"
    del web.pages[BADGE]
    # a badge class that claims to be another place's is asked for there
    foreign = badge(id="https://harvard.example/degree", issuer=ISSUER)
    assert said(check(jws(signed(badge=foreign)), web)) == ("unknown", "issuer_key")


def test_a_badge_that_says_it_is_signed_and_is_not() -> None:
    data = json.dumps(signed()).encode()
    assert said(check(data, signing_site())) == ("invalid", "malformed")


def test_a_hosted_badge_in_a_signature_is_asked_for_all_the_same() -> None:
    token = jws(hosted(), OTHER_RSA)
    web = signing_site()
    assert said(check(token, web)) == ("valid", None)
    web.pages[hosted()["id"]] = {"id": hosted()["id"], "revoked": True}
    assert said(check(token, web)) == ("invalid", "revoked")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_baked(form: str) -> None:
    token = jws(signed())
    data = picture(b"iTXt", token.encode())
    if form == "svg":
        data = DRAWING.format(verify=token, body="").encode()
    report = check(data, signing_site(), holder=HOLDER)
    assert said(report) == ("valid", None)
    assert report.format == form


def test_a_badge_cannot_make_us_ask_for_ever() -> None:
    web = signing_site(publicKey=[f"{BASE}/key/{n}" for n in range(100)])
    report = check(jws(signed(verification={"type": "signed"})), web)
    assert said(report) == ("unknown", "issuer_key")
    assert len(web.asked) <= MOST
    # and the keys that one profile lists are not all tried
    assert len([url for url in web.asked if "/key/" in url]) == MOST_KEYS


def test_one_badge_names_at_most_so_many_documents() -> None:
    asking = Documents(signing_site()).of_one_badge()
    for n in range(MOST):
        with pytest.raises(UnavailableError, match="not reachable"):
            asking.get(f"{BASE}/{n}")
    with pytest.raises(UnavailableError, match="more than"):
        asking.get(f"{BASE}/{MOST}")
    # what was asked for already is no further document
    with pytest.raises(UnavailableError, match="not reachable"):
        asking.get(f"{BASE}/0#fragment")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillmark.verify.documents.MOST_KEPT", 3000)
    web = signing_site()
    verifier = Verifier(now=NOW, fetch=web)
    for _ in range(4):
        assert said(verifier.check_bytes(jws(signed()).encode())) == ("valid", None)
    assert len(verifier._documents._kept) <= 4
    assert len(web.asked) > 4


@given(
    st.sampled_from([BADGE, ISSUER, KEY, LIST, ""]),
    st.sampled_from(
        ["id", "type", "issuer", "owner", "publicKey", "publicKeyPem", "revocationList",
         "revokedAssertions", "verification", "badge", "uid", "recipient", "@context", "issuedOn"]
    ),
    anything,
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_it_never_raises(page: str, name: str, value: Any) -> None:
    web = signing_site()
    assertion = signed()
    if page:
        web.pages[page] = {**web.pages[page], name: value}
    else:
        assertion |= {name: value}
    report = check(jws(assertion), web, holder=HOLDER)
    json.dumps(report.to_json())
    # somebody else's key never passes, whatever the documents say but the profile and the key
    if page not in (ISSUER, KEY):
        assert check(jws(assertion, OTHER_RSA), web).verdict != "valid"


def test_documents_are_asked_for_once_a_batch() -> None:
    web = signing_site()
    verifier = Verifier(now=NOW, fetch=web)
    for _ in range(3):
        assert said(verifier.check_bytes(jws(signed()).encode())) == ("valid", None)
    assert sorted(web.asked) == sorted({BADGE, ISSUER, KEY, LIST})
