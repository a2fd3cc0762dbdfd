"""What comes in with an objection, for pages and API alike."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.api.bodies import Reading

# An area code in brackets, and an extension 转 after it: (0512) 6288 1234 转 801.
PHONE = re.compile(r"\+?\(?[0-9][0-9 ()-]{5,18}[0-9](?: ?(?:转|轉|ext\.?|x) ?[0-9]{1,6})?", re.IGNORECASE)
WIDE = str.maketrans("０１２３４５６７８９－—–＋（）　", "0123456789---+() ")


def objection(raw: dict[str, Any]) -> dict[str, str]:
    """Name, telephone and what speaks against it: all three, so that somebody can ask back. Raises Problem 422."""
    reading = Reading(raw)
    reading.only("name", "phone", "what")
    words = {
        "name": reading.text("name", required=True, longest=60),
        "phone": reading.text("phone", required=True, longest=40).translate(WIDE),
        "what": reading.text("what", required=True),
    }
    if words["phone"] and not PHONE.fullmatch(words["phone"]):
        reading.flaw("/phone", "format", _("This is not a telephone number that we can call. Please look at it again."))
    reading.finish()
    return words
