"""Open Badges 1.0 to 2.0 that are hosted: their own address decides, and only their issuer's."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from skillmark.badges import png
from skillmark.nouns.errors import UnavailableError
from skillmark.verify import chain
from skillmark.verify.checks import Name
from skillmark.verify.documents import MOST
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier, verify_bytes

from .conftest import NOW
from .site import (
    ASSERTION,
    BADGE,
    BASE,
    CONTEXT,
    HOLDER,
    ISSUER,
    Site,
    badge,
    detail,
    embedded,
    hosted,
    profile,
    said,
    site,
    status,
)

EVIL = "https://evil.example"


def check(value: object, web: Site | None, **more: Any) -> Report:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return verify_bytes(data, now=NOW, fetch=web, **more)


def test_the_specifications_example_is_valid_and_says_what_it_is() -> None:
    report = check(hosted(), site(), holder=HOLDER)
    assert said(report) == ("valid", None)
    assert [c.name for c in report.checks] == list(Name)
    assert report.as_of == NOW
    summary = report.summary
    assert summary is not None
    assert summary.issuer_id == ISSUER
    assert summary.issuer_name == "An Example Badge Issuer"
    assert summary.achievement == "Awesome Robotics Badge"
    assert summary.achievement_id == BADGE
    assert summary.criteria == "Build a robot."
    assert summary.valid_from == "2025-12-31T23:59:59Z"
    assert [(s.name, s.framework) for s in report.skills] == [
        ("Problem-Solving", "Mozilla 21st Century Skills")
    ]
    assert report.to_json()["issuer"]["id"] == ISSUER


def test_the_introductions_example_embeds_everything_and_names_no_hash() -> None:
    value = embedded(recipient={"type": "email", "identity": "alice@example.org"})
    web = site(**{ASSERTION: value})
    assert said(check(value, web, holder="Alice@example.org")) == ("valid", None)
    assert said(check(value, web, holder="bob@example.org")) == ("invalid", "wrong_holder")


def test_what_a_hosted_badge_embeds_is_asked_for_all_the_same() -> None:
    """OB 2.0 examples: only the hosted documents can be trusted to be the issuer's."""
    value = hosted(badge=badge(name="Embedded", issuer=profile(name="Embedded")))
    report = check(value, site(**{ASSERTION: value}))
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert report.summary.achievement == "Awesome Robotics Badge"
    assert report.summary.issuer_name == "An Example Badge Issuer"


def test_what_is_claimed_is_shown_where_nobody_answers() -> None:
    report = check(hosted(), None)
    assert report.summary is not None
    assert report.summary.achievement_id == BADGE
    web = site()
    del web.pages[ISSUER]
    report = check(hosted(), web)
    assert report.summary is not None
    assert report.summary.achievement == "Awesome Robotics Badge"
    assert report.summary.issuer_id == ISSUER
    del web.pages[BADGE]
    report = check(hosted(), web)
    assert report.summary is not None
    assert report.summary.achievement_id == BADGE
    web.pages[ASSERTION] = embedded()
    report = check(embedded(), web)
    assert report.summary is not None
    assert report.summary.issuer_name == "An Example Badge Issuer"


def test_nothing_is_fetched_offline_and_nothing_is_proven() -> None:
    report = check(embedded(), None)
    assert said(report) == ("unknown", "issuer_key")
    assert report.as_of is None
    assert "offline" in detail(report, "proof")
    assert report.summary is not None
    assert report.summary.achievement == "Awesome Robotics Badge"


def test_hostile_20_a_server_that_is_down_is_unknown() -> None:
    for missing in (ASSERTION, BADGE, ISSUER):
        web = site()
        del web.pages[missing]
        assert said(check(hosted(), web)) == ("unknown", "issuer_key"), missing


