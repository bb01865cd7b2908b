"""The formats that are read and written, and how one is told from another by its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import PurePosixPath

from skillmark.assess.exchange import archive, xml
from skillmark.assess.exchange.gift import reading as gift
from skillmark.assess.exchange.gift.writing import write_gift
from skillmark.assess.exchange.moodle.reading import is_moodle, read_moodle
from skillmark.assess.exchange.moodle.writing import write_moodle
from skillmark.assess.exchange.qti.package_in import read_package
from skillmark.assess.exchange.qti.package_out import write_package
from skillmark.assess.exchange.qti.versions import is_qti
from skillmark.assess.exchange.remarks import Defaults, Fate, Imported, Notes
from skillmark.assess.exchange.sheets import looks_like as is_sheet
from skillmark.assess.exchange.sheets import read_sheet, write_sheet
from skillmark.assess.exchange.toml_out import write_toml
from skillmark.assess.exchange.xml import local
from skillmark.assess.interactions.rated import Upload
from skillmark.assess.items import Item, Test
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import InputError, UnreadableError

BYTES = 100_000_000
"""Of a file that is read."""


class Format(StrEnum):
    """A format of tests."""

    TOML = "toml"
    QTI = "qti"
    MOODLE = "moodle"
    GIFT = "gift"
    CSV = "csv"

    @property
    def told(self) -> str:
        """What people call it."""
        return {
            Format.TOML: "TOML",
            Format.QTI: "QTI",
            Format.MOODLE: "Moodle XML",
            Format.GIFT: "GIFT",
            Format.CSV: "CSV",
        }[self]


ENDINGS = {
    ".toml": Format.TOML,
    ".zip": Format.QTI,
    ".xml": Format.MOODLE,
    ".gift": Format.GIFT,
    ".txt": Format.GIFT,
    ".csv": Format.CSV,
}
"""What is written to a name of an ending."""


NO_BLUEPRINT = "left out: its blueprint, its time and its rule for passing"
"""What is told of every test in a plainer format."""

PLAIN = (".gift", ".txt", ".csv")
"""Endings of texts that may begin like XML and are none."""


def format_of_name(name: str) -> Format:
    """Return the format that a name's ending stands for, or raise `InputError`."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS:
        known = ", ".join(f"{one} ({kind.told})" for one, kind in ENDINGS.items())
        raise InputError(
            f"no format is known by the ending {ending or 'of a name without one'}",
            where=name,
            remedy=f"one of: {known}",
            code="unknown_format",
        )
    return ENDINGS[ending]


def recognise(data: bytes, *, name: str) -> Format:
    """Return the format of a file by what it holds; its name decides where that is not enough."""
    if archive.looks_like(data):
        return Format.QTI
    if xml.looks_like(data) and not name.lower().endswith(PLAIN):
        root = xml.parse(data, where=name)
        if is_qti(root):
            return Format.QTI
        if is_moodle(root):
            return Format.MOODLE
        raise _unknown(name, f"<{local(root)[:40]}> begins no test in QTI or Moodle XML")
    words = text_of(data, name)
    if name.lower().endswith(".toml") or "\n[test]" in f"\n{words}":
        return Format.TOML
    if is_sheet(words):
        return Format.CSV
    if gift.looks_like(words):
        return Format.GIFT
    raise _unknown(name, "this is no test in a format that is known")


def _unknown(name: str, cause: str) -> InputError:
    known = ", ".join(one.told for one in Format)
    return InputError(cause, where=name, remedy=f"known are {known}", code="unknown_format")


def text_of(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8 (or UTF-16 with its mark)."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"not UTF-8 (byte {error.start})", where=name, remedy="save the file as UTF-8"
        ) from None


def read_as(kind: Format, data: bytes, *, name: str, defaults: Defaults) -> Imported:
    """Return the test in a file of a format."""
    match kind:
        case Format.QTI:
            return read_package(data, name=name, defaults=defaults)
        case Format.MOODLE:
            return read_moodle(data, name=name, defaults=defaults)
        case Format.GIFT:
            return gift.read_gift(text_of(data, name), name=name, defaults=defaults)
        case Format.CSV:
            return read_sheet(text_of(data, name), name=name, defaults=defaults)
        case Format.TOML:
            return Imported(read_test(text_of(data, name), where=name), {})


def write_as(
    kind: Format, test: Test, files: Mapping[str, bytes], notes: Notes, *, language: str = ""
) -> bytes:
    """Return a test in a format; what it cannot say is told to `notes`."""
    match kind:
        case Format.QTI:
            _tell_of_links(test, notes)
            return write_package(test, files, language)
        case Format.TOML:
            return write_toml(test).encode(errors="replace")
        case Format.MOODLE:
            written = write_moodle(test, files, notes, language=language)
        case Format.GIFT:
            written = write_gift(test, notes, language=language).encode(errors="replace")
        case Format.CSV:
            written = write_sheet(test, notes, language=language).encode(errors="replace")
    _tell(kind, test, files, notes)
    return written


def _tell_of_links(test: Test, notes: Notes) -> None:
    for item in test.items:
        if isinstance(item.interaction, Upload) and item.interaction.links:
            words = "QTI asks for no links: other programs ask for files or words only"
            notes.changed(f"item {item.id}", words)


def _tell(kind: Format, test: Test, files: Mapping[str, bytes], notes: Notes) -> None:
    """Tell what the plainer formats leave out of every test."""
    if any(len(item.prompt.translations) > 1 for item in test.items):
        notes.changed("the test", "left out: languages other than one")
    if files and kind is not Format.MOODLE:
        notes.changed("the test", f"left out: pictures ({len(files)} files)")
    notes.changed("the test", NO_BLUEPRINT)
    missing = {one.where for one in notes.remarks if one.fate is Fate.LEFT_OUT}
    for item in test.items:
        where = f"item {item.id}"
        if where not in missing:
            for words in _unsaid(item):
                notes.changed(where, f"left out: {words}")


def _unsaid(item: Item) -> Iterator[str]:
    """Yield what only formats of our own say of an item."""
    if item.family:
        yield f"that it is of the family {item.family}"
    if item.exposure is not None:
        yield f"that at most {item.exposure:.0%} of candidates may see it"
    if item.pilot:
        yield "that it is a pilot, which is not scored"
    if item.difficulty is not None:
        yield "its known difficulty"
