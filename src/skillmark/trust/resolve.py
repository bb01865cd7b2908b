"""From the URL of a key to the key, and whether the issuer stands by it.

A key is always read from its controller's document, never from the URL itself: a fragment
that looks like a key (`https://issuer#z6Mk...`) proves nothing, anyone can write it.

Source: Controlled Identifiers 1.0, section 3.3 (retrieve verification method).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust import dids, keysets, strictjson
from skillmark.trust.fetched import Fetch
from skillmark.trust.outcome import Status
from skillmark.trust.publickey import PublicKey
from skillmark.trust.remembered import Remembered

_LARGEST_DOCUMENT = 512 * 1024
_SELF_CONTAINED = ("did:key:", "did:jwk:")
_TYPES = frozenset(("Multikey", "JsonWebKey", "JsonWebKey2020", "Ed25519VerificationKey2020"))
SPEC = "CID 1.0 section 3.3"


class VerificationMethodError(InputError):
    """The key cannot be used; `code` says why.

    Codes: `key_not_found`, `controller_mismatch`, `key_type`, `key_format`.
    """

    code = "key_not_found"


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A public key as its controller publishes it."""

    id: str
    controller: str
    public: PublicKey
    purposes: frozenset[str]
    """Verification relationships in which the controller's document lists the key."""
    expires: datetime | None = None
    revoked: datetime | None = None

    def usable_at(self, signed: datetime | None) -> bool:
        """Say whether the key could sign at that moment.

        A key that has an end cannot vouch for a signature without a date.
        """
        ends = [moment for moment in (self.expires, self.revoked) if moment is not None]
        return not ends or (signed is not None and signed < min(ends))


@dataclass(frozen=True, slots=True)
class KeyOutcome:
    """Whether an issuer stands by a key."""

    status: Status
    code: str
    detail: str
    spec: str = SPEC
    method: VerificationMethod | None = None


@dataclass(frozen=True, slots=True, eq=False)
class KeyDocument:
    """A controller document that was read, and the keys that were found in it (by their URL)."""

    value: dict[str, Any]
    methods: dict[tuple[str, str | None], VerificationMethod] = field(default_factory=dict)


ReadDocuments = Remembered[tuple[str, bytes], KeyDocument]
"""Documents by whom they are of and their exact bytes: the same bytes are the same object."""


