"""Credentials in a ZIP with what is needed to check them without their issuer.

`manifest.json` names every file with its SHA-256: `credentials/...` as they were issued, and
`documents/...`, copies of the issuers' key documents and status lists with the URL and the moment
they came from. The manifest is nobody's signature: status lists are believed for what their issuer
signed, key documents only where the verifier pins the same key.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.nouns.errors import UnreadableError
from skillmark.trust import strictjson
from skillmark.trust.dids import timestamp
from skillmark.trust.fetched import Fetched

MANIFEST = "manifest.json"
RECEIPT = ".receipt.json"
"""Ends the name of the receipt that stands beside a credential: `badge.receipt.json`."""
FORMAT = "skillmark-bundle"
MOST_FILES = 20_000
FILE = 16 * 1024 * 1024
"""Bytes of one file in an archive, unpacked."""
WHOLE = 1024 * 1024 * 1024
"""Bytes of all of them."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What an archive holds."""

    credentials: tuple[tuple[str, bytes], ...]
    """Pairs of name and bytes."""
    documents: Mapping[str, Fetched]
    """Copies by the URL they came from; empty in an archive that is no bundle."""
    as_of: str = ""
    """The day it says it is valid as of."""


def write(
    credentials: Iterable[tuple[str, bytes]],
    documents: Mapping[str, Fetched],
    *,
    now: datetime,
    as_of: datetime | None,
    receipts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the archive; the same content at the same moment gives the same bytes.

    `receipts` of logs, by the names of their credentials, are put beside them.
    """
    files: list[dict[str, str]] = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(path: str, data: bytes, **said: str) -> None:
            files.append({"path": path, "sha256": hashlib.sha256(data).hexdigest(), **said})
            archive.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)

        for number, (name, data) in enumerate(credentials, 1):
            path = f"credentials/{number:05}-{_plain(name)}"
            put(path, data)
            if receipts and name in receipts:
                put(receipt_beside(path), receipts[name])
        for number, (url, answer) in enumerate(sorted(documents.items()), 1):
            put(
                f"documents/{number:05}",
                answer.body,
                url=url,
                media_type=answer.media_type,
                at=timestamp(answer.at),
            )
        manifest = {
            "format": FORMAT,
            "version": 1,
            "made": timestamp(now),
            "valid_as_of": timestamp(as_of) if as_of else None,
            "files": files,
        }
        data = json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"
        archive.writestr(zipfile.ZipInfo(MANIFEST), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read(data: bytes) -> Bundle:
    """Read a bundle, or any ZIP as the credentials in it.

    Raises `UnreadableError` for what is no sound archive, holds too much, or does not have the
    digests that its manifest names.
    """
    files = _unpack(data)
    manifest = _manifest(files)
    if manifest is None:
        return Bundle(tuple(files.items()), {})
    credentials: list[tuple[str, bytes]] = []
    documents: dict[str, Fetched] = {}
    for entry in manifest["files"]:
        path = entry["path"]
        body = files.get(path)
        if body is None or hashlib.sha256(body).hexdigest() != entry["sha256"]:
            raise UnreadableError("not the file that the manifest names", where=path)
        if path.startswith("documents/"):
            copy = _copy(entry, body)
            documents[copy.url] = copy
        else:
            credentials.append((path, body))
    return Bundle(tuple(credentials), documents, str(manifest.get("valid_as_of") or ""))


def receipt_beside(name: str) -> str:
    """Return the name of the receipt that stands beside a credential of this name."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{file.rpartition('.')[0] or file}{RECEIPT}"


def _copy(entry: Mapping[str, str], body: bytes) -> Fetched:
    try:
        at = datetime.fromisoformat(entry["at"])
        if at.tzinfo is not None:
            return Fetched(body, entry["media_type"], entry["url"], 200, at)
    except (KeyError, ValueError):
        pass
    raise UnreadableError("a copy without its url, media_type or moment", where=entry["path"])


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any] | None:
    if MANIFEST not in files:
        return None
    try:
        value = strictjson.parse(files[MANIFEST])
    except UnreadableError:
        return None
    if value.get("format") != FORMAT:
        return None
    entries = value.get("files")
    sound = isinstance(entries, list) and all(
        isinstance(entry, dict)
        and {"path", "sha256"} <= set(entry)
        and all(isinstance(said, str) for said in entry.values())
        for entry in entries
    )
    if value.get("version") != 1 or not sound:
        raise UnreadableError("a bundle of a version that is not read", where=MANIFEST)
    return value


def _unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name, within limits; folders and hidden files left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
            if len(members) > MOST_FILES or sum(m.file_size for m in members) > WHOLE:
                raise UnreadableError("the archive holds too much")  # noqa: TRY301
            files: dict[str, bytes] = {}
            for member in members:
                if member.filename in files:
                    raise UnreadableError("two files of one name", where=member.filename)  # noqa: TRY301
                with archive.open(member) as file:
                    body = file.read(FILE + 1)
                if len(body) > FILE:
                    raise UnreadableError("too large", where=member.filename)  # noqa: TRY301
                files[member.filename] = body
            return files
    except UnreadableError:
        raise
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        # RuntimeError: encrypted
        raise UnreadableError(f"not an archive that can be read: {error}") from None
    except Exception as error:  # noqa: BLE001 (zlib.error, lzma.LZMAError, ... of a broken member)
        raise UnreadableError(f"a damaged archive: {error}") from None


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _plain(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    return kept[-80:].lstrip(".") or "credential"
