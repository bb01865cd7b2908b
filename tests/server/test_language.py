"""Two languages: the German catalogue is complete, current and compiled, and is shown."""

from __future__ import annotations

import re
import shutil

import polib
import pytest
from django.test import Client
from django.utils import translation

from skillmark.server import catalogue
from skillmark.server.front.templatetags import look

PLACES = re.compile(r"%\(\w+\)s|%s|\{\w+\}")


@pytest.fixture(scope="module")
def german():
    return polib.pofile(str(catalogue.GERMAN))


def test_every_message_is_translated(german):
    assert not [entry.msgid for entry in german.untranslated_entries()]
    assert not german.fuzzy_entries()


def test_the_catalogue_has_exactly_the_messages_of_the_sources(german):
    if shutil.which("xgettext") is None:
        pytest.skip("needs GNU gettext: apt-get install gettext")
    wanted = {(entry.msgctxt, entry.msgid) for entry in catalogue.messages()}
    have = {(entry.msgctxt, entry.msgid) for entry in german}
    assert have == wanted, "run: python -m skillmark.server.catalogue"


def test_the_compiled_catalogue_is_current(german):
    compiled = polib.mofile(str(catalogue.GERMAN.with_suffix(".mo")))
    assert {e.msgid: (e.msgstr, e.msgstr_plural) for e in compiled} == {
        e.msgid: (e.msgstr, e.msgstr_plural) for e in german
    }


def test_translations_keep_their_places(german):
    for entry in german:
        said = entry.msgstr_plural or {0: entry.msgstr}
        for form, words in said.items():
            of_many = set(PLACES.findall(entry.msgid_plural or entry.msgid))
            # of one thing, its number need not be said
            of_one = set(PLACES.findall(entry.msgid))
            assert set(PLACES.findall(words)) in ([of_one, of_many] if form == 0 else [of_many])


def test_the_browser_says_which_language(world):
    page = Client().get("/", headers={"Accept-Language": "de-AT,de;q=0.9"}).content.decode()
    assert '<html lang="de">' in page
    assert "Kompetenzen, die alle prüfen können." in page


def test_the_switch_beats_the_browser_and_leads_back(world):
    browser = Client(headers={"Accept-Language": "en"})
    answer = browser.post("/language", {"language": "de", "next": "/catalogue/?q=x"})
    assert answer.headers["Location"] == "/catalogue/?q=x"
    assert "Katalog" in browser.get("/catalogue/").content.decode()


def test_stored_words_are_shown_in_the_readers_language(world):
    name = world.things["achievement"].name
    for tag in ("en", "de"):
        page = Client().get("/catalogue/", headers={"Accept-Language": tag}).content.decode()
        assert name[tag] in page


@pytest.mark.parametrize(("tag", "said"), [("en", "-1234.57"), ("de", "-1234,57")])
def test_numbers_are_rounded_and_written_as_the_reader_does(tag, said):
    with translation.override(tag):
        assert look.number(-1234.5678) == said
        assert look.number(None) == "–"
        assert not look.number(-0.001).startswith("-")
