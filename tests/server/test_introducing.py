"""Whom a site knows, who endorses whom, and which issuers its domain names as its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from skillmark.award import credential as signing
from skillmark.badges import endorsement as shape
from skillmark.badges import schema
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError, UnavailableError
from skillmark.server.award import claims, services
from skillmark.server.award.issuers import endorsing, linking, vouching
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import EndorsementRecord, KeyRecord, KnownIssuerRecord
from skillmark.server.checkup import house
from skillmark.server.checkup.check import State
from skillmark.server.people.models import AuditRecord
from skillmark.server.verify import lists, sealed, shown
from skillmark.server.verify import services as verifying
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify import registry_signed
from skillmark.verify.domain_linkage import PATH
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.verify import Verifier, verify_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """The database of a test belongs to its thread; and nobody is asked outside."""

    def nobody(url):
        raise UnavailableError(f"{url} is not reachable", code="unreachable")

    monkeypatch.setattr(verifying, "WORKERS", 1)
    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: nobody)
    monkeypatch.setattr(lists, "client", lambda: nobody)
    monkeypatch.setattr(lists, "_read", type(lists._read)(most=8, most_weight=8))


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def bench(world):
    return world.things["bench"]


@pytest.fixture
def endorser():
    return SigningKey.generate(Algorithm.ED25519)


def endorsed(endorser, subject, *, form="eddsa-rdfc-2022", days=365, **more):
    value = shape.credential(
        subject,
        id="urn:uuid:3f6f3c2e-9b7e-4a52-8d4a-1b6ad3c1a001",
        issuer={"id": endorser.controller, "type": ["Profile"], "name": "Quality Council"},
        comment="Visited in May.",
        valid_from=timezone.now() - timedelta(days=2),
        valid_until=timezone.now() + timedelta(days=days),
        **more,
    )
    return signing.sign(value, endorser, form=form, now=timezone.now()).data


def checked(client, data):
    answer = client.post("/verify", {"files": [SimpleUploadedFile("badge.json", data)]})
    [one] = answer.context["results"]
    return one, answer.content.decode()


# Known issuers


def test_whom_an_organisation_knows_its_members_see_and_nobody_else(client_of, bench, provider):
    data = bench.sign().data
    issuer = bench.key.controller
    one, html = checked(client_of("provider_admin"), data)
    assert one.introduction.unknown
    assert "Nobody in your lists vouches for who is behind it." in html
    assert f"{reverse('known_issuers')}?id=did%3Akey%3A" in html
    page = client_of("provider_admin").get(
        reverse("known_issuers"), {"id": issuer, "name": "Far Academy"}
    )
    assert f'value="{issuer}"' in page.content.decode()
    answer = client_of("provider_admin").post(
        reverse("known_issuers"),
        {"identifier": issuer, "name": "Far Academy", "note": "Our partner since 2019."},
    )
    assert answer.status_code == 302
    row = KnownIssuerRecord.objects.get(identifier=issuer)
    assert (row.known_by, row.everyone) == (row.organisation.name, False)
    assert row.account == provider
    entry = AuditRecord.objects.get(action="issuer_known", thing=f"knownissuer:{row.pk}")
    assert (entry.actor_id, entry.organisation_id) == (provider.pk, row.organisation_id)
    one, html = checked(client_of("recruiter"), data)
    assert one.issuer_known
    assert one.report.issuer.known_by == row.known_by
    assert "Nobody in your lists" not in html
    for who in ("nobody", "stranger"):
        one, html = checked(client_of(who), data)
        assert one.report.issuer.known is False
    answer = client_of("provider_admin").post(reverse("known_issuer_remove", args=[row.pk]))
    assert answer.status_code == 302
    assert AuditRecord.objects.filter(action="issuer_forgotten").exists()
    assert checked(client_of("recruiter"), data)[0].report.issuer.known is False


def test_who_may_not_vouch_is_not_led_to_it(client_of, bench):
    data = bench.sign().data
    for who in ("nobody", "recruiter", "learner"):
        assert reverse("known_issuers") not in checked(client_of(who), data)[1]


def test_an_administrator_speaks_for_every_visitor(world, client_of, bench):
    data = bench.sign().data
    fields = {
        "identifier": bench.key.controller,
        "name": "Far Academy",
        "note": "In the national list.",
        "known_by": "National list",
        "everyone": "on",
    }
    # the field is not the provider's to set
    client_of("provider_admin").post(reverse("known_issuers"), fields)
    assert KnownIssuerRecord.objects.get(name="Far Academy").everyone is False
    KnownIssuerRecord.objects.filter(name="Far Academy").delete()
    client_of("administrator").post(reverse("known_issuers"), fields)
    row = KnownIssuerRecord.objects.get(name="Far Academy")
    assert row.everyone is True
    one, html = checked(client_of("nobody"), data)
    assert one.report.issuer.known_by == "National list"
    assert "National list knows it." in html
    # the short way of a stranger's program sees it at once, too
    report = verifying.check(data)
    assert report.issuer.known is True
    with pytest.raises(ForbiddenError):
        vouching.remove(row, actor=world.people["provider_admin"])
    vouching.remove(row, actor=world.people["administrator"])
    assert verifying.check(data).issuer.known is False


@pytest.mark.parametrize(
    ("identifier", "note", "said"),
    [
        ("far.example", "met", "neither a DID"),
        ("http://far.example", "met", "neither a DID"),
        ("did:web:far example", "met", "neither a DID"),
        ("did:web:far.example", "  ", "without a reason"),
    ],
)
def test_what_makes_no_entry_is_refused(identifier, note, said, world, provider):
    with pytest.raises(InputError, match=said):
        vouching.vouch(world.home, identifier, name="Far", note=note, actor=provider)


def test_an_issuer_stands_in_a_list_once(world, provider, client_of):
    known = world.things["known_issuer"]
    with pytest.raises(ConflictError):
        vouching.vouch(world.home, known.identifier, name="C", note="n", actor=provider)
    answer = client_of("provider_admin").post(
        reverse("known_issuers"), {"identifier": known.identifier, "name": "C", "note": "n"}
    )
    assert "in the list already" in answer.content.decode()
    other = vouching.vouch(world.other, known.identifier, name="C", note="n", actor=world.stranger)
    assert other.organisation == world.other


def test_authentic_but_unknown_is_said_kindly_in_german(client_of, bench):
    client = client_of("nobody")
    client.cookies["django_language"] = "de"
    _, html = checked(client, bench.sign().data)
    assert "Die Signatur ist gut." in html
    assert "Niemand in Ihren Listen" in html
    assert "Was Sie tun können" in html


def test_of_what_is_not_proven_nobody_is_introduced(client_of, bench):
    value = json.loads(bench.sign().data)
    value["name"] = "Surgery"
    one, html = checked(client_of("nobody"), json.dumps(value).encode())
    assert one.introduction is None
    assert "Who is behind it" not in html


# The owner's lists


@pytest.fixture
def folder(site_folder):
    place = site_folder / lists.FOLDER
    place.mkdir()
    yield place
    for file in place.iterdir():
        file.unlink()
    place.rmdir()


def known_here(bench):
    verifying.forget()
    return verifying.check(bench.sign().data).issuer


def test_lists_of_others_in_the_data_folder(bench, folder, settings, site_folder):
    issuer = bench.key.controller
    dcc = {"meta": {}, "registry": {issuer: {"name": "Far", "location": "Ulm", "url": ""}}}
    (folder / "dcc-sandbox.json").write_text(json.dumps(dcc))
    assert known_here(bench).known_by == "dcc-sandbox"
    (folder / "dcc-sandbox.json").unlink()
    keeper = SigningKey.generate(Algorithm.ED25519)
    unsigned = registry_signed.unsigned(
        Registry.of([KnownIssuer(issuer, "Far", "")]),
        id="urn:uuid:5a0c9f4e-6b6e-4b59-9a9e-8a1f6b6f9a11",
        keeper=keeper.controller,
        keeper_name="Ministry",
        name="Schools",
        valid_from=timezone.now() - timedelta(days=1),
        valid_until=timezone.now() + timedelta(days=9),
    )
    signed = signing.sign(unsigned, keeper, form="eddsa-rdfc-2022", now=timezone.now())
    (folder / "schools.json").write_bytes(signed.data)
    # whose signature counts has to be said; until then nobody is called unknown
    found = known_here(bench)
    assert (found.known, "schools.json is not used" in found.lapsed) == (None, True)
    site = replace(settings.SITE, data=site_folder)
    assert house.trusted(site).state == State.WARN
    settings.SITE = replace(site, registry_keys=(keeper.public_multikey(),))
    (folder / "other.json").write_text("{}")
    found = known_here(bench)
    assert (found.known, found.known_by) == (True, "Ministry")
    assert found.vouchers[0].signed_by == keeper.controller
    (folder / "other.json").unlink()
    assert house.trusted(settings.SITE).state == State.OK


def test_a_wrong_list_of_others_is_left_out_and_told(bench, folder, client_of):
    (folder / "broken.json").write_text('{"issuers":[{"nmae":"typo"}]}')
    report = verifying.check(bench.sign().data)
    assert (report.verdict, report.issuer.known) == ("valid", None)
    _, html = checked(client_of("nobody"), bench.sign().data)
    assert "A list that might know it cannot be used." in html
    assert "broken.json" in html


# Endorsements


def test_an_endorsement_that_is_given_verifies_in_both_forms_and_can_be_taken_back(
    world, client_of, provider
):
    fields = {
        "of": "issuer",
        "subject": "did:web:college.example",
        "name": "College",
        "comment": "Seen in **May**.",
        "days": "30",
    }
    answer = client_of("provider_admin").post(reverse("endorsements"), fields)
    assert answer.status_code == 302
    row = EndorsementRecord.objects.get(subject="did:web:college.example")
    assert AuditRecord.objects.filter(action="endorsed", thing=f"endorsement:{row.pk}").exists()
    stranger = client_of("nobody")
    for name in ("endorsement", "endorsement_jwt"):
        handed = stranger.get(reverse(name, args=[row.pk]))
        report = verifying.check(handed.content)
        assert report.verdict == "valid", report.to_json()
        said = report.credential
        assert said["id"] == row.url
        assert said["credentialSubject"]["id"] == "did:web:college.example"
        assert said["credentialStatus"]
        assert not schema.errors(said, kind=shape.TYPE)
    answer = client_of("provider_admin").post(reverse("endorsement_withdraw", args=[row.pk]))
    assert answer.status_code == 400
    client_of("provider_admin").post(
        reverse("endorsement_withdraw", args=[row.pk]), {"reason": "It closed."}
    )
    row.refresh_from_db()
    assert row.withdrawn is not None
    report = verifying.check(bytes(row.body))
    assert (report.verdict, report.reason) == ("invalid", "revoked")
    with pytest.raises(ConflictError):
        endorsing.withdraw(row, "again", actor=provider)


def test_nobody_endorses_their_own(world, provider, client_of):
    own = [
        claims.issuer_id(world.home),
        keys.did_web(world.home),
        claims.achievement_id(world.things["achievement"]),
    ]
    for subject in own:
        with pytest.raises(InputError, match="oneself"):
            endorsing.give(world.home, subject, of="issuer", comment="good", actor=provider)
    with pytest.raises(InputError, match="no id"):
        endorsing.give(world.home, "college", of="issuer", comment="good", actor=provider)
    fields = {"of": "issuer", "subject": own[0], "comment": "good"}
    answer = client_of("provider_admin").post(reverse("endorsements"), fields)
    assert answer.status_code == 400
    assert "oneself" in answer.content.decode()
    assert not EndorsementRecord.objects.filter(subject__in=own).exists()


@pytest.mark.parametrize("about", ["issuer", "achievement"])
def test_what_is_received_travels_in_what_is_awarded_afterwards(
    about, world, client_of, provider, endorser
):
    achievement = world.things["achievement"]
    home = world.home
    subject = claims.issuer_id(home) if about == "issuer" else claims.achievement_id(achievement)
    data = endorsed(endorser, subject)
    answer = client_of("provider_admin").post(
        reverse("endorsement_receive"),
        {
            "about": "" if about == "issuer" else achievement.slug,
            "file": SimpleUploadedFile("e.json", data),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    row = EndorsementRecord.objects.get(given=False)
    assert (row.endorser, row.endorser_name) == (endorser.controller, "Quality Council")

    def award(name):
        made = services.award_one(
            achievement, Recipient(name, f"{name}@example.org"), actor=provider, notify=False
        )
        return bytes(made.body), made.token.encode()

    for body in award("bea"):
        report = verifying.check(body)
        assert report.verdict == "valid", report.to_json()
        [found] = report.endorsements
        assert (found.of, found.status, found.endorser_id) == (about, "pass", endorser.controller)
        assert found.known.known is False
    page = client_of("provider_admin").get(reverse("endorsements")).content.decode()
    assert "Travels in awards" in page
    client_of("provider_admin").post(reverse("endorsement_withdraw", args=[row.pk]))
    assert all(verifying.check(body).endorsements == () for body in award("cem"))
    # what was awarded before carries it still: it was signed with it
    assert EndorsementRecord.objects.get(pk=row.pk).withdrawn is not None


def test_an_endorsement_whose_time_is_over_travels_no_longer(world, provider, endorser):
    data = endorsed(endorser, claims.issuer_id(world.home), days=1)
    endorsing.receive(world.home, data, actor=provider)
    assert len(claims.profile(world.home)["endorsement"]) == 1
    later = timezone.now() - timedelta(days=1)
    EndorsementRecord.objects.filter(given=False).update(valid_until=later)
    assert "endorsement" not in claims.profile(world.home)
    # the document with the keys never carries one: it is the issuer's word of itself alone
    assert "endorsement" not in keys.issuer_document(world.home)


def test_what_does_not_hold_is_not_attached(world, provider, endorser, bench):
    own = claims.issuer_id(world.home)
    token = endorsed(endorser, own, form="jwt")
    other = endorsed(endorser, "did:web:famous.example")
    broken = json.loads(endorsed(endorser, own))
    broken["credentialSubject"]["endorsementComment"] = "Best of all."
    row = world.things["endorsement"]
    for data, said in (
        (token, "token cannot travel"),
        (other, "something else"),
        (json.dumps(broken).encode(), "does not hold"),
        (bench.sign().data, "does not hold"),
        (b"no badge", "neither JSON"),
        (b"x" * (endorsing.LARGEST + 1), "too large"),
        (bytes(row.body), "does not hold"),
    ):
        with pytest.raises(InputError, match=said):
            endorsing.receive(world.home, data, actor=provider)
    with pytest.raises(InputError, match="something else"):
        endorsing.receive(
            world.home,
            endorsed(endorser, own),
            actor=provider,
            achievement=world.things["achievement"],
        )
    silent = SigningKey.of(
        endorser.private,
        controller="did:web:silent.example",
        verification_method="did:web:silent.example#k",
    )
    with pytest.raises(InputError, match="does not hold"):
        endorsing.receive(world.home, endorsed(silent, own), actor=provider)
    assert not EndorsementRecord.objects.filter(given=False).exists()


def test_at_most_a_few_travel_and_each_once(world, provider, endorser):
    own = claims.issuer_id(world.home)
    given = [endorsed(endorser, own, days=100 + n) for n in range(endorsing.MOST + 1)]
    for data in given[:-1]:
        endorsing.receive(world.home, data, actor=provider)
    with pytest.raises(ConflictError, match="heavy"):
        endorsing.receive(world.home, given[-1], actor=provider)
    first = EndorsementRecord.objects.filter(given=False).order_by("created").first()
    endorsing.withdraw(first, "", actor=provider)
    with pytest.raises(ConflictError, match="already"):
        endorsing.receive(world.home, given[1], actor=provider)
    endorsing.receive(world.home, given[-1], actor=provider)


def test_results_that_the_page_hands_back_still_introduce_the_issuer(world, bench, endorser):
    value = bench.unsigned()
    value["issuer"] = shape.attached(
        value["issuer"], json.loads(endorsed(endorser, bench.key.controller))
    )
    signed = signing.sign(value, bench.key, form="eddsa-rdfc-2022", now=timezone.now())
    known = Registry.of([KnownIssuer(endorser.controller, "Council", "me")])
    report = verify_bytes(signed.data, now=timezone.now(), registry=known)
    [again] = sealed.unseal(sealed.seal([report]))
    assert again.to_json() == report.to_json()
    words = [str(line.words) for line in shown.show(again).introduction.lines]
    assert words == ["Quality Council endorses the issuer."]
    with translation.override("de"):
        [line] = shown.show(again).introduction.lines
        assert line.look == "pass"
        assert "„Visited in May.“ Wer empfiehlt, ist in Ihren Listen bekannt" in str(line.detail)


# The site's domain


@pytest.fixture
def secure(settings):
    settings.BASE_URL = "https://skills.example"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "skills.example"]


def look(client, did, *, now=None):
    """Ask the site's did-configuration about a DID, as another verifier does."""
    from skillmark.trust.fetched import Fetched

    def fetch(url):
        assert url.startswith("https://skills.example/")
        answer = client.get(url.removeprefix("https://skills.example"), headers={"accept": "*/*"})
        assert answer.status_code == 200, url
        kind = answer.headers["Content-Type"]
        return Fetched(answer.content, kind, url, 200, datetime.now(UTC))

    verifier = Verifier(now=now or timezone.now(), fetch=fetch)
    return verifier._linkage.look("https://skills.example", (did,))


