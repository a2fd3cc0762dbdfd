"""The parts of an item, typed, and how each is read from the stored body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.kernel.forms.form import same

Text = dict[str, str]
Body = Mapping[str, Any]
Situation = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Amount:
    """A length of time. Unit: hour, working_day, natural_day; accept (amount 0: by the rule of same-day acceptance);
    month and year in validity and retention only, which no clock counts."""

    amount: int
    unit: str


@dataclass(frozen=True)
class Limit(Amount):
    """A period with what it rests on. `by`: promise or statute. `channel`: it holds for filings by this one only."""

    basis: Text
    source: Text
    by: str
    channel: str | None = None


@dataclass(frozen=True)
class Material:
    """申请材料. Need: necessary, may_follow, declaration. Source: applicant, shared_data.

    `declares`: what a person declares instead of proving it (告知承诺, 国办发〔2020〕42号), in the first person.
    `valid_for`: how long after it was handed in it need not be handed in again. `proved_by`: the kinds of credentials
    that stand for it (国务院令第716号第七条: what can be had by sharing is not asked for again).
    `when`: the situations in which it is asked for, by field and answers; any of them will do, empty is always.
    """

    code: str
    name: Text
    need: str
    source: str
    note: Text | None
    valid_for: Amount | None
    declares: Text | None
    proved_by: tuple[str, ...]
    when: tuple[Situation, ...] = ()

    def asked(self, answers: Body) -> bool:
        """Whether it is asked for while the form is answered so; a field without an answer asks for nothing."""
        return is_so(self.when, answers)


def is_so(when: Sequence[Situation], answers: Body) -> bool:
    """Whether one of the situations is the one that is answered; none at all is always."""
    return not when or any(_is_so(situation, answers) for situation in when)


def _is_so(situation: Situation, answers: Body) -> bool:
    return all(any(same(answers.get(name), value) for value in values) for name, values in situation.items())


@dataclass(frozen=True)
class Part:
    """One item of a bundle, in one version.

    `choice`: the field of the bundle's form by which it is chosen; "" for one that is always applied for. `needs`: the
    items whose result it needs. `given`: what the bundle answers itself.
    """

    item: str
    version: int
    choice: str
    needs: tuple[str, ...]
    given: Body


@dataclass(frozen=True)
class Step:
    """办理环节 number k, at a desk: `station`, `street` or a unit's code, and a role there.

    With `limit_with` it has no clock of its own: the one begun at that step goes on until this step ends.
    `counts` is false only for a notice whose days do not count, on `counts_basis`.
    """

    k: int
    kind: str
    unit: str
    role: str
    name: Text
    limit: Limit | None
    limit_with: int | None
    duration: Amount | None
    officers: int
    counts: bool
    counts_basis: Text | None


@dataclass(frozen=True)
class Deciding:
    """The desk that decides, and its own limit where one is published."""

    unit: str
    role: str
    limit: Limit | None


@dataclass(frozen=True)
class Procedure:
    """特别程序: hearing, appraisal, medical assessment, survey …, whose time does not count towards the limits.

    `limit`: how long it may take at most, where that is published.
    """

    code: str
    name: Text
    basis: Text
    source: Text
    limit: Amount | None


@dataclass(frozen=True)
class Remedy(Amount):
    """What whoever is refused may do: kind `reconsider` 行政复议 or `court` 行政诉讼, within a time, at a body."""

    kind: str
    body: Text | None
    basis: Text
    source: Text


@dataclass(frozen=True)
class Fee:
    """In fen; 0 is free of charge."""

    amount: int
    basis: Text
    source: Text


@dataclass(frozen=True)
class Quota:
    """有数量限制: so many results hold at a time; who was accepted first is granted first."""

    amount: int
    basis: Text
    source: Text


@dataclass(frozen=True)
class Renewal:
    """延续: this item renews the results of `item`. Applied for so long before their end, silence renews them."""

    item: str
    before: Amount
    basis: Text
    source: Text


@dataclass(frozen=True)
class SpotCheck:
    """核查承诺: of so many in a hundred matters with a declaration it is checked, after delivery, within the limit."""

    share: int
    limit: Amount
    basis: Text
    source: Text


@dataclass(frozen=True)
class Result:
    """What a granted matter gives, and how long it holds where that is published."""

    name: Text
    valid_for: Amount | None


def read_remedy(kind: str, part: Body) -> Remedy:
    return Remedy(**read_time(part), kind=kind, body=read_text(part, "body"), **read_ground(part))


def read_renewal(part: Body) -> Renewal:
    return Renewal(part["item"], Amount(**read_time(part["before"])), **read_ground(part))


def read_spot_check(part: Body) -> SpotCheck:
    return SpotCheck(part["share"], Amount(**read_time(part["limit"])), **read_ground(part))


def read_procedure(part: Body) -> Procedure:
    return Procedure(part["code"], part["name"], **read_ground(part), limit=read_amount(part, "limit"))


def read_text(part: Body, name: str) -> Text | None:
    value: Text | None = part.get(name)
    return value


def read_time(part: Body) -> dict[str, Any]:
    return {"amount": part["amount"], "unit": part["unit"]}


def read_ground(part: Body) -> dict[str, Any]:
    return {"basis": part["basis"], "source": part["source"]}


def read_amount(part: Body, name: str) -> Amount | None:
    value = part.get(name)
    return Amount(**read_time(value)) if value else None


def read_limit(part: Body, name: str, by: str) -> Limit | None:
    value = part.get(name)
    if not value:
        return None
    return Limit(**read_time(value), **read_ground(value), by=value.get("by", by), channel=value.get("channel"))


def read_material(part: Body) -> Material:
    return Material(
        part["code"],
        part["name"],
        part["need"],
        part["source"],
        read_text(part, "note"),
        read_amount(part, "valid_for"),
        read_text(part, "declares"),
        tuple(part.get("proved_by", ())),
        read_when(part),
    )


def read_when(part: Body) -> tuple[Situation, ...]:
    """The situations of a part of an item."""
    return tuple({name: tuple(values) for name, values in one.items()} for one in situations(part))


def situations(part: Body) -> list[Mapping[str, Any]]:
    """The situations of a part of an item, as written: one, or a list of which any will do."""
    when = part.get("when", ())
    return [when] if isinstance(when, Mapping) else list(when)


def read_step(part: Body) -> Step:
    """One step of an item's way, from the published body."""
    return Step(
        k=part["k"],
        kind=part["kind"],
        unit=part["unit"],
        role=part["role"],
        name=part["name"],
        limit=read_limit(part, "limit", "promise"),
        limit_with=part.get("limit_with"),
        duration=read_amount(part, "duration"),
        officers=part.get("officers", 1),
        counts=part.get("counts", True),
        counts_basis=read_text(part, "counts_basis"),
    )
