"""Lists of known issuers in any form that is read here, made one.

| form | whose word it is |
|---|---|
| `{"issuers":[...]}` | the verifier's own (`registry`) |
| a credential of type IssuerRegistry, JSON or token | its keeper's, whose key is pinned |
| `{"registry":{DID:{...}}}` | the Digital Credentials Consortium's older lists (`registry_dcc`) |
| entity statements, one a line | an OpenID Federation's, whose key is pinned |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from skillmark.badges import reading
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.trust import strictjson
from skillmark.trust.contexts import Contexts, bundled
from skillmark.trust.fetched import Fetch
from skillmark.verify import registry_dcc, registry_federation, registry_signed
from skillmark.verify.registry import LARGEST, Registry

OWN, SIGNED, DCC, FEDERATION = "own", "signed", "dcc", "federation"


@dataclass(frozen=True, slots=True)
class Named:
    """One list as it was given."""

    name: str
    """File name; a list that does not say whose it is, is called by it."""
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadList:
    """One list that was read."""

    form: str
    registry: Registry
    name: str
    keeper: str = ""
    """Who signed it; empty where nobody did."""
    pin: str = ""
    """The pinned name or key by which it is believed."""
    valid_until: str = ""


def read(
    given: Named,
    pins: Sequence[str] = (),
    *,
    now: datetime,
    fetch: Fetch | None = None,
    contexts: Contexts | None = None,
) -> ReadList:
    """Read one list, or raise `SkillmarkError` naming it: `InputError` for one that is refused,
    `UnavailableError` where its signature could not be checked.
    """
    name = PurePath(given.name).name or given.name
    title = name.partition(".")[0] or name
    try:
        return _read(given.data, title, pins, now=now, fetch=fetch, contexts=contexts or bundled())
    except SkillmarkError as error:
        raise error.at(given.name) from None


def _read(
    data: bytes,
    title: str,
    pins: Sequence[str],
    *,
    now: datetime,
    fetch: Fetch | None,
    contexts: Contexts,
) -> ReadList:
    if len(data) > LARGEST:
        raise InputError(f"more than {LARGEST} bytes of a list", code="too_large")
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] not in b"{[" or not text:
        token = text.decode("ascii", "replace")
        if registry_federation.is_one(token):
            made = registry_federation.read(token, pins, now=now)
            return ReadList(FEDERATION, made.registry, made.name, made.keeper, made.pin)
    else:
        value = strictjson.parse_any(data.lstrip(b"\xef\xbb\xbf"), largest=LARGEST)
        if registry_dcc.names_registries(value):
            raise InputError(
                "this list names other lists, and no issuer",
                remedy="download the lists that it names and give those",
            )
        if not isinstance(value, dict) or not {"@context", "type"} & set(value):
            if isinstance(value, dict) and registry_dcc.is_one(value):
                return ReadList(DCC, registry_dcc.read(value, name=title), title)
            # whatever else it is, it is told what a list looks like
            return ReadList(OWN, Registry.of_json(value if isinstance(value, dict) else {}), title)
    wrapped = reading.read(data)
    if not registry_signed.is_one(wrapped.credential):
        raise InputError(
            f"this credential is no list of issuers (type {registry_signed.TYPE})",
            remedy="make one with: skillmark registry sign",
        )
    signed = registry_signed.read(wrapped, pins, now=now, contexts=contexts, fetch=fetch)
    return ReadList(
        SIGNED, signed.registry, signed.name, signed.keeper, signed.pin, signed.valid_until
    )


def trusted(
    lists: Iterable[Named],
    pins: Sequence[str] = (),
    *,
    now: datetime,
    fetch: Fetch | None = None,
    contexts: Contexts | None = None,
) -> Registry:
    """Return one registry of all lists. Raises what `read` raises.

    A pin that believed none of the lists is an error: then somebody has taken a signature away.
    """
    wanted = tuple(dict.fromkeys(map(registry_signed.normal, pins)))
    made = [read(one, wanted, now=now, fetch=fetch, contexts=contexts) for one in lists]
    used = {one.pin for one in made}
    for pin in wanted:
        registry_signed.pinned_key(pin)
        if pin not in used:
            raise InputError(
                f"none of the lists is signed by {pin[:200]}",
                where="--trust-key",
                remedy="was its signature taken away? get the list again, or leave the key out",
                code="not_pinned",
            )
    return Registry.joined(one.registry for one in made)
