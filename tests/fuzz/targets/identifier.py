"""Identifiers of issuers: where a document is looked for is where the identifier says."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import dids
from skillmark.trust.resolve import Resolver

from ..bench import refused


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for identifier in (text, f"did:web:{text}", f"did:jwk:{text}", f"did:key:{text}"):
        try:
            url = dids.document_url(identifier)
        except SkillmarkError as error:
            refused(error)
        else:
            parts = urlsplit(url)
            assert parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}
            assert "@" not in parts.netloc
            assert not {"..", "."} & set(parts.path.split("/"))
            if identifier.startswith("did:web:"):
                said = identifier.removeprefix("did:web:").split(":")[0]
                assert parts.netloc == unquote(said)
                assert parts.path.endswith("/did.json")
                assert not parts.query
        try:
            document = Resolver().document(identifier)
        except SkillmarkError as error:
            refused(error)
        else:
            assert document["id"] == identifier
            for method in document["verificationMethod"]:
                assert Resolver().resolve(method["id"]).controller == identifier