def test_the_domain_names_its_issuers_as_its_own(world, client_of, secure):
    client = client_of("nobody")
    answer = client.get(PATH)
    assert set(answer.json()) == {"@context", "linked_dids"}
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    did = keys.did_web(world.home)
    assert look(client, did).linked is True
    assert look(client, "did:web:skills.example:issuers:nobody").linked is False
    # it ends some day, and is made anew every day
    late = timezone.now() + linking.LASTS + timedelta(days=1)
    assert look(client, did, now=late).linked is False
    first = linking.configuration(timezone.now())
    assert first == linking.configuration(timezone.now())
    later = linking.configuration(timezone.now() + timedelta(days=1))
    moments = [one["linked_dids"][0]["expirationDate"] for one in (first, later)]
    assert moments[0] < moments[1]


def test_an_organisation_whose_keys_are_all_retired_is_not_linked(world, client_of, secure):
    KeyRecord.objects.all().update(retired=timezone.now())
    assert client_of("nobody").get(PATH).status_code == 404


def test_without_https_there_is_no_origin_to_name(world, client_of):
    assert linking.origin() == ""
    assert client_of("nobody").get(PATH).status_code == 404


def test_a_badge_of_this_site_says_on_the_page_whose_domain_it_is(
    world, client_of, secure, provider
):
    made = services.award_one(
        world.things["achievement"], Recipient("Dia", "dia@example.org"), actor=provider
    )
    one, html = checked(client_of("nobody"), bytes(made.body))
    assert one.report.domain is not None
    assert (one.report.domain.name, one.report.domain.controls) == ("skills.example", True)
    assert "It controls the domain skills.example." in html
    # a stranger's program asks for no domain: only what the identifier shows
    report = verifying.check(bytes(made.body))
    assert (report.domain.how, report.domain.controls) == ("page", None)


