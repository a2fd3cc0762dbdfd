"""A file is read whole, every trap of YAML named with its line."""

from datetime import date
from pathlib import Path

import pytest

from linli.kernel.sources import Flaw, Flawed, dotted, read


def source(tmp_path: Path, text: str | bytes):
    file = tmp_path / "a.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(file)


def flaws(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    """What keeps it from being read, or what was noted on the way."""
    try:
        found = source(tmp_path, text).flaws
    except Flawed as caught:
        found = caught.flaws
    return [(flaw.line, flaw.field) for flaw in found]


def test_yaml_1_2_keeps_hours_and_words_as_text_and_reads_dates(tmp_path):
    read_ = source(tmp_path, "a: 09:00\nb: yes\nc: NO\nd: 2020-09-01\ne: true\nf: 012\ng: ~\nh: 2020-09-01T08:00:00Z\n")
    assert read_.data == {
        "a": "09:00",
        "b": "yes",
        "c": "NO",
        "d": date(2020, 9, 1),
        "e": True,
        "f": 12,
        "g": None,
        "h": "2020-09-01T08:00:00Z",
    }


def test_keys_are_text_as_written(tmp_path):
    assert source(tmp_path, "2026-10-01: a\n1: b\ntrue: c\n").data == {"2026-10-01": "a", "1": "b", "true": "c"}


def test_the_values_are_plain_python(tmp_path):
    data = source(tmp_path, "a: &x {b: [1, 'c']}\nd: *x\n").data
    assert data == {"a": {"b": [1, "c"]}, "d": {"b": [1, "c"]}}
    assert {type(data), type(data["a"]), type(data["a"]["b"]), type(data["a"]["b"][0])} == {dict, list, int}


def test_lines_are_those_of_the_keys_and_items(tmp_path):
    read_ = source(tmp_path, "# first\na:\n  - b: 1\n\n  - b: 2\n    c: 3\n")
    assert [read_.line(at) for at in [("a",), ("a", 0, "b"), ("a", 1), ("a", 1, "c")]] == [2, 3, 5, 6]
    assert read_.line(("a", 1, "absent", "deeper")) == 5
    assert dotted(("a", 1, "c")) == "a[1].c"


def test_every_repeated_key_is_named_at_once(tmp_path):
    assert flaws(tmp_path, "a: 1\nb: {c: 1, c: 2}\na: 2\na: 3\n") == [(2, "b.c"), (3, "a"), (4, "a")]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("a: 2020-02-30\n", 1, "a"),
        ("a: .inf\n", 1, "a"),
        ("a: .nan\n", 1, "a"),
        ("a: 99999999999999999999\n", 1, "a"),
        ("a: 1\nb: !!int x\n", 2, "b"),
        ("a: !!python/object:os.system x\n", 1, "a"),
        ("a: !!set {b, c}\n", 1, "a"),
        ("a: &r [1, *r]\n", 1, "a[1]"),
        ('a: "\\0"\n', 1, "a"),
        ('a: "\\uD800"\n', 1, "a"),
        ('"a\\0": 1\n', 1, "file"),
        ('a: "\\e[31m"\n', 1, "a"),
        ('a: "x\\b"\n', 1, "a"),
        ("a: 1\nb: x\u202ey\n", 2, "b"),
        ("a: 1\n? b\u2066\n: 2\n", 2, "file"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "c"),
        ("? [1]\n: 2\n", 1, "file"),
        ("a: 1\n---\nb: 2\n", 3, "file"),
        ("a: 1\n b: 2\n", 2, "file"),
        ("a: [1\n", 2, "file"),
        ("a: *nowhere\n", 1, "file"),
        ("a: 1\n\tb: 2\n", 2, "file"),
        (b"a: 1\nb: \xff\n", 2, "file"),
        (b"a: 1\nb: \0\n", 2, "file"),
        (b"a: 1\nb: \x07\n", 1, "file"),
        ("[" * 3000, 1, "file"),
        ("a: " + "[" * 70 + "]" * 70, 1, "a" + "[0]" * 60),
    ],
)
def test_a_trap_becomes_a_flaw_with_its_line(tmp_path, text, line, field):
    assert flaws(tmp_path, text) == [(line, field)]


def test_a_few_lines_of_aliases_cannot_fill_the_memory(tmp_path):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    assert len(flaws(tmp_path, bomb)) == 1


def test_a_file_that_is_too_large_absent_or_a_folder_is_refused_in_one_line(tmp_path):
    (tmp_path / "large.yaml").write_bytes(b"#" * (5 * 1024 * 1024 + 1))
    for name in ("large.yaml", "absent.yaml", "."):
        with pytest.raises(Flawed) as caught:
            read(tmp_path / name)
        assert len(str(caught.value).splitlines()) == 1
        assert str(caught.value).startswith(f"{tmp_path / name}:1: file: ")


def test_an_empty_file_is_empty(tmp_path):
    assert source(tmp_path, "").data is None
    assert source(tmp_path, "\ufeff# only a comment\r\n").data is None


def test_a_flaw_prints_as_file_line_field_and_what(tmp_path):
    [flaw] = source(tmp_path, 'a: 1\n"b\\nc": 1\n"b\\nc": 2\n').flaws
    assert str(flaw) == f"{tmp_path / 'a.yaml'}:3: b c: written twice; first in line 2"


def test_a_flaw_prints_as_one_line_whatever_it_quotes():
    assert str(Flaw("a.yaml", 3, "b", "x\ny\x1b[2J\u202e is wrong")) == r"a.yaml:3: b: x\ny\x1b[2J\u202e is wrong"


def test_of_a_key_written_twice_the_first_value_counts(tmp_path):
    assert source(tmp_path, "a: 1\na: 2\nb: 3\n").data == {"a": 1, "b": 3}


def test_a_flaw_in_what_aliases_repeat_stands_where_it_was_written(tmp_path):
    text = "a: &x\n  b: 2020-02-30\n  c: [{d: 1}]\ne: *x\nf:\n  - *x\n"
    read_ = source(tmp_path, text)
    assert len(set(read_.flaws)) == 1
    assert {read_.flaw((*at, "c", 0, "d"), "") for at in (("a",), ("e",), ("f", 0))} == {
        Flaw(read_.file, 3, "a.c[0].d", "")
    }
    assert read_.flaw(("e",), "").line == 4
