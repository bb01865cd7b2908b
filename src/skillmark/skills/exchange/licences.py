"""Licences by the names that people use and the addresses that formats ask for."""

from __future__ import annotations

_CREATIVE_COMMONS = "https://creativecommons.org/licenses/"
_ADDRESSES = {
    f"CC {kind.upper()} {version}": f"{_CREATIVE_COMMONS}{kind}/{version}/"
    for version in ("4.0", "3.0")
    for kind in ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
} | {"CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}
_NAMES = {address.removeprefix("https:").rstrip("/"): name for name, address in _ADDRESSES.items()}


def address(licence: str) -> str:
    """Return where a licence can be read: its own address, that of a known name, or ""."""
    return licence if "://" in licence else _ADDRESSES.get(licence, "")


def name(link: str) -> str:
    """Return the usual name of the licence at an address; any other text stays as it is."""
    plain = link.removeprefix("https:").removeprefix("http:").rstrip("/")
    return _NAMES.get(plain, link)
