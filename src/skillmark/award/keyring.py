"""The keys of a state directory: which sign, which did, and the document that publishes them.

`keys.json` in the directory says what became of each key; no key is in it. From it follows
`controller.json`, the issuer's controller document, which is to be published at the issuer's own
address. A directory without the file has one key, which signs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from skillmark.award.state import State
from skillmark.award.state import replace as put
from skillmark.nouns.errors import ConflictError, InputError, UnreadableError
from skillmark.trust import strictjson
from skillmark.trust.dids import PublishedKey, did_document, document_url, timestamp
from skillmark.trust.keys import Signer, SigningKey
from skillmark.trust.publickey import PublicKey

FILE = "keys.json"
DOCUMENT = "controller.json"


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key. Moments are ISO 8601 with zone; empty where there is none."""

    method: str
    """Its verification method."""
    multikey: str
    file: str
    """Path of the private key's file; never the key itself."""
    signs_from: str = ""
    retired: str = ""
    """From when on it signs nothing; it may lie ahead."""
    revoked: str = ""
    """Since when it is in wrong hands."""
    withdrawn: str = ""
    """When it was taken out of the keys that count at all."""

    def signs(self, now: datetime) -> bool:
        """Say whether it signs at this moment."""
        begun = not self.signs_from or datetime.fromisoformat(self.signs_from) <= now
        ended = bool(self.retired) and datetime.fromisoformat(self.retired) <= now
        return begun and not ended and not self.revoked

    def state(self, now: datetime) -> str:
        """Return `withdrawn`, `compromised`, `retired`, `waiting` or `signs`."""
        if self.withdrawn or self.revoked:
            return "withdrawn" if self.withdrawn else "compromised"
        if self.retired and datetime.fromisoformat(self.retired) <= now:
            return "retired"
        return "signs" if self.signs(now) else "waiting"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one directory, oldest first. Changes return another ring; `save` keeps it."""

    state: State
    keys: tuple[RingKey, ...]

    @classmethod
    def open(cls, state: State) -> Keyring:
        """Read a directory's keys; none where it has never had more than one."""
        path = state.directory / FILE
        try:
            value = strictjson.parse(path.read_bytes())
            return cls(state, tuple(RingKey(**row) for row in value["keys"]))
        except FileNotFoundError:
            return cls(state, ())
        except (KeyError, TypeError, UnreadableError) as error:
            raise UnreadableError(f"it is damaged: {error}", where=str(path)) from None

    def check(self, signer: Signer, *, now: datetime) -> None:
        """Raise `ConflictError` unless this key may sign now.

        Codes: `key_retired`, `key_not_yet`, `key_unknown`.
        """
        if not self.keys:
            return
        found = self._by_method(signer.verification_method)
        if found is None:
            raise ConflictError(
                f"this directory does not publish the key {signer.verification_method}",
                where=str(self.state.directory),
                remedy="add it with: skillmark keys rotate",
                code="key_unknown",
            )
        if found.signs(now):
            return
        if found.state(now) == "waiting":
            raise ConflictError(
                f"this key signs from {found.signs_from} on",
                where=found.method,
                remedy="until then use the one before it",
                code="key_not_yet",
            )
        raise ConflictError(
            f"this key is {found.state(now)} and signs nothing",
            where=found.method,
            remedy="use the one that signs (skillmark keys show), or make one: keys rotate",
            code="key_retired",
        )

    def file(self, *, now: datetime) -> str:
        """Return the file of the key that signs now: the newest of them."""
        if not self.keys:
            return self.state.key_file
        signing = [one for one in self.keys if one.signs(now)]
        if not signing:
            raise ConflictError(
                "no key of this directory signs",
                where=str(self.state.directory),
                remedy="make one: skillmark keys rotate",
                code="no_key",
            )
        return signing[-1].file

    def rotated(
        self, old: SigningKey, old_file: Path, new: SigningKey, new_file: Path,
        *, now: datetime, overlap: timedelta,
    ) -> Keyring:  # fmt: skip
        """Return the ring in which `new` takes over from `old` after `overlap`.

        Raises `ConflictError` for a key of somebody else, `InputError` for an issuer whose name is
        its key (did:key, did:jwk): that name cannot have another one.
        """
        _rotates(self.state.issuer)
        for one in (old, new):
            if one.controller != self.state.issuer:
                raise ConflictError(
                    f"the key speaks for {one.controller}, "
                    f"the directory belongs to {self.state.issuer}",
                    where=str(self.state.directory),
                )
        known = self._by_method(old.verification_method)
        keys = list(self.keys)
        if known is None:
            keys.append(_entry(old, old_file))
        turn = timestamp(now + overlap)
        keys = [
            one if one.revoked or (one.retired and one.retired <= turn) else replace(
                one, retired=turn
            )
            for one in keys
        ]  # fmt: skip
        keys.append(replace(_entry(new, new_file), signs_from=turn))
        return Keyring(self.state, tuple(keys))

    def retired(self, method: str, *, now: datetime) -> Keyring:
        """Return the ring in which a key signs nothing from now on; one that waits takes over."""
        found = self.find(method)
        if found.retired and datetime.fromisoformat(found.retired) <= now:
            raise ConflictError("this key is retired already", where=found.method, code="already")
        return self._with(replace(found, retired=timestamp(now)))._brought_forward(now)

    def compromised(self, method: str, *, since: datetime, now: datetime) -> Keyring:
        """Return the ring in which a key is published as in wrong hands since a moment."""
        found = self.find(method)
        if found.revoked:
            raise ConflictError(
                f"it is published as compromised since {found.revoked} already",
                where=found.method,
                code="already",
            )
        if since > now:
            raise InputError("this moment lies ahead", where="--since", remedy="give a past one")
        ended = min(filter(None, (found.retired, timestamp(now))))
        changed = replace(found, retired=ended, revoked=timestamp(since))
        return self._with(changed)._brought_forward(now)

    def withdrawn(self, method: str, *, now: datetime) -> Keyring:
        """Return the ring in which nothing that a compromised key ever signed counts any more."""
        found = self.find(method)
        if not found.revoked:
            raise ConflictError("this key is not published as compromised", where=found.method)
        return self._with(replace(found, withdrawn=timestamp(now)))

    def find(self, method: str) -> RingKey:
        """Return the key with this verification method, or raise `InputError`."""
        found = self._by_method(method)
        if found is None:
            raise InputError(
                f"this directory has no key {method}",
                where=str(self.state.directory),
                remedy="look at those that it has: skillmark keys show --state DIR",
            )
        return found

    def document(self) -> dict[str, Any]:
        """Return the issuer's controller document, with retired keys and without `expires`.

        A verifier that follows CID 1.0, section 2.2, to the letter verifies nothing with a key
        after it expires, not even what was signed long before.
        """
        return did_document(self.state.issuer, _published(self.keys))

    def save(self) -> Path:
        """Keep the ring and write the document to be published; return its path.

        The document goes first: a key that signs is always one that was published.
        """
        directory = self.state.directory
        document = json.dumps(self.document(), indent=2).encode()
        put(directory / DOCUMENT, document + b"\n")
        kept = json.dumps({"keys": [asdict(one) for one in self.keys]}, indent=2).encode()
        put(directory / FILE, kept + b"\n")
        return directory / DOCUMENT

    def _by_method(self, method: str) -> RingKey | None:
        return next((one for one in self.keys if one.method == method), None)

    def _with(self, changed: RingKey) -> Keyring:
        keys = (changed if one.method == changed.method else one for one in self.keys)
        return Keyring(self.state, tuple(keys))

    def _brought_forward(self, now: datetime) -> Keyring:
        """Where no key signs any more, let the one that waits sign at once."""
        waiting = [one for one in self.keys if one.state(now) == "waiting"]
        if not waiting or any(one.signs(now) for one in self.keys):
            return self
        return self._with(replace(waiting[0], signs_from=timestamp(now)))


def begun(state: State, key: SigningKey, file: Path) -> Keyring:
    """Return the ring of a directory, with its one key where it has no ring yet."""
    ring = Keyring.open(state)
    if ring.keys:
        return ring
    _rotates(state.issuer)
    return Keyring(state, (_entry(key, file),))


def _entry(key: SigningKey, file: Path) -> RingKey:
    return RingKey(key.verification_method, key.public_multikey(), str(file.resolve()))


def _published(keys: Iterable[RingKey]) -> Iterable[PublishedKey]:
    for one in keys:
        yield PublishedKey(
            one.method,
            PublicKey.from_multikey(one.multikey),
            revoked=datetime.fromisoformat(one.revoked) if one.revoked else None,
            purposes=() if one.withdrawn else ("assertionMethod",),
        )


def _rotates(issuer: str) -> None:
    if issuer.startswith(("did:key:", "did:jwk:")):
        raise InputError(
            f"the name of {issuer[:60]}... is its key: it cannot have another one",
            remedy="use an issuer with an address (keys generate --controller), and award from it",
            code="not_rotatable",
        )
    document_url(issuer)
