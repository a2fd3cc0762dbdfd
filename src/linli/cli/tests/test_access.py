"""`linli token USER`."""

from __future__ import annotations

import pytest

from linli.cli.tests.running import errors, linli
from linli.kernel.access.models import User
from linli.kernel.access.tokens import user_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_is_the_last_line_and_belongs_to_the_account() -> None:
    User.objects.create_user("resident")
    found = user_of(linli("token", "resident").stdout.splitlines()[-1])
    assert found is not None
    assert found.username == "resident"


def test_nobody_gets_no_token() -> None:
    User.objects.create_user("gone", is_active=False)
    assert errors(linli("token", "nobody")) == ["There is no account 'nobody'."]
    assert errors(linli("token", "gone")) == ["There is no account 'gone'."]
