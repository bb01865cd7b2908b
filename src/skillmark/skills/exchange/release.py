"""An official release on disk: a folder, a ZIP archive, or a folder of archives."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from skillmark.nouns.errors import InputError, UnreadableError

LARGEST = 1 << 30
"""Bytes of one unpacked file. ESCO's largest has 22 MB; more than this is a bomb."""
LARGEST_TOGETHER = 8 << 30
"""Bytes of all files of one archive; ESCO in all its languages has some 700 MB."""
MOST_FILES = 10_000
VERSION = re.compile(r"(?<![\d.])v?(\d+(?:[._]\d+){1,2})(?!\d|\.\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One file of a release."""

    name: str
    """File name without folders."""
    place: str
    """Where it is, for people."""
    _open: Callable[[], BinaryIO]

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file for reading bytes; what cannot be read is an `UnreadableError`."""
        try:
            with self._open() as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise UnreadableError(
                f"the archive is broken or locked: {error}",
                where=self.place,
                remedy="download it again",
            ) from error
        except OSError as error:
            raise UnreadableError(error.strerror or str(error), where=self.place) from error

    def read(self) -> bytes:
        """Return the whole content."""
        with self.opened() as stream:
            return stream.read()

    def rows(
        self,
        columns: Sequence[str],
        *,
        optional: Sequence[str] = (),
        delimiter: str = ",",
        quoted: bool = True,
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield line number and the cells of `columns`, then of `optional` ("" where absent).

        Without `quoted`, quotation marks are letters like others.

        Raises `UnreadableError` for what is not UTF-8 or not CSV, `InputError` where a column
        is missing.
        """
        with self.opened() as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            reader = csv.reader(
                text,
                delimiter=delimiter,
                quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            )
            try:
                header = [name.strip() for name in next(reader, [])]
                places = self.places(header, columns, optional)
                for row in reader:
                    if row:
                        width = len(row)
                        yield (
                            reader.line_num,
                            tuple([row[i] if 0 <= i < width else "" for i in places]),
                        )
            except UnicodeDecodeError as error:
                raise UnreadableError(
                    f"it is not UTF-8: {error.reason}",
                    where=f"{self.place}, after line {reader.line_num}",
                    remedy="save it as CSV in UTF-8",
                ) from error
            except csv.Error as error:
                raise UnreadableError(
                    f"it is not CSV: {error}", where=f"{self.place}, line {reader.line_num}"
                ) from error

    def lacking(self, columns: Sequence[str], header: Sequence[str]) -> InputError:
        """Return the error that names the columns that are missing."""
        return InputError(
            f"no column {', '.join(columns)}",
            where=self.place,
            remedy=f"the file has: {', '.join(header)[:300] or 'no header'}",
        )

    def places(
        self, header: list[str], columns: Sequence[str], optional: Sequence[str]
    ) -> list[int]:
        """Return where the columns stand in `header`; -1 for an optional one that is absent."""
        missing = [column for column in columns if column not in header]
        if missing:
            raise self.lacking(missing, header)
        return [
            header.index(column) if column in header else -1 for column in (*columns, *optional)
        ]


@dataclass(frozen=True)
class Release:
    """All files of a release."""

    path: Path
    parts: tuple[Part, ...]

    def matching(self, pattern: str) -> list[tuple[re.Match[str], Part]]:
        """Return the parts whose whole name matches, sorted by name; case is ignored."""
        found = ((re.fullmatch(pattern, part.name, re.IGNORECASE), part) for part in self.parts)
        return sorted(
            ((match, part) for match, part in found if match), key=lambda pair: pair[1].name
        )

    def named(self, pattern: str) -> Part | None:
        """Return the first part whose whole name matches."""
        return next((part for _, part in self.matching(pattern)), None)

    def version(self) -> str:
        """Return the version number in the name of the path or of its archives, else ""."""
        names = [self.path.name, *(PurePosixPath(part.place).parts[0] for part in self.parts)]
        for name in (*names, *(part.place for part in self.parts)):
            found = VERSION.search(name)
            if found:
                return found.group(1).replace("_", ".")
        return ""


def open_release(path: Path) -> Release:
    """Look into a folder (and the archives in it), an archive, or a single file."""
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        parts = [part for file in inside for part in _parts(file, str(file.relative_to(path)))]
    elif path.is_file():
        parts = _parts(path, path.name)
    else:
        raise InputError("there is no such file or folder", where=str(path))
    if not parts:
        raise InputError("the folder is empty", where=str(path), remedy="unpack the release here")
    return Release(path, tuple(parts))


def _parts(file: Path, place: str) -> list[Part]:
    if file.suffix.lower() != ".zip":
        if file.stat().st_size > LARGEST:
            raise UnreadableError(f"it has {file.stat().st_size:,} bytes", where=place)
        return [Part(file.name, place, lambda: file.open("rb"))]
    try:
        with zipfile.ZipFile(file) as archive:
            members = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableError(
            f"it is not a ZIP archive: {error}", where=place, remedy="download it again"
        ) from error
    together = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or together > LARGEST_TOGETHER:
        raise UnreadableError(
            f"it would unpack to {len(members):,} files of {together:,} bytes", where=place
        )
    for member in members:
        if member.file_size > LARGEST:
            raise UnreadableError(
                f"{member.filename} would unpack to {member.file_size:,} bytes", where=place
            )
    return [
        Part(
            PurePosixPath(member.filename).name,
            f"{place}/{member.filename}",
            _member_opener(file, member.filename),
        )
        for member in members
    ]


def _member_opener(file: Path, member: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        archive = zipfile.ZipFile(file)
        stream = archive.open(member)
        archive.close()  # the member keeps the file open until it is closed itself
        return stream  # type: ignore[return-value]

    return opened
