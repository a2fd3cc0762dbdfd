"""A form with everything in it, and a kind of number that only these tests know."""

from copy import deepcopy
from typing import Any

from linli.kernel.forms import register


def check_badge(value: str) -> str | None:
    """Nine digits whose sum ends in 0."""
    if not (value.isascii() and value.isdigit()):
        return "format"
    if len(value) != 9:
        return "length"
    return None if sum(map(int, value)) % 10 == 0 else "checksum"


register(
    "test-badge",
    check_badge,
    message=lambda value, code: f"{code}: {9 - len(value)} short" if code == "length" else f"{code}: look again",
    mask=lambda value: f"{value[:1]}*****{value[-3:]}",
    clean=lambda value: value.replace(" ", ""),
    inputmode="numeric",
)


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh-hans": zh, "en": en}


def text(title: str, *examples: Any, **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": both(title, title.title()), "examples": list(examples), **more}


YES_NO = {"enum": ["yes", "no"], "x-labels": {"yes": both("是", "Yes"), "no": both("否", "No")}}
HELP = {"enum": ["home", "walk", "read"], "x-labels": {name: both(name, name) for name in ("home", "walk", "read")}}

_FORM: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "x-groups": [
        {"title": both("您本人", "About you"), "fields": ["name", "badge", "born", "employed", "employer", "since"]},
        {
            "title": both("家里", "At home"),
            "fields": ["left_on", "members", "help", "rent", "rooms", "note", "agree", "pet"],
        },
    ],
    "required": ["name", "badge", "employed", "agree"],
    "properties": {
        "name": text("name", "王秀兰", minLength=2, maxLength=30, **{"x-known": "profile.name"}),
        "badge": text("badge", "123456784", format="test-badge", **{"x-known": "profile.badge"}),
        "born": text("born", "1945-03-08", format="date"),
        "employed": text("employed", "no", **YES_NO),
        "members": {
            "type": "array",
            "title": both("家庭成员", "Members"),
            "maxItems": 8,
            "examples": [[{"name": "李明", "tie": "child"}]],
            "items": {
                "type": "object",
                "required": ["name", "tie"],
                "unevaluatedProperties": False,
                "properties": {
                    "name": {"type": "string", "title": both("姓名", "Name"), "minLength": 2},
                    "tie": {
                        "type": "string",
                        "title": both("关系", "Tie"),
                        "enum": ["spouse", "child"],
                        "x-labels": {"spouse": both("配偶", "Spouse"), "child": both("子女", "Child")},
                    },
                    "badge": {"type": "string", "title": both("编号", "Badge"), "format": "test-badge"},
                    "income": {"type": "integer", "title": both("收入", "Income"), "minimum": 0, "x-widget": "money"},
                },
                "allOf": [
                    {
                        "if": {"properties": {"tie": {"const": "child"}}, "required": ["tie"]},
                        "then": {"properties": {"school": {"type": "string", "title": both("学校", "School")}}},
                    }
                ],
            },
        },
        "help": {
            "type": "array",
            "title": both("要什么帮助", "Help"),
            "items": {"type": "string", **HELP},
            "minItems": 1,
            "maxItems": 2,
            "examples": [["home"]],
        },
        "rent": {
            "type": "integer",
            "title": both("房租", "Rent"),
            "minimum": 0,
            "maximum": 10_000_000,
            "x-widget": "money",
            "examples": [120_050],
        },
        "rooms": {"type": "integer", "title": both("房间", "Rooms"), "minimum": 1, "examples": [2]},
        "note": text("note", "没有", **{"x-widget": "textarea", "x-sensitive": True}),
        "agree": {"type": "boolean", "title": both("同意", "I agree"), "const": True, "examples": [True]},
        "pet": {"type": "boolean", "title": both("宠物", "Pets"), "examples": [False]},
    },
    "allOf": [
        {
            "if": {"properties": {"employed": {"const": "yes"}}, "required": ["employed"]},
            "then": {"required": ["employer"], "properties": {"employer": text("employer", "某厂", minLength=2)}},
        },
        {
            "if": {"properties": {"employer": {"enum": ["某厂", "某店"]}}, "required": ["employer"]},
            "then": {"properties": {"since": text("since", "2020-01-01", format="date")}},
        },
        {
            "if": {"properties": {"employed": {"const": "no"}}, "required": ["employed"]},
            "then": {"required": ["born"], "properties": {"left_on": text("left on", "2026-09-30", format="date")}},
        },
    ],
    "unevaluatedProperties": False,
}


def form() -> dict[str, Any]:
    """The schema, to change at will."""
    return deepcopy(_FORM)


FULL: dict[str, Any] = {
    "name": "王秀兰",
    "badge": "123456784",
    "born": "1945-03-08",
    "employed": "no",
    "left_on": "2026-09-30",
    "members": [
        {"name": "李明", "tie": "child", "school": "星海", "badge": "999999998", "income": 0},
        {"name": "李建国", "tie": "spouse", "income": 500_000},
        {"name": "李红", "tie": "child"},
    ],
    "help": ["home", "read"],
    "rent": 120_050,
    "rooms": 2,
    "note": "第一行\n第二行",
    "agree": True,
    "pet": False,
}


def full(**changes: Any) -> dict[str, Any]:
    """Answers that pass, with some changed; None leaves one out."""
    answers = deepcopy(FULL) | changes
    return {name: value for name, value in answers.items() if value is not None}
