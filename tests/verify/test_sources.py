"""What people give, taken apart into single credentials."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from skillmark.badges import bundle
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.trust.fetched import Fetched
from skillmark.verify.registry import Registry
from skillmark.verify.sources import expand

from .conftest import NOW, Issue, Web


def test_two_entries_for_one_issuer_are_refused_by_name() -> None:
    entries = [{"id": "did:web:a.example", "name": name} for name in ("A", "B")]
    with pytest.raises(InputError, match=r"did:web:a\.example") as caught:
        Registry.read(json.dumps({"issuers": entries}).encode())
    assert "/issuers/1" in caught.value.where


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return buffer.getvalue()


def test_a_folder_with_everything_in_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.json").write_bytes(b"1")
    (tmp_path / "b" / "c.jsonl").write_bytes(b'{"x":1}\n\n"a.b.c"\r\n{"y":2}')
    (tmp_path / "d.zip").write_bytes(archive(one=b"2", two=b"3"))
    (tmp_path / ".hidden").write_bytes(b"4")
    (tmp_path / "link").symlink_to(tmp_path)
    found = list(expand([str(tmp_path)]))
    assert [source.name.removeprefix(f"{tmp_path}/") for source in found] == [
        "a.json", "b/c.jsonl:1", "b/c.jsonl:3", "b/c.jsonl:4", "d.zip:one", "d.zip:two",
    ]  # fmt: skip
    assert [source.data for source in found] == [b"1", b'{"x":1}', b"a.b.c", b'{"y":2}', b"2", b"3"]


def test_a_missing_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        next(expand([str(tmp_path), str(tmp_path / "nowhere")]))


@pytest.mark.parametrize("cut", [25, 90])
def test_a_damaged_archive_is_one_line(cut: int, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive(a=b"x" * 1000, b=b"y" * 1000)[:-cut])
    (tmp_path / "b.json").write_bytes(b"{}")
    broken, whole = expand([str(tmp_path)])
    assert isinstance(broken.error, UnreadableError)
    assert str(tmp_path / "a.zip") in str(broken.error)
    assert whole.data == b"{}"


def test_a_damaged_member_is_one_line(tmp_path: Path) -> None:
    data = bytearray(archive(a=bytes(range(256)) * 8))
    data[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(data)
    [source] = expand([str(tmp_path)])
    assert isinstance(source.error, UnreadableError)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(UnreadableError, match="too large"):
        bundle.read(archive(a=bytes(bundle.FILE + 1)))


def test_two_files_of_one_name_in_an_archive_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("a", b"2")
    with pytest.raises(UnreadableError, match="two files of one name"):
        bundle.read(buffer.getvalue())


def test_a_bundle_with_another_file_than_its_manifest_names_is_refused() -> None:
    data = bundle.write([("a.json", b"{}")], {}, now=NOW, as_of=NOW)
    assert bundle.read(data).credentials == (("credentials/00001-a.json", b"{}"),)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    files["credentials/00001-a.json"] = b"{ }"
    with pytest.raises(UnreadableError, match="not the file that the manifest names"):
        bundle.read(archive(**files))


def test_a_share_link_to_a_page_leads_to_the_credential(web: Web, issue: Issue) -> None:
    page = (
        b'<html><head><link rel="stylesheet" href="/a.css">'
        b'<link rel="alternate" type="application/json" href="../c/7.json"></head></html>'
    )
    url = "https://academy.example/share/7"
    web.pages[url] = Fetched(page, "text/html", url, 200, NOW)
    web.pages["https://academy.example/c/7.json"] = issue().data
    [source] = expand([url], fetch=web)
    assert source.data == issue().data
    assert source.name == url


def test_links_that_lead_nowhere_are_told(web: Web) -> None:
    url = "https://academy.example/share/8"
    web.pages[url] = Fetched(b"<html></html>", "text/html", url, 200, NOW)
    for fetch, why in ((web, "links to no credential"), (None, "offline")):
        [source] = expand([url], fetch=fetch)
        assert source.error is not None
        assert why in str(source.error)


@pytest.mark.parametrize(
    "value",
    [
        {"issuers": {}},
        {"issuers": [], "version": 1},
        {"issuers": ["x"]},
        {"issuers": [{"name": "no id"}]},
        {"issuers": [{"id": "did:x:1", "naem": "typo"}]},
        {"issuers": [{"id": "did:x:1", "name": 7}]},
    ],
)
def test_a_registry_with_a_typo_is_refused(value: object) -> None:
    with pytest.raises(InputError) as caught:
        Registry.read(json.dumps(value).encode(), where="R.json")
    assert caught.value.where.startswith("R.json")


@pytest.mark.parametrize(
    "page",
    [
        '<link rel="alternate" type="application/json" href="//[">',
        "<![x]><link rel=alternate type=application/json href=b.json>",
        "<!x ><![if y]>",
    ],
)
def test_a_page_that_no_parser_likes_is_a_page_without_a_link(page: str) -> None:
    answer = Fetched(page.encode(), "text/html", "https://a.example/", 200, NOW)
    (source,) = expand(["https://a.example/"], fetch=lambda _url: answer)
    assert isinstance(source.error, UnreadableError)
