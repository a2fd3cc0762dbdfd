"""What can have happened to a matter: past tense, versioned, without personal data. Texts are content beside them."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class ApplicationFiled:
    """A resident's matter came in; content: the answers and materials as filed."""

    VERSION = 1
    item: str
    version: int
    channel: str
    missing: list[str]


@fact
@dataclass(frozen=True)
class HelpedFirst:
    """It could not wait: help was given before the decision (先行救助); content: what was given."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class CorrectionRequested:
    """The one correction notice was given; content: everything it lists."""

    VERSION = 1
    count: int


@fact
@dataclass(frozen=True)
class ApplicationResubmitted:
    """The correction came in; content: the answers and materials as filed now."""

    VERSION = 1
    missing: list[str]


@fact
@dataclass(frozen=True)
class ApplicationAccepted:
    """Accepted; content: the note, if any."""

    VERSION = 1
    acceptance: str


@fact
@dataclass(frozen=True)
class AcceptedConditionally:
    """Accepted 容缺受理 although these materials are still to follow, `until` that day."""

    VERSION = 1
    materials: list[str]
    until: str


@fact
@dataclass(frozen=True)
class MaterialsPromised:
    """The person promised to hand in what is to follow; content: the signed paper's file, where it is one."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class MaterialsSupplied:
    """Materials that were to follow came in, these are `left`; content: the answers and materials as filed now."""

    VERSION = 1
    materials: list[str]
    left: list[str]


@fact
@dataclass(frozen=True)
class PromiseLapsed:
    """What was to follow did not come in time."""

    VERSION = 1
    materials: list[str]


@fact
@dataclass(frozen=True)
class ApplicationDeemedAccepted:
    """The limit to answer passed in silence: it counts as accepted 视为受理 as of the day of receipt, `since`."""

    VERSION = 1
    since: str


@fact
@dataclass(frozen=True)
class ApplicationNotAccepted:
    """Not accepted; content: the reason and, where another body has the power, which."""

    VERSION = 1
    ground: str


@fact
@dataclass(frozen=True)
class StepCompleted:
    """A desk finished its step; content: the opinion, and the officers of a visit."""

    VERSION = 1
    k: int
    outcome: str


@fact
@dataclass(frozen=True)
class SentBack:
    """Sent back to an earlier step, by which these objections to its notice are upheld; content: the reason."""

    VERSION = 2  # in the first nothing was said of objections
    k: int
    to: int
    objections: list[int]


@fact
@dataclass(frozen=True)
class ObjectionAnswered:
    """The notice's desk looked into these objections; upheld: sent back to step `to` (else 0). Content: the finding."""

    VERSION = 1
    objections: list[int]
    upheld: bool
    to: int


@fact
@dataclass(frozen=True)
class ObjectorCalledBack:
    """Who objected was told by phone what came of it; for staff. Content: on which day."""

    VERSION = 1
    objection: int


@fact
@dataclass(frozen=True)
class ApplicationSuspended:
    """A special procedure began: time does not count, it is expected `until` then; content: the reason."""

    VERSION = 1
    procedure: str
    until: str


@fact
@dataclass(frozen=True)
class ApplicationResumed:
    """The special procedure is over; how many working days since `since` did not count; when a decision is `due` now
    (about, where `provisional`), "" where no limit is known."""

    VERSION = 2
    procedure: str
    since: str
    working_days: int
    due: str = ""
    provisional: bool = False


@fact
@dataclass(frozen=True)
class ApplicationExtended:
    """The limit to decide was extended, once, and is now `due` (about, where `provisional`); content: the reason."""

    VERSION = 1
    kind: str
    amount: int
    unit: str
    due: str
    provisional: bool


@fact
@dataclass(frozen=True)
class ApplicationGranted:
    """Decided for the applicant; content: the text of the decision."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class ApplicationRenewed:
    """The result to be renewed ended on `ended` without a decision: it is renewed 视为准予延续."""

    VERSION = 1
    ended: str


@fact
@dataclass(frozen=True)
class ApplicationRefused:
    """Decided against the applicant; content: the reasons and the remedies as told."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class ResultDelivered:
    """The decision reached the person; content: the reference, if any."""

    VERSION = 1
    means: str


@fact
@dataclass(frozen=True)
class ApplicationWithdrawn:
    """Taken back by the applicant; content: the reason, if any."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class ApplicationLapsed:
    """The applicant's limit to correct passed in silence."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class DeclarationDrawn:
    """Of a delivered matter, what was declared is to be checked: drawn by lot, `share` of a hundred are."""

    VERSION = 1
    share: int


@fact
@dataclass(frozen=True)
class DeclarationChecked:
    """What was declared was checked and holds; content: the finding."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class ResultRevoked:
    """What was declared was checked and is not true: the result is revoked; content: reasons and remedies as told."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class ResidentTold:
    """A person without an account was told what had to be told; content: the note, if any."""

    VERSION = 1
    means: str
    on: str
