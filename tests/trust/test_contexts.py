"""The bundled contexts are the published bytes, and the notice says so."""

from __future__ import annotations

import hashlib
import re
from importlib import resources

import pytest

from skillmark.trust import contexts
from skillmark.trust.terms import ContextError

FOLDER = resources.files("skillmark.trust") / "contexts"
PUBLISHED = {
    # digests that the specifications themselves print (VCDM 2.0 B.1, Data Integrity 1.0 2.4.2)
    contexts.CREDENTIALS_V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    contexts.CREDENTIALS_V1: "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    contexts.DATA_INTEGRITY_V2: "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
}


def test_the_notice_lists_every_file_with_its_digest_and_url() -> None:
    notice = (FOLDER / "NOTICE").read_text()
    listed = {
        name: (digest, url)
        for name, digest, url in re.findall(
            r"^(\S+\.jsonld)\s+([0-9a-f]{64})  (\S+)  ", notice, re.M
        )
    }
    files = {file.name for file in FOLDER.iterdir() if file.name.endswith(".jsonld")}
    earlier = {f"{name}.jsonld" for names in contexts.EARLIER.values() for name in names}
    current = {f"{name}.jsonld" for name in contexts.BUNDLED.values()}
    assert set(listed) == files == current | earlier
    for name, (digest, url) in listed.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name
        assert (contexts.bundled().digest(url) == digest) is (name in current)


def test_the_digests_are_those_that_the_specifications_print() -> None:
    for url, digest in PUBLISHED.items():
        assert contexts.bundled().digest(url) == digest


def test_every_bundled_context_can_be_read() -> None:
    bundled = contexts.bundled()
    for url in bundled.urls:
        assert bundled.of_document(contexts.ActiveContext(), url).terms or "undefined" in url


def test_more_contexts_can_be_pinned_but_bundled_ones_not_replaced() -> None:
    extra = {"https://example.org/c": b'{"@context": {"a": "urn:x:a"}}'}
    more = contexts.bundled().with_extra(extra)
    assert "https://example.org/c" in more
    assert "https://example.org/c" not in contexts.bundled()
    with pytest.raises(ContextError, match="bundled with other bytes"):
        more.with_extra({contexts.CREDENTIALS_V2: b'{"@context": {}}'})
    with pytest.raises(ContextError):
        more.with_extra({"https://example.org/d": b'{"no": "context"}'})
