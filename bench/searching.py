"""F4: words that many, hardly any and no matters have, asked by who sees all and who sees one community's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from bench.capture import statements

RARE, NOWHERE = "慕容", "火星"
COMMON = ("登记", "补贴", "津贴", "社区")  # the first that more than a tenth of all matters have
SHOWN = 20
SAID = (  # all that a matter says, to be read from end to end
    "SELECT a.id FROM services_application a JOIN people_person p ON p.id = a.person_id "
    "JOIN places_place c ON c.id = a.community_id JOIN places_unit u ON u.id = a.taken_in_by_id "
    "JOIN services_itemversion v ON v.id = a.version_id WHERE concat(p.name, ' ', c.names, ' ', u.names, ' ', "
    "v.body -> 'name', ' ', v.body -> 'keywords', ' ', v.body -> 'summary') LIKE '%%' || %s::text || '%%'"
)


def plant() -> None:
    """One person with a single matter, in the community that the one worker sees, gets a name that nobody else has."""
    from linli.commons.people.actions.persons import set_profile
    from linli.commons.people.models import Person

    if Person.objects.filter(name__startswith=RARE).exists():
        return
    reach = sorted(_reach(_askers()[1]))
    found = Person.objects.raw(
        "SELECT p.* FROM people_person p WHERE p.account_id IS NULL AND p.community_id = ANY(%s) "
        "ORDER BY (SELECT count(*) = 0 FROM services_application a WHERE a.person_id = p.id), "
        "(SELECT count(*) FROM services_application a WHERE a.person_id = p.id), p.id LIMIT 1",
        [reach],
    )
    set_profile(found[0], by=None, changes={"name": f"{RARE}雪"})


def _askers() -> tuple[Any, Any]:
    """Who sees most communities, and who sees fewest."""
    from linli.kernel.access.models import User

    seeing = [(len(_reach(user)), user.username, user) for user in User.objects.all() if _reach(user)]
    return max(seeing)[2], min(seeing)[2]


def _reach(user: Any) -> frozenset[int]:
    from linli.commons.places.queries import network
    from linli.kernel.access.grants import held

    return frozenset[int]().union(*(network().reach(post.unit_id) for post in held(user, "services.see")))


def told() -> list[dict[str, Any]]:
    """Each question: what it is, address, token, statements, and how much of what a plain LIKE finds it found."""
    from django.db import connection

    from linli.capabilities.services.models import Application

    whole = Application.objects.count()
    with connection.cursor() as cursor:
        ids = {}
        for word in (*COMMON, RARE, NOWHERE):
            cursor.execute(SAID, [word])
            ids[word] = [pk for (pk,) in cursor.fetchall()]
    common = next(word for word in COMMON if len(ids[word]) > whole / 10)
    return [
        _question(word, user, ids[word], f"{word} in {len(ids[word]) / whole:.3%}, {len(_reach(user))} communities")
        for word in (common, RARE, NOWHERE)
        for user in _askers()
    ]


def _question(word: str, user: Any, ids: list[int], what: str) -> dict[str, Any]:
    from django.test import Client

    from linli.capabilities.services.queries import visible_to
    from linli.kernel.access.tokens import issue

    token, kept = issue(user), []
    client = Client(headers={"Host": "127.0.0.1", "Authorization": f"Bearer {token}"})
    address = f"/api/v1/applications?q={quote(word)}"
    client.get(address)
    with statements(kept):
        answer = client.get(address)
    found = [one["number"] for one in answer.json()["items"]]
    rows = visible_to(user).filter(pk__in=ids, bundle=False).order_by("-pk")
    wanted = list(rows.values_list("number", flat=True)[:SHOWN])
    recall = len(set(found) & set(wanted)) / len(wanted) if wanted else float(not found)
    exact = found == wanted
    return {
        "what": what, "address": address, "token": token, "statements": len(kept), "recall": recall, "exact": exact,
        "shown": len(found),
    }  # fmt: skip
