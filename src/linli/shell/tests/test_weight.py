"""What a resident's pages weigh on the wire: 120 KB at the first visit, 15 KB later, ten requests (F9)."""

import gzip
import re
from functools import partial
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from bench.weight import Answer, weigh

SPOT = "unemployment-registration"


def fetch(client, address):
    """As the web sends it: pages compressed by the middleware, files compressed when they were collected."""
    if address.startswith("/static/"):
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", address.removeprefix("/static/"))
        body = Path(finders.find(name)).read_bytes()
        return Answer(len(gzip.compress(body, 9)), body.decode(errors="replace"), immutable=True)
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "gzip"
    return Answer(len(response.content), gzip.decompress(response.content).decode(), immutable=False)


@pytest.mark.parametrize("address", ["/", "/items/", f"/items/{SPOT}", "/matters/", "/matters/{number}"])
def test_a_residents_page_is_light(cast, address):
    number = cast.file(SPOT).number
    weight = weigh(address.format(number=number), partial(fetch, cast.page("resident")))
    assert weight.requests > 3, "style sheets and script were not seen"
    assert weight.light, weight
