"""The contrast of every pair of text and ground, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "ui" / "tokens.css").read_text()
STATES = ("waiting", "you", "running", "due", "late", "done", "ended")
PAIRS = [
    *((text, f"state-{state}-bg") for state in STATES for text in (f"state-{state}", "ink")),
    *((text, ground) for text in ("ink", "ink-soft", "act") for ground in ("page", "surface", "act-tint")),
    ("act-deep", "act-tint"),
    ("on-act", "act"),
    ("state-late", "surface"),
    ("state-due", "surface"),
]


def block(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\n\s*\}", CSS, re.DOTALL)
    assert body, selector
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body[1]))


LIGHT = block(":root")
DARK = LIGHT | block('[data-theme="dark"]')
ELDER = LIGHT | block('[data-mode="elder"]')


def value(tokens: dict[str, str], name: str) -> str:
    found = tokens[name]
    return value(tokens, found[6:-1]) if found.startswith("var(--") else found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(tokens: dict[str, str], text: str, ground: str) -> float:
    high, low = sorted((luminance(value(tokens, text)), luminance(value(tokens, ground))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_is_right():
    assert round(contrast({"a": "#000", "b": "#fff"}, "a", "b"), 1) == 21.0


@pytest.mark.parametrize(("tokens", "least"), [(LIGHT, 4.5), (DARK, 4.5), (ELDER, 9.0)], ids=["light", "dark", "elder"])
def test_every_text_can_be_read_on_its_ground(tokens, least):
    weak = {pair: round(contrast(tokens, *pair), 2) for pair in PAIRS if contrast(tokens, *pair) < least}
    assert weak == {}


def test_dark_is_the_same_whether_chosen_or_the_devices():
    assert block('[data-theme="dark"]') == block(":root:not([data-theme])")
