"""Links that may be handed in: a rater who reads one knows where it leads."""

from __future__ import annotations

import pytest

from skillmark.assess.interactions import evidence
from skillmark.nouns.errors import InputError


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://code.example/team/shop", "code.example"),
        ("https://CODE.example:443/a%20b?x=1&y=(2)#z", "code.example"),
        ("https://münchen.example/übung", "xn--mnchen-3ya.example"),
    ],
)
def test_the_site_of_a_link_is_said_as_name_servers_know_it(url, host):
    evidence.check_link({"title": "Repository", "url": url})
    assert evidence.host_of(url) == host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "code.example/x",
        "http://code.example/",
        "ftp://code.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//code.example/",
        "https:///x",
        "https://",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://user@code.example/",
        "https://code.example@evil.example/",
        "https://code.example:8443/",
        "https://code.example:x/",
        "https://code.example\\@evil.example/",
        "https://code.example/a b",
        "https://code.example/\n",
        "https://code.example/\u0000",
        'https://code.example/"onclick=x',
        "https://code..example/",
        "https://-code.example/",
        "https://" + "a" * 64 + ".example/",
        "https://code.example/" + "a" * 500,
        "https://code.example/\u202etxt.exe",
        7,
    ],
)
def test_hostile_30_other_addresses_are_refused(url):
    with pytest.raises(InputError):
        evidence.check_link({"title": "Repository", "url": url})


def test_pieces_of_a_response_are_told_apart():
    file = {"name": "a.pdf", "digest": "0" * 64, "size": 1}
    link = {"title": "Shop", "url": "https://code.example/"}
    response = [file, {"note": "What it shows."}, link]
    assert evidence.files(response) == [file]
    assert evidence.links(response) == [link]
    assert evidence.note(response) == "What it shows."
    assert evidence.note([file]) == ""
    assert evidence.files("words") == evidence.links(None) == []