class Resolver:
    """Resolves keys. Without `fetch` it is offline: what is not in a name is unavailable.

    Documents are remembered for the resolver's lifetime, so make one for each run. `read` spares
    runs that share it the reading of bytes that were read before; whether those are the bytes
    that count now is for each run to ask.
    """

    def __init__(self, fetch: Fetch | None = None, *, read: ReadDocuments | None = None) -> None:
        self._fetch = fetch
        self._read_before = read
        self._documents: dict[str, KeyDocument] = {}
        self.consulted: dict[str, KeyDocument] = {}
        """Documents that were looked into through this very resolver."""
        self.beyond_documents = False
        """Whether more than these documents was looked into: then they are not all it rests on."""
        self.asked_at: dict[str, datetime] = {}
        """When the documents of identifiers were fetched; not those that are all in a name."""

    def apart(self) -> Resolver:
        """Return a resolver that shares everything with this one but what was consulted."""
        other = copy(self)
        other.consulted, other.beyond_documents = {}, False
        return other

    def document(self, identifier: str) -> dict[str, Any]:
        """Return the controller document of a DID or https issuer.

        Raises `IdentifierError`, `VerificationMethodError` (the document is another's) or
        `UnavailableError`.
        """
        return self.consult(identifier).value

    def consult(self, identifier: str) -> KeyDocument:
        """Return the document with what was found in it; raises what `document` raises."""
        found = self._documents.get(identifier)
        if found is None:
            found = self._documents[identifier] = self._read(identifier)
        self.consulted[identifier] = found
        return found

    def resolve(self, url: str, controller: str | None = None) -> VerificationMethod:
        """Return the key under `url`, read from the document of its controller.

        With `controller`, the key must be in that one's document; `purposes` are then those
        that the controller itself grants. Raises what `document` raises, and
        `VerificationMethodError`.
        """
        base = url.partition("#")[0]
        holder = self.consult(controller or base)
        known = holder.methods.get((url, controller))
        if known is not None:
            return known
        document = holder.value
        entry = _entry(document, url)
        own = entry is not None
        names = {url} if entry is None else {url, _absolute(document, entry.get("id"))}
        if entry is None and controller is not None and controller != base:
            # the controller may list a key that lives in another document
            listed = any(url in _references(document, purpose) for purpose in dids.PURPOSES)
            other = self.document(base) if listed else {}
            entry = _entry(other, url)
            if entry is not None and keysets.BARE in other:
                # a bare key names nobody: it is that of who lists it
                entry = {**entry, "controller": controller}
        if entry is None:
            raise VerificationMethodError(
                f"the document of {controller or base} lists no key {url}"
            )
        held_by = controller or document.get("id", base)
        purposes = (p for p in dids.PURPOSES if names & _references(document, p))
        method = _method(entry, url, held_by, frozenset(purposes))
        if own:  # a key out of another document is not this one's to remember
            holder.methods[url, controller] = method
        return method

    def issuer_key(self, issuer: str, url: str, *, purpose: str = "assertionMethod") -> KeyOutcome:
        """Say whether `issuer` lists the key under `purpose` in its own document."""
        try:
            method = self.resolve(url, issuer)
        except UnavailableError as error:
            return KeyOutcome(Status.UNKNOWN, error.code, str(error))
        except SkillmarkError as error:
            if error.code == "did_method":
                return KeyOutcome(Status.UNKNOWN, "unsupported", str(error))
            if error.code == "key_not_found" and issuer.startswith("http"):
                found = self._in_key_set_of_host(issuer, url)
                if found is not None:
                    return found
            return KeyOutcome(Status.FAIL, error.code, str(error))
        if purpose not in method.purposes:
            return KeyOutcome(
                Status.FAIL,
                "purpose_not_allowed",
                f"{issuer} does not list {url} under {purpose}",
                method=method,
            )
        return KeyOutcome(
            Status.PASS, "ok", f"{issuer} lists the key under {purpose}", method=method
        )

    def _in_key_set_of_host(self, issuer: str, url: str) -> KeyOutcome | None:
        """Look for a key that the issuer's profile does not speak of in its host's key set.

        `None` where the profile names keys itself: then those are all that it stands by.
        """
        try:
            if not keysets.names_no_keys(self.document(issuer)):
                return None
            method = self.resolve(url)
            place = keysets.well_known(issuer)
            self.beyond_documents = True
            listed = _parsed(issuer, self._fetched(place, issuer))
        except UnavailableError as error:
            return KeyOutcome(Status.UNKNOWN, error.code, str(error))
        except SkillmarkError:
            return None
        if not keysets.vouches(listed, url, method.public, issuer):
            return None
        return KeyOutcome(
            Status.PASS,
            "ok",
            f"the key set at {place} holds the key",
            spec="OB 3.0 implementation guide, key provenance",
            method=method,
        )

    def _read(self, identifier: str) -> KeyDocument:
        if identifier.startswith(_SELF_CONTAINED):
            return self._once(identifier, b"")
        return self._once(identifier, self._fetched(dids.document_url(identifier), identifier))

    def _fetched(self, url: str, identifier: str) -> bytes:
        """Fetch a document that belongs to an identifier."""
        if self._fetch is None:
            raise UnavailableError(
                f"the keys of {identifier} cannot be looked up offline",
                remedy="check again with a connection",
                code="offline",
            )
        answer = self._fetch(url)
        if answer.status != 200:
            raise UnavailableError(f"{url} answered {answer.status}", where=identifier)
        self.asked_at[identifier] = answer.at
        return answer.body

    def _once(self, identifier: str, body: bytes) -> KeyDocument:
        """Read the bytes, unless they were read before."""
        key = identifier, body
        known = self._read_before.get(key) if self._read_before is not None else None
        if known is None:
            named = identifier.startswith(_SELF_CONTAINED)
            known = KeyDocument(
                dids.self_contained(identifier) if named else _own(identifier, body)
            )
            if self._read_before is not None:
                self._read_before.put(key, known, len(identifier) + len(body))
        return known


