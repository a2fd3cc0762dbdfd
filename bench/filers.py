"""Who does what during the run: residents that file, and how each reads and files."""

from __future__ import annotations

from typing import Any

from django.test import Client

ITEM = "unemployment-registration"
STAFF, RESIDENT = "generalist", "resident"
MARK = "Works 100000001"  # stands for the words that differ from filing to filing


def filers() -> list[dict[str, str]]:
    """A token and a body for each resident with an account."""
    from linli.capabilities.services.demo import answers_for
    from linli.capabilities.services.queries import catalogue
    from linli.commons.people.models import Person
    from linli.kernel.access.tokens import issue

    found = Person.objects.filter(account__isnull=False, posts=None, community__isnull=False)
    return [
        {"token": issue(person.account), "body": body(answers_for(catalogue().item(ITEM), person))}
        for person in found.select_related("account")
        if person.account is not None
    ]


def body(answers: dict[str, Any]) -> str:
    """A filing whose words can be varied."""
    import json

    said = {"item": ITEM, "answers": answers | {"last_employer": MARK}, "submit": True}
    return json.dumps(said, ensure_ascii=False)


def signed_in(account: str) -> Client:
    """A browser with that account's session."""
    from linli.kernel.access.models import User

    client = Client(headers={"Host": "127.0.0.1", "Accept-Language": "zh-CN"})
    client.force_login(User.objects.get(username=account))
    return client


def longest(account: str) -> str:
    """The number of the matter with the longest life that this account sees."""
    from django.db import connection

    from linli.capabilities.services.queries import visible_to
    from linli.kernel.access.models import User

    seen = visible_to(User.objects.get(username=account)).values_list("number", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM record_entry WHERE subject_kind = 'application' AND subject_id = ANY(%s) "
            "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
            [list(seen)],
        )
        return str(cursor.fetchone()[0])
