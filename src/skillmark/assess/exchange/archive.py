"""ZIP archives from strangers, and our own: limits first, then bytes.

Names are relative paths with `/`, without `..`; symbolic links, encrypted members and names that
stand there twice are refused. Nothing is ever written to disk, and sizes are counted while
unpacking: what the directory of an archive claims is not believed.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping

from skillmark.nouns.errors import InputError, UnreadableError

MEMBERS = 5_000
MEMBER = 50_000_000
"""Bytes of one file, unpacked."""
TOTAL = 250_000_000
"""Bytes of all files, unpacked."""
RATIO = 200
"""How much smaller than its content a member may be; what packs better than that is a bomb."""
FREE = 1_000_000
"""Bytes of a member below which nobody minds how well it was packed."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BLOCK = 1 << 20


def looks_like(data: bytes) -> bool:
    """Say whether these bytes begin like a ZIP archive."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def safe_name(name: str) -> str:
    """Return a path inside an archive, or raise `InputError` for one that leads out of it."""
    parts = name.split("/")
    if (
        not name
        or len(name) > 255
        or "\\" in name
        or ":" in name
        or _CONTROL.search(name)
        or any(part in ("", ".", "..") for part in parts)
    ):
        raise InputError(f"{name[:80]!r} is no name for a file of a package", code="archive_name")
    return name


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name; raises `InputError` naming what is beyond limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos)
            found: dict[str, bytes] = {}
            left = TOTAL
            for info in infos:
                found[info.filename] = _content(archive, info, left)
                left -= len(found[info.filename])
            return found
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise UnreadableError("this is no readable ZIP archive", code="archive") from error


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MEMBERS:
        raise InputError(
            f"the archive holds {len(infos):,} files; at most {MEMBERS:,} are read",
            code="archive_size",
        )
    seen: set[str] = set()
    for info in infos:
        name = safe_name(info.filename)
        if name in seen:
            raise InputError(f"two files are called {name!r}", code="archive_name")
        seen.add(name)
        mode = info.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise InputError(f"{name!r} is a link, not a file", code="archive_name")
        if info.flag_bits & 1:
            raise InputError(f"{name!r} is encrypted", code="archive")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack one member block by block, so that a bomb goes off in no memory."""
    allowed = min(MEMBER, left, max(FREE, RATIO * info.compress_size))
    parts, size = [], 0
    with archive.open(info) as member:
        while block := member.read(_BLOCK):
            size += len(block)
            if size > allowed:
                raise InputError(
                    f"{info.filename!r} unpacks to more than {allowed:,} bytes",
                    remedy=f"at most {MEMBER:,} a file, {TOTAL:,} together, "
                    f"and {RATIO} times what it takes packed",
                    code="archive_size",
                )
            parts.append(block)
    return b"".join(parts)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of the files in the order given; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(safe_name(name), (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return out.getvalue()
