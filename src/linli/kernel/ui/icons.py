"""Writes the sprite of the icons that we use: `python -m linli.kernel.ui.icons`, after `npm ci`.

One cached file, `<svg class="icon"><use href="…/icons.svg#house"/></svg>`; `assets/icons.txt` lists the names.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
LIST = ROOT / "assets" / "icons.txt"
DRAWN = ROOT / "assets" / "node_modules" / "bootstrap-icons" / "icons"
SPRITE = ROOT / "src" / "linli" / "kernel" / "static" / "ui" / "icons.svg"


def names() -> list[str]:
    """The listed names, sorted, each once."""
    return sorted(set(LIST.read_text().split()))


def symbol(name: str, svg: str) -> str:
    """One drawing as a symbol of the sprite."""
    whole = re.search(r'viewBox="([^"]+)"[^>]*>(.*)</svg>', svg, re.DOTALL)
    if whole is None:
        raise SystemExit(f"{name}.svg is not a drawing that we can read.")
    body = re.sub(r"\n\s*", "", whole[2])
    return f'<symbol id="{name}" viewBox="{whole[1]}" fill="currentColor">{body}</symbol>'


def main() -> None:
    missing = [name for name in names() if not (DRAWN / f"{name}.svg").is_file()]
    if missing:
        raise SystemExit(f"{LIST}: there are no icons called {', '.join(missing)} in {DRAWN}.")
    symbols = [symbol(name, (DRAWN / f"{name}.svg").read_text()) for name in names()]
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text("\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]))
    sys.stdout.write(f"{len(symbols)} icons, {SPRITE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
