"""Digests that a credential gives of resources that it relies on.

The resources that we hold are the pinned contexts; a digest of another one cannot be checked and
decides nothing. An issuer may have given the digest of an earlier publication of a context: that
holds for a credential which says exactly the same under both.

Source: VC Data Model 2.0, section 5.3 (integrity of related resources); Subresource Integrity,
section 3 (`digestSRI`); Controlled Identifiers 1.0, section 2.5 (`digestMultibase`: a multihash, or
the bare digest, as the Data Model's own examples have it).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.trust import multibase, rdf
from skillmark.trust.contexts import Contexts

_MULTIHASH = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_BARE = {32: "sha256", 48: "sha384", 64: "sha512"}


class DigestError(InputError):
    """A digest is not that of the resource that it stands beside, or is none."""

    code = "digest"


def check(credential: Mapping[str, Any], contexts: Contexts) -> None:
    """Raise `DigestError` for the first digest of a pinned context that is not its own.

    `credential` is without its proof; that `relatedResource` has the right shape is not asked.
    """
    related = credential.get("relatedResource")
    for part in related if isinstance(related, list) else [related]:
        if not isinstance(part, dict) or not isinstance(part.get("id"), str):
            continue
        url = part["id"]
        if url in contexts:
            _check_context(credential, url, part, contexts)


def _check_context(
    credential: Mapping[str, Any], url: str, part: Mapping[str, Any], contexts: Contexts
) -> None:
    wanted = _wanted(part, url)
    if all(fits(contexts.document(url)) for fits in wanted):
        return
    for data, earlier in contexts.as_published_earlier(url):
        if all(fits(data) for fits in wanted) and _says_the_same(credential, contexts, earlier):
            return
    raise DigestError(
        f"the digest given of {url[:200]} is not that of the context that is pinned",
        where="/relatedResource",
        remedy="give the digest of the published context",
    )


def _says_the_same(credential: Mapping[str, Any], one: Contexts, other: Contexts) -> bool:
    try:
        return rdf.canonicalize(credential, contexts=one) == rdf.canonicalize(
            credential, contexts=other
        )
    except SkillmarkError:
        return False


def _wanted(part: Mapping[str, Any], url: str) -> list[Callable[[bytes], bool]]:
    try:
        wanted = []
        if "digestSRI" in part:
            wanted.append(_integrity(part["digestSRI"]))
        if "digestMultibase" in part:
            wanted.append(_multibase(part["digestMultibase"]))
    except (ValueError, binascii.Error, multibase.MultibaseError):
        raise DigestError(
            f"the digest given of {url[:200]} cannot be read", where="/relatedResource"
        ) from None
    return wanted


def _integrity(text: object) -> Callable[[bytes], bool]:
    """Read `sha384-...`; of several, one must fit."""
    if not isinstance(text, str) or not text.split():
        raise ValueError(text)
    pairs = []
    for expression in text.split():
        algorithm, _, encoded = expression.partition("?")[0].partition("-")
        if algorithm not in _MULTIHASH.values():
            raise ValueError(algorithm)
        pairs.append((algorithm, base64.b64decode(encoded, validate=True)))
    return lambda data: any(hashlib.new(name, data).digest() == digest for name, digest in pairs)


def _multibase(text: object) -> Callable[[bytes], bool]:
    if not isinstance(text, str):
        raise ValueError(text)  # noqa: TRY004 - one way to say that it cannot be read
    digest = multibase.decode(text)
    name = _MULTIHASH.get(digest[:2]) if len(digest) in {34, 50, 66} else None
    if name is not None:
        digest = digest[2:]
    else:
        name = _BARE.get(len(digest))
    if name is None:
        raise ValueError(text)
    algorithm = name
    return lambda data: hashlib.new(algorithm, data).digest() == digest
