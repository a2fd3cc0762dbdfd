"""Places and units that end while matters need them."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.commons.places.public import load_network, network
from linli.kernel.sources import Flawed, read
from tests.cast import ROOT, Cast

HUDONG = (ROOT / "networks" / "hudong-2020.yaml").read_text()
STATION = "  - code: jingcheng\n"
DEPARTMENT = "  - code: labour\n"
COMMUNITY = "{code: jingcheng,"


def load(tmp_path: Path, after: str, line: str) -> None:
    """The network with a word more about one place or unit."""
    assert HUDONG.count(after) == 1
    file = tmp_path / "network.yaml"
    file.write_text(HUDONG.replace(after, after + line))
    load_network(read(file))


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (STATION, "    valid_until: 2022-01-01\n"),
        (STATION, "    valid_until: 2030-01-01\n"),
        (COMMUNITY, " valid_until: 2030-01-01,"),
    ],
)
def test_nothing_ends_while_an_unfinished_matter_needs_it(cast: Cast, tmp_path: Path, after: str, line: str):
    a = cast.file("unemployment-registration")
    with pytest.raises(Flawed, match="jingcheng is still needed by 1 unfinished matters"):
        load(tmp_path, after, line)
    assert network().unit("jingcheng").valid.upper is None
    load(tmp_path, DEPARTMENT, "    valid_until: 2030-01-01\n")  # nothing lies there
    cast.do("resident", "withdraw", a.number)
    load(tmp_path, after, line)
    assert (network().unit("jingcheng").valid.upper is None) == (after == COMMUNITY)
