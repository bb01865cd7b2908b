"""The state directory of an issuer who works without a server.

It holds `state.json` (base URL, issuer, and which key file signs the status lists), the journal,
and `status/`, which is to be published under the base URL.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from skillmark.award import status
from skillmark.award.decoys import Decoys
from skillmark.award.decoys import of as decoys_of
from skillmark.award.journal import REVOKED, SUSPENDED, Record
from skillmark.nouns.errors import ConflictError, InputError, UnreadableError
from skillmark.trust import strictjson
from skillmark.trust.keys import Signer

FILE = "state.json"


@dataclass(frozen=True, slots=True)
class State:
    """A state directory that exists."""

    directory: Path
    base_url: str
    issuer: str
    key_file: str
    """Path of the key that signs the status lists; never the key itself."""
    secret: str = ""
    """What the decoys in its status lists follow from; directories of version 0.1 have none."""

    def decoys(self, number: int) -> Decoys:
        """Return the places of a pair of lists that no credential is ever given."""
        return decoys_of(self.secret, number)

    @property
    def journal(self) -> Path:
        """The journal file."""
        return self.directory / "journal.jsonl"

    @classmethod
    def open(cls, directory: Path) -> State:
        """Open an existing state directory, or raise `InputError`."""
        path = directory / FILE
        try:
            value = strictjson.parse(path.read_bytes())
            secret = str(value.get("secret", ""))
            return cls(directory, value["base_url"], value["issuer"], value["key_file"], secret)
        except FileNotFoundError:
            raise InputError(
                "this is no state directory",
                where=str(directory),
                remedy="name the one that was given to: skillmark award issue --state",
            ) from None
        except (KeyError, UnreadableError) as error:
            raise UnreadableError(f"it is damaged: {error}", where=str(path)) from None

    @classmethod
    def open_or_create(
        cls, directory: Path, *, base_url: str, issuer: str, key_file: Path, secret: str = ""
    ) -> State:
        """Open a state directory, or begin one with this base URL and `secret` (random letters).

        Raises `ConflictError` where it is another issuer's or has another base URL, because
        credentials that are out already name it.
        """
        if (directory / FILE).exists():
            state = cls.open(directory)
            if state.issuer != issuer:
                raise ConflictError(
                    f"it belongs to {state.issuer}, not to {issuer}",
                    where=str(directory),
                    remedy="use another directory for another issuer",
                )
            if base_url and status.check_base_url(base_url) != state.base_url:
                raise ConflictError(
                    f"credentials that are out already name {state.base_url}",
                    where="--base-url",
                    remedy="leave it out, or use another directory",
                )
            return state
        if not base_url:
            raise InputError(
                "a new state directory needs --base-url",
                remedy="the address under which its status lists are published",
            )
        place = status.check_base_url(base_url)
        state = cls(directory, place, issuer, str(key_file.resolve()), secret)
        (directory / "status").mkdir(parents=True, exist_ok=True)
        value = {"base_url": state.base_url, "issuer": issuer, "key_file": state.key_file}
        value |= {"secret": secret} if secret else {}
        replace(directory / FILE, json.dumps(value, indent=2).encode() + b"\n")
        # it holds the secret of the decoys; only `status/` is for everybody
        (directory / FILE).chmod(0o600)
        return state

    def publish(self, record: Record, *, signer: Signer, now: datetime) -> None:
        """Sign all status lists anew from the journal and put them into `status/`."""
        for number in numbers(record):
            held: dict[str, set[int]] = {REVOKED: set(), SUSPENDED: set()}
            for id_, word in record.status.items():
                place = record.intents[id_].place
                if place is not None and place.number == number:
                    held[word].add(place.index)
            taken = record.used(number)
            pair = status.list_credentials(
                self.base_url,
                number,
                revoked=held[REVOKED],
                suspended=held[SUSPENDED],
                decoys=self.decoys(number).without(taken),
                signer=signer,
                now=now,
            )
            for url, signed in zip(status.urls(self.base_url, number), pair, strict=True):
                replace(self.directory / "status" / url.rpartition("/")[2], signed.data)


def numbers(record: Record) -> Iterator[int]:
    """Yield the numbers of the pairs of status lists that are in use."""
    places = {i.place.number for i in record.intents.values() if i.place is not None}
    yield from sorted(places)


def replace(path: Path, data: bytes) -> None:
    """Put a file in place, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
