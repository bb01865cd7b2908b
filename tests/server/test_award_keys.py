"""Signing keys on the server: they take turns, copies are kept, a stolen one is given up."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import services
from skillmark.server.award.bulk import signing
from skillmark.server.award.keyring import keeping, keyfiles, keys
from skillmark.server.award.models import AwardRecord, KeyRecord, LogEntryRecord, Standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.models import AuditRecord
from skillmark.server.verify import services as verifying
from skillmark.trust import keys as key_files

HOUR = timedelta(hours=1)


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def achievement(world):
    held = AwardRecord.objects.values("achievement")
    return AchievementRecord.objects.of(world.home).exclude(pk__in=held).order_by("pk").first()


def award(achievement, provider, email):
    return services.award_one(achievement, Recipient("Ada", email), actor=provider)


def valid(row):
    return verifying.check(bytes(row.body)).verdict.value


def later(row, turn):
    """Let the moment at which a key takes over have come."""
    KeyRecord.objects.filter(retired=turn).update(retired=timezone.now())
    KeyRecord.objects.filter(pk=row.pk).update(signs_from=timezone.now())


def test_hostile_51_the_new_key_is_published_before_it_signs_and_the_old_one_after(
    world, achievement, provider
):
    old = keys.current(world.home)
    first = award(achievement, provider, "a@x.example")
    new = keys.generate(world.home, "ed25519", actor=provider, overlap=HOUR)
    methods = {m["id"] for m in keys.issuer_document(world.home)["verificationMethod"]}
    assert {keys.method(old), keys.method(new)} <= methods
    assert keys.current(world.home) == old
    with pytest.raises(ConflictError) as refused:
        keys.signer(new)
    assert refused.value.code == "key_not_yet"
    later(new, new.signs_from)
    old.refresh_from_db()
    assert keys.current(world.home) == new
    with pytest.raises(ConflictError) as refused:
        keys.signer(old)
    assert refused.value.code == "key_retired"
    second = award(achievement, provider, "b@x.example")
    assert second.batch.key == new
    assert valid(first) == valid(second) == "valid"


def test_published_keys_never_expire(world, provider):
    keys.generate(world.home, "ed25519", actor=provider)
    for document in (keys.issuer_document(world.home), keys.did_web_document(world.home)):
        assert all("expires" not in one for one in document["verificationMethod"])
        assert len(document["assertionMethod"]) == len(document["verificationMethod"])


def test_what_was_ordered_before_a_rotation_is_signed_after_it(world, achievement, provider):
    """Also by a key of another kind, in its own format."""
    people = [Row(n, Recipient(f"P{n}", f"p{n}@x.example")) for n in range(2, 5)]
    made, _job = services.order_many(achievement, people, actor=provider, notify=False)
    new = keys.generate(world.home, "p256", actor=provider)
    worker.load()
    while worker.run_one():
        pass
    rows = AwardRecord.objects.filter(batch=made.batch)
    assert {row.standing for row in rows} == {Standing.ACTIVE}
    assert {row.signed_with for row in rows} == {new}
    assert {valid(row) for row in rows} == {"valid"}
    entry = LogEntryRecord.objects.filter(award=rows[0], kind="award").get()
    assert entry.statement["key"] == keys.method(new)


def test_a_rotation_in_the_middle_of_a_job_lets_the_new_key_go_on(
    world, achievement, provider, monkeypatch
):
    people = [Row(n, Recipient(f"P{n}", f"p{n}@x.example")) for n in range(2, 12)]
    made, job = services.order_many(achievement, people, actor=provider, notify=False)
    JobRecord.objects.exclude(pk=job.pk).delete()
    monkeypatch.setattr(signing, "CHUNK", 4)
    real, rotated = signing.store, []

    def rotates(*args, **options):
        done = real(*args, **options)
        if not rotated:
            rotated.append(keys.generate(world.home, "ed25519", actor=provider))
        return done

    monkeypatch.setattr(signing, "store", rotates)
    worker.load()
    while worker.run_one():
        pass
    rows = AwardRecord.objects.filter(batch=made.batch)
    assert {row.standing for row in rows} == {Standing.ACTIVE}
    assert sum(row.signed_with == rotated[0] for row in rows) == 6
    assert {valid(row) for row in rows} == {"valid"}


def test_a_key_that_waits_takes_over_when_the_one_before_it_ends(world, provider):
    old = keys.current(world.home)
    new = keys.generate(world.home, "ed25519", actor=provider, overlap=HOUR)
    old.refresh_from_db()
    keys.revoke(old, actor=provider)
    assert keys.current(world.home) == new


def test_what_happens_to_keys_is_in_the_log(world, provider):
    made = keys.generate(world.home, "ed25519", actor=provider)
    keys.retire(made, actor=provider)
    keys.revoke(made, actor=provider)
    said = LogEntryRecord.objects.filter(kind="key", statement__key=keys.method(made))
    events = [one.statement["event"] for one in said.order_by("number")]
    assert events == ["introduced", "retired", "compromised"]


def test_a_withdrawn_key_stands_for_nothing(world, provider):
    made = keys.generate(world.home, "p256", actor=provider, beside=True)
    keys.revoke(made, actor=provider)
    keys.withdraw(made, actor=provider)
    document = keys.issuer_document(world.home)
    assert keys.method(made) in {one["id"] for one in document["verificationMethod"]}
    assert keys.method(made) not in document["assertionMethod"]


def test_who_made_a_key_is_told_to_keep_a_copy(world, provider):
    made = keys.generate(world.home, "ed25519", actor=provider)
    [message] = mail.outbox
    assert message.to == [provider.email]
    assert made.file in message.body
    assert reverse("key_keep", args=[made.pk]) in message.body
    mail.outbox.clear()
    keys.generate(world.home, "ed25519", actor=None)
    assert provider.email in mail.outbox[0].to, "where nobody asked for it, all who may are told"


def test_the_page_asks_until_somebody_says_that_they_keep_a_copy(world, provider, client_of):
    browser = client_of("provider_admin")
    answer = browser.post(reverse("keys"), {"algorithm": "ed25519", "overlap": "0"})
    made = KeyRecord.objects.of(world.home).latest("created")
    page = reverse("key_keep", args=[made.pk])
    assert answer.headers["Location"] == page
    assert page in browser.get(reverse("keys")).content.decode()
    assert browser.post(page, {}).status_code == 200
    made.refresh_from_db()
    assert made.kept is None, "the box must be ticked"
    browser.post(page, {"kept": "on"})
    made.refresh_from_db()
    assert made.kept_by == provider
    assert made.pk not in {row.pk for row in keeping.unkept(world.home)}
    assert AuditRecord.objects.filter(action="key_kept", thing=f"key:{made.pk}").exists()


def test_a_copy_is_encrypted_with_its_own_passphrase_and_can_be_put_back(
    world, provider, client_of, achievement
):
    browser = client_of("provider_admin")
    made = keys.generate(world.home, "ed25519", actor=provider)
    words = "correct horse battery staple"
    answer = browser.post(
        reverse("key_copy", args=[made.pk]), {"passphrase": words, "again": words}
    )
    copy = answer.content
    assert b"ENCRYPTED" in copy
    with pytest.raises(InputError):
        key_files.opened(copy, keyfiles.passphrase())
    assert key_files.opened(copy, words.encode()).public_multikey() == made.multikey

    def put_back(content, passphrase):
        file = SimpleUploadedFile("copy.json", content)
        return browser.post(reverse("key_restore"), {"file": file, "passphrase": passphrase})

    assert "opens" in put_back(copy, words).content.decode(), "a key that works stays"
    place = keyfiles.folder() / made.file
    place.write_text("lost")
    keys._signer.cache_clear()
    assert not keys.usable(made)
    assert "passphrase" in put_back(copy, "wrong").content.decode()
    assert put_back(copy, words).status_code == 302
    assert keys.usable(made)
    assert place.stat().st_mode & 0o777 == 0o600
    assert valid(award(achievement, provider, "c@x.example")) == "valid"
    stranger = key_files.sealed(key_files.SigningKey.generate(key_files.Algorithm.P256), b"x" * 12)
    assert "never published" in put_back(stranger, "x" * 12).content.decode()


@pytest.mark.parametrize(("one", "two"), [("short", "short"), ("long enough to keep", "other")])
def test_a_passphrase_that_is_short_or_mistyped_gives_no_copy(world, client_of, one, two):
    row = keys.current(world.home)
    answer = client_of("provider_admin").post(
        reverse("key_copy", args=[row.pk]), {"passphrase": one, "again": two}
    )
    assert answer.status_code == 400
    assert b"privateKey" not in answer.content


def test_the_page_of_a_compromise_shows_what_it_means_before_anything_happens(
    world, provider, client_of, achievement
):
    row = keys.current(world.home)
    award(achievement, provider, "a@x.example")
    browser, page = client_of("provider_admin"), reverse("key_compromise", args=[row.pk])
    size = LogEntryRecord.objects.filter(log__organisation=world.home).count()
    shown = browser.post(page, {"index": size - 1, "since": ""})
    split = shown.context["split"]
    assert (split.after, split.before) == (1, keys.signed_by(row).count() - 1)
    row.refresh_from_db()
    assert row.revoked is None
    assert browser.post(page, {"index": "", "since": ""}).context["form"].errors
    assert browser.post(page, {"index": 99_999, "since": ""}).context["form"].errors
    browser.post(page, {"index": size - 1, "since": "", "sure": "yes"})
    row.refresh_from_db()
    assert row.revoked
    assert keys.current(world.home) != row
    worker.load()
    while worker.run_one():
        pass
    row.refresh_from_db()
    assert row.withdrawn
    assert "withdrawn" in browser.get(page).content.decode()


def test_a_copy_is_written_to_the_audit_log_and_holds_no_clear_key(world, provider):
    row = keys.current(world.home)
    content = keeping.copy(row, "four words are enough", actor=provider)
    assert AuditRecord.objects.filter(action="key_copied", thing=f"key:{row.pk}").exists()
    assert json.loads(content)["verificationMethod"] == keys.method(row)
