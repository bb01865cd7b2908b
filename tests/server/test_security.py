"""What the pages must survive: see the hostile cases 30 to 38."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from skillmark.server import environment
from skillmark.server.front.files import neutral
from skillmark.server.front.middleware import POLICY
from skillmark.server.front.pages import markdown_html
from skillmark.server.logs import OneLine, clean
from skillmark.server.people.models import AuditRecord

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_hostile_30_names_and_criteria_are_escaped(world, client_of):
    provider = client_of("provider_admin")
    row = world.things["achievement"]
    document = row.document | {
        "name": {"en": EVIL, "de": EVIL},
        "criteria": {"en": f"{EVIL}\n\n[click](javascript:alert(1)) ![x](https://evil.example/x)"},
    }
    row.document, row.name = document, document["name"]
    row.save()
    for name in ("achievement", "achievement_edit"):
        page = provider.get(reverse(name, args=[row.pk])).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page.lower()
    page = Client().get(reverse("public_achievement", args=[world.home.slug, row.slug]))
    assert b"<script>alert" not in page.content
    assert b'src="https://evil' not in page.content, "no picture that tells on its readers"
    listed = Client().get("/catalogue/").content
    assert b"<script>alert" not in listed
    picture = Client().get(f"/achievements/{world.home.slug}/{row.slug}.svg")
    assert b"<script" not in picture.content
    assert "script-src" not in picture.headers["Content-Security-Policy"]
    assert "sandbox" in picture.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "\x01javascript:alert(1)",
    ],
)
def test_hostile_30_markdown_links_lead_to_the_web_only(address):
    html = markdown_html(f"[click]({address}) <b>bold</b>")
    assert "<a" not in html
    assert "<b>" not in html


def test_hostile_31_forms_need_their_secret(world):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.people["administrator"])
    answer = browser.post("/organisation/members/", {"email": "a@b.example", "role": "learner"})
    assert answer.status_code == 403
    assert b"page of this site" in answer.content
    told = browser.post("/api/jobs/00000000-0000-0000-0000-000000000000/cancel")
    assert told.status_code == 403, "the API with a session too"


def test_hostile_31_the_api_with_a_token_needs_no_csrf_secret(world):
    answer = Client(enforce_csrf_checks=True).post(
        "/api/award/awards", {}, headers={"Authorization": "Bearer skm_example"}
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden", "refused for the right, not for the secret"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_hostile_31_no_open_redirect(world, target):
    browser = Client()
    answer = browser.post("/language", {"language": "de", "next": target})
    assert "evil" not in answer.headers["Location"]
    who = {"login": "learner@home.example", "password": "correct-horse", "next": target}
    answer = browser.post("/account/login/", who)
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("path", ["/", "/account/login/", "/nothing-here", "/api/openapi.json"])
def test_hostile_31_no_framing_and_nothing_inline(world, path):
    answer = Client().get(path)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_no_page_has_inline_script_or_style_or_foreign_addresses(world, client_of):
    for who, path in (
        ("nobody", "/"),
        ("nobody", "/account/signup/"),
        ("provider_admin", "/define/achievements/new"),
        ("provider_admin", "/awards/upload"),
    ):
        html = client_of(who).get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*json)", html), path
        assert not re.search(r"\s(style|on\w+)=", html), path
        assert "<style" not in html, path
        for address in re.findall(r'(?:src|href|action)="(https?:[^"]+)"', html):
            assert address.startswith("http://127.0.0.1:8000"), (path, address)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-cmd|x", "'-cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =HYPERLINK()", "'  =HYPERLINK()"),
        ("\t=1", "'\t=1"),
        ("Ada", "Ada"),
        (-3.5, -3.5),
        (None, None),
    ],
)
def test_hostile_32_cells_are_neutral(cell, shown):
    assert neutral(cell) == shown


def test_hostile_32_an_exported_name_is_neutral(world, client_of):
    world.things["award"].name = "=cmd|' /C calc'!A0"
    world.things["award"].save()
    text = client_of("provider_admin").get("/awards/awards.csv").content.decode("utf-8-sig")
    assert ",'=cmd|" in text
    assert ",=cmd" not in text


def test_hostile_33_the_issuer_is_shown_with_its_domain(world, client_of):
    answer = client_of("nobody").get(reverse("award_page", args=[world.things["award"].pk]))
    assert "(127.0.0.1)" in answer.content.decode()


def test_hostile_35_awarding_without_the_right_is_denied_and_logged(world, client_of):
    browser = client_of("recruiter")
    before = AuditRecord.objects.count()
    for answer in (
        browser.post("/awards/new", {"achievement": world.things["achievement"].slug}),
        browser.post(
            "/api/award/awards",
            data={"achievement": "x", "name": "n", "email": "e@x.example"},
            content_type="application/json",
        ),
    ):
        assert answer.status_code == 403
    rows = AuditRecord.objects.order_by("pk")[before:]
    assert [(row.action, row.allowed, row.actor) for row in rows] == [
        ("award", False, world.people["recruiter"])
    ] * 2
    assert {row.thing for row in rows} == {"/awards/new", "/api/award/awards"}


def test_hostile_36_password_guessing_is_limited(world):
    browser = Client()
    codes = [
        browser.post("/account/login/", {"login": "learner@home.example", "password": f"guess-{n}"})
        for n in range(7)
    ]
    assert b"too many" in codes[-1].content.lower().replace(b"t try again later", b"")
    right = browser.post(
        "/account/login/", {"login": "learner@home.example", "password": "correct-horse"}
    )
    assert right.status_code != 302, "not even with the right one"


def test_hostile_36_token_guessing_is_limited(world):
    answers = [
        Client().get("/api/people/me", headers={"Authorization": f"Bearer skm_{n}"}).status_code
        for n in range(25)
    ]
    assert set(answers[:20]) == {401}
    assert answers[-1] == 429


def test_hostile_36_link_guessing_is_limited(world):
    answers = [Client().get(f"/first-run/guess{n}").status_code for n in range(25)]
    assert answers[0] == 410
    assert answers[-1] == 429


def test_hostile_36_limits_end(world, monkeypatch):
    for _ in range(25):
        Client().get("/first-run/guess")
    cache.clear()
    assert Client().get("/first-run/guess").status_code == 410


def test_a_token_that_was_revoked_or_has_expired_is_nobody(world):
    header = {"Authorization": "Bearer skm_example"}
    assert Client().get("/api/people/me", headers=header).status_code == 200
    browser = Client()
    browser.force_login(world.people["learner"])
    browser.post(reverse("token_revoke", args=[world.arguments["token_revoke"]["pk"]]))
    assert Client().get("/api/people/me", headers=header).status_code == 401


def test_hostile_38_a_log_line_stays_one_line_and_keeps_no_secret():
    record = logging.LogRecord(
        "x", logging.WARNING, "f", 1, "user %s", ("a\nFAKE line\x1b[31m",), None
    )
    line = OneLine().format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    for secret in (
        "GET /first-run/S3CRET",
        "/invitation/S3CRET",
        "/account/password/reset/key/S3CRET",
        "Authorization: Bearer S3CRET",
        "password=S3CRET&x=1",
        "{'token': 'S3CRET'}",
        "SKILLMARK_KEY_PASSPHRASE=S3CRET",
    ):
        assert "S3CRET" not in clean(secret), secret


def test_hostile_38_a_crash_logs_no_form_values(world, client_of, monkeypatch, caplog):
    from skillmark.server.people import services

    def broken(*_args, **_named):
        raise RuntimeError("inside")

    monkeypatch.setattr(services, "invite", broken)
    browser = client_of("administrator")
    browser.raise_request_exception = False
    answer = browser.post("/organisation/members/", {"email": "who@x.example", "role": "learner"})
    assert answer.status_code == 500
    assert b"inside" not in answer.content
    assert "who@x.example" not in caplog.text


def test_cookies_are_for_https_only_where_the_site_is_https():
    read = environment.read({"SKILLMARK_BASE_URL": "https://skills.example.org"})
    assert read.https
    assert not environment.read({}).https


def test_session_cookies_are_out_of_reach_of_scripts(world):
    browser = Client()
    browser.post("/account/login/", {"login": "learner@home.example", "password": "correct-horse"})
    cookie = browser.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_pages_of_somebody_signed_in_are_not_kept_in_caches(world, client_of):
    assert client_of("learner").get("/profile/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("variables", "where"),
    [
        ({"SKILLMARK_BASE_URL": "skills.example.org"}, "SKILLMARK_BASE_URL"),
        ({"SKILLMARK_DEBUG": "maybe"}, "SKILLMARK_DEBUG"),
        ({"SKILLMARK_PROXIES": "-1"}, "SKILLMARK_PROXIES"),
        ({"SKILLMARK_LOG_LEVEL": "LOUD"}, "SKILLMARK_LOG_LEVEL"),
    ],
)
def test_a_wrong_setting_is_named(variables, where):
    from skillmark.nouns.errors import InputError

    with pytest.raises(InputError) as refused:
        environment.read(variables)
    assert refused.value.where == where
    assert refused.value.remedy


def test_a_public_site_answers_to_its_own_name_only():
    public = environment.read({"SKILLMARK_BASE_URL": "https://skills.example.org"})
    assert public.allowed == ["skills.example.org"]
    assert "localhost" in environment.read({}).allowed


def test_the_settings_never_show_the_passphrase():
    read = environment.read({"SKILLMARK_KEY_PASSPHRASE": "S3CRET"})
    assert "S3CRET" not in repr(read)


def test_a_wrong_database_or_mail_server_is_named():
    from skillmark.nouns.errors import InputError

    with pytest.raises(InputError, match="mysql"):
        environment.database(environment.read({"SKILLMARK_DATABASE_URL": "mysql://h/n"}))
    with pytest.raises(InputError, match="mail server"):
        environment.delivery(environment.read({"SKILLMARK_EMAIL_URL": "http://h"}))


def test_postgres_is_one_setting():
    read = environment.read({"SKILLMARK_DATABASE_URL": "postgresql://u%40x:p%2Fw@db:5433/skills"})
    made = environment.database(read)
    assert made["ENGINE"].endswith("postgresql")
    assert (made["USER"], made["PASSWORD"], made["PORT"]) == ("u@x", "p/w", "5433")


def test_the_secret_key_is_private_and_stays(tmp_path):
    read = environment.read({"SKILLMARK_DATA": str(tmp_path / "site")})
    environment.prepare(read)
    first = environment.secret(read.data)
    environment.prepare(read)
    assert environment.secret(read.data) == first
    assert (read.data / environment.SECRET_FILE).stat().st_mode & 0o777 == 0o600


def test_sqlite_is_safe_for_wal_and_writes_through(world):
    from django.db import connection

    from skillmark.server import sqlite

    assert sqlite.safe_for_wal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        assert cursor.fetchone()[0] == ".".join(map(str, sqlite.library_version()))
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "FULL"
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
    assert connection.transaction_mode == "IMMEDIATE"
