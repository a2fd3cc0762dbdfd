"""After the rough hour: nothing is skipped, nothing is there twice, and each subject's facts stand in their order."""

from __future__ import annotations

from collections import defaultdict

from tests.faults.rough import KILLS, LIFE, OTHERS, SLOW, RoughHour, file, insist
from tests.faults.test_kill import followed


def test_slow_transactions_and_writers_held_open_delay_nobody_else(rough: RoughHour) -> None:
    assert len(rough.sealed_meanwhile) == SLOW
    assert min(rough.sealed_meanwhile) > OTHERS
    assert rough.kills == KILLS


def test_every_acknowledged_fact_is_sealed_once_and_in_its_order(rough: RoughHour) -> None:
    followed(rough.it)
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = rough.it.ask(
        "SELECT subject_id, fact FROM record_entry WHERE subject_kind = 'application' ORDER BY position"
    )
    for number, fact in rows:
        found[number].append(fact)
    assert {number: found[number] for number in rough.facts} == rough.facts
    dense = "SELECT count(*), max(position), count(DISTINCT id) FROM record_entry"
    ((count, last, ids),) = rough.it.ask(dense)
    assert count == last == ids


def test_every_follower_did_its_work_once(rough: RoughHour) -> None:
    """A matter that went the same way in peace has as many messages, duties and clocks as each of the rough hour."""
    number = file(rough.it, "calm")
    for by, verb, _fact, body in LIFE[1:]:
        insist(rough.it, f"/applications/{number}/{verb}", dict(body), f"calm-{verb}", by)
    followed(rough.it)
    assert rough.it.ask("SELECT count(*) FROM record_parked") == [["0"]]
    traces = (
        "SELECT (SELECT string_agg(template, ',' ORDER BY position) FROM messaging_message "
        "WHERE params->>'id' = number), "
        "(SELECT count(*) FROM duties_duty d WHERE d.subject_id = number), "
        "(SELECT count(*) FROM duties_clock c WHERE c.subject_id = number) FROM services_application WHERE number = "
    )
    calm = rough.it.ask(f"{traces}'{number}'")
    whole = [n for n, facts in rough.facts.items() if len(facts) == len(LIFE)]
    assert [n for n in whole if rough.it.ask(f"{traces}'{n}'") != calm] == []
