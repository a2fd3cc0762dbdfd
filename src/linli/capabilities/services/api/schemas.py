"""What the OpenAPI document says of a matter, its decision's print, and a paper."""

from __future__ import annotations

from linli.capabilities.services.states import Acceptance, Channel, Delivery, Left, Outcome, State
from linli.commons.duties.states import ClockKind
from linli.kernel.api.schema import (
    ANY_OBJECT,
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    choice,
    component,
    many,
    maybe,
    shape,
)

DESK: Schema = shape(unit=maybe(TEXT), role=maybe(TEXT))
FILE = component("File", shape(id=TEXT, name=TEXT, type=TEXT, size=WHOLE, sha256=TEXT))
CLOCK = component(
    "Clock",
    shape(
        kind=choice(*ClockKind.values), amount=WHOLE, unit=choice("hour", "working_day", "natural_day", "accept"),
        started_at=MOMENT, due_at=MOMENT, told_due=MOMENT, ended_at=maybe(MOMENT),
        stops=many(shape(from_=MOMENT, until=maybe(MOMENT), ground=TEXT)),
        extension=maybe(shape(amount=WHOLE, unit=TEXT, at=MOMENT)), provisional=YES_NO, late=YES_NO,
    ),
)  # fmt: skip
REMEDY = component("Remedy", shape(kind=choice("reconsider", "court"), amount=WHOLE, unit=TEXT, body=maybe(TEXT)))
ASKED = component("Asked", shape(("pointer", "material"), pointer=TEXT, material=TEXT, what=TEXT))
LINE = component(
    "TimelineLine",
    shape(
        ("items", "remedies", "right_body", "officers"),
        at=MOMENT, fact=TEXT, by=DESK, note=maybe(TEXT), basis=maybe(TEXT), until=maybe(MOMENT), details=ANY_OBJECT,
        items=many(ASKED), remedies=many(REMEDY), right_body=TEXT, officers=many(TEXT),
    ),
)  # fmt: skip
RESTS: Schema = shape(
    source=shape(type=TEXT, id=maybe(TEXT)),
    name=maybe(TEXT),
    by=maybe(TEXT),
    since=DAY,
    until=maybe(DAY),
    as_of=maybe(DAY),
)
OFFER = component("Offer", {"allOf": [RESTS, shape(give=ANY_OBJECT)]})
PAPER = component(
    "Paper",
    shape(
        ("file", "name", "type", "size", "sha256", "known", "seen", "follows", "declared", "from"),
        code=TEXT, file=TEXT, name=TEXT, type=TEXT, size=WHOLE, sha256=TEXT, known=YES_NO, seen=YES_NO, follows=YES_NO,
        declared=YES_NO, from_=RESTS,
    ),
)  # fmt: skip
STEP: Schema = shape(k=WHOLE, kind=choice("desk", "notice", "visit"), name=TEXT, unit=TEXT, role=TEXT)
SUSPENDED: Schema = shape(procedure=TEXT, name=TEXT, since=MOMENT, expected=MOMENT, basis=TEXT)
WARNING: Schema = shape(("number", "material"), code=TEXT, message=TEXT, number=TEXT, material=TEXT)
RENEWAL: Schema = shape(silent_on=maybe(DAY))
OBJECTION: Schema = shape(objection=WHOLE, at=MOMENT, name=TEXT, phone=TEXT, what=TEXT)
OBJECTOR: Schema = shape(objection=WHOLE, outcome=TEXT, name=maybe(TEXT), phone=TEXT, told=maybe(DAY))
RESULT: Schema = shape(code=TEXT, issued_on=DAY, valid_until=maybe(DAY), revoked_on=maybe(DAY))
APPLICATION = component(
    "Application",
    shape(
        number=TEXT, item=TEXT, version=WHOLE, community=TEXT, applicant={"$ref": "#/components/schemas/Person"},
        agent=maybe(shape(id=TEXT, name=TEXT)),
        channel=choice(*Channel.values), state=choice(*State.values), step=maybe(STEP),
        suspended=maybe(SUSPENDED),
        acceptance=maybe(choice(*Acceptance.values)), outcome=maybe(choice(*Outcome.values)),
        delivery=maybe(choice(*Delivery.values)), clocks=many(CLOCK), accept_by=maybe(MOMENT), due_at=maybe(MOMENT),
        answers=ANY_OBJECT, materials=many(PAPER), handed_in_by=maybe(TEXT), taken_in_by=TEXT, decided_by=maybe(TEXT),
        result=maybe(RESULT), renewal=maybe(RENEWAL), objections=many(OBJECTION), objectors=many(OBJECTOR),
        filed_at=maybe(MOMENT), joint=maybe(TEXT), timeline=many(LINE), allowed=many(TEXT), warnings=many(WARNING),
    ),
)  # fmt: skip
PART = component(
    "Part",
    shape(
        item=TEXT, version=WHOLE, name=TEXT, needs=many(TEXT), application=maybe(TEXT),
        state=choice("waiting", "left", *State.values), outcome=maybe(choice(*Outcome.values)),
        left=maybe(choice(*Left.values)),
    ),
)  # fmt: skip
JOINT = component(
    "JointApplication",
    shape(
        number=TEXT, item=TEXT, version=WHOLE, community=TEXT, applicant={"$ref": "#/components/schemas/Person"},
        agent=maybe(shape(id=TEXT, name=TEXT)), channel=choice(*Channel.values),
        state=choice("draft", "filed", "closed"), filed_at=maybe(MOMENT), parts=many(PART), answers=ANY_OBJECT,
        materials=many(PAPER), timeline=many(ANY_OBJECT), allowed=many(TEXT), warnings=many(WARNING),
    ),
)  # fmt: skip
BUNDLE = component(
    "Bundle",
    shape(
        code=TEXT, version=WHOLE, name=TEXT, summary=TEXT, group=TEXT, audience=TEXT, confirmed_here=YES_NO,
        who=many(TEXT), form=ANY_OBJECT, materials=many(ANY_OBJECT), as_published_by=many(ANY_OBJECT),
        assumed=many(ANY_OBJECT), elsewhere=many(ANY_OBJECT),
        parts=many(shape(item=TEXT, version=WHOLE, name=TEXT, choice=maybe(TEXT), needs=many(TEXT))),
    ),
)  # fmt: skip
VERIFIED = component(
    "Verified",
    shape(
        code=TEXT, item=TEXT, issued_by=TEXT, issued_on=DAY, valid=YES_NO, valid_until=maybe(DAY), revoked_on=maybe(DAY)
    ),
)
