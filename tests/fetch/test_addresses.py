"""Addresses and URLs in every disguise."""

from __future__ import annotations

import ipaddress

import pytest

from skillmark.fetch import location
from skillmark.fetch.addresses import AddressRefusedError, check, is_public
from skillmark.fetch.location import LocationError


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "168.63.129.16"),
        *("::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::"),
        *("2002:a00:1::1", "2001:0:7f00:1::", "2001:0:808:808::80ff:fffe"),
    ],
)
def test_hostile_22_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(AddressRefusedError):
        check(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert str(check(address)) == address


def test_a_scoped_address_is_refused() -> None:
    with pytest.raises(AddressRefusedError):
        check("fe80::1%eth0")


@pytest.mark.parametrize(
    "url",
    [
        *("https://0x7f.1/", "https://0x7f000001/", "https://2130706433/", "https://0177.0.0.1/"),
        *("https://127.1/", "https://127.0.0.1./", "https://1.2.3.04/", "https://0x7f.0.0.1/"),
        *("https://user:secret@example.org/", "https://@example.org/", "ftp://example.org/"),
        *("file:///etc/passwd", "https:///path", "https://", "example.org", ""),
        *("https://example.org:0/", "https://example.org:99999/", "https://example.org:x/"),
        *("https://exa mple.org/", "https://example.org/a b", "https://example.org/\r\nX: y"),
        *("https://example.org\\@evil.example/", "https://bücher.example/", "https://[::1/"),
        *("https://[fe80::1%25eth0]/", "https://[v1.x]/", "https://a..b/", "https://-a.example/"),
        "https://example.org/" + "a" * 5000,
    ],
)
def test_hostile_22_urls_with_tricks_are_refused(url: str) -> None:
    with pytest.raises(LocationError):
        location.parse(url)


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("https://Example.ORG", "https://example.org", "/"),
        ("https://example.org:443/a?b#c", "https://example.org", "/a?b"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000", "/x"),
        ("https://[2606:4700::1111]:8443/", "https://[2606:4700::1111]:8443", "/"),
        ("https://xn--bcher-kva.example/%C3%A4", "https://xn--bcher-kva.example", "/%C3%A4"),
    ],
)
def test_urls_are_taken_apart(url: str, origin: str, target: str) -> None:
    found = location.parse(url)
    assert (found.origin, found.target) == (origin, target)
    assert location.parse(found.url) == found


def test_redirects_never_leave_https() -> None:
    here = location.parse("https://example.org/a/b")
    assert location.redirected(here, "../c").url == "https://example.org/c"
    assert location.redirected(here, "//other.example/d").url == "https://other.example/d"
    with pytest.raises(LocationError, match="away from https"):
        location.redirected(here, "http://example.org/")
