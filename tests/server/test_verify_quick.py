"""The short way of a verification: the answer is Django's, and what is not its kind is Django's."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from skillmark.nouns.errors import InputError, UnavailableError
from skillmark.server import environment
from skillmark.server.award.issuers import vouching
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import (
    EndorsementRecord,
    KeyRecord,
    KnownIssuerRecord,
    StatusListRecord,
)
from skillmark.server.award.status import standing
from skillmark.server.people.limits import TooManyError
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.verify import api, given, quick, services, stamp, vc
from skillmark.server.verify.pace import SECONDS, Pace
from skillmark.verify.checks import Name

pytestmark = pytest.mark.django_db
PATHS = sorted(quick.ROUTES)
VC = "/credentials/verify"


def asked(path, body, **changes):
    """Return an environ as a server makes it."""
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    } | changes


class Fell(Exception):  # noqa: N818
    """It was left to Django."""


def send(path, body, **changes):
    """Answer by the short way: status, headers, body. Raises `Fell` where it is not taken."""

    def django(environ, start):
        raise Fell

    said = []
    environ = asked(path, body if isinstance(body, bytes) else json.dumps(body).encode(), **changes)
    pieces = quick.before(django)(environ, lambda status, headers: said.append((status, headers)))
    ((status, headers),) = said
    assert len(dict(headers)) == len(headers)
    return int(status[:3]), dict(headers), b"".join(pieces)


def taken(path, body, **changes):
    try:
        send(path, body, **changes)
    except Fell:
        return False
    return True


@pytest.fixture
def bench(world):
    return world.things["bench"]


@pytest.fixture
def award(world):
    return json.loads(bytes(world.things["award"].body))


def bodies(bench, award):
    """Bodies of every kind, each for every path: most are wrong for most of them."""
    good = json.loads(bench.sign().data)
    forged = {**good, "name": "Director"}
    token = bench.sign("jwt").data.decode()
    proof = {"type": "VerifiablePresentation", "@context": ["https://www.w3.org/ns/credentials/v2"]}
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }
    values = [
        *(
            {name: value}
            for name in ("credential", "verifiableCredential")
            for value in (good, award, forged, token, enveloped, {}, "x", 7, None, {"type": []})
        ),
        {"credential": good, "holder": "eve@example.org"},
        {"credential": good, "holder": 7},
        {"link": "https://gone.invalid/1"},
        {"items": [{"credential": good}, {"credential": forged}]},
        {"items": [{}] * (given.MOST + 1)},
        {"items": [{"credential": good, "x": 1}]},
        {"verifiablePresentation": {**proof, "verifiableCredential": [good, enveloped]}},
        {"verifiablePresentation": token},
        {"verifiablePresentation": proof, "options": {"challenge": "c"}},
        {"credental": {}},
    ]
    return [
        *(json.dumps(value, ensure_ascii=False).encode() for value in values),
        b"",
        b"[]",
        b'{"credential":{"a":1,"a":2}}',
        b'{"verifiableCredential":"\\ud800"}',
        b'{"verifiableCredential":' + b"[" * 10_000,
        b"\xff\xfe",
    ]


@pytest.fixture
def nobody_outside(monkeypatch):
    def nobody(url):
        raise UnavailableError(f"{url} is not reachable", code="unreachable")

    monkeypatch.setattr(services, "WORKERS", 1)
    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: nobody)


def timeless(body):
    """The same JSON without the moment that it was made at."""
    value = json.loads(body)
    for report in [value, *value.get("results", [])]:
        report.pop("as_of", None)
    return value


@pytest.mark.parametrize("path", PATHS)
def test_status_headers_and_body_are_those_that_django_gives(
    path, world, bench, award, nobody_outside, settings
):
    settings.SITE = replace(settings.SITE, verify_limit=0)
    statuses = set()
    for body in bodies(bench, award):
        for language in ("", "de", "fr, de;q=0.5"):
            spoken = {"HTTP_ACCEPT_LANGUAGE": language} if language else {}
            theirs = Client().post(path, data=body, content_type="application/json", **spoken)
            status, headers, ours = send(path, body, **spoken)
            statuses.add(status)
            assert status == theirs.status_code
            assert timeless(ours) == timeless(theirs.content), body[:200]
            expected = dict(theirs.headers)
            for one in (headers, expected):
                one["Vary"] = {name.strip() for name in one["Vary"].split(",")}
                one["Content-Type"] = one["Content-Type"].partition(";")[0]
            assert int(headers.pop("Content-Length")) == len(ours)
            expected.pop("Content-Length", None)
            assert headers == expected
    assert statuses == {200, 400}


def test_by_https_browsers_are_told_to_stay_there(world, bench, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    quick._fixed.cache_clear()
    body = json.dumps({"verifiableCredential": json.loads(bench.sign().data)}).encode()
    try:
        for proto in ("https", "http"):
            theirs = Client().post(
                VC, body, content_type="application/json", HTTP_X_FORWARDED_PROTO=proto
            )
            _, ours, _ = send(VC, body, HTTP_X_FORWARDED_PROTO=proto)
            name = "Strict-Transport-Security"
            assert ours.get(name) == theirs.headers.get(name)
            assert (name in ours) is (proto == "https")
    finally:
        quick._fixed.cache_clear()


def test_every_short_way_has_a_long_one():
    for path in PATHS:
        assert resolve(path)


def test_answers_are_what_the_api_describes(world, bench, award):
    for value in (json.loads(bench.sign().data), award, {}, "x"):
        _, _, body = send("/api/verify/", {"credential": value})
        api.ReportOut.model_validate_json(body, strict=True)
        _, _, body = send("/api/verify/batch", {"items": [{"credential": value}]})
        api.Reports.model_validate_json(body, strict=True)
        _, _, body = send(VC, {"verifiableCredential": value})
        vc.Verification.model_validate_json(body, strict=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"REQUEST_METHOD": "GET"},
        {"REQUEST_METHOD": "PUT"},
        {"PATH_INFO": "/verify"},
        {"PATH_INFO": "/api/verify"},
        {"PATH_INFO": "/credentials/verify/"},
        {"PATH_INFO": "/credentials/issue"},
        {"SCRIPT_NAME": "/under"},
        {"CONTENT_TYPE": "text/plain"},
        {"CONTENT_TYPE": "multipart/form-data; boundary=x"},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "١"},
        {"CONTENT_LENGTH": "9" * 30},
        {"CONTENT_LENGTH": str(given.BYTES + 1)},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_AUTHORIZATION": "Bearer skm_x"},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "testserver@evil.example"},
        {"HTTP_HOST": ""},
    ],
    ids=str,
)
def test_what_is_of_another_kind_is_left_to_django(changes):
    assert taken(VC, b"{}", CONTENT_TYPE="application/json; charset=utf-8", HTTP_ACCEPT="*/*")
    assert not taken(VC, b"{}", **changes)


def test_a_crash_says_nothing_of_the_inside_and_is_logged(world, monkeypatch, caplog):
    def broken(body):
        raise RuntimeError("the inside")

    monkeypatch.setattr(quick, "ROUTES", {VC: broken})
    with caplog.at_level(logging.ERROR):
        status, _, body = send(VC, b"{}")
    assert status == 500
    assert set(json.loads(body)) == {"code", "cause", "where", "remedy"}
    assert b"inside" not in body
    assert "the inside" in caplog.text


# How often


def test_the_pace_is_one_for_both_ways_and_its_refusal_has_the_one_shape(world, bench):
    body = json.dumps({"verifiableCredential": {}}).encode()
    for _ in range(60):
        assert send(VC, body)[0] == 400
        answer = Client().post(VC, body, content_type="application/json")
        assert answer.json()["verdict"] == "invalid"
    status, _, refused = send(VC, body, HTTP_ACCEPT_LANGUAGE="de")
    theirs = Client().post(VC, body, content_type="application/json", HTTP_ACCEPT_LANGUAGE="de")
    assert (status, json.loads(refused)) == (429, theirs.json())
    assert json.loads(refused)["code"] == "too_many"
    assert theirs.status_code == 429
    assert send(VC, body, REMOTE_ADDR="192.0.2.7")[0] == 400, "somebody else is not held up"


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(world, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    codes = [
        send(VC, b"{}", HTTP_X_FORWARDED_FOR=f"10.9.9.{n}, 192.0.2.{n % 2}")[0] for n in range(242)
    ]
    assert codes.count(429) == 2


def test_a_pace_forgets_by_the_minute_and_stays_small():
    now = [0.0]
    pace = Pace(most=3, clock=lambda: now[0])
    pace.count("a", times=1)
    with pytest.raises(TooManyError, match="too many"):
        pace.count("a", times=1)
    for other in "bcde":
        pace.count(other, times=1)
    assert len(pace._counts) == 3
    pace.count("a", times=1)  # displaced by others, it begins anew
    now[0] = float(SECONDS)
    pace.count("a", times=1)
    for _ in range(5):
        pace.count("a", times=0)


@pytest.mark.parametrize(("value", "limit"), [(None, 120), ("0", 0), ("5000", 5000)])
def test_the_pace_is_a_setting(value, limit):
    said = {} if value is None else {"SKILLMARK_VERIFY_LIMIT": value}
    assert environment.read(said).verify_limit == limit


@pytest.mark.parametrize("value", ["", "-1", "many", "1.5", "²"])
def test_a_pace_that_is_no_number_is_refused_by_name(value):
    with pytest.raises(InputError) as error:
        environment.read({"SKILLMARK_VERIFY_LIMIT": value})
    assert error.value.where == "SKILLMARK_VERIFY_LIMIT"


# What this site knows of itself


def verdict(credential):
    said = json.loads(send(VC, {"verifiableCredential": credential})[2])
    return said["verdict"], said["results"][0]["reason"]


def test_own_revocations_show_at_once_also_where_another_process_made_them(world, award):
    assert verdict(award) == ("valid", None)
    assert verdict(award) == ("valid", None)
    row, actor = world.things["award"], world.people["provider_admin"]
    standing.change(row, "suspend", "a test", actor=actor)
    assert verdict(award) == ("invalid", "suspended")
    standing.change(row, "reinstate", "a test", actor=actor)
    assert verdict(award) == ("valid", None)
    # what another process does reaches this one through the tables alone
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET standing = 'revoked'")
        cursor.execute(f"UPDATE {StatusListRecord._meta.db_table} SET stale = %s", [True])
    assert verdict(award) == ("invalid", "revoked")


def test_own_keys_and_names_show_at_once(world, award):
    assert verdict(award) == ("valid", None)
    name = "Renamed Academy"
    OrganisationRecord.objects.filter(pk=world.home.pk).update(name=name)
    known = services.registry().get(award["issuer"]["id"])
    assert known.name == name
    row = KeyRecord.objects.get(pk=world.things["key"].pk)
    keys.revoke(row, actor=world.people["provider_admin"])
    KeyRecord.objects.filter(pk=row.pk).update(revoked=timezone.now() - timedelta(days=9999))
    assert verdict(award) != ("valid", None)
    assert services.registry().get(award["issuer"]["id"]) is None


def test_the_database_changes_the_stamp_whatever_is_written_and_whoever_writes(world):
    """Fails if a later migration makes one of the tables anew and loses its triggers."""
    seen = {stamp.current()}
    StatusListRecord.objects.create(
        organisation=world.home, number=9, purpose="revocation", body=b"", signed=timezone.now()
    )
    seen.add(stamp.current())
    for model in (OrganisationRecord, KeyRecord, StatusListRecord):
        pk = model.objects.order_by("-pk").first().pk
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id WHERE id = %s", [pk])
        seen.add(stamp.current())
    StatusListRecord.objects.filter(number=9).delete()
    seen.add(stamp.current())
    KeyRecord.objects.create(organisation=world.other, multikey="z1", fragment="z1", file="z1")
    seen.add(stamp.current())
    KeyRecord.objects.filter(multikey="z1").delete()
    seen.add(stamp.current())
    OrganisationRecord.objects.create(slug="new", name="New", country="DE").delete()
    seen.add(stamp.current())
    assert len(seen) == 9, "eight changes, eight new stamps"
    vouching.vouch(
        world.home,
        "did:web:far.example",
        name="Far",
        note="met",
        actor=world.people["provider_admin"],
    )
    seen.add(stamp.current())
    KnownIssuerRecord.objects.all().delete()
    seen.add(stamp.current())
    EndorsementRecord.objects.all().update(comment="other words")
    seen.add(stamp.current())
    assert len(seen) == 12, "who is known, and what travels in awards, is seen at once"
    assert stamp.current() in seen, "reading changes nothing"


def test_what_was_rolled_back_leaves_nothing_behind(world):
    identity = keys.issuer_id(world.home)
    first = stamp.current()
    point = transaction.savepoint()
    OrganisationRecord.objects.filter(pk=world.home.pk).update(name="Never was")
    assert services.registry().get(identity).name == "Never was"
    transaction.savepoint_rollback(point)
    assert stamp.current() == first
    assert services.registry().get(identity).name == world.home.name
    OrganisationRecord.objects.filter(pk=world.home.pk).update(name="Is now")
    assert services.registry().get(identity).name == "Is now"


def test_what_depends_on_the_clock_is_worked_out_again(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(stamp.time, "monotonic", lambda: now[0])
    made = []

    def make():
        made.append(len(made))
        return made[-1]

    assert [stamp.under("s", "clock", make) for _ in range(2)] == [0, 0]
    assert stamp.under("t", "clock", make) == 1
    now[0] += stamp.LASTS
    assert stamp.under("t", "clock", make) == 2


def test_what_could_not_be_worked_out_is_tried_again():
    def broken():
        raise InputError("not now")

    with pytest.raises(InputError):
        stamp.under("s", "broken", broken)
    assert stamp.under("s", "broken", lambda: 1) == 1


def test_an_emptied_stamp_holds_nothing_back(world):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM verify_stamprecord")
    assert stamp.current() != stamp.current()


def test_a_moment_is_short_and_ends_with_what_is_known(world, bench, monkeypatch, site_folder):
    now = [1000.0]
    monkeypatch.setattr(services.time, "monotonic", lambda: now[0])
    made = []
    real = services.Verifier

    def verifier(**how):
        made.append(real(**how))
        return made[-1]

    monkeypatch.setattr(services, "Verifier", verifier)
    badge = bench.sign(email="ada@example.org").data
    assert [services.check(badge).verdict for _ in range(3)] == ["valid"] * 3
    assert len(made) == 1
    # the person asked about is each request's own
    assert services.check(badge, holders=["eve@example.org"]).reason == "wrong_holder"
    assert services.check(badge).verdict == "valid"
    assert len(made) == 1
    now[0] += services.MOMENT * 1.01
    services.check(badge)
    assert len(made) == 2
    OrganisationRecord.objects.filter(pk=world.home.pk).update(name="Renamed")
    services.check(badge)
    assert len(made) == 3
    file = site_folder / services.REGISTRY
    try:
        file.write_text(json.dumps({"issuers": []}))
        services.check(badge)
        assert len(made) == 4
    finally:
        file.unlink()


def test_a_verification_inside_another_does_not_touch_it(world, bench, monkeypatch):
    """As when a credential names a page of this site as its status list, and that verifies."""
    inner = []

    def nobody(url):
        inner.append(services.check(bench.sign().data, holders=["eve@example.org"]).verdict)
        raise UnavailableError("nobody there")

    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: nobody)
    entry = {
        "id": "https://lists.invalid/2#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://lists.invalid/2",
    }
    badge = bench.sign(email="ada@example.org", credentialStatus=entry).data
    report = services.check(badge, holders=["ada@example.org"])
    assert inner == ["invalid"]
    assert report.check(Name.HOLDER).status == "pass"
