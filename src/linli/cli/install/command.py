"""`linli install`: what a host needs so that Linli runs on it. Repeated, it goes on where it was broken off."""

from __future__ import annotations

import argparse
import re
import secrets
import shutil
from pathlib import Path

from linli.cli.demo.prepare import LETTERS
from linli.cli.install import cluster, front, units
from linli.cli.install.host import (
    BACKUPS,
    CURRENT,
    DATA,
    ETC,
    HOME,
    INSTALLED,
    SETTINGS,
    USER,
    folder,
    link,
    linli,
    make_user,
    need_root,
    say,
    write,
)
from linli.cli.install.host import run as on_host
from linli.cli.installation import ROOT, Commands, Refused
from linli.kernel.secrets.keys import lying_in

NETWORK, PASSWORD = ETC / "network.yaml", ETC / "first-password"
CATALOGUE = ("catalogue/services", "catalogue/bundles")
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:]+")
PORT = "801"  # below 1024: no other account of the host can stand there while Linli is closed


def add(commands: Commands) -> None:
    one = commands.add_parser("install", help="make this host run Linli: users, database, services, TLS")
    one.add_argument("--name", action="append", metavar="HOST", help="by which people reach it; may be repeated")
    one.add_argument("--network", type=Path, metavar="FILE", help="places and units; see networks/ of the bundle")
    one.add_argument("--catalogue", type=Path, metavar="PATH", help="items, instead of those of the bundle")
    one.add_argument("--unit", default="district-office", metavar="CODE", help="where the administrator has a post")
    one.add_argument("--administrator", default="administrator", metavar="ACCOUNT", help="the first one's account")
    one.add_argument("--administrator-name", default="系统管理员", metavar="NAME")
    one.add_argument("--database", metavar="FILE", type=Path, help="holds the URL of another server's database")
    one.add_argument("--certificate", type=Path, metavar="FILE", help="PEM, the whole chain; with --key")
    one.add_argument("--key", type=Path, metavar="FILE", help="PEM, without a password")
    one.add_argument("--seals", type=Path, metavar="FOLDER", help="on another machine: the record's seal goes there")
    one.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    need_root()
    _judge(asked)
    if INSTALLED.exists():
        raise Refused("Linli is installed here. A newer bundle's ./install brings it up to date.")
    say("Account and folders")
    make_user()
    _folders()
    if asked.seals:
        _can_write(asked.seals.absolute())
    own = None
    if not asked.database:
        say("PostgreSQL, with an archive of every change")
        link(CURRENT, ROOT)  # the archive's command lies in it
        own = cluster.make()
    write(SETTINGS, _settings(asked, own), 0o640, USER)
    link(CURRENT, ROOT)
    say("Tables")
    linli(ROOT, "migrate", "--check")
    linli(ROOT, "migrate")
    _load(asked)
    password = _administrator(asked)
    say("nginx with TLS")
    self_signed = front.place(asked.certificate, asked.key)
    say("Services")
    units.place(own)
    if units.can_start():
        units.start(own)
        units.ready()
    write(INSTALLED, f"{ROOT.name}\n")
    _farewell(asked, password, self_signed)


def _judge(asked: argparse.Namespace) -> None:
    """Raises Refused, all flaws at once, before anything is done."""
    flaws = []
    if not asked.name:
        flaws.append("--name: by which host name do people reach it?")
    flaws += [f"--name {each}: is no host name" for each in asked.name or () if not HOST.fullmatch(each)]
    if not asked.network:
        known = ", ".join(sorted(file.name for file in (ROOT / "networks").glob("*.yaml") if "cast" not in file.name))
        flaws.append(f"--network: which places and units does it serve? The bundle has {ROOT / 'networks'}: {known}")
    for option in ("network", "catalogue", "certificate", "key", "database"):
        path = getattr(asked, option)
        if path and not path.exists():
            flaws.append(f"--{option} {path}: there is no such file")
    told = {"seals": str(asked.seals or ""), "database": ""}
    if asked.database and asked.database.is_file():
        told["database"] = _url(asked)
    for option, text in told.items():
        if set(text) & set('"$`\\\n'):
            flaws.append(f'--{option}: none of " $ ` \\ can stand in it; in an address write them as %22 %24 %60 %5C')
    if bool(asked.certificate) != bool(asked.key):
        flaws.append("--certificate and --key go together")
    flaws += [f"port {port}: another program than nginx listens there" for port in front.taken()]
    if not front.is_free(int(PORT)):
        flaws.append(f"port {PORT}: another program listens there")
    if ROOT.parent != HOME / "releases":
        flaws.append(f"Run the bundle's ./install: this program lies in {ROOT}")
    if flaws:
        raise Refused("\n".join(flaws))


