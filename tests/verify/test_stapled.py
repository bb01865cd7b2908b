"""What travels along with a credential, and when it is asked."""

from __future__ import annotations

import pytest

from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetched
from skillmark.verify.stapled import lookup

from .conftest import NOW, Web

URL = "https://academy.example/status/1"
STAPLE = Fetched(b"stapled", "application/json", URL, 200, NOW)


def test_the_live_place_is_asked_first(web: Web) -> None:
    web.pages[URL] = b"live"
    found = lookup(web, {URL: STAPLE})(URL)
    assert (found.answer.body, found.stapled) == (b"live", False)


def test_what_was_stapled_counts_where_the_place_is_down_or_offline(web: Web) -> None:
    for fetch in (web, None):
        found = lookup(fetch, {URL: STAPLE})(URL)
        assert (found.answer.body, found.stapled) == (b"stapled", True)


def test_what_is_nowhere_is_unavailable_and_why_is_told(web: Web) -> None:
    with pytest.raises(UnavailableError) as down:
        lookup(web, {})(URL)
    assert down.value.code == "unreachable"
    with pytest.raises(UnavailableError, match=URL) as offline:
        lookup(None, {"https://academy.example/other": STAPLE})(URL)
    assert offline.value.code == "offline"
