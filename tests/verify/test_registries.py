"""Lists of known issuers in every form: whose word each one is, and when it is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import credential as signing
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify import registries, registry_signed
from skillmark.verify.checks import Name
from skillmark.verify.registries import Named
from skillmark.verify.registry import KnownIssuer, Registry, Voucher
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, Web

ENTRIES = [
    KnownIssuer("did:web:academy.example", "Akademie", "Akkreditierungsrat", ("z6MkA",)),
    KnownIssuer("https://school.example", "Schule", "", note="visited", since="2026-01-02"),
]
Sign = Callable[..., bytes]


@pytest.fixture
def keeper(keys: dict[str, SigningKey]) -> SigningKey:
    return keys["ed25519"]


@pytest.fixture
def signed(keeper: SigningKey) -> Sign:
    """Sign a list of `ENTRIES` that holds for thirty days."""

    def make(
        form: str = "eddsa-rdfc-2022",
        *,
        signer: SigningKey | None = None,
        entries: list[KnownIssuer] = ENTRIES,
        change: Callable[[dict[str, Any]], None] = lambda value: None,
        until: datetime = NOW + timedelta(days=30),
    ) -> bytes:
        who = signer or keeper
        value = registry_signed.unsigned(
            Registry.of(entries),
            id="urn:uuid:5a0c9f4e-6b6e-4b59-9a9e-8a1f6b6f9a11",
            keeper=who.controller,
            keeper_name="Ministry",
            name="Schools of the land",
            valid_from=NOW - timedelta(days=1),
            valid_until=until,
        )
        change(value)
        return signing.sign(value, who, form=form, now=NOW - timedelta(days=1)).data

    return make


def read(data: bytes, *pins: str, now: datetime = NOW, web: Any = None) -> registries.ReadList:
    return registries.read(Named("lists/land.json", data), pins, now=now, fetch=web)


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"])
def test_a_signed_list_says_what_its_keeper_wrote(
    form: str, signed: Sign, keeper: SigningKey
) -> None:
    found = read(signed(form), keeper.public_multikey())
    assert (found.form, found.keeper) == ("signed", keeper.controller)
    assert found.name == "Schools of the land"
    academy, school = found.registry.issuers.values()
    assert (academy.known_by, academy.keys) == ("Akkreditierungsrat", ("z6MkA",))
    assert (school.known_by, school.note, school.since) == ("Ministry", "visited", "2026-01-02")
    assert school.vouched == (Voucher("Ministry", "Schools of the land", keeper.controller),)
    assert found.registry.lapsed == ()
    assert read(signed(form), keeper.controller).registry == found.registry


def test_who_signed_a_list_is_not_believed_for_it(
    signed: Sign, keeper: SigningKey, keys: dict[str, SigningKey]
) -> None:
    for pins in ((), (keys["other"].controller,), ("did:web:ministry.example",)):
        with pytest.raises(InputError, match="not pinned") as refused:
            read(signed(), *pins)
        assert refused.value.code == "not_pinned"
        assert keeper.controller in refused.value.remedy


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"])
def test_a_list_that_was_altered_is_refused(form: str, signed: Sign, keeper: SigningKey) -> None:
    data = signed(form)
    if form == "jwt":
        head, payload, end = data.split(b".")
        said = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
        changed = said.replace(b"school.example", b"scheol.example")
        assert changed != said
        data = b".".join((head, base64.urlsafe_b64encode(changed).rstrip(b"="), end))
    else:
        data = data.replace(b"school.example", b"scheol.example")
    with pytest.raises(InputError, match="does not hold") as refused:
        read(data, keeper.controller)
    assert refused.value.code == "signature"
    assert refused.value.where.startswith("lists/land.json")


def test_an_entry_in_another_guise_is_refused(signed: Sign, keeper: SigningKey) -> None:
    # the same statements for RDF, and none for who reads the JSON
    value = json.loads(signed())
    subject = value["credentialSubject"]
    subject["https://www.w3.org/ns/credentials/undefined-term#issuers"] = subject.pop("issuers")
    with pytest.raises(SkillmarkError):
        read(json.dumps(value).encode(), keeper.controller)


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "jwt"])
def test_a_list_whose_time_is_over_knows_nobody_and_says_so(
    form: str, signed: Sign, keeper: SigningKey, issue: Issue
) -> None:
    badge = issue(key="other")
    issuer = badge.credential["issuer"]["id"]
    entries = [KnownIssuer(issuer, "Academy", "")]
    data = signed(form, entries=entries)
    pins = (keeper.controller,)
    lists = [Named("land.json", data)]
    in_time = registries.trusted(lists, pins, now=NOW)
    report = verify_bytes(badge.data, now=NOW, registry=in_time)
    assert report.issuer.known is True
    assert report.to_json()["issuer"]["vouchers"] == [
        {
            "known_by": "Ministry",
            "registry": "Schools of the land",
            "signed_by": keeper.controller,
        }
    ]
    later = NOW + timedelta(days=31)
    lapsed = registries.trusted(lists, pins, now=later)
    report = verify_bytes(badge.data, now=later, registry=lapsed, require_known_issuer=True)
    assert (report.verdict, report.reason, report.issuer.known) == (
        "unknown", "issuer_unknown", None,
    )  # fmt: skip
    check = report.check(Name.ISSUER_KNOWN)
    assert check is not None
    assert check.status == "unknown"
    assert "Schools of the land expired on 2026-07-01" in check.detail
    # another list that knows it is not spoiled by one that is over
    mine = Registry.of(entries)
    assert Registry.joined([lapsed, mine]).get(issuer) is not None
    report = verify_bytes(badge.data, now=later, registry=Registry.joined([lapsed, mine]))
    assert report.issuer.known is True


def test_a_list_before_its_time_or_without_an_end_is_not_used(
    signed: Sign, keeper: SigningKey
) -> None:
    early = read(
        signed(change=lambda value: value.update(validFrom="2026-06-09T00:00:00Z")),
        keeper.controller,
    )
    assert early.registry.issuers == {}
    assert "valid only from" in early.registry.lapsed[0]
    with pytest.raises(InputError, match="until when"):
        read(signed(change=lambda value: value.pop("validUntil")), keeper.controller)


def test_a_keeper_on_the_web_is_asked_or_its_key_is_pinned(
    signed: Sign, keys: dict[str, SigningKey], web: Web
) -> None:
    signer = keys["web"]
    data = signed(signer=signer)
    with pytest.raises(UnavailableError, match="could not be checked"):
        read(data, signer.controller)
    # the pinned key is the keeper's document: nobody is asked, and nobody can change it
    assert read(data, signer.public_multikey()).pin == signer.public_multikey()
    document = did_document(
        signer.controller, [PublishedKey(signer.verification_method, signer.public)]
    )
    web.pages["https://academy.example/.well-known/did.json"] = json.dumps(document).encode()
    assert read(data, signer.controller, web=web).keeper == signer.controller
    with pytest.raises(InputError, match="does not hold"):
        read(data, keys["other"].public_multikey(), web=web)


def test_a_key_that_nobody_lists_any_more_speaks_for_no_keeper(
    signed: Sign, keys: dict[str, SigningKey], web: Web
) -> None:
    signer = keys["web"]
    other = PublishedKey("did:web:academy.example#new", keys["other"].public)
    document = did_document(signer.controller, [other])
    web.pages["https://academy.example/.well-known/did.json"] = json.dumps(document).encode()
    with pytest.raises(InputError):
        read(signed(signer=signer), signer.controller, web=web)


def test_a_pin_that_no_list_is_signed_with_is_an_error(signed: Sign, keeper: SigningKey) -> None:
    plain = Named("mine.json", json.dumps(Registry.of(ENTRIES).to_json()).encode())
    stripped = Named("land.json", plain.data)
    with pytest.raises(InputError, match="none of the lists is signed"):
        registries.trusted([stripped], [keeper.controller], now=NOW)
    both = [plain, Named("land.json", signed())]
    found = registries.trusted(both, [keeper.controller, keeper.public_multikey()], now=NOW)
    academy = found.get("did:web:academy.example")
    assert academy is not None
    assert [one.registry for one in academy.vouched] == ["", "Schools of the land"]


@pytest.mark.parametrize("pin", ["ministry.example", "z6Mkbroken", "http://a.example", ""])
def test_a_pin_that_is_none_is_named(pin: str, signed: Sign) -> None:
    with pytest.raises(InputError):
        registries.trusted([Named("land.json", signed())], [pin], now=NOW)


def test_a_list_cannot_be_made_that_ends_before_it_begins_or_names_no_ids() -> None:
    def make(entries: list[KnownIssuer], days: int) -> None:
        registry_signed.unsigned(
            Registry.of(entries),
            id="urn:x:1",
            keeper="did:web:a.example",
            keeper_name="",
            name="",
            valid_from=NOW,
            valid_until=NOW + timedelta(days=days),
        )

    with pytest.raises(InputError, match="before it begins"):
        make(ENTRIES, -1)
    with pytest.raises(InputError, match="neither a DID nor a URL"):
        make([KnownIssuer("academy", "", "")], 1)


# the Consortium's lists

DCC = {
    "meta": {"created": "2024-01-01T00:00:00+00:00", "updated": "2026-01-01T00:00:00+00:00"},
    "registry": {
        "did:web:college.example": {
            "name": "Example College",
            "location": "Springfield, USA",
            "url": "https://college.example",
        },
        "did:key:z6MkwExample": {"name": "Bare", "logo": "https://college.example/l.png"},
    },
}


def test_the_consortiums_list_is_known_by_its_file_name() -> None:
    found = registries.read(Named("/var/lists/dcc-sandbox.json", json.dumps(DCC).encode()), now=NOW)
    assert (found.form, found.name) == ("dcc", "dcc-sandbox")
    college, bare = found.registry.issuers.values()
    assert college.known_by == "dcc-sandbox"
    assert college.note == "Springfield, USA, https://college.example"
    assert college.vouched == (Voucher("dcc-sandbox", "dcc-sandbox"),)
    assert (bare.name, bare.note, bare.keys) == ("Bare", "", ())


@pytest.mark.parametrize(
    ("registry", "said"),
    [
        ([], "not an object"),
        ({"college": {"name": "x"}}, "under its DID"),
        ({"did:web:a.example": "x"}, "under its DID"),
        ({"did:web:a.example": {"name": 5}}, "name is not a text"),
    ],
)
def test_a_wrong_entry_of_the_consortiums_list_is_named(registry: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(json.dumps({"registry": registry}).encode())


def test_a_list_of_lists_is_told_as_that() -> None:
    value = [{"type": "dcc-legacy", "name": "Sandbox", "url": "https://a.example/registry.json"}]
    with pytest.raises(InputError, match="names other lists") as refused:
        read(json.dumps(value).encode())
    assert "download" in refused.value.remedy


# federations

FEDERATION = "https://registry.example"


def statement(key: SigningKey, *, typ: str = "entity-statement+jwt", **changes: Any) -> str:
    """Sign an entity statement as OpenID Federation has it, by hand."""
    second = int(NOW.timestamp())
    payload = {
        "iss": FEDERATION,
        "sub": "did:web:one.example",
        "iat": second - 60,
        "exp": second + 86_340,
        "jti": "k1",
        "metadata": {
            "federation_entity": {
                "organization_name": "One University",
                "homepage_uri": "https://one.example",
            }
        },
        **changes,
    }
    header = {"alg": key.algorithm.jose, "typ": typ, "kid": "key1"}
    parts = (json.dumps(part).encode() for part in (header, payload))
    signed = ".".join(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts)
    end = base64.urlsafe_b64encode(key.sign(signed.encode())).decode().rstrip("=")
    return f"{signed}.{end}"


@pytest.fixture(scope="module")
def anchor() -> SigningKey:
    return SigningKey.generate(Algorithm.P256)


def configuration(key: SigningKey, *listed: SigningKey, **changes: Any) -> str:
    said: dict[str, Any] = {
        "sub": FEDERATION,
        "jwks": {"keys": [one.public_jwk() for one in listed]},
        "metadata": {"federation_entity": {"organization_name": "Consortium"}},
    }
    return statement(key, **{**said, **changes})


def test_statements_of_a_pinned_federation_are_believed(
    anchor: SigningKey, keys: dict[str, SigningKey]
) -> None:
    lines = [
        configuration(anchor, anchor, keys["other"]),
        statement(anchor),
        statement(keys["other"], sub="did:web:two.example"),
    ]
    found = read("\n".join(lines).encode(), anchor.public_multikey())
    assert (found.form, found.name, found.keeper) == ("federation", "Consortium", FEDERATION)
    one, two = found.registry.issuers.values()
    assert (one.id, one.name, one.known_by) == (
        "did:web:one.example", "One University", "Consortium",
    )  # fmt: skip
    assert two.vouched == (Voucher("Consortium", "Consortium", FEDERATION),)
    alone = read(statement(anchor).encode(), anchor.public_multikey())
    assert alone.registry.issuers["did:web:one.example"].known_by == FEDERATION


def test_a_federation_without_a_pinned_key_is_refused(
    anchor: SigningKey, keys: dict[str, SigningKey]
) -> None:
    own = "\n".join((configuration(anchor, anchor), statement(anchor))).encode()
    for pins in ((), (keys["other"].public_multikey(),), (FEDERATION,)):
        with pytest.raises(InputError) as refused:
            read(own, *pins)
        assert refused.value.code == "not_pinned"


@pytest.mark.parametrize(
    "second",
    [
        lambda a, o: statement(o),
        lambda a, o: statement(a, iss="https://other.example"),
        lambda a, o: configuration(o, o, iss="https://b.example", sub="https://b.example"),
        lambda a, o: statement(a, typ="JWT"),
        lambda a, o: statement(a, sub=5),
        lambda a, o: "no.token",
    ],
)
def test_one_false_statement_refuses_the_file(
    second: Callable[[SigningKey, SigningKey], str],
    anchor: SigningKey,
    keys: dict[str, SigningKey],
) -> None:
    lines = "\n".join((configuration(anchor, anchor), second(anchor, keys["other"])))
    with pytest.raises(InputError):
        read(lines.encode(), anchor.public_multikey())


@pytest.mark.parametrize(
    "change", [{"exp": 1}, {"exp": "soon"}, {"iat": 99_999_999_999}, {"exp": True}, {"iat": None}]
)
def test_a_statement_out_of_its_time_says_nothing(
    change: dict[str, Any], anchor: SigningKey
) -> None:
    pin = anchor.public_multikey()
    lines = "\n".join((configuration(anchor, anchor), statement(anchor, **change)))
    found = read(lines.encode(), pin).registry
    assert found.issuers == {}
    assert "Consortium" in found.lapsed[0]
    lines = "\n".join((configuration(anchor, anchor, **change), statement(anchor)))
    assert read(lines.encode(), pin).registry.issuers == {}


def test_the_names_under_which_a_token_forges_are_refused(anchor: SigningKey) -> None:
    token = statement(anchor)
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"entity-statement+jwt"}').decode()
    forged = ".".join((header.rstrip("="), *token.split(".")[1:]))
    with pytest.raises(InputError):
        read(forged.encode(), anchor.public_multikey())


# joined

ids = st.sampled_from(["did:web:a.example", "did:web:b.example", "did:web:c.example"])
lists = st.lists(
    st.dictionaries(ids, st.tuples(st.text(max_size=3), st.lists(ids, max_size=2))), max_size=4
)


@given(lists)
def test_what_any_list_knows_all_know_together(
    made: list[dict[str, tuple[str, list[str]]]],
) -> None:
    parts = [
        Registry.of(KnownIssuer(i, n, f"by {n}", tuple(k)) for i, (n, k) in one.items())
        for one in made
    ]
    joined = Registry.joined(parts)
    assert set(joined.issuers) == {id_ for part in parts for id_ in part.issuers}
    for id_, issuer in joined.issuers.items():
        holding = [part.issuers[id_] for part in parts if id_ in part.issuers]
        assert set(issuer.keys) == {key for one in holding for key in one.keys}
        assert {one.known_by for one in issuer.vouched} == {one.known_by for one in holding}
        assert issuer.known_by == holding[0].known_by
    assert Registry.joined([joined]) == joined
    assert Registry.of_json(joined.to_json()).issuers.keys() == joined.issuers.keys()
