"""A matter whose period is over is erased: everything of the person goes, the record stays whole."""

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application, Correction, Material, ServicesContent, Words
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import last_day
from linli.capabilities.services.queries.retention import ahead, due, newest_due
from linli.capabilities.services.tests.items import example_answers, publish
from linli.capabilities.services.tests.order import PICTURE, body
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.people.models import NOBODY, Person
from linli.commons.ratings.models import Rating
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.files import disk, loose, store
from linli.kernel.files.models import File
from linli.kernel.record.verify import verify
from tests.cast import at_once, go_on

DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"
OVER = date(2026, 6, 8)
LAST = date(2036, 6, 7)  # ten years, by the item
ENGLISH = {"Accept-Language": "en"}


def on(day, hour=10):
    return clock.standing(datetime.combine(day, time(hour), tzinfo=clock.HERE))


def filed(cast, item="licence", **raw):
    """A matter with a paper, asked for a correction once, so that there is something of every kind."""
    paper = store.keep(cast["resident"], "照片.png", PICTURE)
    return cast.file(item, materials=[{"code": "paper", "file": paper.pk}], **raw).number, paper


def granted(cast, number):
    cast.do("generalist", "accept", number, note="收齐了")
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    cast.do(DECIDES, "grant", number, text="准予")
    cast.do("generalist", "deliver", number, means="online")
    go_on()
    return number


@pytest.fixture
def closed(cast):
    """A licence that was granted and delivered, rated with words."""
    publish("licence", "licence-renewal")
    number, _paper = filed(cast)
    granted(cast, number)
    cast.do("resident", "rate", number, level=4, comment="很好")
    go_on()
    return number


def rows_of(number):
    """Everything of which nothing may be left."""
    return {
        "papers": Material.objects.filter(application__number=number).count(),
        "files": File.objects.filter(attached_id=number).count(),
        "contents": ServicesContent.objects.filter(subject_id=number, sealed__isnull=False).count(),
        "messages": Message.objects.filter(params__id=number).count(),
        "duties": Duty.objects.filter(subject_id=number, person__isnull=False).count(),
        "corrections": Correction.objects.filter(application__number=number).count(),
        "words": Words.objects.filter(application__number=number).exclude(text="").count(),
        "comments": Rating.objects.filter(subject_id=number, comment__isnull=False).count(),
    }


def test_nothing_of_the_person_is_left_and_the_record_is_whole(cast, closed, django_capture_on_commit_callbacks):
    before, [file] = rows_of(closed), File.objects.filter(attached_id=closed)
    assert all(before[kind] for kind in ("papers", "files", "contents", "messages", "comments", "words"))
    path = disk.path(file.pk)
    assert path.exists()
    with on(LAST, 23):
        go_on()
        assert not actions.erase(closed)
        assert rows_of(closed) == before
    with on(LAST + timedelta(days=1), 0), django_capture_on_commit_callbacks(execute=True):
        assert actions.erase(closed)
        go_on()
    assert set(rows_of(closed).values()) == {0}
    assert not path.exists()
    a = Application.objects.get(number=closed)
    assert (a.person_id, a.agent_id, a.filed_by_id, a.draft) == (NOBODY, None, None, None)
    assert (a.state, a.outcome, a.item, a.filed_at is not None, a.over_at is not None) == (
        "closed", "granted", "licence", True, True,
    )  # fmt: skip
    assert cast.look(closed).filing == {}
    assert [one.fact for one in cast.look(closed).entries][-1] == "services.ApplicationErased"


def test_the_sweep_does_it_and_does_it_once(cast, closed):
    with on(LAST + timedelta(days=1)):
        go_on()
        go_on()
    facts = [one.fact for one in cast.look(closed).entries]
    assert facts.count("services.ApplicationErased") == 1
    assert not actions.erase(closed)


def test_what_is_erased_is_shown_as_that_and_its_code_still_holds(cast, closed):
    code = Application.objects.get(number=closed).result.code
    with on(LAST + timedelta(days=1)):
        go_on()
        assert cast.page("resident").get(f"/matters/{closed}").status_code == 404
        assert cast.api("resident").get(f"/api/v1/applications/{closed}").status_code == 404
        page = cast.page("head", **ENGLISH).get(f"/matters/{closed}")
        assert page.status_code == 200
        assert "Erased: its period is over" in page.text
        assert "林秋怡" not in page.text
        told = cast.api("head").get(f"/api/v1/applications/{closed}").json()
        assert "林秋怡" not in str(told)
        assert told["outcome"] == "granted"
        assert cast.page("head").get(f"/matters/{closed}/print/decision").status_code == 404
        assert cast.page().get(f"/verify/{code}").status_code == 200
        held = cast.page("resident").get("/me/data/").text
        assert closed not in held


def test_without_a_period_nothing_is_ever_erased(cast):
    number = cast.file("unemployment-registration").number
    cast.do("resident", "withdraw", number)
    with on(date(2126, 1, 1)):
        go_on()
    assert Application.objects.get(number=number).erased_at is None


def test_what_is_still_owed_holds_it(cast, closed):
    Rating.objects.filter(subject_id=closed).delete()
    cast.do("resident", "rate", closed, level=1, comment="很慢")
    with on(LAST + timedelta(days=1)):
        go_on()
        assert Application.objects.get(number=closed).erased_at is None
        cast.do("head", "answer-rating", closed, what_was_done="道歉")
        Duty.objects.filter(subject_id=closed, closed=None).update(closed=clock.now())
        go_on()
    assert Application.objects.get(number=closed).erased_at is not None