def test_the_api_lists_adds_and_removes_known_issuers_like_the_page(world, client_of):
    browser, at = client_of("provider_admin"), "/api/award/known-issuers"
    body = {"identifier": "did:web:far.example", "name": "Far", "note": "We called them."}

    def post(client=browser, **more):
        return client.post(at, json.dumps(body | more), content_type="application/json")

    made = post()
    assert made.status_code == 201
    assert made.json()["known_by"] == world.home.name
    row = KnownIssuerRecord.objects.get(identifier="did:web:far.example")
    assert (row.organisation, row.account) == (world.home, world.people["provider_admin"])
    assert post().json()["code"] == "exists"
    wrong = post(identifier="far.example")
    assert (wrong.status_code, wrong.json()["where"]) == (400, "identifier")
    assert post(identifier="did:web:" + "x" * 500).status_code == 422
    assert post(identifier="did:web:b.example", everyone=True).status_code == 403
    admin = client_of("administrator")
    shared = post(admin, identifier="did:web:c.example", everyone=True).json()
    # others see what is for everybody, and can take neither kind away
    stranger = client_of("stranger")
    assert [one["identifier"] for one in stranger.get(at).json()] == ["did:web:c.example"]
    for pk in (shared["id"], row.pk):
        assert stranger.delete(f"{at}/{pk}").status_code == 404
    assert browser.delete(f"{at}/{shared['id']}").status_code == 403
    assert browser.delete(f"{at}/{row.pk}").status_code == 204
    assert not KnownIssuerRecord.objects.filter(pk=row.pk).exists()
    assert AuditRecord.objects.filter(action="issuer_forgotten").exists()
