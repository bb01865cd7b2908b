"""Mutators that know a format: what they make gets past the first check more often than noise."""

from __future__ import annotations

import json
import struct
import zlib
from random import Random
from typing import Any

from .target import Mutate, Otherwise

NUMBERS: list[Any] = [
    *(0, -0.0, 1, -1, 8, 2**31, 2**53, 2**63, 10**21, 1e21, 2e16, 1e-7, 5e-324, 1.7e308, 0.1),
    *(10**400, -(10**19), 4102444800, 300_000_000_000, 253402300800),
]
TEXTS = [
    *("", "²", "é", "Аcademy", "a\u202eb", "\u0000", "\ufeff", "\ufffe", "\U0001f600", "x" * 300),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z"),
    *("2026-06-01T12:00:00Z", "2026-06-01", "urn:x:y", "https://[", "//[", "did:web:a.example"),
    *("https://example.org/a b", "_:b0", "#k", "@none", "-1", "131072", "1e999", "NaN", "9" * 5000),
]
KEYS = [
    *("@context", "@id", "@type", "@value", "@list", "@set", "@graph", "@language", "@direction"),
    *("@none", "id", "type", "name", "proof", "issuer", "__proto__", ""),
]


def of_json(*words: str) -> Mutate:
    """Return a mutator of JSON documents; `words` are keys and texts that the target knows."""

    def mutate(data: bytes, most: int, rng: Random, otherwise: Otherwise) -> bytes:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return otherwise(data, most)
        if rng.random() < 0.15 or not isinstance(value, dict | list):
            return otherwise(data, most)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            value = _changed(value, rng, words)
        written = json.dumps(value, ensure_ascii=rng.random() < 0.2)
        made = written.encode("utf-8", "surrogatepass")
        return made if len(made) <= most else otherwise(data, most)

    return mutate


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with each key or index of it."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        inside = waiting.pop()
        keys = list(inside) if isinstance(inside, dict) else range(len(inside))
        for key in keys:
            found.append((inside, key))
            if isinstance(inside[key], dict | list):
                waiting.append(inside[key])
    return found


def _changed(value: Any, rng: Random, words: tuple[str, ...]) -> Any:
    places = _places(value)
    if not places:
        return {rng.choice(KEYS): _new(rng, words)}
    inside, key = rng.choice(places)
    old = inside[key]
    match rng.randrange(9):
        case 0:
            inside[key] = _new(rng, words)
        case 1:
            other, place = rng.choice(places)
            inside[key] = _copy(other.get(place) if isinstance(other, dict) else other[place:][:1])
        case 2:
            del inside[key]
        case 3:
            for _ in range(rng.choice((1, 1, 2, 5, 30, 110))):
                old = [old] if rng.random() < 0.3 else {rng.choice((*KEYS, *words)): old}
            inside[key] = old
        case 4 if isinstance(inside, dict):
            inside[rng.choice((*KEYS, *words))] = _copy(inside.pop(key))
        case 5 if isinstance(inside, dict):
            inside[rng.choice((*KEYS, *words))] = _new(rng, words)
        case 6 if isinstance(inside, list):
            inside[key:key] = [_copy(old)] * rng.choice((1, 2, 40))
        case 7 if isinstance(old, list):
            rng.shuffle(old)
        case _:
            inside[key] = _nudged(old, rng)
    return value


def _new(rng: Random, words: tuple[str, ...]) -> Any:
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice([None, True, False, [], {}, [{}], [[]]])
    if kind == 1:
        return rng.choice(NUMBERS)
    if kind == 2 and words:
        return [rng.choice(words)]
    return rng.choice((*TEXTS, *words, *words))


def _nudged(old: Any, rng: Random) -> Any:
    if isinstance(old, str):
        place = rng.randrange(len(old) + 1)
        return old[:place] + rng.choice(TEXTS)[:9] + old[place + rng.randrange(3) :]
    if isinstance(old, bool | None):
        return not old
    if isinstance(old, int | float):
        return -old if rng.random() < 0.5 else rng.choice(NUMBERS)
    return [old, old]


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def of_png(data: bytes, most: int, rng: Random, otherwise: Otherwise) -> bytes:
    """Change a PNG anywhere and mend the checksums, most of the time."""
    made = otherwise(data, most)
    if rng.random() < 0.2 or not made.startswith(b"\x89PNG\r\n\x1a\n"):
        return made
    written, position = [made[:8]], 8
    while position + 8 <= len(made) and len(written) < 64:
        length, kind = struct.unpack_from(">I4s", made, position)
        body = made[position + 8 :][: min(length, most)]
        head = struct.pack(">I", len(body)) + kind
        written.append(head + body + struct.pack(">I", zlib.crc32(kind + body)))
        position += 12 + length
    return b"".join(written)[:most]


def of_gzip(data: bytes, most: int, rng: Random, otherwise: Otherwise) -> bytes:
    """Change what is packed and pack it again, half of the time."""
    if rng.random() < 0.5:
        return otherwise(data, most)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data, 1 << 20)
    except zlib.error:
        return otherwise(data, most)
    if rng.random() < 0.3:
        plain *= rng.choice((0, 2, 40))
    packer = zlib.compressobj(wbits=31)
    made = packer.compress(otherwise(plain[: 1 << 16], 1 << 16) + plain[1 << 16 :])
    made += packer.flush()
    return made if len(made) <= most else otherwise(data, most)
