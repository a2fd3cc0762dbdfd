"""Invented residents for a rehearsal: the same seed, the same people.

Their identity numbers are right by GB 11643 but begin with 320594, the Park's own code instead of a county's; their
telephone numbers begin with 1990000.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from stdnum.cn import ric
from stdnum.luhn import calc_check_digit

from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind
from linli.kernel.access.models import User

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈姚卢钱陆顾"
)
FEMALE = (
    "芳",
    "娟",
    "敏",
    "静",
    "丽",
    "秀英",
    "桂珍",
    "玉兰",
    "美华",
    "雪琴",
    "晓燕",
    "文静",
    "慧",
    "婷",
    "佳怡",
    "雨欣",
    "彩凤",
    "巧云",
)
MALE = (
    "伟",
    "强",
    "军",
    "磊",
    "建国",
    "志明",
    "国华",
    "永福",
    "根生",
    "海波",
    "俊杰",
    "浩然",
    "宇轩",
    "斌",
    "文博",
    "金宝",
    "阿根",
    "立新",
)
AREA = "320594"


def residents(count: int = 60, *, seed: int = 2020) -> list[Person]:
    """Make residents in the communities of the loaded network, one after another; some have no phone."""
    # Not for secrets: the same people at every rehearsal.
    chance = Random(seed)  # noqa: S311
    places = network()
    communities = [place for place in places.places.values() if place.kind == PlaceKind.COMMUNITY]
    communities.sort(key=lambda place: place.code)
    made = []
    for serial in range(count):
        name, known = somebody(chance, serial)
        community = communities[serial % len(communities)]
        known["address"] = f"{community.name}{chance.randint(1, 40)}幢{chance.randint(1, 11)}0{chance.randint(1, 4)}室"
        made.append(make_person(name, by=None, community=community, known=known))
        if "phone" in known and serial % 2 == 0:
            _give_account(made[-1], serial)
    return made


def _give_account(person: Person, serial: int) -> None:
    """Half of those with a phone file from home. Nobody can sign in to these: they have no password."""
    person.account = User.objects.create_user(f"resident-{serial + 1}", None, name=person.name)
    person.save(update_fields=["account"])


def somebody(chance: Random, serial: int) -> tuple[str, dict[str, Any]]:
    """A name and a profile; `serial` keeps numbers apart."""
    woman = chance.random() < 0.52
    name = chance.choice(SURNAMES) + chance.choice(FEMALE if woman else MALE)
    born = date(chance.randint(1938, 2006), chance.randint(1, 12), chance.randint(1, 28))
    known = {"identity_number": identity_number(born, serial, woman), "bank_card": bank_card(chance, serial)}
    if chance.random() < 0.85:
        known["phone"] = f"1990000{serial:04}"
    return name, known


def identity_number(born: date, serial: int, woman: bool) -> str:
    """A right identity number; the last digit of the sequence is even for women."""
    sequence = (serial * 2) % 998 + (0 if woman else 1)
    body = f"{AREA}{born:%Y%m%d}{sequence:03}"
    return body + str(ric.calc_check_digit(body + "0"))


def bank_card(chance: Random, serial: int) -> str:
    """A card number of 19 digits that passes Luhn."""
    body = f"6217{chance.randint(10**9, 10**10 - 1)}{serial:04}"
    return body + str(calc_check_digit(body))
