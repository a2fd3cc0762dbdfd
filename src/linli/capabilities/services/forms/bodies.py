"""What the OpenAPI document says of each verb's body, with an example of each."""

from __future__ import annotations

from typing import Any

from linli.capabilities.services.rules import LEARNED
from linli.capabilities.services.states import Channel, Ground, Means
from linli.commons.ratings.states import Ground as Appeal

Values = dict[str, Any]
LONG: Values = {"type": "string", "minLength": 1, "maxLength": 2000}
SHORT: Values = {"type": "string", "maxLength": 2000}
BRINGER: Values = {
    "type": "string",
    "maxLength": 60,
    "description": "Who is at the window or calls in the person's place. For who is under 18 or has a guardian a "
    "window names the guardian, at the latest when it is filed.",
}
DAYS: Values = {"type": "integer", "minimum": 1, "maximum": 365}
TRUE: Values = {"const": True}
MOST_MATERIALS = 50


def schema(required: list[str], **properties: Any) -> Values:
    """A JSON Schema of a body."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


ANSWERS: Values = {"type": "object", "description": "The object that the item's `form` describes."}
MATERIALS: Values = {
    "type": "array",
    "maxItems": MOST_MATERIALS,
    "items": {
        "type": "object",
        "description": "A paper by its code and in one way. `seen` (the original): staff; `declared`: oneself only; "
        "`follows`: what may follow.",
        "required": ["code"],
        "properties": {
            "code": {"type": "string"},
            "file": {"type": "string"},
            "known": TRUE,
            "seen": TRUE,
            "follows": TRUE,
            "declared": TRUE,
        },
    },
}
REMEMBER: Values = {
    "type": "array",
    "maxItems": len(LEARNED),
    "items": {"enum": list(LEARNED)},
    "description": "What is kept of the person's answers for the next time; the person concerned or a guardian only, "
    "or the window for who asks for it.",
}
NEW = schema(
    ["item"],
    item={"type": "string", "minLength": 1},
    community={"type": "string"},
    answers=ANSWERS,
    materials=MATERIALS,
    submit={"type": "boolean"},
    on_behalf_of={"type": "string"},
    channel={"enum": Channel.values},
    handed_in_by=BRINGER,
    remember=REMEMBER,
)
REASON = schema([], reason=SHORT)
CHANGE = schema([], answers=ANSWERS, materials=MATERIALS, handed_in_by=BRINGER)
AGAIN = schema([], answers=ANSWERS, materials=MATERIALS, handed_in_by=BRINGER, remember=REMEMBER)
ASKED = schema(["what"], pointer={"type": "string"}, material={"type": "string"}, what=LONG | {"maxLength": 500})
BODIES: dict[str, Values] = {
    "submit": schema([], remember=REMEMBER),
    "resubmit": AGAIN,
    "withdraw": schema([], reason=SHORT, file={"type": "string", "maxLength": 60}),
    "accept": schema([], note=SHORT),
    "accept-conditionally": schema(
        ["materials", "until"],
        materials={"type": "array", "minItems": 1, "maxItems": MOST_MATERIALS, "items": {"type": "string"}},
        until={"type": "string", "format": "date"},
    ),
    "promise": schema(
        ["agreed"],
        agreed=TRUE,
        file={"type": "string", "description": "At the window: the promise that the resident signed."},
    ),
    "supply": schema(["materials"], materials=MATERIALS | {"minItems": 1}),
    "request-correction": schema(
        ["items"], items={"type": "array", "minItems": 1, "maxItems": 50, "items": ASKED}, note=SHORT
    ),
    "not-accept": schema(
        ["reason", "ground"],
        reason=LONG,
        ground={"enum": Ground.values},
        right_body={"type": "string", "maxLength": 100},
    ),
    "complete-step": schema(
        [],
        outcome={"enum": ["agree", "disagree"]},
        opinion=SHORT,
        officers={"type": "array", "maxItems": 20, "items": {"type": "string"}},
    ),
    "send-back": schema(["reason"], reason=LONG),
    "answer-objection": schema(
        ["upheld", "finding"],
        objection={"type": "integer", "description": "Its number, where several wait."},
        upheld={"type": "boolean"},
        finding=LONG,
        told={"type": "string", "format": "date", "description": "On which day who objected was called back."},
    ),
    "suspend": schema(
        ["procedure", "expected", "reason"],
        procedure={"type": "string", "description": "The code of one of the item's `special_procedures`."},
        expected=schema(["amount", "unit"], amount=DAYS, unit={"enum": ["working_day", "natural_day"]}),
        reason=LONG,
    ),
    "resume": schema([]),
    "help-first": schema(["what"], what=SHORT),
    "extend": schema(
        ["amount", "unit", "reason"],
        amount=DAYS,
        unit={"type": "string", "description": "The limit's own."},
        reason=LONG,
    ),
    "grant": schema([], text=SHORT),
    "refuse": schema(["reasons"], reasons=LONG),
    "deliver": schema(["means"], means={"enum": Means.values}, reference={"type": "string", "maxLength": 200}),
    "rate": schema(["level"], level={"type": "integer", "minimum": 1, "maximum": 5}, comment=SHORT),
    "call-rater": schema(
        ["reached", "on"], reached={"type": "boolean"}, on={"type": "string", "format": "date"}, note=SHORT
    ),
    "answer-rating": schema(["what_was_done"], what_was_done=LONG),
    "follow-up": schema(["level"], level={"type": "integer", "minimum": 1, "maximum": 5}, comment=SHORT),
    "appeal-rating": schema(["ground", "reason"], ground={"enum": Appeal.values}, reason=LONG),
    "decide-appeal": schema(["strike", "reason"], strike={"type": "boolean"}, reason=LONG),
    "check-declaration": schema(["holds", "finding"], holds={"type": "boolean"}, finding=LONG),
}
TOLD = schema(["means", "on"], means={"enum": Means.values}, on={"type": "string", "format": "date"}, note=SHORT)
CALLED_BACK = schema(
    ["on"],
    objection={"type": "integer", "description": "Its number, where several wait."},
    on={"type": "string", "format": "date"},
)
EXAMPLES: dict[str, Values] = {
    "new": {"item": "unemployment-registration", "answers": {"situation": "left_employer"}, "submit": True},
    "new-joint": {"item": "hardship-and-subsidy", "answers": {"phone": "13800138000"}, "submit": False},
    "change": {"answers": {"phone": "13800138000"}},
    "told": {"means": "phone", "on": "2026-06-08", "note": "本人接听"},
    "called_back": {"objection": 1, "on": "2026-06-08"},
    "submit": {"remember": ["phone"]},
    "resubmit": {"materials": [{"code": "disability-certificate", "known": True}]},
    "withdraw": {"reason": "不办了"},
    "help-first": {"what": "先送去米、油和 500 元应急款，本人签收"},
    "accept": {"note": "材料齐全"},
    "accept-conditionally": {"materials": ["household-register"], "until": "2026-07-01"},
    "promise": {"agreed": True},
    "supply": {"materials": [{"code": "household-register", "known": True}]},
    "request-correction": {"items": [{"pointer": "/answers/bank_card", "what": "请核对银行卡号"}]},
    "not-accept": {"reason": "由户籍地办理", "ground": "not_this_body", "right_body": "姑苏区民政局"},
    "complete-step": {"outcome": "agree", "opinion": "情况属实，同意上报"},
    "send-back": {"reason": "请补充家庭情况说明"},
    "answer-objection": {"upheld": False, "finding": "经核实，不影响办理"},
    "suspend": {
        "procedure": "hearing",
        "expected": {"amount": 10, "unit": "working_day"},
        "reason": "申请人要求听证",
    },
    "resume": {},
    "extend": {"amount": 10, "unit": "working_day", "reason": "需要向外地核实情况"},
    "grant": {"text": "予以办理"},
    "refuse": {"reasons": "不符合规定的条件"},
    "deliver": {"means": "window"},
    "rate": {"level": 5, "comment": "很方便"},
    "call-rater": {"reached": True, "on": "2026-06-10", "note": "说明了情况"},
    "answer-rating": {"what_was_done": "已电话致歉并当场改进"},
    "follow-up": {"level": 4, "comment": "现在好了"},
    "appeal-rating": {"ground": "mistaken", "reason": "回访时本人说按错了"},
    "decide-appeal": {"strike": True, "reason": "与本人核实，确实按错了"},
    "check-declaration": {"holds": True, "finding": "经核查，承诺属实"},
}
