"""The guide says the same commands in each language."""

import re

from linli.cli.installation import ROOT

GUIDES = ROOT / "docs" / "guides"


def commands(name):
    blocks = re.findall(r"```sh\n(.*?)```", (GUIDES / name).read_text(), re.S)
    return [[line.split("  #")[0].rstrip() for line in block.splitlines()] for block in blocks]


def test_both_say_the_same():
    assert commands("install.md") == commands("install.zh.md")
    assert len(commands("install.md")) == 7
