"""Awards: issued, published, changed, claimed; interrupted and repeated."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.award.renewal import months_later
from skillmark.award.roster import Rejected, Row
from skillmark.badges import reading
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server import rows
from skillmark.server.award import services
from skillmark.server.award.bulk import signing
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import AwardRecord, BatchRecord, KeyRecord, Standing
from skillmark.server.award.status import standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.people.models import AuditRecord
from skillmark.server.verify import services as verifying
from skillmark.trust.publickey import Algorithm
from skillmark.trust.status import StatusList


@pytest.fixture
def achievement(world):
    """An achievement that nobody holds yet."""
    rows = AchievementRecord.objects.of(world.home).order_by("pk")
    held = AwardRecord.objects.values("achievement")
    return rows.exclude(pk__in=held).first()


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


def award(achievement, provider, email="ada@x.example", **options):
    return services.award_one(achievement, Recipient("Ada", email), actor=provider, **options)


def people(n, first=0):
    return [Row(i + 2, Recipient(f"P {i}", f"p{i}@x.example")) for i in range(first, first + n)]


def verdict(row):
    report = verifying.check(bytes(row.body), source=row.url)
    return report.verdict.value, report.reason


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def test_what_is_awarded_verifies_by_its_published_key_and_status(achievement, provider):
    made = award(achievement, provider)
    assert made.standing == Standing.ACTIVE
    assert verdict(made)[0] == "valid"
    assert verifying.check(made.token.encode()).verdict.value == "valid"
    said = json.loads(bytes(made.body))
    assert said["id"] == made.url == f"http://127.0.0.1:8000/c/{made.pk}"
    assert said["issuer"]["id"] == "http://127.0.0.1:8000/issuers/hallmark-academy"
    assert "ada@x.example" not in bytes(made.body).decode(), "addresses are hashed"


def test_the_bytes_handed_out_are_the_bytes_signed(achievement, provider):
    made = award(achievement, provider)
    answer = Client().get(reverse("award_json", args=[made.pk]))
    assert answer.content == bytes(made.body)
    assert answer.headers["Content-Type"] == "application/vc"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/vc", "application/vc"),
        ("application/ld+json", "application/ld+json"),
        ("application/json;q=0.9, text/html;q=0.1", "application/json"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_programs_get_the_credential_and_people_a_page(world, accept, kind):
    path = reverse("award_page", args=[world.things["award"].pk])
    answer = Client().get(path, headers={"Accept": accept})
    assert answer.headers["Content-Type"] == kind
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["award_png", "award_svg"])
def test_the_picture_carries_the_credential(world, name):
    content = Client().get(reverse(name, args=[world.things["award"].pk])).content
    found = reading.read(content)
    assert found.credential["id"] == world.things["award"].url
    assert verifying.check(content).verdict.value == "valid"


def test_the_certificate_is_a_pdf(world):
    answer = Client().get(reverse("award_pdf", args=[world.things["award"].pk]))
    assert answer.content.startswith(b"%PDF")


def test_the_page_shows_the_check_and_says_where_there_is_no_field_data(world):
    row = world.things["award"]
    page = Client().get(reverse("award_page", args=[row.pk])).content.decode()
    assert reverse("award_check", args=[row.pk]) in page
    assert "No field data" not in page
    shown = Client().get(reverse("award_check", args=[row.pk])).content.decode()
    assert "Valid" in shown
    AwardRecord.objects.filter(pk=row.pk).update(caution="no field data: simulated")
    assert "No field data" in Client().get(reverse("award_page", args=[row.pk])).content.decode()


def test_a_person_gets_an_achievement_once(achievement, provider):
    award(achievement, provider)
    with pytest.raises(ConflictError) as refused:
        award(achievement, provider, "ADA@x.example")
    assert refused.value.code == "held"
    assert AwardRecord.objects.filter(achievement=achievement).count() == 1


def test_after_a_revocation_it_can_be_awarded_again(achievement, provider):
    first = award(achievement, provider)
    standing.change(first, "revoke", "a mistake", actor=provider)
    assert award(achievement, provider).pk != first.pk


def test_hostile_45_the_same_idempotency_key_gives_the_same_award(achievement, provider):
    first = award(achievement, provider, idempotency="k1")
    again = award(achievement, provider, idempotency="k1")
    assert again.pk == first.pk
    with pytest.raises(ConflictError) as refused:
        award(achievement, provider, "other@x.example", idempotency="k1")
    assert refused.value.code == "idempotency"


def test_hostile_45_over_the_api(achievement, client_of):
    browser = client_of("provider_admin")
    body = {"achievement": achievement.slug, "name": "Ada", "email": "ada@x.example"}

    def post(said):
        return browser.post(
            "/api/award/awards",
            said,
            content_type="application/json",
            headers={"Idempotency-Key": "order-7"},
        )

    first, again, other = post(body), post(body), post(body | {"name": "Eve"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["code"] == "idempotency"


def test_many_are_awarded_in_the_background(achievement, provider):
    again = Row(301, Recipient("P 0", "P0@x.example"))
    rows = [*people(250), Rejected(300, "no address"), again]
    made, job = services.order_many(achievement, rows, actor=provider)
    assert len(made.awards) == 250
    assert {one.reason for one in made.rejected} == {"no address", "line 2 names the same person"}
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.progress, job.result["issued"]) == (State.DONE, 250, 250)
    assert len(mail.outbox) == 250
    signed = AwardRecord.objects.filter(batch=made.batch, standing=Standing.ACTIVE)
    assert signed.count() == 250
    assert len(set(signed.values_list("list_index", flat=True))) == 250
    assert verdict(signed.first())[0] == "valid"


def test_hostile_43_interrupted_anywhere_each_person_gets_the_award_once(
    achievement, provider, monkeypatch
):
    made, job = services.order_many(achievement, people(30), actor=provider, notify=False)
    ids = {one.pk: (one.salt, one.list_index) for one in made.awards}
    monkeypatch.setattr(signing, "CHUNK", 7)
    real, calls = signing.store, []

    def dies_in_the_middle(batch, signed, **options):
        calls.append(1)
        if len(calls) in {2, 4}:
            real(batch, signed[:3])
            raise SystemExit("killed")  # neither caught nor retried: as kill -9
        return real(batch, signed, **options)

    monkeypatch.setattr(signing, "store", dies_in_the_middle)
    worker.load()
    JobRecord.objects.exclude(pk=job.pk).delete()
    for _ in range(2):
        with pytest.raises(SystemExit):
            worker.run_one()
        JobRecord.objects.exclude(pk=job.pk).delete()  # what follows from the part that is signed
        assert not worker.run_one(), "its lease still holds"
        JobRecord.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(1))
    assert worker.run_one()
    rows = AwardRecord.objects.filter(batch=made.batch)
    assert rows.count() == 30
    assert set(rows.values_list("standing", flat=True)) == {Standing.ACTIVE}
    assert {one.pk: (one.salt, one.list_index) for one in rows} == ids
    bodies = [bytes(one.body) for one in rows]
    worker.run_one()
    assert [bytes(one.body) for one in rows.all()] == bodies, "what is signed is not signed again"


def test_hostile_44_when_the_database_fails_nothing_is_acknowledged(
    achievement, provider, monkeypatch
):
    def full(*_args, **_named):
        raise DatabaseError("database or disk is full")

    before = BatchRecord.objects.count(), AuditRecord.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(rows, "insert", full)
        with pytest.raises(DatabaseError), transaction.atomic():
            services.order_many(achievement, people(3), actor=provider)
    assert (BatchRecord.objects.count(), AuditRecord.objects.count()) == before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"name\nAda\n", b"name,email,shoe\n"])
def test_an_upload_that_is_no_roster_is_refused_in_words(achievement, client_of, content):
    file = SimpleUploadedFile("people.csv", content)
    answer = client_of("provider_admin").post(
        "/awards/upload", {"achievement": achievement.slug, "file": file}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not BatchRecord.objects.filter(achievement=achievement).exists()


def test_revoked_suspended_and_reinstated_are_seen_by_verifiers(achievement, provider):
    made = award(achievement, provider)
    standing.change(made, "suspend", "under review", actor=provider)
    assert verdict(made) == ("invalid", "suspended")
    standing.change(made, "reinstate", "cleared", actor=provider)
    assert verdict(made)[0] == "valid"
    standing.change(made, "revoke", "was not earned", actor=provider)
    assert verdict(made) == ("invalid", "revoked")
    with pytest.raises(ConflictError, match="final"):
        standing.change(made, "reinstate", "changed my mind", actor=provider)
    logged = AuditRecord.objects.filter(thing=f"award:{made.pk}").values_list("action", flat=True)
    assert list(logged.order_by("pk")) == ["award_suspended", "award_active", "award_revoked"]


def test_a_change_needs_a_reason(achievement, provider):
    with pytest.raises(InputError, match="reason"):
        standing.change(award(achievement, provider), "revoke", "  ", actor=provider)


def test_status_lists_have_a_time_to_live_and_an_entity_tag(world, achievement, provider):
    made = award(achievement, provider)
    path = reverse("status_list", args=[world.home.slug, made.list_number, "revocation"])
    answer = Client().get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    subject = json.loads(answer.content)["credentialSubject"]
    assert subject["ttl"] == 300_000
    assert not StatusList.decode(subject["encodedList"]).get(made.list_index)
    tag = answer.headers["ETag"]
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 304
    standing.change(made, "revoke", "x", actor=provider)
    changed = Client().get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    bits = StatusList.decode(json.loads(changed.content)["credentialSubject"]["encodedList"])
    assert bits.get(made.list_index)
    assert Client().get(path.replace("revocation", "nonsense")).status_code == 404
    assert Client().get(path.replace(f"{made.list_number}-", "999-")).status_code == 404


def bits_of(home, number, purpose):
    listed = json.loads(standing.status_list(home, number, purpose).body)
    return StatusList.decode(listed["credentialSubject"]["encodedList"])


def test_case_56_a_list_begins_with_decoys_that_no_award_is_given(world, achievement, provider):
    made = services.order(achievement, people(40), actor=provider).awards
    number = made[0].list_number
    hidden = standing.decoys(world.home, number)
    assert 512 <= len(hidden.places) <= 2048
    assert not hidden.places & {one.list_index for one in made}
    for purpose, places in (("revocation", hidden.places), ("suspension", hidden.suspended)):
        bits = bits_of(world.home, number, purpose)
        assert bits.indexes() == places
    # another organisation's, and another list's, are others
    assert standing.decoys(world.home, number + 1) != hidden


def test_decoys_of_another_secret_key_touch_no_award(world, achievement, provider, settings):
    [made] = services.order(achievement, people(1), actor=provider).awards
    before = bits_of(world.home, made.list_number, "revocation").indexes()
    settings.SECRET_KEY = "another " * 8
    # until it is signed anew the list out there still has the old ones: nobody is given those
    assert before <= standing.closed(world.home, made.list_number)
    # an award that stands where there is a decoy now is not revoked by it
    place = min(standing.decoys(world.home, made.list_number).places - before)
    AwardRecord.objects.filter(pk=made.pk).update(list_index=place)
    standing.publish(world.home, made.list_number, now=timezone.now())
    after = bits_of(world.home, made.list_number, "revocation").indexes()
    # any award may stand where there is a decoy now, by chance
    stand = AwardRecord.objects.of(world.home).filter(list_number=made.list_number)
    taken = set(stand.values_list("list_index", flat=True))
    revoked = set(stand.filter(standing="revoked").values_list("list_index", flat=True))
    assert place in taken - revoked
    assert after == standing.decoys(world.home, made.list_number).places - taken | revoked


def test_places_in_the_list_say_nothing_about_neighbours(achievement, provider):
    made = services.order(achievement, people(40), actor=provider)
    indexes = [one.list_index for one in made.awards]
    assert indexes != sorted(indexes)


def test_hostile_51_after_a_rotation_old_credentials_verify_and_the_old_key_signs_nothing(
    world, achievement, provider
):
    old = award(achievement, provider)
    before = keys.current(world.home)
    keys.generate(world.home, "p256", actor=provider)
    before.refresh_from_db()
    with pytest.raises(ConflictError) as refused:
        keys.signer(before)
    assert refused.value.code == "key_retired"
    new = award(achievement, provider, "new@x.example")
    assert new.batch.key != before
    assert verdict(old)[0] == verdict(new)[0] == "valid"
    names = [m["id"] for m in keys.issuer_document(world.home)["verificationMethod"]]
    assert len(names) == KeyRecord.objects.of(world.home).count()


def test_a_key_beside_signs_what_asks_for_it_and_leaves_the_awards_alone(
    world, achievement, provider
):
    main = keys.current(world.home)
    first = keys.generate(world.home, "p256", actor=provider, beside=True)
    assert keys.current(world.home) == main
    assert keys.current(world.home, [Algorithm.P256, Algorithm.P384]) == first
    assert award(achievement, provider).batch.key == main
    second = keys.generate(world.home, "p256", actor=provider, beside=True)
    first.refresh_from_db()
    assert first.retired, "it takes the place of the one of its algorithm"
    other = keys.generate(world.home, "p384", actor=provider, beside=True)
    third = keys.generate(world.home, "ed25519", actor=provider)
    for row in (main, second, other):
        row.refresh_from_db()
    assert (bool(main.retired), second.retired, other.retired) == (True, None, None)
    assert keys.current(world.home) == third
    with pytest.raises(ConflictError) as refused:
        keys.current(world.home, [Algorithm.RSA])
    assert refused.value.code == "no_key"


def test_the_page_makes_a_key_beside_and_says_what_each_one_signs(client_of):
    client = client_of("provider_admin")
    client.post("/keys/", {"algorithm": "p256", "beside": "on"})
    rows = client.get("/keys/").context["rows"]
    assert [(row.algorithm, row.beside) for row in rows if not row.retired] == [
        ("p256", True),
        ("ed25519", False),
    ]
    assert client.get("/keys/").content.decode().count("Signs what asks for it") == 1


def test_a_site_whose_keys_are_all_retired_signs_nothing(world, achievement, provider):
    for row in KeyRecord.objects.of(world.home).filter(retired=None):
        keys.retire(row, actor=provider)
    with pytest.raises(ConflictError, match="retired"):
        award(achievement, provider)


def test_key_files_are_encrypted_and_private(world, site_folder):
    row = keys.current(world.home)
    file = site_folder / "keys" / row.file
    assert file.stat().st_mode & 0o777 == 0o600
    assert "ENCRYPTED" in file.read_text()


def test_the_issuer_is_published_by_https_and_by_did_web(world):
    document = Client().get(f"/issuers/{world.home.slug}").json()
    assert document["name"] == "Hallmark Academy"
    method = document["verificationMethod"][0]
    assert method["type"] == "Multikey"
    assert method["id"] in document["assertionMethod"]
    did = Client().get(f"/issuers/{world.home.slug}/did.json").json()
    assert did["id"] == "did:web:127.0.0.1%3A8000:issuers:hallmark-academy"
    assert did["verificationMethod"][0]["publicKeyMultibase"] == method["publicKeyMultibase"]
    page = Client().get(f"/issuers/{world.home.slug}", headers={"Accept": "text/html"})
    assert page.headers["Content-Type"].startswith("text/html")


def test_only_the_holder_of_the_verified_address_claims(world, achievement, provider):
    learner, assessor = world.people["learner"], world.people["assessor"]
    made = award(achievement, provider, learner.email.upper())
    with pytest.raises(ForbiddenError) as refused:
        services.claim(made, assessor)
    assert refused.value.code == "wrong_holder"
    learner.emailaddress_set.update(verified=False)
    with pytest.raises(ForbiddenError):
        services.claim(made, learner)
    learner.emailaddress_set.update(verified=True)
    services.claim(made, learner)
    made.refresh_from_db()
    assert made.account == learner
    assert made in services.awards_of(learner)


def test_a_hidden_award_is_shown_to_holder_and_issuer_alone(world, client_of):
    row = world.things["award"]
    AwardRecord.objects.filter(pk=row.pk).update(hidden=True, account=world.people["learner"])
    path = reverse("award_page", args=[row.pk])
    assert client_of("nobody").get(path).status_code == 404
    assert client_of("stranger").get(path).status_code == 404
    assert client_of("recruiter").get(path).status_code == 404
    assert client_of("learner").get(path).status_code == 200
    assert client_of("provider_admin").get(path).status_code == 200


def test_an_unknown_award_does_not_exist(world):
    assert Client().get(reverse("award_page", args=[uuid4()])).status_code == 404


def test_the_mail_leads_to_the_award(achievement, provider):
    made = award(achievement, provider)
    (message,) = mail.outbox
    assert message.to == ["ada@x.example"]
    assert made.url in message.body
    assert "\n" not in message.subject


def test_validity_ends_on_the_same_day_or_the_last_of_a_shorter_month():
    from datetime import UTC, datetime

    def day(year, month, number):
        return datetime(year, month, number, tzinfo=UTC)

    assert months_later(day(2026, 1, 31), 1) == day(2026, 2, 28)
    assert months_later(day(2024, 2, 29), 12) == day(2025, 2, 28)
    assert months_later(day(2026, 11, 15), 36) == day(2029, 11, 15)


def test_what_was_awarded_keeps_what_it_said(achievement, provider, client_of):
    made = award(achievement, provider)
    body = bytes(made.body)
    changed = json.loads(json.dumps(achievement.document))
    changed["name"] = {"en": "Quite another name"}
    answer = client_of("provider_admin").put(
        f"/api/define/achievements/{achievement.slug}", changed, content_type="application/json"
    )
    assert answer.status_code == 200, answer.json()
    assert answer.json()["version"] == "2"
    made.refresh_from_db()
    assert bytes(made.body) == body
    page = Client().get(reverse("award_page", args=[made.pk])).content.decode()
    assert "Quite another name" not in page


def test_every_element_of_annex_i_is_in_what_the_site_issues(world, achievement, provider):
    """Council Recommendation 2022/C 243/02, Annex I: the obligatory elements and the optional."""
    from skillmark.badges import european, reading

    noun = achievement.noun
    assert noun.elements.prerequisites
    assert noun.elements.stackable
    row = Row(2, Recipient("Ada Lovelace", "ada@x.example"), result="87 of 100")
    [made] = services.order(achievement, [row], actor=provider).awards
    signing.fill([signing.sign(made)])
    stored = AwardRecord.objects.get(pk=made.pk)
    for data in (bytes(stored.body), stored.token.encode()):
        said = reading.read(data).credential
        subject, what = said["credentialSubject"], said["credentialSubject"]["achievement"]
        carried = {
            target["targetType"].removeprefix("ext:elm."): target
            for target in what["alignment"]
            if target.get("targetType", "").startswith("ext:elm.")
        }
        # obligatory
        kinds = {one["identityType"]: one for one in subject["identifier"]}
        assert kinds["name"]["identityHash"] == "Ada Lovelace"
        assert kinds["emailAddress"]["hashed"] is True
        assert what["name"] == noun.name.in_language(noun.language)
        assert said["issuer"]["address"]["addressCountryCode"] == world.home.country
        assert said["issuer"]["name"] == world.home.name
        assert said["awardedDate"] == said["validFrom"]
        assert set(carried) >= set(european.OBLIGATORY) | {"eqfLevel", "creditPoint"}
        # optional
        assert carried["entryRequirement"]["targetCode"] == noun.elements.prerequisites
        assert carried["supervisionVerification"]["targetCode"] == noun.elements.supervision
        assert carried["stackability"]["targetCode"] == noun.elements.stackable
        assert "87 of 100" in {result.get("value") for result in subject["result"]}
        assert european.read(said) == noun.elements
