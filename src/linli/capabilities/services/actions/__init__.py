"""The verbs: the only code that writes."""

from linli.capabilities.services.actions.catalogue import publish
from linli.capabilities.services.actions.declarations import check_declaration
from linli.capabilities.services.actions.discarding import discard
from linli.capabilities.services.actions.ending import deliver, lapse, notice_over, told, untold, withdraw
from linli.capabilities.services.actions.erasing import erase, restrict
from linli.capabilities.services.actions.filing import change, draft, file, resubmit, submit
from linli.capabilities.services.actions.intake import accept, deem, help_first, not_accept, request_correction
from linli.capabilities.services.actions.joint import file_together, go_on, leave, withdraw_together
from linli.capabilities.services.actions.objections import answer_objection, call_back, objected, to_call_back
from linli.capabilities.services.actions.prepared import Filing, Prepared
from linli.capabilities.services.actions.promises import accept_conditionally, promise, supply
from linli.capabilities.services.actions.rating import (
    answer_rating,
    appeal_rating,
    call_rater,
    decide_appeal,
    follow_up,
    rate,
)
from linli.capabilities.services.actions.review import complete_step, grant, refuse, renew, send_back
from linli.capabilities.services.actions.shifts import extend, resume, suspend

__all__ = [
    "Filing",
    "Prepared",
    "accept",
    "accept_conditionally",
    "answer_objection",
    "answer_rating",
    "appeal_rating",
    "call_back",
    "call_rater",
    "change",
    "check_declaration",
    "complete_step",
    "decide_appeal",
    "deem",
    "deliver",
    "discard",
    "draft",
    "erase",
    "extend",
    "file",
    "file_together",
    "follow_up",
    "go_on",
    "grant",
    "help_first",
    "lapse",
    "leave",
    "not_accept",
    "notice_over",
    "objected",
    "promise",
    "publish",
    "rate",
    "refuse",
    "renew",
    "request_correction",
    "restrict",
    "resubmit",
    "resume",
    "send_back",
    "submit",
    "supply",
    "suspend",
    "to_call_back",
    "told",
    "untold",
    "withdraw",
    "withdraw_together",
]
