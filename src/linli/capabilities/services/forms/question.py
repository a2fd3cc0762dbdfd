"""What somebody asks for in a search whose address is kept by browsers and logs."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from linli.kernel.api.problems import Problem

LONGEST = 100
# Mobile, identity and bank card numbers, also written with spaces or hyphens between.
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{12,19}|\d{17}[xX])(?!\d)")


def question(text: str) -> str:
    """The words asked. Raises Problem 400: too long, or a number that must never stand in an address."""
    words = unicodedata.normalize("NFKC", text).replace("\0", " ").strip()
    if len(words) > LONGEST:
        raise Problem(400, "question", _("Please ask in fewer words."))
    if PERSONAL.search(re.sub(r"(?<=\d)[\s-]+(?=[\dxX])", "", words)):
        raise Problem(400, "number", _("Identity, phone and card numbers are never searched for here."))
    return words
