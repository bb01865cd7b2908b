"""A site that moves to another host: what was awarded before goes on verifying."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.test import Client
from django.urls import reverse

from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError
from skillmark.server import environment
from skillmark.server.award import services
from skillmark.server.award.keyring import compromise, keys
from skillmark.server.award.models import AwardRecord
from skillmark.server.award.status import standing
from skillmark.server.award.transparency import log
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.verify import services as verifying

OLD, NEW = "http://127.0.0.1:8000", "https://new.example.org"


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def award(world, provider):
    held = AwardRecord.objects.values("achievement")
    row = AchievementRecord.objects.of(world.home).exclude(pk__in=held).first()

    def made(email):
        return services.award_one(row, Recipient("Ada", email), actor=provider)

    return made


@pytest.fixture
def before(award):
    """Awarded under the old address."""
    return award("old@x.example")


@pytest.fixture
def moved(before, settings):
    settings.BASE_URL = NEW
    settings.SITE = dataclasses.replace(settings.SITE, base_url=NEW, former=(OLD,))
    settings.ALLOWED_HOSTS = settings.SITE.allowed
    verifying.forget()
    return before


def verdict(data):
    report = verifying.check(bytes(data))
    return report.verdict.value, str(report.reason or "")


def at(host, path, **headers):
    return Client(HTTP_HOST=host).get(path, headers={"Accept": "application/json", **headers})


def test_what_was_awarded_under_the_old_address_verifies_under_the_new(moved, provider):
    assert json.loads(bytes(moved.body))["issuer"]["id"].startswith(OLD)
    assert verdict(moved.body) == ("valid", "")
    standing.change(moved, "revoke", "x", actor=provider)
    assert verdict(moved.body) == ("invalid", "revoked")


def test_without_the_former_address_nobody_vouches_for_it(moved, settings):
    settings.SITE = dataclasses.replace(settings.SITE, former=())
    verifying.forget()
    assert verdict(moved.body)[0] == "unknown"


def test_each_address_speaks_in_its_own_name_and_names_the_other(moved, world):
    path = reverse("issuer", args=[world.home.slug])
    for host, base, other in (("127.0.0.1:8000", OLD, NEW), ("new.example.org", NEW, OLD)):
        document = at(host, path).json()
        assert document["id"] == base + path
        assert other + path in document["alsoKnownAs"]
        methods = document["verificationMethod"]
        assert methods
        assert all(one["controller"] == base + path for one in methods)
    did = at("127.0.0.1:8000", reverse("issuer_did", args=[world.home.slug])).json()
    assert did["id"] == f"did:web:127.0.0.1%3A8000:issuers:{world.home.slug}"


def test_the_old_status_list_is_the_old_issuers(moved, world):
    path = reverse("status_list", args=[world.home.slug, moved.list_number, "revocation"])
    old, new = at("127.0.0.1:8000", path), at("new.example.org", path)
    assert old.json()["id"] == OLD + path
    assert old.json()["issuer"] == json.loads(bytes(moved.body))["issuer"]["id"]
    assert new.json()["id"] == NEW + path
    lists = [one.json()["credentialSubject"]["encodedList"] for one in (old, new)]
    assert lists[0] == lists[1]
    tag = old.headers["ETag"]
    again = at("127.0.0.1:8000", path, **{"If-None-Match": tag})
    assert again.status_code == 304


def test_people_are_led_to_the_new_address_and_programs_get_the_bytes(moved):
    path = reverse("award_page", args=[moved.pk])
    person = Client(HTTP_HOST="127.0.0.1:8000").get(path, headers={"Accept": "text/html"})
    assert person.headers["Location"] == NEW + path
    program = Client(HTTP_HOST="127.0.0.1:8000").get(path, headers={"Accept": "application/vc"})
    assert program.content == bytes(moved.body)


def test_new_awards_name_the_new_address(moved, award):
    made = award("new@x.example")
    assert json.loads(bytes(made.body))["issuer"]["id"].startswith(NEW)
    assert verdict(made.body) == ("valid", "")


def test_what_was_awarded_before_is_signed_anew_in_the_old_name(moved, world, provider):
    """A stolen key after the move: content and id stay those of the old address."""
    key = keys.current(world.home)
    since = compromise.since(key, index=log.of(world.home).size - 1)
    compromise.begin(key, since, actor=provider)
    worker.load()
    while worker.run_one():
        pass
    row = AwardRecord.objects.of(world.home).exclude(pk=moved.pk).exclude(key=None).first()
    said = json.loads(bytes(row.body))
    assert said["id"].startswith(OLD)
    assert said["proof"]["verificationMethod"].startswith(OLD)
    assert verdict(row.body) == ("valid", "")
    assert log.latest(row).statement["replaces"] == said["id"]


def test_a_former_address_that_is_none_is_refused():
    with pytest.raises(InputError) as refused:
        environment.read({"SKILLMARK_FORMER_URLS": "old.example.org"})
    assert refused.value.where == "SKILLMARK_FORMER_URLS"
