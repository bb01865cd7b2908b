"""Endorsements in a credential: each is verified by itself, and none makes an issuer known."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from skillmark.award import credential as signing
from skillmark.award import status as pairs
from skillmark.badges import endorsement as shape
from skillmark.badges import schema
from skillmark.badges.endorsement import Endorsed
from skillmark.nouns.errors import InputError
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.checks import Name
from skillmark.verify.endorsements import MOST, PATIENCE
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier, verify_bytes

from .conftest import NOW, Issue, Web, altered, unsigned

ACHIEVEMENT = "https://academy.example/achievements/teamwork"
AWARD = "urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8f01"
Endorse = Callable[..., Any]


@pytest.fixture(scope="module")
def endorser() -> SigningKey:
    return SigningKey.generate(Algorithm.ED25519)


@pytest.fixture
def endorse(endorser: SigningKey) -> Endorse:
    """Sign an endorsement of a subject: an object, or a token."""

    def make(
        subject: str,
        form: str = "eddsa-rdfc-2022",
        *,
        signer: SigningKey | None = None,
        **more: Any,
    ) -> Any:
        who = signer or endorser
        change = more.pop("change", lambda value: None)
        value = shape.credential(
            subject,
            id="urn:uuid:3f6f3c2e-9b7e-4a52-8d4a-1b6ad3c1a001",
            issuer={"id": who.controller, "type": ["Profile"], "name": "Quality Council"},
            comment=more.pop("comment", "Visited in **May**."),
            valid_from=more.pop("valid_from", NOW - timedelta(days=30)),
            **more,
        )
        change(value)
        signed = signing.sign(value, who, form=form, now=NOW - timedelta(days=30))
        return signed.text if signed.token else signed.credential

    return make


def badge(issue: Issue, place: str, *found: Any, form: str = "eddsa-rdfc-2022") -> bytes:
    """A badge with these endorsements in its issuer, its achievement or itself."""
    key = "p256" if form.startswith("ecdsa") else "ed25519"
    value = issue(form, key=key).credential
    value = {name: part for name, part in value.items() if name != "proof"}
    for one in found:
        thing = _thing(value, place)
        if isinstance(one, str):
            thing.setdefault("endorsementJwt", []).append(one)
        else:
            thing.update(shape.attached(thing, one))
    return issue(form, key=key, document=value).data


def _thing(value: dict[str, Any], place: str) -> dict[str, Any]:
    places = {
        "issuer": value["issuer"],
        "achievement": value["credentialSubject"]["achievement"],
        "credential": value,
    }
    found: dict[str, Any] = places[place]
    return found


def subject_of(place: str, keys: dict[str, SigningKey]) -> str:
    return {
        "issuer": keys["ed25519"].controller, "achievement": ACHIEVEMENT, "credential": AWARD,
    }[place]  # fmt: skip


def checked(data: bytes, **how: Any) -> Report:
    report = verify_bytes(data, now=NOW, **how)
    assert report.verdict == "valid", report.to_json()
    return report


@pytest.mark.parametrize("place", ["issuer", "achievement", "credential"])
@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_an_endorsement_holds_in_each_place(
    place: str, form: str, issue: Issue, endorse: Endorse, keys: dict[str, SigningKey],
    endorser: SigningKey,
) -> None:  # fmt: skip
    data = badge(issue, place, endorse(subject_of(place, keys), form))
    [found] = checked(data).endorsements
    assert (found.of, found.status) == (place, "pass"), found.detail
    assert (found.endorser_id, found.endorser_name) == (endorser.controller, "Quality Council")
    assert (found.comment, found.known.known) == ("Visited in **May**.", None)
    said = checked(data).to_json()["endorsements"]
    assert said[0]["endorser"] == {
        "id": endorser.controller, "name": "Quality Council", "known": None, "known_by": None,
    }  # fmt: skip


@pytest.mark.parametrize("place", ["issuer", "achievement", "credential"])
@pytest.mark.parametrize("form", ["jwt", "eddsa-jcs-2022"])
def test_a_token_holds_where_the_credential_signs_its_bytes(
    place: str, form: str, issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    data = badge(issue, place, endorse(subject_of(place, keys), "jwt"), form=form)
    [found] = checked(data).endorsements
    assert (found.of, found.status) == (place, "pass"), found.detail


def test_a_token_that_a_credential_would_not_sign_is_not_signed(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    # no Open Badges context defines endorsementJwt: canonicalization would drop it
    with pytest.raises(InputError, match="endorsementJwt"):
        badge(issue, "issuer", endorse(keys["ed25519"].controller, "jwt"))
    # and one that somebody put there later is not covered by the signature
    data = altered(issue(), lambda v: v["issuer"].update(endorsementJwt=["a.b.c"]))
    report = verify_bytes(data, now=NOW)
    assert report.verdict == "invalid"


def test_an_endorsement_makes_nobody_known_but_says_whose_it_is(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey], endorser: SigningKey
) -> None:
    data = badge(issue, "issuer", endorse(keys["ed25519"].controller))
    stranger = checked(data, registry=Registry.of([]))
    check = stranger.check(Name.ISSUER_KNOWN)
    assert check is not None
    assert check.status == "fail"
    assert "Quality Council" not in check.detail
    council = Registry.of([KnownIssuer(endorser.controller, "Quality Council", "the ministry")])
    report = verify_bytes(data, now=NOW, registry=council, require_known_issuer=True)
    assert (report.verdict, report.reason) == ("invalid", "issuer_unknown")
    assert report.issuer.known is False
    [found] = report.endorsements
    assert (found.known.known, found.known.known_by, found.counts) == (True, "the ministry", True)
    check = report.check(Name.ISSUER_KNOWN)
    assert check is not None
    assert check.detail.endswith("; Quality Council, whom your lists know, endorses the issuer")


BROKEN: list[tuple[str, Callable[[Any], Any], str]] = [
    ("altered", lambda v: v["credentialSubject"].update(endorsementComment="Best"), "signature"),
    ("no endorsement", lambda v: v.update(type=["VerifiableCredential"]), "no endorsement"),
    ("no proof", lambda v: v.pop("proof"), "proof"),
    ("another issuer", lambda v: v["issuer"].update(id="did:web:known.example"), ""),
    ("no subject", lambda v: v.pop("credentialSubject"), "credentialSubject"),
]


@pytest.mark.parametrize(("what", "change", "said"), BROKEN, ids=[b[0] for b in BROKEN])
def test_a_broken_endorsement_fails_and_never_counts(
    what: str, change: Callable[[Any], Any], said: str, issue: Issue, endorse: Endorse,
    keys: dict[str, SigningKey], endorser: SigningKey,
) -> None:  # fmt: skip
    found = endorse(keys["ed25519"].controller)
    change(found)
    everybody = Registry.of(
        [KnownIssuer(one, "", "me") for one in (endorser.controller, "did:web:known.example")]
    )
    value = {k: v for k, v in issue("jwt", key="ed25519").credential.items() if k != "proof"}
    value["issuer"]["endorsement"] = [found]
    data = issue("jwt", key="ed25519", document=value).data
    report = verify_bytes(data, now=NOW, registry=everybody)
    [one] = report.endorsements
    assert one.status in {"fail", "unknown"}
    assert said in one.detail
    assert not one.counts
    check = report.check(Name.ISSUER_KNOWN)
    assert check is not None
    assert "whom your lists know" not in check.detail


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valid_until": NOW - timedelta(days=1)}, "expired"),
        ({"valid_from": NOW + timedelta(days=1)}, "valid only from"),
    ],
)
def test_an_endorsement_out_of_its_time_fails(
    more: dict[str, Any], said: str, issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    [found] = checked(
        badge(issue, "issuer", endorse(keys["ed25519"].controller, **more))
    ).endorsements
    assert (found.status, said in found.detail) == ("fail", True)


@pytest.mark.parametrize("place", ["issuer", "achievement", "credential"])
def test_an_endorsement_of_something_else_fails(place: str, issue: Issue, endorse: Endorse) -> None:
    for other in ("did:web:famous.example", ACHIEVEMENT + "/", AWARD.upper(), ACHIEVEMENT + "#1"):
        [found] = checked(badge(issue, place, endorse(other))).endorsements
        assert found.status == "fail"
        assert "something else" in found.detail


def test_nobody_endorses_themselves_by_name_or_by_key(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    own = keys["ed25519"]
    mine = endorse(ACHIEVEMENT, signer=own)
    [found] = checked(badge(issue, "achievement", mine)).endorsements
    assert (found.status, "itself" in found.detail) == ("fail", True)
    # under another name, with the same key
    masked = SigningKey.of(
        own.private,
        controller="did:web:council.example",
        verification_method="did:web:council.example#k",
    )
    web = Web()
    web.pages["https://council.example/.well-known/did.json"] = json.dumps(
        did_document(masked.controller, [PublishedKey(masked.verification_method, masked.public)])
    ).encode()
    data = badge(issue, "issuer", endorse(own.controller, signer=masked))
    [found] = checked(data, fetch=web).endorsements
    assert (found.status, "own key" in found.detail) == ("fail", True)
    with pytest.raises(InputError, match="oneself"):
        endorse(own.controller, signer=own)


def test_an_endorser_who_cannot_be_asked_is_not_known_to_endorse(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    data = badge(issue, "issuer", endorse(keys["ed25519"].controller, signer=keys["web"]))
    [found] = checked(data).endorsements
    assert (found.status, "offline" in found.detail) == ("unknown", True)
    web = Web()
    [found] = checked(data, fetch=web).endorsements
    assert found.status == "unknown"
    assert set(web.asked) == {"https://academy.example/.well-known/did.json"}


def test_endorsers_who_do_not_answer_do_not_keep_a_verifier_waiting(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    silent = [
        SigningKey.of(
            keys["other"].private,
            controller=f"did:web:silent{n}.example",
            verification_method=f"did:web:silent{n}.example#k",
        )
        for n in range(10)
    ]
    given = [endorse(keys["ed25519"].controller, signer=one) for one in silent]
    report = checked(badge(issue, "issuer", *given), fetch=(web := Web()))
    assert {one.status for one in report.endorsements} == {"unknown"}
    assert len(report.endorsements) == PATIENCE
    assert report.endorsements_left == 10 - PATIENCE
    assert len(set(web.asked)) == PATIENCE


def test_an_endorsement_that_was_taken_back_fails(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey], endorser: SigningKey
) -> None:
    base = "https://council.example/lists"
    entry = pairs.entry(base, pairs.Place(1, 4711))
    data = badge(issue, "issuer", endorse(keys["ed25519"].controller, status=entry))
    for revoked, wanted in (((), "pass"), ((4711,), "fail")):
        made = pairs.list_credentials(
            base, 1, revoked=revoked, suspended=(), signer=endorser, now=NOW
        )
        web = Web()
        web.pages = dict(zip(pairs.urls(base, 1), [one.data for one in made], strict=True))
        [found] = checked(data, fetch=web).endorsements
        assert found.status == wanted, found.detail
    [found] = checked(data).endorsements
    assert found.status == "unknown"


def test_what_endorses_an_endorser_is_not_followed(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey], endorser: SigningKey
) -> None:
    # two who endorse each other: one step, no circle, nobody asked
    back = endorse(endorser.controller, signer=keys["other"])

    def circle(value: dict[str, Any]) -> None:
        value["issuer"] = shape.attached(value["issuer"], back)

    forth = endorse(keys["ed25519"].controller, change=circle)
    report = checked(badge(issue, "issuer", forth), fetch=Web())
    assert [one.endorser_id for one in report.endorsements] == [endorser.controller]
    assert report.endorsements[0].status == "pass"
    clean = endorse(keys["ed25519"].controller)
    assert "endorsement" not in clean["issuer"]


def test_a_thousand_endorsements_cost_what_a_few_do(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    one = endorse(keys["ed25519"].controller, "jwt", comment="")
    many = [one, *(f"x.{n}.y" for n in range(999))]
    data = badge(issue, "issuer", *many, form="jwt")
    web = Web()
    report = verify_bytes(data, now=NOW, fetch=web)
    assert len(report.endorsements) == MOST
    assert report.endorsements_left == 1000 - MOST
    assert report.to_json()["endorsements_left"] == 1000 - MOST
    assert report.endorsements[0].status == "pass"
    assert {found.status for found in report.endorsements[1:]} == {"fail"}


def test_the_same_endorsement_is_checked_once_a_batch(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    web = Web()
    document = did_document(
        keys["web"].controller, [PublishedKey(keys["web"].verification_method, keys["web"].public)]
    )
    web.pages["https://academy.example/.well-known/did.json"] = json.dumps(document).encode()
    verifier = Verifier(now=NOW, fetch=web)
    given = endorse(keys["ed25519"].controller, signer=keys["web"])
    found = [verifier.check_bytes(badge(issue, "issuer", given)) for _ in range(6)]
    assert {one.endorsements for one in found} == {found[0].endorsements}
    assert found[0].endorsements[0].status == "pass"
    assert len(web.asked) == 1


def test_a_credential_with_endorsements_is_never_taken_for_a_familiar_one(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    # one of a kind that was met often is answered from what differs: endorsements are not among it
    given = endorse(keys["ed25519"].controller)
    own = keys["ed25519"].controller
    verifier = Verifier(now=NOW)
    for number in range(6):
        ident = f"urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8{number:03d}"
        plain = verifier.check_bytes(issue(document=unsigned(own, id=ident)).data)
        value = unsigned(own, id=ident)
        value["issuer"] = shape.attached(value["issuer"], given)
        praised = verifier.check_bytes(issue(document=value).data)
        assert (plain.endorsements, praised.endorsements[0].status) == ((), "pass")
    assert plain.telling is not None
    assert praised.telling is None


def test_of_a_forged_credential_nothing_is_said_to_be_endorsed(
    issue: Issue, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    signed = json.loads(badge(issue, "issuer", endorse(keys["ed25519"].controller)))
    signed["name"] = "Surgery"
    report = verify_bytes(json.dumps(signed).encode(), now=NOW, fetch=(web := Web()))
    assert (report.verdict, report.endorsements, web.asked) == ("invalid", (), [])


@pytest.mark.parametrize("value", [5, True, "", "no token", "a.b.c", {}, [], [[]], {"type": 5}])
def test_what_is_no_endorsement_is_told_as_failing(value: Any, issue: Issue) -> None:
    document = unsigned(issue("jwt", key="ed25519").credential["issuer"]["id"])
    document["issuer"]["endorsement"] = [value]
    data = issue("jwt", key="ed25519", document=document).data
    for found in verify_bytes(data, now=NOW).endorsements:
        assert found.status == "fail"


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "jwt"])
def test_an_endorsement_is_a_credential_that_follows_its_schema(
    form: str, endorse: Endorse, keys: dict[str, SigningKey]
) -> None:
    signer = keys["p256" if form.startswith("ecdsa") else "ed25519"]
    made = endorse("did:web:a.example", form, signer=signer)
    data = made.encode() if isinstance(made, str) else json.dumps(made).encode()
    report = checked(data)
    check = report.check(Name.SCHEMA)
    assert check is not None
    assert check.status == "pass"
    broken = json.loads(json.dumps(report.credential))
    del broken["credentialSubject"]["type"]
    assert schema.errors(broken, kind=shape.TYPE)


@pytest.mark.parametrize(
    ("subject", "more"),
    [
        ("academy", {}),
        ("", {}),
        (":x", {}),
        ("did:web:a.example", {"comment": "x" * 5001}),
        ("did:web:a.example", {"valid_until": NOW - timedelta(days=60)}),
        ("did:web:a.example", {"comment": "bell \x07"}),
    ],
)
def test_what_cannot_be_an_endorsement_is_not_made(
    subject: str, more: dict[str, Any], endorse: Endorse
) -> None:
    with pytest.raises(InputError):
        endorse(subject, **more)


def test_where_endorsements_are_looked_for() -> None:
    value = {
        "issuer": {"id": "did:a:1", "endorsement": {"id": "x"}},
        "credentialSubject": [{"achievement": {"id": "did:a:2", "endorsementJwt": ["t"]}}],
        "endorsement": [None, {"id": "y"}],
    }
    found = list(shape.find(value))
    assert [(one.of, one.subject) for one in found] == [
        (Endorsed.ISSUER, "did:a:1"), (Endorsed.ACHIEVEMENT, "did:a:2"), (Endorsed.CREDENTIAL, ""),
    ]  # fmt: skip
    assert not shape.endorsed({"issuer": "did:a:1", "credentialSubject": {}})
