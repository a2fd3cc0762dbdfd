"""A square code (ISO/IEC 18004) on paper that leads a phone to a page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """The code that leads to an address, drawn; it scales with its place on the page."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None, dark="#000", light="#fff"))  # noqa: S704 (only modules are drawn)
