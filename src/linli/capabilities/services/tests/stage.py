"""Who takes part in the lives that the stateful test plays."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person, Post
from linli.commons.places.queries import network
from linli.kernel.access.models import User
from linli.kernel.database.generation import bump
from tests.cast import Cast

ACTORS = (
    "resident", "neighbour", "stranger", "generalist", "jingcheng.generalist", "jingcheng.specialist", "head",
    "jingcheng.head", "fangzhou.generalist", "hudong-committee.specialist", "hudong-committee.head",
    "civil-affairs.specialist", "civil-affairs.approver", "approver", "civil-affairs.head",
    "disabled-federation.specialist", "public-security.approver", "labour.specialist", "labour.approver",
    "family-planning.approver",
)  # fmt: skip


def residents(cast: Cast) -> dict[str, Person]:
    """One with an account, and an old woman without."""
    own = Person.objects.get(account=cast["resident"])
    place = network().place("jingcheng")
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    other = make_person("陈美芳", by=cast["generalist"], community=place, known=known, language="zh-hans")
    return {"self": own, "other": other}


def specialist_of_the_station() -> None:
    """The district has no such desk; a test item names it."""
    user = User.objects.create_user("jingcheng.specialist")
    ever = DateRange(date(2020, 9, 1), None)
    unit = network().unit("jingcheng")
    Post.objects.create(person=make_person("秦岚", by=None, account=user), unit=unit, role="specialist", during=ever)
    bump()
