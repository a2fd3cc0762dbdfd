"""Sealed blocks and tags. Each begins with the number of its suite and the id of its key.

A block is: suite (1 byte), key id (4), nonce (12), ciphertext, tag (16). Nonces are random, so one purpose may be
sealed some 2^32 times under one key: give purposes that are apart different names.
"""

from __future__ import annotations

import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings

from linli.kernel.secrets import keys
from linli.kernel.secrets.suites import NUMBERED, Suite, named

HEAD, NONCE = 5, 12


class Unreadable(Exception):
    """A block that was altered, sealed for another purpose, or whose key or suite is not there."""


def seal(data: bytes, *, purpose: str) -> bytes:
    """Encrypt under the installation's suite and newest key; only the same purpose opens it again."""
    suite, key = named(settings.SUITE), keys.current("data")
    head, nonce = bytes([suite.number]) + key.id, os.urandom(NONCE)
    sealed = suite.encrypt(_derived(suite, key.root, "seal", purpose), nonce, data, head + purpose.encode())
    return head + nonce + sealed


def unseal(token: bytes, *, purpose: str) -> bytes:
    """What was sealed, under whatever suite and key it was. Raises Unreadable."""
    token = bytes(token)
    suite, key = _suite(token), keys.with_id("data", token[1:HEAD])
    if key is None:
        raise Unreadable(f"The key {token[1:HEAD].hex()} is not there.")
    nonce, sealed = token[HEAD : HEAD + NONCE], token[HEAD + NONCE :]
    try:
        beside = token[:HEAD] + purpose.encode()
        return suite.decrypt(_derived(suite, key.root, "seal", purpose), nonce, sealed, beside)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("Altered, or sealed for another purpose.") from error


def seal_json(value: Any, *, purpose: str) -> bytes:
    """Seal a JSON value. Raises ValueError for NaN, TypeError for what JSON cannot say."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return seal(said.encode(), purpose=purpose)


def unseal_json(token: bytes, *, purpose: str) -> Any:
    """The JSON value that was sealed. Raises Unreadable."""
    return json.loads(unseal(token, purpose=purpose))


def mac(purpose: str, data: bytes) -> bytes:
    """A keyed tag (HMAC), 37 bytes: the same data has the same tag, and nobody without the key can try values."""
    suite, key = named(settings.SUITE), keys.current("data")
    return bytes([suite.number]) + key.id + suite.tag(_derived(suite, key.root, "mac", purpose), data)


def digest(salt: bytes, data: bytes) -> bytes:
    """32 bytes by which altered content is found: HMAC-SHA256(salt, data), whatever the suite; without the salt it
    says nothing of the data."""
    return hmac.digest(salt, data, "sha256")


def _suite(token: bytes) -> Suite:
    if not token or token[0] not in NUMBERED:
        raise Unreadable("Not sealed by any suite that this Linli knows.")
    return NUMBERED[token[0]]


@lru_cache(maxsize=1024)
def _derived(suite: Suite, root: bytes, use: str, purpose: str) -> bytes:
    length = suite.key_bytes if use == "seal" else 32
    return suite.derive(root, f"linli {use} {purpose}".encode(), length)
