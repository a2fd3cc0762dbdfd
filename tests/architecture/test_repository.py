"""What is committed works from anywhere: no registry, no machine stands in it."""

from __future__ import annotations

import re
import tomllib

from tests.architecture.house import ROOT, committed

# Put together here, so that this file does not name them itself.
HOSTS = [".".join(parts) for parts in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
         ("npmmirror", "com"), ("yarnpkg", "com"), ("tuna", "tsinghua"), ("mirrors", "aliyun")]]  # fmt: skip
HOMES = re.compile("|".join(f"(?<![\\w.])/{name}/" for name in ("root", "home", "work", "Users", "workspace")))


def texts() -> dict[str, str]:
    found = {}
    for file in committed():
        try:
            found[str(file.relative_to(ROOT))] = file.read_text()
        except UnicodeDecodeError:  # a picture
            continue
    return found


def test_no_file_names_a_registry() -> None:
    assert [(name, host) for name, text in texts().items() for host in HOSTS if host in text] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert [(name, hit[0]) for name, text in texts().items() if (hit := HOMES.search(text))] == []


def test_a_place_on_a_machine_is_recognised() -> None:
    assert HOMES.search("see /ho" + "me/somebody/linli")
    assert not HOMES.search("https://example.org/ho" + "me/page")


def test_the_locks_hold_no_address() -> None:
    locks = {name: text for name, text in texts().items() if name.startswith("requirements")}
    assert {"requirements.txt", "requirements-dev.txt", "requirements-node.txt"} <= locks.keys()
    assert [name for name, text in locks.items() if "://" in text] == []
    assert '"resolved"' not in texts()["assets/package-lock.json"]


def test_the_locks_know_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for lock, asked in (
        ("requirements.txt", project["project"]["dependencies"]),
        ("requirements-dev.txt", project["project"]["dependencies"] + project["dependency-groups"]["dev"]),
    ):
        locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text(), re.MULTILINE))
        wanted = {re.split(r"[\[<>=~! ]", name)[0].lower().replace("_", "-") for name in asked}
        assert wanted - locked == set(), lock
