"""How people rate, and what heads do about it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.ratings import Rated, appeal_desk, rated
from linli.kernel import clock as civic
from linli.kernel.access.models import User

if TYPE_CHECKING:
    from linli.capabilities.services.demo.life import Matter

LEVELS, WEIGHTS = [5, 4, 3, 2, 1], [60, 22, 10, 5, 3]
SAID = ("跑了两趟才办好。", "等得有点久。", "电话一直打不通。")


def goes_on(found: View, rests: str, chance: random.Random) -> bool:
    """Whether something more happens to a closed matter: most are rated, bad ratings are seen to."""
    known = rated(found.number, found)
    if known is None:
        return bool(rests) or chance.random() < 0.6
    return known.bad and not known.followed


def next_of(matter: Matter, found: View) -> None:
    """Rate it; or of a bad rating call, answer or appeal, then say how it is now."""
    known, chance = rated(found.number, found), matter.life.chance
    if known is None:
        if matter.person.account is not None:
            level = chance.choices(LEVELS, WEIGHTS)[0] if not matter.rests else 2
            more = {"comment": chance.choice(SAID)} if level <= 2 else {}
            matter.do("rate", matter.person.account, {"level": level, **more})
        return
    verb, by, raw = _after_bad(matter, found, known, chance)
    if verb:
        matter.do(verb, by, raw)


def _after_bad(matter: Matter, found: View, known: Rated, chance: random.Random) -> tuple[str, User, dict[str, Any]]:
    a, today = found.application, civic.today().isoformat()
    head, above = matter.life.account(a.taken_in_by_id, "head"), appeal_desk(a)
    if not known.reached:
        return "call-rater", head, {"reached": chance.random() < 0.8, "on": today, "note": "说明了情况"}
    if known.appealed_by is not None and known.struck is None and above is not None:
        strike = {"strike": True, "reason": "与本人核实，确实是按错了，这条评价不计入。"}
        return "decide-appeal", matter.life.account(*above), strike
    if known.answered is None and known.appealed_by is None and above is not None and chance.random() < 0.25:
        return "appeal-rating", head, {"ground": "mistaken", "reason": "回访时本人说按错了星。"}
    if known.answered is None:
        return "answer-rating", head, {"what_was_done": "已电话回访，说明了情况并当场改进。"}
    if matter.person.account is None or chance.random() < 0.5:
        return "", head, {}
    return "follow-up", matter.person.account, {"level": chance.choice([3, 4, 5])}
