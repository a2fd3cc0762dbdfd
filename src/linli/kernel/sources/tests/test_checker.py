"""Whatever stands in a file, the checker names it and goes on."""

from datetime import date
from pathlib import Path

import pytest

from linli.kernel.sources import Checker, Flawed, read

TEXT = """\
name: 景城
number: 12
when: 2020-09-01
yes: true
list: [a, b]
names: {zh-hans: 景城, en: Jingcheng}
blank: '  '
long: abcdef
"""


def checker(tmp_path: Path, text: str = TEXT) -> Checker:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    return Checker(read(file))


def test_right_values_pass_without_a_flaw(tmp_path):
    c = checker(tmp_path)
    assert c.text(("name",)) == "景城"
    assert c.one_of(("name",), ["景城", "方洲"]) == "景城"
    assert c.integer(("number",), 12, 12) == 12
    assert c.date(("when",)) == date(2020, 9, 1)
    assert c.flag(("yes",)) is True
    assert c.flag(("absent",)) is False
    assert list(c.items(("list",), least=2)) == [("list", 0), ("list", 1)]
    assert list(c.keys(("names",))) == [("names", "zh-hans"), ("names", "en")]
    assert c.translated(("names",), ["zh-hans", "en"]) == {"zh-hans": "景城", "en": "Jingcheng"}
    assert c.text(("absent",), required=False) == ""
    assert c.integer(("absent",), 1, 2, required=False) is None
    assert c.translated(("absent",), ["en"], required=False) == {}
    c.finish()


@pytest.mark.parametrize(
    ("look", "line", "field"),
    [
        (lambda c: c.text(("number",)), 2, "number"),
        (lambda c: c.text(("blank",)), 7, "blank"),
        (lambda c: c.text(("long",), longest=5), 8, "long"),
        (lambda c: c.text(("long",), pattern="[a-e]+"), 8, "long"),
        (lambda c: c.text(("absent",)), 1, "absent"),
        (lambda c: c.text(("names",)), 6, "names"),
        (lambda c: c.one_of(("list",), ["a"]), 5, "list"),
        (lambda c: c.one_of(("name",), ["a"]), 1, "name"),
        (lambda c: c.integer(("yes",), 0, 1), 4, "yes"),
        (lambda c: c.integer(("number",), 13, 20), 2, "number"),
        (lambda c: c.integer(("number",), 0, 11), 2, "number"),
        (lambda c: c.date(("name",)), 1, "name"),
        (lambda c: c.flag(("number",)), 2, "number"),
        (lambda c: list(c.items(("name",))), 1, "name"),
        (lambda c: list(c.items(("list",), least=3)), 5, "list"),
        (lambda c: list(c.items(("absent",), least=1)), 1, "absent"),
        (lambda c: list(c.keys(("list",))), 5, "list"),
        (lambda c: c.translated(("names",), ["zh-hans"]), 6, "names.en"),
        (lambda c: c.translated(("names",), ["zh-hans", "en", "zh-hant"]), 6, "names.zh-hant"),
        (lambda c: c.mapping(("name",)), 1, "name"),
    ],
)
def test_a_wrong_value_is_one_flaw_at_its_line(tmp_path, look, line, field):
    c = checker(tmp_path)
    look(c)
    with pytest.raises(Flawed) as caught:
        c.finish()
    assert [(flaw.line, flaw.field) for flaw in caught.value.flaws] == [(line, field)]


def test_a_mapping_names_what_is_missing_and_what_is_unknown(tmp_path):
    c = checker(tmp_path, "a:\n  b: 1\n  typo: 2\n")
    c.mapping(("a",), required=["b", "c"], optional=["d"])
    with pytest.raises(Flawed) as caught:
        c.finish()
    assert [(flaw.line, flaw.field) for flaw in caught.value.flaws] == [(1, "a.c"), (3, "a.typo")]


def test_an_empty_file_is_one_flaw(tmp_path):
    c = checker(tmp_path, "")
    c.mapping((), required=["a"])
    with pytest.raises(Flawed) as caught:
        c.finish()
    assert [flaw.what for flaw in caught.value.flaws] == ["is missing"]


def test_what_could_not_be_read_is_told_once_with_all_else_that_is_wrong(tmp_path):
    c = checker(tmp_path, "a: 2020-02-30\nb: 1\nb: 2\n")
    c.date(("a",))
    c.text(("b",))
    with pytest.raises(Flawed) as caught:
        c.finish()
    assert [(flaw.line, flaw.field) for flaw in caught.value.flaws] == [(1, "a"), (2, "b"), (3, "b")]


def test_digits_of_a_pattern_are_ascii(tmp_path):
    c = checker(tmp_path, "a: '１２'\n")
    assert c.text(("a",), pattern=r"\d+") == ""
    assert [flaw.field for flaw in c.flaws] == ["a"]
