"""What isn't a verb on one matter: whole or not at all when the power is cut after any of its writes."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.scenes import ACCEPT, CHECK, DELIVER, GRANT, Job, Scene, cut, everything
from linli.capabilities.services.tests.test_acting import guardian
from linli.capabilities.services.tests.test_joint import DISABLED, POOR, draft, parts, through
from linli.capabilities.services.tests.test_known_papers import PICTURE
from linli.commons.corrections import forms as corrections
from linli.commons.corrections.tests.test_corrections import NAME
from linli.commons.corrections.tests.test_corrections import ask as ask_for_correction
from linli.commons.credentials.actions import Line, List, load, unload
from linli.commons.mandates import actions as mandates
from linli.commons.mandates import forms as forms_of_mandates
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.tests.test_acting import CHILD, ask, offer, scan
from linli.commons.people.actions.erasing import erase
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import forget_all
from linli.kernel.files import store
from tests.cast import MONDAY, Cast, load_district

pytestmark = pytest.mark.django_db(transaction=True)
LIVED = Scene(DELIVER, (ACCEPT, CHECK, GRANT))
DAY = MONDAY.date()
LINES = [Line(f"32059419800101{n:03}X", "王芳", DAY, None) for n in range(3)]
REGISTER = List("cards", "proof", {"en": "A list"}, {"en": "An office"}, DAY, DAY, LINES)


@pytest.fixture
def here(transactional_db):
    forget_all()
    with clock.standing(MONDAY):
        load_district()
        publish("licence")
        forms.load_catalogue(Path(__file__).parent / "bundles")
        yield Cast()
    forget_all()


def asked(cast):
    file = scan(cast, "resident")
    return lambda: forms_of_mandates.ask(CHILD | {"file": file}, by=cast["resident"])


def confirmed(cast):
    made = ask(cast)
    return lambda: mandates.confirm(str(made.pk), by=cast["generalist"])


def refused(cast):
    made = ask(cast)
    return lambda: mandates.refuse(str(made.pk), by=cast["generalist"], reason="看不清")


def offered(cast):
    raw = {"name": "陆建平", "until": "2026-12-31"}
    return lambda: forms_of_mandates.offer(raw, by=cast["resident"])


def taken(cast):
    _made, code = offer(cast)
    return lambda: mandates.take(code, by=cast["neighbour"])


def ended(cast):
    _made, code = offer(cast)
    made = mandates.take(code, by=cast["neighbour"])
    return lambda: mandates.end(str(made.pk), by=cast["resident"], reason="不需要了")


def spoken(cast):
    ward, by = guardian(cast), cast["resident"]
    id = str(Mandate.objects.get(state="active").pk)

    def change():
        set_profile(ward, by=by, changes={"phone": "13800138009"})

    return lambda: mandates.speak(id, change, by=by)


def wrong(cast):
    return lambda: corrections.ask(NAME, by=cast["resident"])


def put_right(cast):
    made = ask_for_correction(cast)
    raw = {"outcome": "corrected", "changes": {"name": "林秋宜", "phone": "13800138009"}}
    return lambda: corrections.answer(str(made.pk), raw, by=cast["generalist"])


def as_one(cast):
    number = draft(cast)
    return lambda: actions.file_together(number, by=cast["resident"])


def gone_on(cast):
    joint = actions.file_together(draft(cast), by=cast["resident"])
    waits = parts(joint)[DISABLED].number
    Application.objects.filter(number=waits).update(joint=None)  # so that the record has nothing to go on with
    through(cast, parts(joint)[POOR].number)
    Application.objects.filter(number=waits).update(joint=joint)
    return lambda: actions.go_on(waits)


def all_taken_back(cast):
    joint = actions.file_together(draft(cast), by=cast["resident"])
    return lambda: actions.withdraw_together(joint.number, by=cast["resident"])


def forgotten(cast):
    """A wish that throws a draft away, locks one matter away, lets another go on, and forgets a part of the profile."""
    _lived(cast)
    cast.file("unemployment-registration")
    draft(cast)
    by = cast["resident"]
    return lambda: erase(person_of(by), by=by)


def _lived(cast):
    number = LIVED.begin(cast)
    cast.do("generalist", "deliver", number, means="window")
    return number


def erased(cast):
    paper = store.keep(cast["resident"], "照片.png", PICTURE)
    number = cast.file("licence", materials=[{"code": "paper", "file": paper.pk}]).number
    cast.do("resident", "withdraw", number)
    Application.objects.filter(number=number).update(over_at=clock.now() - timedelta(days=11 * 366))
    return lambda: actions.erase(number)


def loaded(cast):
    return lambda: load(REGISTER)


def unloaded(cast):
    load(REGISTER)
    return lambda: unload(REGISTER.code)


JOBS: tuple[Callable[[Cast], Job], ...] = (
    asked, confirmed, refused, offered, taken, ended, spoken, wrong, put_right, as_one, gone_on, all_taken_back,
    forgotten, erased, loaded, unloaded,
)  # fmt: skip

ASKED_AGAIN = (asked, offered, spoken, forgotten)  # twice is twice, and the wish is entered each time


@pytest.mark.parametrize("begin", JOBS, ids=lambda begin: begin.__name__)
def test_the_power_is_cut_after_every_write(here, begin):
    job = begin(here)
    before, cuts = everything(), 0
    while cut(job, cuts) and everything() == before:
        cuts += 1
    assert cuts > 1
    after = everything()
    assert after != before
    again(job)
    if begin not in ASKED_AGAIN:
        assert everything() == after


def again(job):
    """Whoever heard nothing asks again."""
    try:
        job()
    except Problem as problem:
        assert problem.status in (403, 404, 409)
