"""Two steps at sign-in, as a browser without script takes them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from tests.cast import PASSWORD
from tests.totp import digits, secret_of

INDEX, CODE = "/accounts/second-step/", "/accounts/login/code/"


def sign_in(account: str, password: str = PASSWORD) -> tuple[Client, Any]:
    """A browser of its own, and what it is answered."""
    client = Client()
    return client, client.post("/accounts/login/", {"login": account, "password": password})


def set_up(client: Client) -> tuple[str, list[str]]:
    """The key of an app that was just set up, and the backup codes."""
    secret = secret_of(client.get(INDEX + "app/").text)
    done = client.post(INDEX + "app/", {"code": digits(secret)})
    assert (done.status_code, done["Location"]) == (302, INDEX + "codes/")
    backup = re.findall(r"<li>(\d{4} \d{4})</li>", client.get(done["Location"]).text)
    assert len(backup) == 10
    return secret, backup
