"""What this room holds of a person: who acts for whom, from the person's side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.pages.shown import about, export_of, kind_of, until
from linli.commons.people.models import Person
from linli.commons.people.queries.held import Holding, Row, hold
from linli.kernel.files.models import File


def _rows_of(person: Person) -> QuerySet[Mandate]:
    rows = Mandate.objects.filter(Q(principal=person) | Q(agent=person))
    return rows.select_related("principal", "agent").order_by("-pk")


def _mandates(person: Person, most: int | None) -> Iterable[Row]:
    for one in _rows_of(person)[:most]:
        acts = one.agent_id == person.pk
        other = one.principal if acts else one.agent
        name = other.name if other else ""
        title = (_("You act for %(name)s") if acts else _("%(name)s acts for you")) % {"name": name}
        told = (str(one.get_state_display()), kind_of(one), about(one), until(one))
        yield Row(
            title if name else str(one.get_kind_display()), " · ".join(filter(None, told)), "/acting/", str(one.pk)
        )


def _mandates_told(person: Person) -> Iterator[dict[str, Any]]:
    return (export_of(one) for one in _rows_of(person))


def _evidence(person: Person) -> Iterator[tuple[str, File]]:
    """The paper that was shown: to the person who showed it, not to the other side."""
    for one in _rows_of(person).filter(agent=person, evidence__isnull=False).select_related("evidence"):
        if one.evidence is not None and one.evidence.owner_id == person.account_id:
            yield "acting", one.evidence


hold(
    Holding(
        "mandates", 60, "person-check", gettext_lazy("Who acts for whom"),
        gettext_lazy("Because you or your guardian asked for it, and so that nobody acts without being allowed to."),
        gettext_lazy("No period is published; the paper that was shown as long as the entry."),
        _mandates, _mandates_told, _evidence, change=(gettext_lazy("Acting for others"), "mandates:mine"),
    )
)  # fmt: skip
