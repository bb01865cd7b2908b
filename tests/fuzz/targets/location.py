"""URLs and addresses: what is connected to is what the text says, to the C library too."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from skillmark.fetch import addresses, location
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

BASE = location.parse("https://academy.example/a/b?c")


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for url in (text, f"https://{text}", f"http://{text}/"):
        try:
            found = location.parse(url)
        except SkillmarkError as error:
            refused(error)
            continue
        _sound(found)
    try:
        _sound(location.redirected(BASE, text))
        assert location.redirected(BASE, text).scheme == "https"
    except SkillmarkError as error:
        refused(error)
    try:
        address = addresses.check(text)
    except SkillmarkError as error:
        refused(error)
    except ValueError:
        # no address at all: only what the system's resolver says is ever checked
        return
    else:
        assert address.is_global
        assert not address.is_multicast


def _sound(found: location.Location) -> None:
    assert location.parse(found.url) == found
    assert found.target.startswith("/")
    assert not set(found.target + found.host) & set(" \r\n\t\\\0")
    assert 0 < found.port < 65536
    parts = urlsplit(found.url)
    assert parts.username is None
    assert (parts.hostname or "") == found.host
    if ":" in found.host:
        ipaddress.IPv6Address(found.host)
        return
    try:
        # as every C program reads it: octal, hexadecimal, short forms and all
        packed = socket.inet_aton(found.host)
    except OSError:
        return
    assert socket.inet_ntoa(packed) == found.host, "an address in disguise"