def test_a_web_page_in_place_of_the_badge_is_unknown() -> None:
    web = site()
    web.media_type = "text/html"
    assert said(check(hosted(), web)) == ("unknown", "issuer_key")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a":1,"a":2}', b"\xff", b"{" * 5000])
def test_what_is_no_json_object_is_unknown(body: bytes) -> None:
    assert said(check(hosted(), site(**{ASSERTION: body}))) == ("unknown", "issuer_key")


@pytest.mark.parametrize(
    "answer",
    [
        UnavailableError("the server answered 410", code="gone"),
        {"@context": CONTEXT, "id": ASSERTION, "revoked": True, "revocationReason": "Three kids."},
        hosted(revoked=True),
    ],
)
def test_revoked_by_its_own_address(answer: Any) -> None:
    assert said(check(hosted(), site(**{ASSERTION: answer}))) == ("invalid", "revoked")


def test_the_reason_of_a_revocation_is_told() -> None:
    answer = {"@context": CONTEXT, "id": ASSERTION, "revoked": True, "revocationReason": "Kids."}
    report = check(hosted(), site(**{ASSERTION: answer}))
    assert detail(report, "status") == "revoked: Kids."
    # also where the withdrawn file itself is what somebody gives
    assert said(check(answer, site(**{ASSERTION: answer}))) == ("invalid", "revoked")


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"expires": "2026-06-01T11:59:59Z"}, ("invalid", "expired")),
        ({"expires": "2026-06-01T12:00:01+00:00"}, ("valid", None)),
        ({"issuedOn": "2026-06-02T00:00Z"}, ("invalid", "not_yet_valid")),
        ({"issuedOn": "2026-05-31T23:59-05:00"}, ("valid", None)),
        ({"issuedOn": "2026-05-31T23:59:59"}, ("invalid", "malformed")),
        ({"issuedOn": 1451606399}, ("invalid", "malformed")),
        ({"expires": "soon"}, ("invalid", "malformed")),
    ],
)
def test_dates(changes: dict[str, Any], verdict: tuple[str, str | None]) -> None:
    value = hosted(**changes)
    assert said(check(value, site(**{ASSERTION: value}))) == verdict


def test_what_is_hosted_decides_and_not_the_copy() -> None:
    web = site(**{ASSERTION: hosted(expires="2026-01-01T00:00:00Z")})
    report = check(hosted(expires="2099-01-01T00:00:00Z"), web)
    assert said(report) == ("invalid", "expired")
    assert "expires" in detail(report, "proof")


def test_a_copy_with_another_title_shows_the_hosted_one_and_says_so() -> None:
    value = hosted(badge=badge(name="Doctor of Medicine", issuer=profile(name="Harvard")))
    report = check(value, site())
    assert report.summary is not None
    assert report.summary.achievement == "Awesome Robotics Badge"
    assert report.summary.issuer_name == "An Example Badge Issuer"
    assert "name, issuer's name" in detail(report, "proof")


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": {"type": "email", "hashed": False, "identity": "thief@example.org"}},
        {"recipient": {"type": "email", "hashed": True, "salt": "x", "identity": "sha256$00"}},
        {"badge": f"{BASE}/doctorate.json"},
        {"badge": badge(issuer="https://harvard.example/issuer")},
    ],
)
def test_a_copy_for_somebody_else_is_forged(changes: dict[str, Any]) -> None:
    assert said(check(hosted(**changes), site())) == ("invalid", "forged")


def test_a_plain_copy_of_a_hashed_badge_is_the_same_badge() -> None:
    plain = {"type": "email", "hashed": False, "identity": HOLDER}
    assert said(check(hosted(recipient=plain), site())) == ("valid", None)
    assert said(check(hosted(), site(**{ASSERTION: hosted(recipient=plain)}))) == ("valid", None)


def test_a_revoked_signed_badge_does_not_pass_as_a_hosted_one() -> None:
    """Its file may still lie there: it is its issuer's list that takes it back."""
    there = hosted(verification={"type": "SignedBadge"})
    report = check(hosted(), site(**{ASSERTION: there}))
    assert said(report) == ("unknown", "unsupported")
    assert "signature" in detail(report, "proof")


def test_a_hosted_badge_may_stand_in_its_issuers_list_too() -> None:
    listed = {"id": f"{BASE}/list", "type": "RevocationList", "revokedAssertions": [ASSERTION]}
    web = site(**{ISSUER: profile(revocationList=listed["id"]), listed["id"]: listed})
    assert said(check(hosted(), web)) == ("invalid", "revoked")
    # the list is for signed badges: a hosted one does not need it
    del web.pages[listed["id"]]
    assert said(check(hosted(), web)) == ("valid", None)


def test_the_version_is_that_of_what_is_hosted() -> None:
    """A copy that says it is older must not be asked less."""
    older = hosted(**{"@context": "https://w3id.org/openbadges/v1"})
    report = check(older, site(**{ISSUER: profile(email=None)}))
    assert said(report) == ("invalid", "malformed")
    assert "2.0" in detail(report, "well_formed")


def test_an_address_that_serves_another_badge_is_forged() -> None:
    web = site(**{ASSERTION: hosted(id=f"{BASE}/other.json")})
    assert said(check(hosted(), web)) == ("invalid", "forged")


