"""Private keys encrypted with a passphrase that costs a guesser memory and time.

Sources: RFC 5958 (EncryptedPrivateKeyInfo), RFC 8018 (PBES2), RFC 7914, section 7 (scrypt as its
key derivation). OpenSSL reads it (`openssl pkey -in ...`, up to 32 MB) and writes the same with
`openssl pkcs8 -topk8 -scrypt`. Written here because the library writes PBKDF2 with 2,048 rounds
only, which a graphics card guesses by the million.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_PBES2 = (1, 2, 840, 113549, 1, 5, 13)
_SCRYPT = (1, 3, 6, 1, 4, 1, 11591, 4, 11)
_AES_256_CBC = (2, 16, 840, 1, 101, 3, 4, 1, 42)
_KEY, _SALT, _BLOCK = 32, 16, 16


@dataclass(frozen=True, slots=True)
class Cost:
    """Parameters of scrypt: it takes 128 * n * r bytes of memory, p times."""

    n: int
    r: int
    p: int


FOR_PEOPLE = Cost(n=2**14, r=8, p=5)
"""For passphrases that people choose: 16 MB, some tenths of a second (OWASP, password storage)."""
FOR_SECRETS = Cost(n=2**10, r=8, p=1)
"""For passphrases of 32 random bytes, which nobody guesses at any price."""


def encrypted(der: bytes, passphrase: bytes, *, cost: Cost = FOR_PEOPLE) -> str:
    """Return a PKCS#8 private key (DER) as PEM, encrypted with AES-256 in CBC mode."""
    salt, vector = os.urandom(_SALT), os.urandom(_BLOCK)
    derive = Scrypt(salt=salt, length=_KEY, n=cost.n, r=cost.r, p=cost.p)
    padder = padding.PKCS7(_BLOCK * 8).padder()
    encryptor = Cipher(algorithms.AES(derive.derive(passphrase)), modes.CBC(vector)).encryptor()
    body = encryptor.update(padder.update(der) + padder.finalize()) + encryptor.finalize()
    derivation = _sequence(
        _oid(_SCRYPT),
        _sequence(_octets(salt), *map(_integer, (cost.n, cost.r, cost.p, _KEY))),
    )
    scheme = _sequence(_oid(_AES_256_CBC), _octets(vector))
    whole = _sequence(_sequence(_oid(_PBES2), _sequence(derivation, scheme)), _octets(body))
    text = base64.b64encode(whole).decode("ascii")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    name = "ENCRYPTED PRIVATE KEY"
    return "\n".join((f"-----BEGIN {name}-----", *lines, f"-----END {name}-----", ""))


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(digits))) + digits + content


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _octets(content: bytes) -> bytes:
    return _tagged(0x04, content)


def _integer(value: int) -> bytes:
    # one byte more where the first bit would make it negative
    return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(numbers: tuple[int, ...]) -> bytes:
    content = bytearray((numbers[0] * 40 + numbers[1],))
    for number in numbers[2:]:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(0x80 | (number & 0x7F))
        content += bytes(reversed(digits))
    return _tagged(0x06, bytes(content))