def test_a_result_that_holds_and_a_renewal_under_way_hold_it(cast, closed):
    result = Application.objects.get(number=closed).result
    result.until = LAST + timedelta(days=30)
    result.save()
    with on(LAST + timedelta(days=5)):
        go_on()
        assert Application.objects.get(number=closed).erased_at is None
        renewal = cast.file("licence-renewal").number
        assert Application.objects.get(number=renewal).renews_id == result.pk
    with on(LAST + timedelta(days=31)):
        assert not due(clock.today()).filter(number=closed).exists()  # applied for in time, and not decided yet
        Application.objects.filter(number=renewal).update(renews=None, silent_on=None)
        assert due(clock.today()).filter(number=closed).exists()


@pytest.mark.parametrize("wrong", ["person", "agent", "filed_by"])
def test_the_database_refuses_half_an_erasure(cast, closed, wrong):
    with on(LAST + timedelta(days=1)):
        actions.erase(closed)
    value = Person.objects.get(account=cast["resident"]) if wrong != "filed_by" else cast["resident"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(number=closed).update(**{wrong: value})


def test_the_database_knows_when_it_was_over(cast, closed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(number=closed).update(over_at=None)


@pytest.mark.parametrize(
    "amount, unit", [(1, "natural_day"), (45, "natural_day"), (1, "month"), (6, "month"), (10, "year")]
)
def test_the_newest_day_that_is_due(amount, unit):
    period = Amount(amount, unit)
    for n in range(800):
        today = date(2027, 1, 1) + timedelta(days=n)
        found = newest_due(today, period)
        assert last_day(found, period) < today <= last_day(found + timedelta(days=1), period)


def test_the_preview_counts(cast, closed):
    with on(LAST - timedelta(days=10)):
        [line] = ahead(clock.today() + timedelta(days=30))
        assert (line.item.code, line.over, line.restricted, line.now, line.later) == ("licence", 1, 0, 0, 1)
        [line] = ahead(clock.today() + timedelta(days=5))
        assert (line.now, line.later) == (0, 0)
    with on(LAST + timedelta(days=1)):
        [line] = ahead(clock.today())
        assert (line.now, line.later) == (1, 1)
        page = cast.page("officer", **ENGLISH).get("/retention/")
        assert page.status_code == 200


def test_strangers_see_no_preview(cast):
    for account in (None, "resident", "generalist", "head"):
        assert cast.page(account).get("/retention/").status_code in (302, 403, 404)


def test_ten_thousand_that_are_due_are_found_by_an_index(cast, closed):
    kept = Application.objects.get(number=closed)
    values = {f.attname: getattr(kept, f.attname) for f in Application._meta.concrete_fields if f.attname != "id"}
    many = (Application(**values | {"number": f"9{n:09d}"}) for n in range(10_000))
    Application.objects.bulk_create(many, batch_size=1_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE services_application")
    with on(LAST + timedelta(days=1)), CaptureQueriesContext(connection) as queries:
        assert due(clock.today()).count() == 10_001
    assert len(queries) <= 3  # the catalogue, where it is another day


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_and_a_head_at_once(cast, closed):
    """Of two that erase, one does; a verb that came first is kept in the record, and the record is whole."""
    with on(LAST + timedelta(days=1)):
        moment = clock.now()

        def erase():
            with clock.standing(moment):
                if not actions.erase(closed):
                    raise Problem(409, "not-now", "")

        assert at_once(erase, erase, erase) == ["409", "409", "done"]
        go_on()
    assert set(rows_of(closed).values()) == {0}
    assert verify().position > 0


def test_bytes_that_a_kill_left_behind_go_later(cast, closed, settings):
    """Killed between the commit and the removal: no row, so the sweep for bytes without a row finds them."""
    [file] = File.objects.filter(attached_id=closed)
    path = disk.path(file.pk)
    with on(LAST + timedelta(days=1)):
        assert actions.erase(closed)  # what would follow the commit never comes in this test's transaction
    assert path.exists()
    os.utime(path, (0, 0))  # older than any request that may still be writing
    loose.throw_bytes_away(path.parent.name)
    assert not path.exists()


def test_several_items_are_nobodys_once_the_last_is_erased(cast, monkeypatch):
    forms.load_catalogue(Path(__file__).parent / "bundles")
    item, person = catalogue().item("hard-times"), Person.objects.get(account=cast["resident"])
    answers = example_answers(item, with_unemployment_registration=True, name=person.name)
    filing, _submit = forms.new({"item": "hard-times", "answers": answers}, cast["resident"], bundle=True)
    joint = actions.file_together(actions.draft(filing, by=cast["resident"]).number, by=cast["resident"])
    numbers = list(Application.objects.filter(joint=joint).exclude(state="draft").values_list("number", flat=True))
    actions.withdraw_together(joint.number, by=cast["resident"])
    go_on()
    with on(date(2027, 6, 9)):
        for pk in Application.objects.values_list("version", flat=True):
            monkeypatch.setitem(catalogue().version(pk).__dict__, "retention", Amount(1, "year"))
        first, *rest = numbers
        assert actions.erase(first)
        joint.refresh_from_db()
        assert joint.person_id == person.pk
        assert not ServicesContent.objects.filter(subject_id=joint.number, sealed__isnull=False).exists()
        assert cast.page("resident").get(f"/matters/{joint.number}/print-together/receipt").status_code == 404
        assert all(actions.erase(number) for number in rest)
    joint.refresh_from_db()
    assert (joint.person_id, joint.agent_id, joint.filed_by_id) == (NOBODY, None, None)
    assert not ServicesContent.objects.filter(subject_id=joint.number, sealed__isnull=False).exists()
    assert cast.page("resident").get(f"/matters/{joint.number}").status_code == 404