def test_a_strangers_server_cannot_speak_for_an_issuer() -> None:
    """An embedded profile says whatever its embedder likes: the issuer's own is asked."""
    mine = f"{EVIL}/a.json"
    believing = profile(verification={"allowedOrigins": ["evil.example", "example.org"]})
    value = hosted(id=mine, badge=badge(id=f"{EVIL}/b.json", issuer=believing))
    web = site(**{mine: value, f"{EVIL}/b.json": value["badge"]})
    report = check(value, web)
    assert said(report) == ("invalid", "issuer_key")
    assert status(report, "proof") == "pass"


def test_a_profile_that_is_another_ones_is_refused() -> None:
    web = site(**{ISSUER: profile(id="urn:uuid:1")})
    assert said(check(hosted(), web)) == ("invalid", "issuer_key")


def test_a_document_that_names_another_address_is_asked_for_there() -> None:
    """As 1EdTech's validators do ("declared its canonical id as ..."); what counts is there."""
    other = f"{BASE}/renamed.json"
    web = site(**{BADGE: badge(id=other, name="Old"), other: badge(id=other)})
    report = check(hosted(), web)
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert (report.summary.achievement, report.summary.achievement_id) == (
        "Awesome Robotics Badge",
        other,
    )
    web.pages[other] = badge(id=f"{BASE}/third.json")
    assert said(check(hosted(), web)) == ("invalid", "issuer_key")
    # a profile that passes itself off as another one leads to that one, which knows nothing of it
    harvard = "https://harvard.example/issuer"
    web = site(**{ISSUER: profile(id=harvard), harvard: profile(id=harvard, name="Harvard")})
    assert said(check(hosted(), web)) == ("invalid", "issuer_key")


@pytest.mark.parametrize(
    ("policy", "identifier", "allowed"),
    [
        (None, f"{BASE}/a.json", True),
        (None, "https://www.example.org/a.json", False),
        (None, "https://example.org.evil.example/a.json", False),
        (None, f"{BASE}:8443/a.json", False),
        (None, "https://EXAMPLE.org/a.json", True),
        ({"allowedOrigins": "badges.example.net"}, "https://badges.example.net/a.json", True),
        ({"allowedOrigins": ["x.example", "example.org"]}, f"{BASE}/a.json", True),
        ({"allowedOrigins": "badges.example.net"}, f"{BASE}/a.json", False),
        ({"allowedOrigins": []}, f"{BASE}/a.json", True),
        ({"startsWith": f"{BASE}/badges/"}, f"{BASE}/badges/a.json", True),
        ({"startsWith": f"{BASE}/badges/"}, f"{BASE}/uploads/a.json", False),
        ({"startsWith": f"{BASE}/badges/"}, f"{BASE}/badges/../uploads/a.json", False),
        ({"startsWith": f"{BASE}/badges/"}, f"{BASE}/badges/%2E%2e/uploads/a.json", False),
        ({"startsWith": BASE}, "https://example.org.evil.example/a.json", False),
        ({"startsWith": ["https://y.example/", f"{BASE}/b/"]}, f"{BASE}/b/a.json", True),
        (
            {"startsWith": f"{BASE}/b/", "allowedOrigins": "badges.example.net"},
            f"{BASE}/b/a.json",
            False,
        ),
    ],
)
def test_where_an_issuer_lets_its_badges_be_hosted(
    policy: dict[str, Any] | None, identifier: str, allowed: bool
) -> None:
    web = site(**{identifier: hosted(id=identifier), ISSUER: profile(verification=policy)})
    report = check(hosted(id=identifier), web)
    assert said(report) == (("valid", None) if allowed else ("invalid", "issuer_key"))


def test_verification_by_another_property_than_the_id_is_unsupported() -> None:
    web = site(**{ISSUER: profile(verification={"verificationProperty": "image"})})
    assert said(check(hosted(), web)) == ("unknown", "unsupported")