def _folders() -> None:
    folder(HOME)
    folder(HOME / "releases")
    folder(ETC)
    folder(DATA, 0o700, USER)
    folder(DATA / "files", 0o700, USER)
    folder(BACKUPS, 0o700, USER)


def _url(asked: argparse.Namespace) -> str:
    """From a file: a password must not stand in a command line."""
    return str(asked.database.read_text()).strip()


def _settings(asked: argparse.Namespace, own: cluster.Cluster | None) -> str:
    told = {
        "DATA": str(DATA),
        "HOST": "127.0.0.1",
        "PORT": PORT,
        "LINLI_HOSTS": ",".join(asked.name),
        "LINLI_DATABASE_URL": own.url if own else _url(asked),
    }
    if asked.seals:
        told["LINLI_SEALS"] = str(asked.seals.absolute())
    lines = [f'{name}="{value}"' for name, value in told.items()]
    return "# Read by the services and by the command linli.\n" + "\n".join(lines) + "\n"


def _can_write(seals: Path) -> None:
    """Raises Refused where the worker's account could put no seal; before the first try there was no such account."""
    try:
        on_host("sh", "-c", 'touch "$0/.linli" && rm "$0/.linli"', str(seals), user=USER)
    except Refused as error:
        said = str(error).rpartition("touch: ")[2]
        raise Refused(f"--seals: {said}. Let the account {USER} write there, and repeat this.") from error


def _load(asked: argparse.Namespace) -> None:
    """The network as it lies with the installation's settings, so that it can be read there later too."""
    say("Network and catalogue")
    write(NETWORK, asked.network.read_text())
    say(linli(ROOT, "load", "network", str(NETWORK)).rstrip())
    if asked.catalogue:  # where its account can read it
        shutil.rmtree(ETC / "catalogue", ignore_errors=True)
        shutil.copytree(asked.catalogue, ETC / "catalogue", copy_function=shutil.copyfile)
    catalogues = [ETC / "catalogue"] if asked.catalogue else [ROOT / part for part in CATALOGUE]
    for each in catalogues:
        say(linli(ROOT, "load", "catalogue", str(each)).rstrip())


def _administrator(asked: argparse.Namespace) -> str:
    """The first password lies in a file until it is thrown away, so that a try that was broken off has the same one."""
    if not PASSWORD.exists():
        made = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
        write(PASSWORD, made + "\n", 0o600)
    password = PASSWORD.read_text().strip()
    linli(
        ROOT, "administrator", asked.administrator, "--name", asked.administrator_name, "--unit", asked.unit,
        given=password + "\n",
    )  # fmt: skip
    return password


def _farewell(asked: argparse.Namespace, password: str, self_signed: bool) -> None:
    say(f"\nLinli {ROOT.name} runs: https://{asked.name[0]}/")
    if not units.can_start():
        say("systemd does not run here now: it starts with the host.")
    say(f"Sign in as {asked.administrator}, password {password}")
    say(f"  It also lies in {PASSWORD}: remove that file once you have it.")
    say(f"Keep a copy of {DATA / 'keys'} elsewhere: without it no backup can be read.")
    for key in lying_in(DATA / "keys"):
        say(f"  key {key}")
    if self_signed:
        say("Its certificate is self-signed: browsers warn. Put another in with `linli certificate FILE KEY`.")
    say("Nightly backups lie in /var/backups/linli: let them be copied to another machine.")
    say("What else is to be done: linli doctor")
