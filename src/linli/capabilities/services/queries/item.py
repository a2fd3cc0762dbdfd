"""A published item as the engine and the pages see it: typed, unchangeable, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from linli.capabilities.services.queries.parts import (
    Amount,
    Body,
    Deciding,
    Fee,
    Limit,
    Material,
    Part,
    Procedure,
    Quota,
    Remedy,
    Renewal,
    Result,
    SpotCheck,
    Step,
    Text,
    read_amount,
    read_ground,
    read_limit,
    read_material,
    read_procedure,
    read_remedy,
    read_renewal,
    read_spot_check,
    read_step,
    read_text,
)
from linli.kernel.forms import Form, prune


@dataclass(frozen=True)
class PublishedItem:
    """One version of an item. Equal ids are the same version for ever."""

    id: int
    version: int
    published_at: datetime
    body: Body

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublishedItem) and other.id == self.id

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def name(self) -> Text:
        return read_text(self.body, "name") or {}

    @property
    def summary(self) -> Text:
        return read_text(self.body, "summary") or {}

    @property
    def group(self) -> str:
        return str(self.body["group"])

    @property
    def kind(self) -> str:
        return str(self.body["kind"])

    @property
    def audience(self) -> str:
        return str(self.body["audience"])

    @property
    def fileable(self) -> bool:
        """Whether Linli takes applications; otherwise the page only informs."""
        return bool(self.body["fileable"])

    @property
    def handling(self) -> str:
        return str(self.body["handling"])

    @property
    def on_the_spot(self) -> bool:
        return self.handling == "on_the_spot"

    @property
    def competent_body(self) -> str:
        """The code of the unit in whose name it is decided."""
        return str(self.body["competent_body"])

    @property
    def receives_on_behalf(self) -> str:
        """`station`, or the code of the unit that receives for the competent body."""
        return str(self.body["receives_on_behalf"])

    @property
    def confirmed_here(self) -> bool:
        """Whether the district has confirmed it for itself; otherwise it is an example from elsewhere."""
        return bool(self.body["confirmed_here"])

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Of a bundle 一件事, the items that it joins; of an item none."""
        return tuple(
            Part(part["item"], part["version"], part["choice"], tuple(part["needs"]), part["given"])
            for part in self.body.get("parts", ())
        )

    def chosen(self, answers: Body) -> tuple[Part, ...]:
        """Of a bundle, the parts that these answers choose."""
        return tuple(part for part in self.parts if not part.choice or answers.get(part.choice) is True)

    def applied_for(self, answers: Body) -> list[str]:
        """The codes of the items that are applied for with these answers: of a bundle its parts, else the item."""
        return [part.item for part in self.chosen(answers)] if self.parts else [self.code]

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        return tuple(word for words in self.body["keywords"].values() for word in words)

    @cached_property
    def not_found(self) -> frozenset[str]:
        """What was looked for and is not published, by the names of rules.catalogue."""
        return frozenset(self.body["not_found"])

    @cached_property
    def form(self) -> Form:
        """Compiled once. Raises LookupError where the item takes no applications (`fileable`)."""
        return Form(self.body["form"])

    @cached_property
    def identity_fields(self) -> frozenset[str]:
        """The fields that ask for the identity number of the person concerned."""
        return frozenset(name for name, path in self.form.known.items() if path == "profile.identity_number")

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        return tuple(read_material(part) for part in self.body.get("materials", ()))

    def asked(self, answers: Body) -> tuple[Material, ...]:
        """The materials that are asked for while the form is answered so."""
        if not self.situational:
            return self.materials
        now = prune(self.form, answers)
        return tuple(material for material in self.materials if material.asked(now))

    @cached_property
    def situational(self) -> frozenset[str]:
        """The fields whose answers decide which materials are asked for."""
        return frozenset(name for material in self.materials for situation in material.when for name in situation)

    def material(self, code: str) -> Material:
        """Raises LookupError."""
        for material in self.materials:
            if material.code == code:
                return material
        raise LookupError(code)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(read_step(part) for part in self.body.get("steps", ()))

    def step(self, k: int) -> Step:
        """Raises LookupError."""
        if not 1 <= k <= len(self.steps):
            raise LookupError(k)
        return self.steps[k - 1]

    def spans(self, k: int) -> tuple[int, ...]:
        """The steps that the clock begun at step k covers, k first."""
        return (k, *(step.k for step in self.steps if step.limit_with == k))

    @cached_property
    def deciding(self) -> Deciding:
        part = self.body["deciding"]
        return Deciding(part["unit"], part["role"], read_limit(part, "limit", "promise"))

    @cached_property
    def limit(self) -> Limit | None:
        """法定时限, of the whole matter."""
        return read_limit(self.body, "limit", "statute")

    @cached_property
    def promise(self) -> Limit | None:
        """承诺时限, of the whole matter."""
        return read_limit(self.body, "promise", "promise")

    def limit_by(self, channel: str) -> Limit | None:
        """The statutory limit of a matter filed by this channel."""
        return self.limit if self.limit and self.limit.channel in (None, channel) else None

    def promise_by(self, channel: str) -> Limit | None:
        """The promised limit of a matter filed by this channel."""
        return self.promise if self.promise and self.promise.channel in (None, channel) else None

    @cached_property
    def accept_promise(self) -> Amount | None:
        """The item's own promise of acceptance; None leaves the station's."""
        return read_amount(self.body.get("acceptance", {}), "promise")

    @cached_property
    def deemed(self) -> Limit | None:
        """After how long without an answer it counts as accepted 视为受理."""
        return read_limit(self.body.get("acceptance", {}), "deemed", "statute")

    @cached_property
    def correction_limit(self) -> Limit | None:
        """The applicant's time to correct, after which the matter lapses; None: it never lapses."""
        return read_limit(self.body.get("correction", {}), "limit", "statute")

    @cached_property
    def deliver_limit(self) -> Limit | None:
        return read_limit(self.body.get("delivery", {}), "limit", "promise")

    @cached_property
    def rating_within(self) -> Amount:
        """How long after delivery it may be rated."""
        return Amount(self.body["rating"]["amount"], self.body["rating"]["unit"])

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        """特别程序, by code: what a matter may stand still for."""
        return {part["code"]: read_procedure(part) for part in self.body.get("special_procedures", ())}

    @cached_property
    def extension(self) -> Limit | None:
        """By how much, at most, the limit to decide may be extended, once."""
        return read_limit(self.body, "extension", "statute")

    @cached_property
    def quota(self) -> Quota | None:
        part = self.body.get("quota")
        return Quota(part["amount"], **read_ground(part)) if part else None

    @cached_property
    def renewal(self) -> Renewal | None:
        part = self.body.get("renewal")
        return read_renewal(part) if part else None

    @cached_property
    def conditional(self) -> Limit | None:
        """容缺受理: within what time, at most, a material that may follow is handed in."""
        return read_limit(self.body, "conditional", "promise")

    @cached_property
    def may_follow(self) -> tuple[str, ...]:
        """The codes of the materials that may follow after acceptance."""
        return tuple(m.code for m in self.materials if m.need == "may_follow" and not self.on_the_spot)

    @cached_property
    def spot_check(self) -> SpotCheck | None:
        part = self.body.get("spot_check")
        return read_spot_check(part) if part else None

    @cached_property
    def lasting(self) -> tuple[Material, ...]:
        """The papers that need not be handed in again for a while."""
        return tuple(m for m in self.materials if m.valid_for and m.source == "applicant" and not m.declares)

    @cached_property
    def provable(self) -> tuple[Material, ...]:
        """The papers that a credential stands for."""
        return tuple(m for m in self.materials if m.proved_by)

    @property
    def declarations(self) -> tuple[Material, ...]:
        """What is declared instead of proved."""
        return tuple(material for material in self.materials if material.declares)

    @cached_property
    def notice_fields(self) -> tuple[str, ...]:
        """The fields of the form that a public notice shows."""
        return tuple(self.body.get("notice", {}).get("fields", ()))

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        parts = self.body.get("remedies", {})
        return tuple(
            read_remedy(kind, part) for kind, part in sorted(parts.items(), key=lambda pair: pair[0] != "reconsider")
        )

    @cached_property
    def result(self) -> Result | None:
        part = self.body.get("result")
        return Result(part["name"], read_amount(part, "valid_for")) if part else None

    @cached_property
    def fee(self) -> Fee | None:
        part = self.body.get("fee")
        return Fee(part["amount"], **read_ground(part)) if part else None

    @cached_property
    def retention(self) -> Limit | None:
        """How long the matter's content is kept; None: not published, so nothing is erased."""
        return read_limit(self.body, "retention", "statute")
