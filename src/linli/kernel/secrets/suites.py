"""Suites of algorithms by name: the international one, and the one that Chinese commercial cryptography asks for.

GM/T 0002 (SM4) and GM/T 0004 (SM3) beside AES and SHA-256. A suite's number stands in everything made with it, so an
installation that changes its suite still reads what it wrote before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TAG = 16


@dataclass(frozen=True)
class Suite:
    """One cipher with GCM and one hash for tags and derived keys."""

    name: str
    number: int
    cipher: Callable[[bytes], CipherAlgorithm]
    key_bytes: int
    hash: Callable[[], hashes.HashAlgorithm]

    def derive(self, root: bytes, purpose: bytes, length: int) -> bytes:
        """A key for one purpose (HKDF, RFC 5869): what is known of one purpose says nothing about another."""
        return HKDF(self.hash(), length, salt=None, info=purpose).derive(root)

    def encrypt(self, key: bytes, nonce: bytes, data: bytes, beside: bytes) -> bytes:
        """Ciphertext and tag; `beside` is authenticated, not encrypted."""
        encryptor = Cipher(self.cipher(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(beside)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, beside: bytes) -> bytes:
        """Raises InvalidTag when anything was altered."""
        if len(sealed) < TAG:
            raise InvalidTag
        decryptor = Cipher(self.cipher(key), modes.GCM(nonce, sealed[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(beside)
        return decryptor.update(sealed[:-TAG]) + decryptor.finalize()

    def tag(self, key: bytes, data: bytes) -> bytes:
        """HMAC with the suite's hash, 32 bytes."""
        one = hmac.HMAC(key, self.hash())
        one.update(data)
        return one.finalize()


SUITES = {
    suite.name: suite
    for suite in (
        Suite("aes-gcm+sha256", 1, algorithms.AES, 32, hashes.SHA256),
        Suite("sm4-gcm+sm3", 2, algorithms.SM4, 16, hashes.SM3),
    )
}
NUMBERED = {suite.number: suite for suite in SUITES.values()}


def named(name: str) -> Suite:
    """Raises LookupError for a name that no suite has."""
    if name not in SUITES:
        raise LookupError(f"LINLI_SUITE={name}: there is no such suite; known are {', '.join(SUITES)}.")
    return SUITES[name]
