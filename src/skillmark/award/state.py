"""The state directory of an issuer who works without a server.

It holds `state.json` (base URL, issuer, and which key file signs the status lists), the ledger, the
key of the log, and `status/` and `log/`, which are to be published under the base URL.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from skillmark.award import status
from skillmark.award.storage import force, told
from skillmark.nouns.errors import ConflictError, InputError, UnreadableError
from skillmark.trust import strictjson

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

    @property
    def ledger(self) -> Path:
        """The ledger file."""
        return self.directory / "ledger.sqlite"

    @property
    def journal(self) -> Path:
        """The journal file of version 0.1, which the ledger takes over."""
        return self.directory / "journal.jsonl"

    @property
    def status(self) -> Path:
        """The status lists, to be published."""
        return self.directory / "status"

    @property
    def log(self) -> Path:
        """The log, to be published."""
        return self.directory / "log"

    @property
    def log_key(self) -> Path:
        """The key that signs the log's checkpoints and nothing else."""
        return self.directory / "log.key"

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
    def planned(
        cls, directory: Path, *, base_url: str, issuer: str, key_file: Path, secret: str = ""
    ) -> State:
        """Open a state directory, or say how it would be begun, and keep nothing.

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
        return cls(directory, place, issuer, str(key_file.resolve()), secret)

    @classmethod
    def open_or_create(
        cls, directory: Path, *, base_url: str, issuer: str, key_file: Path, secret: str = ""
    ) -> State:
        """Open a state directory, or begin one with this base URL and `secret` (random letters).

        Errors as for `planned`.
        """
        state = cls.planned(
            directory, base_url=base_url, issuer=issuer, key_file=key_file, secret=secret
        )
        state.status.mkdir(parents=True, exist_ok=True)
        if not (directory / FILE).exists():
            value = {"base_url": state.base_url, "issuer": issuer, "key_file": state.key_file}
            value |= {"secret": secret} if secret else {}
            replace(directory / FILE, json.dumps(value, indent=2).encode() + b"\n", mode=0o600)
        return state


def replace(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Put a file in place, whole or not at all, and force it to the disk.

    `mode` is who may read and write it, less what the user's mask takes away.
    """
    partial = path.with_name(f".{path.name}.partial")
    with told(path):
        partial.unlink(missing_ok=True)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        force(path.parent)
