"""Whose internet domain an issuer is: what is proven about it, and what is only claimed.

A domain is controlled by an issuer in one of two ways:

1. the domain is its identifier (`did:web:example.org`, `https://example.org`), and the document
   there lists the key that signed; an identifier with a path is only a page of that domain;
2. `https://example.org/.well-known/did-configuration.json` holds a Domain Linkage Credential that
   the issuer signed for exactly this origin (`domain_linkage`): domain and issuer name each other.

That says who runs a web server. It does not say that what stands there is true, so it makes
nobody known. Source: DIF Well Known DID Configuration 1.0; did:web method specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from skillmark.badges.levels import first
from skillmark.badges.summary import text
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import dids
from skillmark.trust.dids import timestamp
from skillmark.trust.resolve import Resolver
from skillmark.verify.domain_linkage import Linkage, origin_of

MOST_ORIGINS = 2
"""Domains that are asked about one issuer."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known of the domain of an issuer."""

    name: str
    """Host name, with its port where that is not the usual one."""
    controls: bool | None
    """Whether the issuer controls it: shown, refused, or neither."""
    how: str
    """`identifier`, `page` (of a domain that somebody runs) or `did-configuration`."""
    detail: str
    as_of: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as the report promises it."""
        return {
            "name": self.name,
            "controls": self.controls,
            "how": self.how,
            "detail": self.detail,
            "as_of": timestamp(self.as_of) if self.as_of else None,
        }


def of_identifier(issuer: str, resolver: Resolver) -> Domain | None:
    """Return what the issuer's identifier alone shows, where its own document was read just now.

    Nobody is asked for it: the document was, for its key.
    """
    at = resolver.asked_at.get(issuer)
    if at is None or not issuer.startswith(("did:web:", "https://")):
        return None
    origin, whole = _place(issuer)
    name = origin.removeprefix("https://")
    if not name:
        return None
    if whole:
        return Domain(name, True, "identifier", f"it controls the domain {name}", at)
    return Domain(name, None, "page", f"its identifier is a page of the domain {name}", at)


def asked(
    issuer: str, profile: Mapping[str, Any], resolver: Resolver, linkage: Linkage
) -> Domain | None:
    """Return what can be shown, asking at most `MOST_ORIGINS` domains; `None` where none is named.

    `profile` is what the credential says of its issuer: its `url` names a domain to ask.
    """
    own = of_identifier(issuer, resolver)
    if own is not None and own.controls:
        return own
    names = _names(issuer, resolver)
    found: list[Domain] = []
    for origin in _origins(issuer, profile, resolver)[:MOST_ORIGINS]:
        linked = linkage.look(origin, names)
        name = origin.removeprefix("https://")
        one = Domain(name, linked.linked, "did-configuration", linked.detail, linked.at)
        if linked.linked:
            return one
        found.append(one)
    if own is not None:
        refused = next((one for one in found if one.controls is False), None)
        return refused if refused is not None and refused.name == own.name else own
    return found[0] if found else None


def _place(issuer: str) -> tuple[str, bool]:
    """Return the origin of an identifier, and whether it names the whole domain."""
    try:
        url = dids.document_url(issuer)
        parts = urlsplit(url)
    except (SkillmarkError, ValueError):
        return "", False
    if issuer.startswith("did:web:"):
        whole = ":" not in issuer.removeprefix("did:web:")
    else:
        whole = parts.path in ("", "/") and not parts.query
    return origin_of(url), whole


def _origins(issuer: str, profile: Mapping[str, Any], resolver: Resolver) -> list[str]:
    """Return the origins to ask: the identifier's, those that its document names, its page's."""
    found = [_place(issuer)[0], *_linked_domains(issuer, resolver)]
    found.append(origin_of(text(profile.get("url"))))
    return [origin for origin in dict.fromkeys(found) if origin]


def _linked_domains(issuer: str, resolver: Resolver) -> Iterator[str]:
    """Yield the origins of `LinkedDomains` services in the issuer's document."""
    read = resolver.consulted.get(issuer)
    services = read.value.get("service") if read is not None else None
    for service in services if isinstance(services, list) else []:
        if not isinstance(service, dict) or service.get("type") != "LinkedDomains":
            continue
        end = service.get("serviceEndpoint")
        said = end.get("origins") if isinstance(end, dict) else end
        for origin in said if isinstance(said, list) else [said]:
            if isinstance(origin, str):
                yield origin_of(origin)


def _names(issuer: str, resolver: Resolver) -> tuple[str, ...]:
    """Return the DIDs of an issuer: its own, or that of an https issuer which names it back."""
    if issuer.startswith("did:"):
        return (issuer,)
    read = resolver.consulted.get(issuer)
    also = read.value.get("alsoKnownAs") if read is not None else None
    for name in also if isinstance(also, list) else []:
        if not isinstance(name, str) or not name.startswith("did:web:"):
            continue
        # only of the same host: a stranger's DID document costs a question, and shows nothing more
        if _place(name)[0] != _place(issuer)[0]:
            continue
        try:
            back = resolver.document(name).get("alsoKnownAs")
        except SkillmarkError:
            return ()
        return (name,) if isinstance(back, list) and issuer in back else ()
    return ()


def profile_of(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the issuer's Profile in a credential, or an empty one."""
    return first(credential.get("issuer"))
