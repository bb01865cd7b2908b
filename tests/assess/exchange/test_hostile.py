"""What attackers send: refused with a clear error, or read without harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults, archive
from skillmark.assess.exchange.archive import pack, unpack
from skillmark.assess.exchange.qti.package_out import write_package
from skillmark.assess.exchange.sidecar import NAME
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import InputError

DEFAULTS = Defaults(skill="urn:s")
ITEM = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="{id}"
 title="t" time-dependent="false" adaptive="{adaptive}">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>a</qti-value></qti-correct-response></qti-response-declaration>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body><p>What?{body}</p>{interaction}</qti-item-body>
<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{rp}"/>
</qti-assessment-item>"""
CHOICE = """<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
<qti-simple-choice identifier="a">A</qti-simple-choice>
<qti-simple-choice identifier="b">B</qti-simple-choice></qti-choice-interaction>"""


def item(id_="q1", body="", interaction=CHOICE, rp="match_correct", adaptive="false") -> bytes:
    return ITEM.format(
        id=id_, body=body, interaction=interaction, rp=rp, adaptive=adaptive
    ).encode()


def zipped(files: dict[str, bytes], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive_:
        for name, data in files.items():
            archive_.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(data: bytes, name: str = "x.zip"):
    return exchange.read(data, name=name, defaults=DEFAULTS)


def refusal(data: bytes, name: str = "x.zip") -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, name)
    return caught.value


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\\b.xml", "C:/x.xml", "a/../../b", "a//b", "./a"]
)
def test_names_that_lead_out_of_a_package(name):
    assert refusal(zipped({name: b"x"})).code == "archive_name"
    with pytest.raises(InputError):
        pack({name: b"x"})


def test_links_encrypted_and_double_members():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive_:
        info = zipfile.ZipInfo("link.png")
        info.external_attr = 0o120777 << 16
        archive_.writestr(info, "/etc/passwd")
    assert "is a link" in refusal(out.getvalue()).cause
    data = bytearray(zipped({"a.xml": b"x"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refusal(bytes(data)).cause
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive_:
        archive_.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive_.writestr("a", "2")
    assert "two files" in refusal(out.getvalue()).cause


def test_bombs():
    """A member that unpacks to very much, ten thousand members, and a directory that lies."""
    bomb = zipped({"imsmanifest.xml": b"\0" * 30_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "archive_size"
    many = zipped({f"{n}.xml": b"" for n in range(10_000)})
    assert refusal(many).code == "archive_size"
    lying = bytearray(zipped({"a.xml": b"<a/>" * 100}))
    at = lying.rindex(b"PK\x01\x02")
    struct.pack_into("<I", lying, at + 24, 1)  # claims one byte
    with pytest.raises(InputError):
        unpack(bytes(lying))


def test_total_size(monkeypatch):
    monkeypatch.setattr(archive, "TOTAL", 1000)
    assert refusal(zipped({"a": b"x" * 600, "b": b"y" * 600})).code == "archive_size"


@pytest.mark.parametrize("cut", [10, 50, 200])
def test_a_package_that_is_cut_off(cut):
    data = zipped({"a.xml": item()})
    assert refusal(data[:-cut])


LAUGHS = (
    b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>"""
)
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>"""


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE])
def test_entities_are_refused_alone_and_in_packages(data):
    assert refusal(data, "x.xml").code == "xml_entities"
    error = refusal(zipped({"imsmanifest.xml": data}))
    assert error.code == "xml_entities"
    found = read(zipped({"good.xml": item(), "bad.xml": item("q2")[:-5]}))
    assert len(found.test.items) == 1


def test_depth_and_number_of_elements():
    deep = b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>"
    assert refusal(deep, "x.xml").code == "xml_size"
    wide = b"<quiz>" + b"<a/>" * 300_000 + b"</quiz>"
    assert refusal(wide, "x.xml").code == "xml_size"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")


@pytest.mark.parametrize("picture", [png(100_000, 100_000), png(60_000, 2_000), b"no picture"])
def test_huge_and_broken_pictures_are_named_and_left_out(picture):
    found = read(zipped({"q.xml": item(body='<img src="a.png" alt="a map"/>'), "a.png": picture}))
    assert not found.files
    assert str(found.test.items[0].prompt) == "What?a map"
    assert any("a.png" in one.words for one in found.remarks)


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "//example.org/a.png", "file:///etc/passwd", "../../a"]
)
def test_nothing_outside_the_package_is_fetched(address):
    """Sockets are switched off in these tests: a try would fail them."""
    found = read(zipped({"q.xml": item(body=f'<img src="{address}" alt="there"/>')}))
    assert not found.files
    assert str(found.test.items[0].prompt) == "What?there"


def test_markup_that_runs_becomes_words():
    body = '<script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">press</a>'
    found = read(zipped({"q.xml": item(body=body)}))
    assert str(found.test.items[0].prompt) == "What?press"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (item(adaptive="true"), "adaptive"),
        (item(rp="my_own_template"), "my_own_template"),
        (item(interaction="<qti-drawing-interaction/>"), "qti-drawing-interaction"),
        (item(interaction=""), "material without a question"),
        (item(interaction=CHOICE + CHOICE), "several questions in one item"),
        (item().replace(b">a</qti-value>", b">zz</qti-value>"), "key"),
    ],
)
def test_what_is_not_supported_is_named_item_by_item_and_the_rest_is_read(data, why):
    found = read(zipped({"good.xml": item("good"), "odd.xml": data}))
    assert [one.id for one in found.test.items] == ["good"]
    (remark,) = found.left_out
    assert remark.where == "item q1"
    assert why in remark.words


