"""Which addresses may be connected to: public ones, in no disguise.

The check is made on the address that is connected to, after resolution, so that neither an
odd spelling of an IPv4 address nor a name that resolves anew to something private gets by.

Sources: IANA special-purpose address registries (RFC 6890); RFC 6052 (NAT64); RFC 3056 (6to4);
RFC 4380 (Teredo).
"""

from __future__ import annotations

import ipaddress

from skillmark.nouns.errors import UnavailableError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")
_METADATA = ipaddress.IPv4Address("168.63.129.16")
"""A cloud's metadata service that sits on a public address."""


class AddressRefusedError(UnavailableError):
    """The address is not one that a stranger's document may make us connect to."""

    code = "address_refused"


def embedded(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return every IPv4 address that an IPv6 address carries inside."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in (*_NAT64, _COMPATIBLE, _TRANSLATED)):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [part for part in found if part is not None]


def is_public(address: Address) -> bool:
    """Say whether the address, and any that it carries, is globally reachable unicast."""
    if isinstance(address, ipaddress.IPv4Address):
        return _is_global(address) and address != _METADATA
    carried = all(is_public(part) for part in embedded(address))
    # networks without IPv4 reach the public one through this prefix: what it carries decides
    return carried and (address in _NAT64[0] or _is_global(address))


def _is_global(address: Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    )


def check(text: str) -> Address:
    """Return the numeric address, or raise `AddressRefusedError` if it is not public."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if "%" in text or not is_public(address):
        raise AddressRefusedError(
            f"the address {text} is not public, so it is not connected to",
            remedy="publish the document on a public server, or allow its origin in the settings",
        )
    return address
