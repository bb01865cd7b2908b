"""The backpack: collected, checked again, shared by links that end, taken along, erased."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from skillmark.badges import reading
from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.server.award.status import lists
from skillmark.server.hold import agreeing, services, sharing
from skillmark.server.hold.models import BadgeRecord, LeftOutRecord, ShareRecord
from skillmark.server.people.models import AuditRecord, ConsentRecord, Purpose
from skillmark.server.people.services import add_account, add_organisation, consents
from skillmark.server.verify import services as verifying
from skillmark.server.verify.asking import Budget
from skillmark.verify.checks import Verdict
from skillmark.verify.sources import Source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    def nobody(url):
        raise UnavailableError(f"{url} is not reachable", code="unreachable")

    monkeypatch.setattr(verifying, "WORKERS", 1)
    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: nobody)


@pytest.fixture
def bench(world):
    return world.things["bench"]


@pytest.fixture
def learner(world):
    return world.people["learner"]


@pytest.fixture
def badge(learner, bench):
    """A badge of the learner, from elsewhere, kept just now."""
    data = bench.sign(name="First aid", email=learner.email).data
    [(_report, row)] = services.add(learner, [Source("first-aid.json", data)])
    return row


def upload(client, *files, text=""):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post("/backpack/add", {"files": uploads, "text": text}, follow=True)


# Collecting


def test_awards_of_this_site_come_in_by_themselves_once(world, learner):
    award = world.things["award"]
    learner.badges.exclude(award="").delete()
    assert services.collect(learner) == 1
    assert services.collect(learner) == 0
    row = learner.badges.get(award=str(award.pk))
    assert bytes(row.data) == bytes(award.body)
    assert row.verdict == "valid"
    award.refresh_from_db()
    assert award.account_id == learner.pk


def test_an_award_waits_until_its_address_is_confirmed(world):
    from skillmark.badges.identity import Recipient
    from skillmark.server.award import services as awards

    newcomer = add_account("new@home.example", "New", None)
    EmailAddress.objects.filter(user=newcomer).update(verified=False)
    awards.award_one(world.things["achievement"], Recipient("New", "new@home.example"), actor=None)
    assert services.collect(newcomer) == 0
    EmailAddress.objects.filter(user=newcomer).update(verified=True)
    assert services.collect(newcomer) == 1


def test_a_badge_from_elsewhere_is_kept_byte_for_byte(client_of, learner, bench):
    data = bench.png(email=learner.email)
    answer = upload(client_of("learner"), ("mine.png", data))
    row = answer.context["row"]
    assert bytes(row.data) == data
    original = client_of("learner").get(f"/backpack/{row.pk}/file/original")
    assert original.content == data
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_the_same_credential_in_another_wrapping_is_recognised(client_of, learner, bench):
    from skillmark.badges.baking import bake

    signed = bench.sign(email=learner.email)
    picture = bake(bench.plain_png(), signed.text)
    before = learner.badges.count()
    upload(client_of("learner"), ("a.json", signed.data))
    answer = upload(client_of("learner"), ("a.png", picture), ("again.json", signed.data))
    assert learner.badges.count() == before + 1
    assert answer.content.decode().count("It is in your backpack already.") == 2


def test_an_award_that_was_uploaded_before_is_not_doubled(world, learner):
    award = world.things["award"]
    services.add(learner, [Source("mine.json", bytes(award.body))])
    before = learner.badges.count()
    services.collect(learner)
    assert learner.badges.count() == before
    assert learner.badges.filter(award=str(award.pk)).count() == 1


def test_what_is_forged_or_no_badge_is_not_kept_and_the_reason_is_said(client_of, learner, bench):
    forged = json.loads(bench.sign(email=learner.email).data)
    forged["name"] = "Boss"
    before = learner.badges.count()
    answer = upload(
        client_of("learner"), ("forged.json", json.dumps(forged).encode()), ("x.txt", b"hello")
    )
    assert learner.badges.count() == before
    html = answer.content.decode()
    assert html.count("It was not kept.") == 2
    assert "Altered after it was signed" in html


def test_an_expired_badge_is_kept_as_expired(client_of, learner, bench):
    data = bench.sign(email=learner.email, validUntil="2026-02-01T00:00:00Z").data
    answer = upload(client_of("learner"), ("old.json", data))
    assert (answer.context["row"].verdict, answer.context["row"].reason) == ("invalid", "expired")
    assert (
        "chip-good"
        not in client_of("learner")
        .get("/backpack/")
        .content.decode()
        .split("Teamwork")[1]
        .split("</a>")[0]
    )


def test_a_full_backpack_says_so(learner, bench, monkeypatch):
    monkeypatch.setattr(services, "MOST", learner.badges.count())
    with pytest.raises(InputError, match="at most"):
        services.add(learner, [Source("a.json", bench.sign().data)])


# What counts as proof


def test_reports_are_for_the_holder_and_of_this_moment(world, learner, bench, badge):
    services.add(learner, [Source("stolen.json", bench.sign(email="eve@example.org").data)])
    found = dict(services.reports_of([learner])[learner.pk])
    assert found["First aid"].verdict is Verdict.VALID
    assert found["Teamwork"].reason == "wrong_holder"
    from skillmark.server.award.status import standing

    award = world.things["award"]
    standing.change(award, "revoke", "a test", actor=world.people["provider_admin"])
    reasons = {r.reason for _t, r in services.reports_of([learner])[learner.pk]}
    assert "revoked" in reasons


def test_who_has_confirmed_no_address_proves_nothing(bench):
    """Else anybody could sign up with somebody else's address and hold their badges."""
    thief = add_account("ada@example.org", "Not Ada", None)
    EmailAddress.objects.filter(user=thief).update(verified=False)
    services.add(thief, [Source("a.json", bench.sign(email="ada@example.org").data)])
    [(_title, report)] = services.reports_of([thief])[thief.pk]
    assert report.reason == "wrong_holder"


