"""What stands before the web process: nginx with TLS."""

from __future__ import annotations

import ipaddress
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from linli.cli.install.host import ETC, FILES, booted, folder, link, run, services, settings, write
from linli.cli.installation import Refused

if TYPE_CHECKING:
    from cryptography.x509 import GeneralName

TLS = ETC / "tls"
CERTIFICATE, KEY = TLS / "certificate.pem", TLS / "key.pem"
SITES = Path("/etc/nginx")
PORTS = 80, 443
SELF_SIGNED = timedelta(days=825)


def place(certificate: Path | None, key: Path | None) -> bool:
    """nginx answers for the installation's names. Whether its certificate is one of our own making."""
    folder(TLS, 0o700)
    if certificate and key:
        _pair(certificate, key)
    elif not (CERTIFICATE.exists() and KEY.exists()):
        _sign(names())
    write(SITES / "sites-available" / "linli", _site())
    link(SITES / "sites-enabled" / "linli", SITES / "sites-available" / "linli")
    (SITES / "sites-enabled" / "default").unlink(missing_ok=True)
    run("nginx", "-t", "-q")
    services("enable", "nginx.service")
    services("reload-or-restart", "nginx.service")
    return _own()


def taken() -> list[int]:
    """The ports of ours at which another program than nginx listens."""
    if booted() and run("systemctl", "show", "--property=ActiveState", "--value", "nginx.service").strip() == "active":
        return []
    found = []
    for port in PORTS:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("0.0.0.0", port))  # noqa: S104 - where nginx will listen
            except OSError:
                found.append(port)
    return found


def names() -> list[str]:
    return settings()["LINLI_HOSTS"].split(",")


def _site() -> str:
    text = (FILES / "nginx.conf").read_text()
    return text.replace("@NAMES@", " ".join(names())).replace("@PORT@", settings()["PORT"])


def _pair(certificate: Path, key: Path) -> None:
    """Raises Refused unless the two belong together."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        proved = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
        ours = load_pem_private_key(key.read_bytes(), None).public_key()
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"{certificate}, {key}: {error}") from error
    if proved != ours:
        raise Refused(f"{key} is not the key of {certificate}.")
    write(KEY, key.read_text(), 0o600)
    write(CERTIFICATE, certificate.read_text())


def _sign(hosts: list[str]) -> None:
    """A certificate of our own making, until there is one that browsers know."""
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
        .not_valid_after(now + SELF_SIGNED)
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write(KEY, secret.decode(), 0o600)
    write(CERTIFICATE, made.public_bytes(Encoding.PEM).decode())


def _name(host: str) -> GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _own() -> bool:
    from cryptography import x509

    kept = x509.load_pem_x509_certificate(CERTIFICATE.read_bytes())
    return kept.issuer == kept.subject
