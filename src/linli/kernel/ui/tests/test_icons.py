import re
from pathlib import Path

from linli.kernel.ui import errors, icons

SRC = Path(icons.__file__).parents[2]
IN_TEMPLATES = re.compile(r"""icon\("([\w-]+)"\)|icon=\(?"([\w-]+)"|#([a-z][\w-]+)"/>""")


def used() -> set[str]:
    found: set[str] = set()
    for file in SRC.glob("**/templates/**/*.html"):
        found |= {name for match in IN_TEMPLATES.findall(file.read_text()) for name in match if name}
    return found


def test_every_icon_that_a_template_names_is_in_the_sprite():
    assert (used() | set(errors.ICONS.values())) - set(icons.names()) == set()
    assert len(used()) > 10  # the search itself finds something


def test_every_listed_icon_is_drawn():
    sprite = icons.SPRITE.read_text()
    assert [name for name in icons.names() if f'<symbol id="{name}" ' not in sprite] == []


def test_a_drawing_becomes_a_symbol_without_its_own_size():
    svg = '<svg width="16" height="16" viewBox="0 0 16 16">\n  <path d="M0 0"/>\n</svg>'
    drawn = '<symbol id="dot" viewBox="0 0 16 16" fill="currentColor"><path d="M0 0"/></symbol>'
    assert icons.symbol("dot", svg) == drawn