def _own(identifier: str, body: bytes) -> dict[str, Any]:
    """Return the document of an identifier, or raise `VerificationMethodError`."""
    document = _parsed(identifier, body)
    bare = keysets.as_document(identifier, document)
    if bare is not None:
        return bare
    if document.get("id") != identifier:
        raise VerificationMethodError(
            f"the document at {dids.document_url(identifier)} is that of "
            f"{str(document.get('id'))[:200]!r}",
            where=identifier,
            code="controller_mismatch",
        )
    return document


def _parsed(identifier: str, body: bytes) -> dict[str, Any]:
    try:
        return strictjson.parse(body, largest=_LARGEST_DOCUMENT)
    except InputError as error:
        raise VerificationMethodError(
            f"the document of {identifier} cannot be read: {error}", code="key_document"
        ) from error


def _entry(document: Mapping[str, Any], url: str) -> Mapping[str, Any] | None:
    """Find the verification method in its list, or embedded under a relationship."""
    for name in ("verificationMethod", *dids.PURPOSES):
        for entry in _listed(document.get(name)):
            if isinstance(entry, dict) and _absolute(document, entry.get("id")) == url:
                return entry
    # a token may name its key by the `kid` in the JWK, which need not be in the method's id
    kid = url.partition("#")[2]
    if not kid or url != f"{document.get('id')}#{kid}":
        return None
    for entry in _listed(document.get("verificationMethod")):
        if isinstance(entry, dict):
            jwk = entry.get("publicKeyJwk")
            if isinstance(jwk, dict) and jwk.get("kid") == kid:
                return entry
    return None


def _references(document: Mapping[str, Any], purpose: str) -> set[str]:
    found = set()
    for entry in _listed(document.get(purpose)):
        reference = entry.get("id") if isinstance(entry, dict) else entry
        absolute = _absolute(document, reference)
        if absolute is not None:
            found.add(absolute)
    return found


def _absolute(document: Mapping[str, Any], reference: object) -> str | None:
    if not isinstance(reference, str):
        return None
    return f"{document.get('id')}{reference}" if reference.startswith("#") else reference


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _method(
    entry: Mapping[str, Any], url: str, controller: str, purposes: frozenset[str]
) -> VerificationMethod:
    if entry.get("controller") != controller:
        raise VerificationMethodError(
            f"the key {url} names {str(entry.get('controller'))[:200]!r} as its controller",
            code="controller_mismatch",
        )
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise VerificationMethodError(
            f"a key of type {str(kind)[:80]!r} is not supported", code="key_type"
        )
    multikey, jwk = entry.get("publicKeyMultibase"), entry.get("publicKeyJwk")
    if isinstance(multikey, str) and jwk is None:
        public = PublicKey.from_multikey(multikey)
    elif isinstance(jwk, dict) and multikey is None:
        public = PublicKey.from_jwk(jwk)
    else:
        raise VerificationMethodError(f"{url} holds no one key", code="key_format")
    return VerificationMethod(
        id=url,
        controller=controller,
        public=public,
        purposes=purposes,
        expires=_moment(entry, "expires"),
        revoked=_moment(entry, "revoked"),
    )


def _moment(entry: Mapping[str, Any], name: str) -> datetime | None:
    value = entry.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise VerificationMethodError(
            f"{name} of the key is not a moment", code="key_format"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
