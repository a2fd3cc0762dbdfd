"""Both are told what begins and ends; who asked is told that it could not be confirmed."""

from __future__ import annotations

from typing import Any

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import KIND
from linli.commons.mandates.states import Kind
from linli.commons.messages.actions import tell
from linli.kernel.record.followers import follows
from linli.kernel.record.timeline import Entry

CHANGED = "mandates.WardChanged"
BEGUN, ENDED, REFUSED = "mandates.MandateBegun", "mandates.MandateEnded", "mandates.GuardianshipRefused"


@follows(BEGUN, ENDED, REFUSED, name="mandates.messages", start="beginning")
def tell_both(entry: Entry) -> None:
    """One message for each of the two."""
    mandate = Mandate.objects.select_related("principal", "agent").get(pk=int(entry.subject.id))
    both = {"principal": mandate.principal, "agent": mandate.agent}
    params: dict[str, Any] = {"kind": KIND, "id": entry.subject.id, "until": entry.payload.get("until")}
    params |= {side: person.name for side, person in both.items() if person}
    if entry.fact == REFUSED:
        if mandate.agent_id is not None:
            tell(mandate.agent_id, "mandates.refused", params, entry)
        return
    word = "begun" if entry.fact == BEGUN else "ended"
    if mandate.agent_id is not None and mandate.principal_id is not None:
        guardian = "_guardian" if mandate.kind == Kind.GUARDIAN else ""
        tell(mandate.agent_id, f"mandates.{word}{guardian}_agent", params, entry)
        tell(mandate.principal_id, f"mandates.{word}{guardian}", params, entry)


@follows(CHANGED, name="mandates.wards", start="beginning")
def tell_ward(entry: Entry) -> None:
    """A ward with an account learns that the guardian changed what is known of them."""
    mandate = Mandate.objects.select_related("principal", "agent").get(pk=int(entry.subject.id))
    ward, guardian = mandate.principal, mandate.agent
    if ward is not None and guardian is not None and ward.account_id is not None:
        tell(ward.pk, "mandates.ward_changed", {"kind": KIND, "id": entry.subject.id, "agent": guardian.name}, entry)
