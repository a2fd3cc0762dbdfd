"""An authenticator app: six digits from a key and the time (RFC 6238, RFC 4226), as the phone in a tester's hand."""

import base64
import hashlib
import hmac
import re
import struct
import time

STEP = 30


def digits(secret: str, at: float | None = None) -> str:
    """The code that an app shows at `at`, seconds since 1970; now where none is given."""
    key = base64.b32decode(secret.replace(" ", ""))
    tag = hmac.digest(key, struct.pack(">Q", int((time.time() if at is None else at) // STEP)), hashlib.sha1)
    start = tag[-1] & 0x0F
    return f"{(struct.unpack('>I', tag[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def secret_of(html: str) -> str:
    """The key that the page shows for typing."""
    return re.search(r'id="secret">([A-Z2-7 ]+)<', html)[1].replace(" ", "")


def later(secret: str) -> str:
    """The code of the next half minute, where the present one was used."""
    return digits(secret, time.time() + STEP)
