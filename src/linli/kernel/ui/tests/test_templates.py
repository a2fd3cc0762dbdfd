"""What the policy forbids is in no template of ours, of any room."""

import re
from pathlib import Path

import linli

TEMPLATES = sorted(Path(linli.__file__).parent.glob("**/templates/**/*.html"))
SCRIPT = r"""<script(?![^>]*\b(?:src=|type="application/json"))"""
FORBIDDEN = re.compile(r"\sstyle=|<style|\son[a-z]+=|javascript:|" + SCRIPT)


def test_no_template_has_inline_style_or_script():
    found = {str(file): FORBIDDEN.findall(file.read_text()) for file in TEMPLATES}
    assert {file: words for file, words in found.items() if words} == {}
    assert FORBIDDEN.search('<p style="x">') and FORBIDDEN.search("<script>") and FORBIDDEN.search('<a onclick="x">')


def test_every_template_begins_by_saying_its_variables():
    assert [str(file) for file in TEMPLATES if not file.read_text().startswith("{#")] == []
