"""The person is told of the answer, and the guardian who asked."""

from __future__ import annotations

from typing import Any

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import KIND
from linli.commons.messages.actions import tell
from linli.kernel.record.followers import follows
from linli.kernel.record.timeline import Entry

ANSWERED = "corrections.CorrectionAnswered"


@follows(ANSWERED, name="corrections.messages", start="beginning")
def tell_of_answer(entry: Entry) -> None:
    """One message for each of them; what was written stands on their page alone."""
    asked = CorrectionRequest.objects.select_related("person", "under__agent").get(pk=int(entry.subject.id))
    params: dict[str, Any] = {"kind": KIND, "id": entry.subject.id, "about": asked.subject_kind}
    template = f"corrections.{entry.payload['outcome']}"
    tell(asked.person_id, template, params, entry)
    asker = asked.under.agent if asked.under else None
    if asker is not None and asker.pk != asked.person_id:
        tell(asker.pk, template, params | {"name": asked.person.name}, entry)
