"""Registration, sign-in, addresses and passwords, through the pages and the mail."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from skillmark.server.people.models import AccountRecord

PASSWORD = "a-long-enough-secret"
PERSON = {"name": "Grace Hopper", "email": "Grace@Navy.example", "password1": PASSWORD}


def link_in(message):
    found = re.search(r"https?://[^\s]+", message.body)
    assert found, message.body
    return found.group().partition("testserver")[2] or found.group()


@pytest.mark.parametrize("tag", ["en", "de"])
def test_registering_confirming_and_signing_in(world, tag):
    browser = Client(headers={"Accept-Language": tag})
    answer = browser.post("/account/signup/", PERSON)
    assert answer.status_code == 302, answer.context["form"].errors
    account = AccountRecord.objects.get(email="grace@navy.example")
    assert account.name == "Grace Hopper"
    address = EmailAddress.objects.get(user=account)
    assert not address.verified, "an address is somebody's once it is confirmed"
    (message,) = mail.outbox
    assert "{{" not in message.body
    page = browser.get(link_in(message))
    assert page.status_code == 200
    browser.post(link_in(message))
    address.refresh_from_db()
    assert address.verified
    other = Client()
    said = {"login": "GRACE@navy.example", "password": PASSWORD}
    assert other.post("/account/login/", said).status_code == 302
    assert other.get("/dashboard/").status_code == 200


def test_registering_a_known_address_tells_its_owner_and_nobody_else(world, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # as on every site with a mail server
    said = PERSON | {"email": world.people["learner"].email}
    answer = Client().post("/account/signup/", said)
    assert AccountRecord.objects.filter(email=said["email"]).count() == 1
    (message,) = mail.outbox
    assert message.to == [said["email"]]
    assert "there is an account" in message.body
    unknown = Client().post("/account/signup/", PERSON)
    assert (answer.status_code, answer.url) == (unknown.status_code, unknown.url)


def test_closed_registration_is_closed(world, settings):
    from dataclasses import replace

    settings.SITE = replace(settings.SITE, signup=False)
    assert Client().post("/account/signup/", PERSON).status_code in {200, 403}
    assert not AccountRecord.objects.filter(email="grace@navy.example").exists()


def test_a_new_password_by_mail(world):
    learner = world.people["learner"]
    browser = Client()
    browser.post("/account/password/reset/", {"email": learner.email})
    (message,) = mail.outbox
    form = browser.get(link_in(message), follow=True)
    path = form.redirect_chain[-1][0]
    said = {"password1": "quite-another-secret", "password2": "quite-another-secret"}
    assert browser.post(path, said).status_code == 302
    assert Client().login(email=learner.email, password="quite-another-secret")
    again = Client().get(link_in(message), follow=True)
    assert "already" in again.content.decode(), "the link works once"


def test_asking_for_an_unknown_address_answers_the_same(world):
    known = Client().post("/account/password/reset/", {"email": world.people["learner"].email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@x.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_addresses_are_added_and_removed(world, client_of):
    browser = client_of("learner")
    browser.post("/account/email/", {"email": "second@home.example", "action_add": ""})
    page = browser.get("/account/email/").content.decode()
    assert "second@home.example" in page
    assert "Not confirmed" in page
    browser.post("/account/email/", {"email": "second@home.example", "action_remove": ""})
    assert "second@home.example" not in browser.get("/account/email/").content.decode().replace(
        "second@home.example is removed", ""
    )


def test_signing_out_needs_a_button(world, client_of):
    browser = client_of("learner")
    browser.get("/account/logout/")
    assert browser.get("/dashboard/").status_code == 200, "a link must not sign out"
    browser.post("/account/logout/")
    assert browser.get("/dashboard/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-bad/",
        "/account/confirm-email/",
        "/account/confirm-email/nonsense/",
        "/account/inactive/",
    ],
)
def test_the_pages_of_the_login_speak_our_german(world, path):
    page = Client(headers={"Accept-Language": "de"}).get(path).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<h1>" in main
    assert not re.search(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich)\b", re.sub(r"<[^>]+>", " ", main)), main