def test_an_open_redirect_on_the_issuers_host_proves_nothing() -> None:
    bait = f"{BASE}/login?next={EVIL}/a.json"
    web = site(**{bait: hosted(id=bait)})
    web.moved[bait] = f"{EVIL}/a.json"
    report = check(hosted(id=bait), web)
    assert said(report) == ("unknown", "issuer_key")
    assert "evil.example" in detail(report, "issuer_key")
    web.pages[ISSUER] = profile(verification={"allowedOrigins": ["example.org", "evil.example"]})
    assert said(check(hosted(id=bait), web)) == ("valid", None)
    # likewise within the host, where the issuer has no more than a part of it
    web.moved[bait] = f"{BASE}/uploads/a.json"
    web.pages[ISSUER] = profile(verification={"startsWith": f"{BASE}/login"})
    assert said(check(hosted(id=bait), web)) == ("unknown", "issuer_key")
    web.moved[bait] = f"{BASE}/login/a.json"
    assert said(check(hosted(id=bait), web)) == ("valid", None)
    # where it is not allowed to begin with, that is told
    web.pages[ISSUER] = profile(verification={"startsWith": f"{BASE}/badges/"})
    assert said(check(hosted(id=bait), web)) == ("invalid", "issuer_key")


def test_an_issuer_without_a_web_address_cannot_be_asked() -> None:
    web = site(**{BADGE: badge(issuer={**profile(), "id": "urn:uuid:1"})})
    assert said(check(hosted(), web)) == ("unknown", "issuer_key")


def test_http_and_https_name_the_same_document() -> None:
    assert chain.same_address("http://a.example/1", "https://a.example/1")
    assert chain.same_address("urn:uuid:1", "urn:uuid:1")
    assert not chain.same_address("https://a.example/1", "https://a.example/2")
    assert not chain.same_address("https://a.example/1", None)


def test_http_addresses_are_asked_over_https_only() -> None:
    plain = {url.replace("https:", "http:") for url in (ASSERTION, BADGE, ISSUER)}
    value = hosted(id=ASSERTION.replace("https:", "http:"), badge=BADGE.replace("https:", "http:"))
    web = site(**{ASSERTION: value, BADGE: badge(issuer=ISSUER.replace("https:", "http:"))})
    assert said(check(value, web)) == ("valid", None)
    assert {url for url in web.asked if url.startswith("http:")} == plain
    web.pages.clear()
    assert said(check(value, web)) == ("unknown", "issuer_key")


@pytest.mark.parametrize("identifier", ["urn:uuid:1", "ftp://example.org/a", None, 7, "a.json"])
def test_a_hosted_badge_needs_an_address(identifier: Any) -> None:
    assert said(check(hosted(id=identifier), site())) == ("invalid", "malformed")


@pytest.mark.parametrize("name", ["type", "recipient", "badge", "verification", "issuedOn"])
def test_what_an_assertion_must_have(name: str) -> None:
    value = hosted(**{name: None})
    report = check(value, site(**{ASSERTION: value}))
    assert report.verdict.value == "invalid"
    assert status(report, "well_formed") == "fail"


@pytest.mark.parametrize(
    ("page", "value"),
    [
        (BADGE, badge(name=None)),
        (BADGE, badge(criteria=None)),
        (BADGE, badge(type="Assertion")),
        (ISSUER, profile(email=None)),
        (ISSUER, profile(url=None)),
        (ISSUER, profile(type="BadgeClass")),
    ],
)
def test_what_badge_class_and_profile_must_have(page: str, value: Any) -> None:
    report = check(hosted(), site(**{page: value}))
    assert said(report) == ("invalid", "malformed")
    assert status(report, "schema") == "fail"


def test_a_value_may_stand_in_an_array_of_one() -> None:
    value = hosted(badge=[BADGE], verification=[{"type": ["HostedBadge"]}])
    value["recipient"] = [value["recipient"]]
    web = site(**{ASSERTION: value, BADGE: badge(issuer=[ISSUER])})
    assert said(check(value, web, holder=HOLDER)) == ("valid", None)


@pytest.mark.parametrize(
    ("identity", "salt", "holder", "fits"),
    [
        # the specification's own example, unsalted
        (
            "sha256$7a1a1b3f7d40552e4299180e346e3add12bf9a751a43d9c4ca4518febc2c60c6",
            None,
            "mayze",
            True,
        ),
        ("sha256$" + hashlib.sha256(b"a@b.examples").hexdigest().upper(), "s", "A@B.example", True),
        ("md5$" + hashlib.md5(b"a@b.examples").hexdigest(), "s", "a@b.example", True),
        ("md5$" + hashlib.md5(b"a@b.examples").hexdigest(), "s", "c@b.example", False),
        ("sha1$" + hashlib.sha1(b"a@b.examples").hexdigest(), "s", "a@b.example", False),
        ("a@b.example", None, "a@b.example", False),
    ],
)
def test_hashed_recipients(identity: str, salt: str | None, holder: str, fits: bool) -> None:
    recipient = {"type": "email", "hashed": True, "identity": identity}
    recipient |= {"salt": salt} if salt else {}
    value = hosted(recipient=recipient)
    report = check(value, site(**{ASSERTION: value}), holder=holder)
    assert said(report) == (("valid", None) if fits else ("invalid", "wrong_holder"))
    assert ("out of date" in detail(report, "holder")) == (fits and identity.startswith("md5"))