def test_scoring_without_end_is_given_up():
    sums = "<qti-sum>" + '<qti-variable identifier="SCORE"/>' * 2900 + "</qti-sum>"
    rule = f'<qti-set-outcome-value identifier="SCORE">{sums}</qti-set-outcome-value>'
    rules = f"<qti-response-processing>{rule * 60}</qti-response-processing>"
    data = item()
    start = data.index(b"<qti-response-processing")
    end = data.index(b"</qti-assessment-item>")
    found = refusal(data[:start] + rules.encode() + data[end:], "q.xml")
    assert "so many steps" in found.cause


TEST = """
[test]
id = "t"
title = "T"
description = "D"
language = "en"
[[item]]
id = "q1"
skill = "urn:s"
level = 1
type = "choice"
prompt = { en = "One?", de = "Eins?" }
options = [{ id = "a", text = "A" }, { id = "b", text = "B" }]
key = ["a"]
"""


class TestOwnFile:
    """skillmark.json counts as long as the XML is the one that was written."""

    def files(self) -> dict[str, bytes]:
        return unpack(write_package(read_test(TEST), {}))

    def test_an_item_that_another_program_changed_is_read_from_its_xml(self):
        files = self.files()
        files["items/q1.xml"] = files["items/q1.xml"].replace(b"One?", b"Uno?")
        found = read(pack(files))
        assert str(found.test.items[0].prompt) == "Uno?"
        assert len(found.test.items[0].prompt.translations) == 1
        assert "it was changed since" in found.remarks[0].words

    @pytest.mark.parametrize(
        "own",
        [b"", b"[]", b"{}", b'{"skillmark": 1, "test": 3, "digests": {}}', b"[" * 100_000, b"\xff"],
    )
    def test_a_broken_one_is_named_and_the_xml_counts(self, own):
        files = self.files() | {NAME: own}
        found = read(pack(files))
        assert str(found.test.items[0].prompt) == "One?"
        assert any(one.where == NAME for one in found.remarks)

    def test_one_that_lies_about_an_item_does_not_get_far(self):
        files = self.files()
        files[NAME] = files[NAME].replace(b'"level": 1', b'"level": "x"')
        found = read(pack(files))
        assert found.test.items[0].level == 1


def test_long_and_odd_gift():
    for text in ("{" * 50_000, "=~" * 50_000 + "{", "::" * 20_000, "x{" + "=a" * 20_000 + "}"):
        assert refusal(text.encode(), "q.gift")
    deep = read(("<b>" * 20_000 + "x{T}").encode(), "q.gift")
    assert str(deep.test.items[0].prompt).strip("*") == "x"


def test_a_package_without_questions_says_so():
    assert "it holds no questions in QTI" in refusal(zipped({"letter.txt": b"Dear all"})).cause
