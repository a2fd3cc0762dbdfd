"""The certificate and its key, in one file, so that no cut leaves one of another: one that is given, or our own."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from linli.cli.install.host import ETC, write
from linli.cli.installation import Refused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, GeneralName

PAIR = ETC / "tls" / "linli.pem"  # the chain and the key: root's
PUBLIC = ETC / "tls" / "certificate.pem"  # the chain alone: for whoever looks when it ends
LASTS = timedelta(days=825)
SOON = timedelta(days=30)


def put(pair: str) -> None:
    write(PAIR, pair, 0o600)
    end = "-----END CERTIFICATE-----\n"
    write(PUBLIC, pair[: pair.rindex(end) + len(end)])


def given(certificate: Path, key: Path) -> str:
    """The two as one text. Raises Refused unless they belong together and still hold."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        chain, secret = certificate.read_text(), key.read_text()
        proved = x509.load_pem_x509_certificate(chain.encode())
        ours = load_pem_private_key(secret.encode(), None).public_key()
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"{certificate}, {key}: {error}") from error
    if proved.public_key() != ours:
        raise Refused(f"{key} is not the key of {certificate}.")
    if proved.not_valid_after_utc < datetime.now(UTC):
        raise Refused(f"{certificate} ended on {proved.not_valid_after_utc:%Y-%m-%d}.")
    return chain.rstrip("\n") + "\n" + secret


def kept() -> Certificate | None:
    """What stands before the installation now."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(PUBLIC.read_bytes()) if PAIR.exists() and PUBLIC.exists() else None


def own(certificate: Certificate) -> bool:
    """Whether it vouches for itself."""
    return certificate.issuer == certificate.subject


def ends_soon(certificate: Certificate) -> bool:
    return certificate.not_valid_after_utc < datetime.now(UTC) + SOON


def sign(hosts: list[str]) -> str:
    """A pair of our own making, until there is one that browsers know."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM).decode() + secret.decode()


def _name(host: str) -> GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