def test_one_of_a_persons_addresses_is_enough() -> None:
    verifier = Verifier(now=NOW, fetch=site(), holder="work@example.net", also=(HOLDER,))
    report = verifier.check_bytes(json.dumps(hosted()).encode())
    assert said(report) == ("valid", None)


def test_a_name_in_the_recipients_profile_is_shown() -> None:
    value = hosted(**{"extensions:recipientProfile": {"name": "Beth"}})
    report = check(value, site(**{ASSERTION: value}))
    assert report.summary is not None
    assert report.summary.recipient_name == "Beth"


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        ([CONTEXT], ("valid", None)),
        ([CONTEXT, {"score": "https://example.org/terms#score"}], ("valid", None)),
        ([CONTEXT, {"recipient": "https://example.org/terms#other"}], ("invalid", "malformed")),
        # an older revision of the specification's own context
        ([CONTEXT, {"targetFramework": {"@id": "schema:targetFramework"}}], ("valid", None)),
        ([CONTEXT, {"schema": "https://evil.example/"}], ("invalid", "malformed")),
        ([CONTEXT, {"@base": "https://evil.example/"}], ("invalid", "malformed")),
        ([CONTEXT, "https://example.org/more.json"], ("unknown", "unsupported")),
        ([CONTEXT, 7], ("invalid", "malformed")),
    ],
)
def test_hostile_13_a_further_context(context: Any, verdict: tuple[str, str | None]) -> None:
    value = hosted(**{"@context": context})
    assert said(check(value, site(**{ASSERTION: value}))) == verdict
    assert said(check(hosted(), site(**{BADGE: badge(**{"@context": context})}))) == verdict


def test_a_badge_cannot_make_us_ask_for_ever() -> None:
    web = site()
    verifier = Verifier(now=NOW, fetch=web)
    for _ in range(3):
        assert said(verifier.check_bytes(json.dumps(hosted()).encode())) == ("valid", None)
    # badge class and issuer are asked for once a batch
    assert len(web.asked) <= MOST
    assert web.asked.count(ISSUER) == web.asked.count(BADGE) == 1


# --- in pictures -----------------------------------------------------------------------------


def picture(kind: bytes, text: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    image = buffer.getvalue()
    body = b"openbadges\0" + (b"\0\0\0\0" if kind == b"iTXt" else b"") + text
    return image[:33] + png._chunk(kind, body) + image[33:]


DRAWING = (
    '<?xml version="1.0" encoding="UTF-8"?><svg xmlns="http://www.w3.org/2000/svg"'
    ' xmlns:openbadges="http://openbadges.org" viewBox="0 0 512 512">'
    '<openbadges:assertion verify="{verify}">{body}</openbadges:assertion></svg>'
)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (picture(b"iTXt", json.dumps(hosted()).encode()), "png"),
        (picture(b"tEXt", json.dumps(hosted()).encode()), "png"),
        (picture(b"tEXt", ASSERTION.encode()), "png"),
        (picture(b"iTXt", ASSERTION.encode() + b"\n"), "png"),
        (DRAWING.format(verify=ASSERTION, body="").encode(), "svg"),
        (
            DRAWING.format(
                verify=ASSERTION, body=f"<![CDATA[ {json.dumps(embedded())} ]]>"
            ).encode(),
            "svg",
        ),
    ],
)
def test_baked_into_a_picture(data: bytes, form: str) -> None:
    report = check(data, site(), holder=HOLDER)
    assert said(report) == ("valid", None)
    assert report.format == form
    assert report.summary is not None
    assert report.summary.achievement == "Awesome Robotics Badge"
    assert said(check(data, None))[0] == "unknown"


def test_the_body_of_a_drawing_counts_and_not_the_address_beside_it() -> None:
    copy = json.dumps(
        hosted(recipient={"type": "email", "hashed": False, "identity": "t@x.example"})
    )
    data = DRAWING.format(verify=ASSERTION, body=f"<![CDATA[{copy}]]>").encode()
    assert said(check(data, site())) == ("invalid", "forged")


