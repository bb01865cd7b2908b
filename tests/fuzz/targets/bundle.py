"""Bundles and archives: what is read is what the manifest vouches for, and never too much.

An input is an archive; or an object with `files` (name to text) and a `manifest`, which is packed,
its digests put right, so that hostile manifests meet the checks that come after them.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

from skillmark.badges import bundle
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson

from ..bench import NOW, refused
from ..mutate import of_json

mutate = of_json(
    *("files", "manifest", "format", "version", "path", "sha256", "url", "media_type", "at"),
    *("valid_as_of", "skillmark-bundle", "credentials/1", "documents/1", "../x", "fix"),
)


def _archive(data: bytes) -> bytes:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return data
    files: Any = given.get("files")
    files = {k: v for k, v in files.items() if isinstance(v, str)} if _is(files) else {}
    manifest: Any = given.get("manifest")
    entries = manifest.get("files") if _is(manifest) else []
    for entry in entries if isinstance(entries, list) else []:
        if _is(entry) and entry.get("sha256") == "fix" and str(entry.get("path")) in files:
            entry["sha256"] = hashlib.sha256(files[entry["path"]].encode()).hexdigest()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name or "x"), text)
        if manifest is not None:
            archive.writestr(bundle.MANIFEST, json.dumps(manifest))
    return packed.getvalue()


def _is(value: object) -> bool:
    return isinstance(value, dict)


def check(data: bytes) -> None:
    packed = _archive(data)
    try:
        found = bundle.read(packed)
    except SkillmarkError as error:
        refused(error)
        return
    assert len(found.credentials) <= bundle.MOST_FILES
    assert all(len(body) <= bundle.FILE for _, body in found.credentials)
    assert sum(len(body) for _, body in found.credentials) <= bundle.WHOLE
    for url, copy in found.documents.items():
        assert url == copy.url
        assert copy.at.tzinfo is not None
    again = bundle.read(bundle.write(found.credentials, found.documents, now=NOW, as_of=None))
    assert [body for _, body in again.credentials] == [body for _, body in found.credentials]
    assert {u: d.body for u, d in again.documents.items()} == {
        u: d.body for u, d in found.documents.items()
    }
