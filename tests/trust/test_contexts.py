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


def test_an_unknown_context_is_named_with_the_way_to_pin_it() -> None:
    with pytest.raises(contexts.UnknownContextError) as refused:
        contexts.bundled().of_document(contexts.ActiveContext(), "https://example.org/c")
    assert refused.value.code == "unknown_context"
    assert refused.value.where == "@context"
    assert "https://example.org/c" in refused.value.cause
    assert "--context https://example.org/c=FILE" in refused.value.remedy


@pytest.mark.parametrize(
    ("local", "code"),
    [
        (None, "inline_context"),
        ({"name": "https://example.org/n"}, "inline_context"),
        ([contexts.CREDENTIALS_V2, {"issuer": "https://example.org/i"}], "inline_context"),
        ([contexts.CREDENTIALS_V2, None], "inline_context"),
        (7, "context"),
        ([contexts.CREDENTIALS_V2, ["x"]], "context"),
        ([], "context"),
    ],
)
def test_a_document_cannot_decide_itself_what_it_means(local: object, code: str) -> None:
    with pytest.raises(ContextError) as refused:
        contexts.bundled().of_document(contexts.ActiveContext(), local)
    assert (refused.value.code, refused.value.where) == (code, "@context")


def test_bytes_that_are_no_context_are_named_by_their_url() -> None:
    with pytest.raises(ContextError) as refused:
        contexts.Contexts({"https://example.org/d": b'{"no": "context"}'}).body(
            "https://example.org/d"
        )
    assert refused.value.where == "https://example.org/d"


def test_a_later_context_cannot_give_a_protected_term_another_meaning() -> None:
    # JSON-LD 1.1, section 4.1.11: only what a property's own definition scopes may do that
    pinned = contexts.Contexts(
        {
            "urn:first": b'{"@context": {"@protected": true, "name": "urn:x:name"}}',
            "urn:second": b'{"@context": {"name": "urn:x:other"}}',
        }
    )
    start = contexts.ActiveContext()
    with pytest.raises(ContextError) as refused:
        pinned.of_document(start, ["urn:first", "urn:second"])
    assert refused.value.code == "protected_term"
    first = pinned.of_document(start, "urn:first")
    other = {"name": "urn:x:other"}
    scoped = pinned.scoped(first, other, propagate=True, override=True)
    assert scoped.expand("name", vocab=True) == "urn:x:other"
    with pytest.raises(ContextError):
        pinned.scoped(first, other, propagate=True, override=False)


def test_what_a_type_scopes_is_left_again_in_nested_nodes() -> None:
    # JSON-LD 1.1 API, section 4.1.2, step 3: the context before it is remembered
    pinned = contexts.Contexts({})
    start = contexts.ActiveContext()
    local = {"name": "urn:x:name"}
    assert pinned.scoped(start, local, propagate=False, override=False).previous is start
    assert pinned.scoped(start, local, propagate=True, override=False).previous is None


def test_contexts_are_worked_out_once_and_not_too_many_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contexts, "_MOST_KEPT", 2)
    pinned = contexts.Contexts({})
    start = contexts.ActiveContext()
    local = [{"name": f"urn:x:{number}"} for number in range(5)]
    for one in local:
        made = pinned.scoped(start, one, propagate=True, override=False)
        assert pinned.scoped(start, one, propagate=True, override=False) is made
        assert len(pinned._processed) <= 2