# The page of a badge


def test_the_page_checks_now_and_remembers_the_verdict(client_of, badge, monkeypatch):
    BadgeRecord.objects.filter(pk=badge.pk).update(verdict="unknown", reason="status_unavailable")
    answer = client_of("learner").get(f"/backpack/{badge.pk}/")
    assert "banner good" in answer.content.decode()
    badge.refresh_from_db()
    assert (badge.verdict, badge.reason) == ("valid", "")


@pytest.mark.parametrize("form", ["json", "png", "svg"])
def test_every_download_holds_the_very_credential(client_of, badge, bench, form):
    answer = client_of("learner").get(f"/backpack/{badge.pk}/file/{form}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert reading.read(answer.content).raw == services.wrapped(badge).raw
    assert verifying.check(answer.content).verdict is Verdict.VALID


def test_a_token_stays_a_token(client_of, learner, bench):
    signed = bench.sign("jwt", email=learner.email)
    [(_report, row)] = services.add(learner, [Source("a.jwt", signed.data)])
    client = client_of("learner")
    assert client.get(f"/backpack/{row.pk}/file/jwt").content == signed.data
    assert client.get(f"/backpack/{row.pk}/file/json").status_code == 503
    picture = client.get(f"/backpack/{row.pk}/file/png").content
    assert verifying.check(picture).verdict is Verdict.VALID


def test_hostile_26_an_uploaded_drawing_is_handed_back_but_never_shown(client_of, learner, bench):
    from skillmark.badges.baking import bake

    clean = bake(
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', bench.sign(email=learner.email).text
    )
    data = clean.replace(b"</svg>", b"<script>alert(1)</script></svg>")
    assert data != clean
    row = upload(client_of("learner"), ("evil.svg", data)).context["row"]
    picture = client_of("learner").get(f"/backpack/{row.pk}/picture.svg")
    assert b"<script" not in picture.content
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    original = client_of("learner").get(f"/backpack/{row.pk}/file/original")
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["X-Content-Type-Options"] == "nosniff"


def test_hostile_30_names_are_text_on_every_page(client_of, learner, bench):
    evil = "<img src=x onerror=alert(1)>"
    data = bench.sign(name=evil, issuer_name=evil, email=learner.email).data
    [(_report, row)] = services.add(learner, [Source("a.json", data)])
    link = sharing.begin(row, days=7, actor=learner)
    for page in ("/backpack/", f"/backpack/{row.pk}/", f"/s/{link.token}"):
        html = client_of("learner").get(page).content.decode()
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html
    drawn = client_of("learner").get(f"/backpack/{row.pk}/picture.svg").content
    assert b"<img" not in drawn


# Share links


def test_a_link_shows_one_badge_to_anybody_until_it_ends(client_of, badge, learner):
    client, nobody = client_of("learner"), client_of("nobody")
    client.post(f"/backpack/{badge.pk}/share", {"days": "7"})
    share = badge.shares.get()
    assert timedelta(days=6) < share.expires - timezone.now() <= timedelta(days=7)
    answer = nobody.get(f"/s/{share.token}")
    assert answer.status_code == 200
    assert "First aid" in answer.content.decode()
    assert learner.email not in answer.content.decode()
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store"
    client.post(f"/backpack/links/{share.pk}/end")
    assert nobody.get(f"/s/{share.token}").status_code == 410
    assert nobody.get(f"/s/{share.token}/picture.svg").status_code == 404


def test_a_link_expires_by_itself(client_of, badge, learner):
    share = sharing.begin(badge, days=7, actor=learner)
    ShareRecord.objects.filter(pk=share.pk).update(expires=timezone.now() - timedelta(seconds=1))
    assert client_of("nobody").get(f"/s/{share.token}").status_code == 410


def test_verifiers_get_the_credential_itself_from_a_link(client_of, badge, learner):
    share = sharing.begin(badge, days=None, actor=learner)
    answer = client_of("nobody").get(f"/s/{share.token}", headers={"Accept": "application/vc"})
    assert answer.headers["Content-Type"] == "application/vc"
    assert answer.content.decode() == services.wrapped(badge).raw
    assert "Accept" in answer.headers["Vary"]
    [report] = verifying.check_all([Source(sharing.link(share))], fetch=Budget(5.0))
    assert report.verdict is Verdict.VALID
    sharing.end(share, actor=learner)
    [report] = verifying.check_all([Source(sharing.link(share))], fetch=Budget(5.0))
    assert report.verdict is Verdict.UNKNOWN


def test_what_was_revoked_meanwhile_does_not_shine_behind_a_link(client_of, world, learner):
    services.collect(learner)
    row = learner.badges.get(award=str(world.things["award"].pk))
    share = sharing.begin(row, days=7, actor=learner)
    assert "banner good" in client_of("nobody").get(f"/s/{share.token}").content.decode()
    from skillmark.server.award.status import standing

    actor = world.people["provider_admin"]
    standing.change(world.things["award"], "suspend", "a test", actor=actor)
    html = client_of("nobody").get(f"/s/{share.token}").content.decode()
    assert "banner good" not in html
    assert "suspended" in html


def test_nobody_shares_a_badge_that_was_issued_to_somebody_else(client_of, learner, bench):
    data = bench.sign(email="ada@example.org").data
    [(_report, row)] = services.add(learner, [Source("a.json", data)])
    with pytest.raises(ConflictError) as caught:
        sharing.begin(row, days=7, actor=learner)
    assert caught.value.code == "wrong_holder"
    assert client_of("learner").post(f"/backpack/{row.pk}/share", {"days": "7"}).status_code == 409


def test_a_link_says_when_its_owner_has_given_the_address_up(client_of, learner, badge):
    share = sharing.begin(badge, days=7, actor=learner)
    EmailAddress.objects.filter(user=learner).update(verified=False)
    html = client_of("nobody").get(f"/s/{share.token}").content.decode()
    assert "not shown to be the person" in html


def test_links_cannot_be_guessed(badge, learner):
    tokens = {sharing.begin(badge, days=7, actor=learner).token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 32


def test_the_public_page_of_an_award_is_its_holders_to_switch(client_of, world, learner):
    services.collect(learner)
    award = world.things["award"]
    row = learner.badges.get(award=str(award.pk))
    client, nobody = client_of("learner"), client_of("nobody")
    assert nobody.get(f"/c/{award.pk}").status_code == 200
    client.post(f"/backpack/{row.pk}/page", {"shown": "no"})
    assert nobody.get(f"/c/{award.pk}").status_code == 404
    client.post(f"/backpack/{row.pk}/page", {"shown": "yes"})
    assert nobody.get(f"/c/{award.pk}").status_code == 200


# Taking along, erasing


def test_the_bundle_verifies_when_everything_else_is_gone(client_of, world, learner, badge):
    services.collect(learner)
    # lists that are days old are signed anew for it: a copy speaks for five minutes
    number = world.things["award"].list_number
    lists.publish(world.home, number, now=timezone.now() - timedelta(days=2))
    answer = client_of("learner").get("/backpack/export")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        kept = [n for n in package.namelist() if n.startswith("credentials/")]
        documents = [n for n in package.namelist() if n.startswith("documents/")]
    assert len(kept) == learner.badges.count()
    assert documents

    from skillmark.badges import bundle
    from skillmark.verify.verify import Verifier

    found = bundle.read(answer.content)
    verifier = Verifier(now=timezone.now(), registry=verifying.registry())
    for name, data in found.credentials:
        report = verifier.check_bytes(data, source=name, staples=found.documents)
        assert report.verdict is Verdict.VALID, report


def test_an_empty_backpack_exports_nothing(world):
    with pytest.raises(ConflictError):
        services.whole(add_account("empty@example.org", "Empty", None))


def test_erasure_leaves_neither_bytes_nor_links_nor_names(client_of, learner, badge):
    from django.apps import apps

    share = sharing.begin(badge, days=7, actor=learner)
    identity = services.wrapped(badge).credential["id"]
    client_of("learner").post(f"/backpack/{badge.pk}/erase")
    assert not BadgeRecord.objects.filter(pk=badge.pk).exists()
    assert not ShareRecord.objects.filter(pk=share.pk).exists()
    assert client_of("nobody").get(f"/s/{share.token}").status_code == 410
    for model in apps.get_models():
        for values in model.objects.values_list():
            assert identity not in str(values), model
    entry = AuditRecord.objects.get(action="badge_erased")
    told = f"{entry.thing} {entry.detail}"
    assert "First aid" not in told
    assert learner.email not in told


def test_an_erased_award_does_not_come_back_by_itself(world, learner):
    services.collect(learner)
    row = learner.badges.get(award=str(world.things["award"].pk))
    services.erase(row, actor=learner)
    assert services.collect(learner) == 0
    assert LeftOutRecord.objects.filter(account=learner).count() == 1


def test_erased_bytes_are_overwritten_in_the_file(badge, learner):
    """SQLite leaves deleted rows readable in its file unless it is told to overwrite them."""
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
        services.erase(badge, actor=learner)
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1


def test_another_persons_badge_does_not_exist(client_of, badge):
    client = client_of("recruiter")
    for path in ("", "picture.svg", "file/original", "file/json"):
        assert client.get(f"/backpack/{badge.pk}/{path}").status_code == 404
    for path in ("erase", "share", "page"):
        assert client.post(f"/backpack/{badge.pk}/{path}", {"days": "7"}).status_code == 404
    assert BadgeRecord.objects.filter(pk=badge.pk).exists()


# Consent


def test_nothing_is_agreed_until_somebody_agrees_and_both_moments_stay(client_of, world, learner):
    ConsentRecord.objects.filter(account=learner).delete()
    client = client_of("learner")
    page = client.get("/backpack/consent")
    [(place, choices)] = page.context["places"]
    assert place == world.home
    assert [choice.since for choice in choices] == [None] * len(Purpose)
    said = {"organisation": world.home.slug, "purpose": "matching"}
    client.post("/backpack/consent", {**said, "given": "yes"})
    assert consents(learner, world.home, Purpose.MATCHING)
    assert not consents(learner, world.home, Purpose.PLANNING)
    client.post("/backpack/consent", {**said, "given": "no"})
    assert not consents(learner, world.home, Purpose.MATCHING)
    row = ConsentRecord.objects.get(account=learner)
    assert row.given <= row.withdrawn
    assert client.get("/backpack/consent").content.decode().count("Be found for roles") >= 2


@pytest.mark.parametrize(
    ("organisation", "purpose"), [("other", "matching"), ("home", "everything"), ("", "")]
)
def test_one_agrees_with_ones_own_organisations_and_known_purposes_alone(
    world, learner, organisation, purpose
):
    slug = {"other": world.other.slug, "home": world.home.slug}.get(organisation, "")
    before = ConsentRecord.objects.count()
    with pytest.raises(InputError):
        agreeing.change(learner, organisation=slug, purpose=purpose, given=True)
    assert ConsentRecord.objects.count() == before


def test_who_left_an_organisation_can_still_withdraw(world):
    place = add_organisation("Former Employer", "DE")
    person = add_account("gone@example.org", "Gone", None)
    ConsentRecord.objects.create(organisation=place, account=person, purpose="planning")
    [(found, _choices)] = agreeing.table(person)
    assert found == place
    agreeing.change(person, organisation=place.slug, purpose="planning", given=False)
    # a basis that is stated later must not get past this no: it stays, and is shown
    [(found, choices)] = agreeing.table(person)
    assert found == place
    assert [one.purpose for one in choices if one.since] == []
    assert [one.purpose for one in choices if one.objected] == ["planning"]


# The API


def test_the_api_does_what_the_pages_do(client_of, learner, bench):
    client = client_of("learner")
    uploads = [SimpleUploadedFile("a.json", bench.sign(email=learner.email, name="By API").data)]
    [kept] = client.post("/api/hold/badges", {"files": uploads}).json()
    assert kept["new"]
    assert kept["report"]["verdict"] == "valid"
    pk = kept["badge"]
    assert "By API" in [b["title"] for b in client.get("/api/hold/badges").json()]
    answer = client.post(
        f"/api/hold/badges/{pk}/links", data='{"days": 30}', content_type="application/json"
    )
    link = answer.json()
    assert link["works"]
    path = "/s/" + link["link"].rpartition("/s/")[2]
    assert client_of("nobody").get(path).status_code == 200
    assert client.delete(f"/api/hold/links/{link['id']}").status_code == 204
    assert client.get(f"/api/hold/badges/{pk}/credential").content
    assert client.delete(f"/api/hold/badges/{pk}").status_code == 204
    assert client.get(f"/api/hold/badges/{pk}").status_code == 404


def test_an_open_badge_2_is_kept_with_its_own_words(client_of, learner, monkeypatch):
    from datetime import UTC, datetime

    from skillmark.trust.fetched import Fetched

    base = "https://old.example"
    named = {"@context": "https://w3id.org/openbadges/v2"}
    issuer = named | {
        "type": "Issuer", "id": f"{base}/issuer", "name": "Old", "url": base, "email": "a@b.c"
    }  # fmt: skip
    robotics = named | {
        "type": "BadgeClass", "id": f"{base}/badge", "name": "Robotics", "description": "Robots.",
        "criteria": f"{base}/criteria", "issuer": issuer,
    }  # fmt: skip
    assertion = named | {
        "type": "Assertion", "id": f"{base}/1", "badge": robotics,
        "recipient": {"type": "email", "hashed": False, "identity": learner.email},
        "issuedOn": "2020-01-01T00:00:00Z", "verification": {"type": "hosted"},
    }  # fmt: skip
    pages = {value["id"]: json.dumps(value).encode() for value in (issuer, robotics, assertion)}

    def ask(url):
        return Fetched(pages[url], "application/json", url, 200, datetime.now(UTC))

    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: ask)
    client = client_of("learner")
    row = upload(client, ("old.json", pages[f"{base}/1"])).context["row"]
    assert (row.verdict, row.title, row.issuer) == ("valid", "Robotics", "Old")
    assert services.is_own(row)
    html = client.get(f"/backpack/{row.pk}", follow=True).content.decode()
    assert f"/backpack/{row.pk}/file/json" in html
    # no picture of ours: what Open Badges 2 bakes, its issuer baked
    assert client.get(f"/backpack/{row.pk}/file/png").status_code >= 400
    assert "Robotics" in client.get(f"/backpack/{row.pk}/picture.svg").content.decode()
    made = services.whole(learner)
    assert made.as_of is None
    assert "without its issuer" in dict(made.missing).popitem()[1]
