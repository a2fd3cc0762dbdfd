"""The verbs: the only code that writes."""

from linli.capabilities.services.actions.catalogue import publish
from linli.capabilities.services.actions.declarations import check_declaration
from linli.capabilities.services.actions.ending import (
    answer_rating,
    deliver,
    lapse,
    notice_over,
    rate,
    told,
    untold,
    withdraw,
)
from linli.capabilities.services.actions.filing import Filing, Prepared, change, discard, draft, file, resubmit, submit
from linli.capabilities.services.actions.intake import accept, deem, not_accept, request_correction
from linli.capabilities.services.actions.review import complete_step, grant, refuse, renew, send_back
from linli.capabilities.services.actions.shifts import extend, resume, suspend

__all__ = [
    "Filing",
    "Prepared",
    "accept",
    "answer_rating",
    "change",
    "check_declaration",
    "complete_step",
    "deem",
    "deliver",
    "discard",
    "draft",
    "extend",
    "file",
    "grant",
    "lapse",
    "not_accept",
    "notice_over",
    "publish",
    "rate",
    "refuse",
    "renew",
    "request_correction",
    "resubmit",
    "resume",
    "send_back",
    "submit",
    "suspend",
    "told",
    "untold",
    "withdraw",
]