def test_a_picture_that_holds_the_address_of_a_withdrawn_badge() -> None:
    gone = UnavailableError("the server answered 410", code="gone")
    report = check(picture(b"tEXt", ASSERTION.encode()), site(**{ASSERTION: gone}))
    assert said(report) == ("invalid", "revoked")


def test_an_address_in_a_picture_may_lead_to_a_badge_that_names_its_own() -> None:
    old = "https://backpack.example/b/1"
    assert said(check(picture(b"tEXt", old.encode()), site(**{old: hosted()}))) == ("valid", None)


# --- older versions ---------------------------------------------------------------------------


def test_open_badges_1_1() -> None:
    one = "https://w3id.org/openbadges/v1"
    value = hosted(
        **{"@context": one, "uid": "f2c20", "issuedOn": 1359217910, "id": None},
        verification=None,
        verify={"type": "hosted", "url": ASSERTION},
    )
    align = [{"name": "Robots", "url": "https://a.example/robots"}]
    web = site(
        **{
            ASSERTION: value,
            BADGE: badge(**{"@context": one}, criteria=f"{BASE}/c.html", alignment=align),
            ISSUER: profile(**{"@context": one}, email=None),
        }
    )
    report = check(value, web, holder=HOLDER)
    assert said(report) == ("valid", None)
    assert "1.1" in detail(report, "well_formed")
    assert [s.uri for s in report.skills] == ["https://a.example/robots"]
    assert report.summary is not None
    assert report.summary.valid_from == "2013-01-26T16:31:50Z"


def test_open_badges_1_0_knows_neither_ids_nor_types() -> None:
    names = {"@context": None, "id": None, "type": None}
    value = hosted(
        **names,
        uid="f2c20",
        issuedOn="2013-01-26",
        verification=None,
        verify={"type": "hosted", "url": ASSERTION},
    )
    web = site(**{ASSERTION: value, BADGE: badge(**names), ISSUER: profile(**names, email=None)})
    report = check(value, web, holder=HOLDER)
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert report.summary.issuer_id == ISSUER
    # the same with the file on a stranger's server
    mine = f"{EVIL}/a.json"
    value = value | {"verify": {"type": "hosted", "url": mine}}
    web.pages[mine] = value
    assert said(check(value, web)) == ("invalid", "issuer_key")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"recipient": "sha256$00", "badge": {"version": "0.5.0", "issuer": {}}}, "0.5"),
        (
            hosted(
                **{"@context": "https://w3id.org/openbadges/v1"},
                verification=None,
                verify={"type": "signed", "url": f"{BASE}/key.pem"},
            ),
            "signed Open Badge 1.1",
        ),
    ],
)
def test_what_is_too_old_is_unsupported_by_name(value: Any, name: str) -> None:
    report = check(value, site())
    assert said(report) == ("unknown", "unsupported")
    assert name in report.checks[0].detail


def test_a_verifiable_credential_with_the_older_context_is_not_an_older_badge() -> None:
    value = {
        "@context": ["https://www.w3.org/2018/credentials/v1", CONTEXT],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "issuanceDate": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:a"},
        "proof": {"type": "MerkleProof2019", "proofValue": "z1"},
    }
    assert said(check(value, site())) == ("unknown", "unsupported")


# --- whatever stands in it ---------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8) | st.sampled_from([ASSERTION, BADGE, ISSUER, "https://[", "http://a:b/"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "type", "issuer", "creator", "identity", "salt"]),
                      inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
NAMES = ["id", "type", "recipient", "badge", "verification", "issuedOn", "expires", "evidence",
         "@context", "narrative", "revoked", "name", "issuer", "alignment", "criteria", "url",
         "email", "uid", "verify"]  # fmt: skip


@given(st.sampled_from([ASSERTION, BADGE, ISSUER]), st.sampled_from(NAMES), anything, st.booleans())
@settings(max_examples=200, deadline=None)
def test_it_never_raises(page: str, name: str, value: Any, copied: bool) -> None:
    web = site()
    web.pages[page] = {**web.pages[page], name: value}
    if isinstance(value, dict) and isinstance(site().pages[page].get(name), dict):
        # some members of an object changed, not only the whole
        web.pages[page][name] = site().pages[page][name] | value
    given_ = (
        web.pages[ASSERTION] if copied else hosted(**({name: value} if page == ASSERTION else {}))
    )
    report = check(given_, web, holder=HOLDER)
    json.dumps(report.to_json())
    if report.verdict == "valid":
        # what a valid badge shows is what its issuer's server shows
        assert report.summary is not None
        assert report.summary.issuer_id == ISSUER
