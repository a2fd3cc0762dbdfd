"""Two at once on several items as one: filed once; a part that waits is filed or left out, never both."""

from pathlib import Path

import pytest

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application, Joint, Part
from linli.capabilities.services.tests.test_joint import DISABLED, POOR, draft, parts, through
from linli.kernel.database.generation import forget_all
from tests.cast import Cast, at_once, go_on, load_district

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db):
    forget_all()
    load_district()
    forms.load_catalogue(Path(__file__).parent / "bundles")
    yield Cast()
    forget_all()


def test_filed_once(here):
    number, by = draft(here), here["resident"]
    answers = at_once(*(lambda: actions.file_together(number, by=by) for _n in range(4)))
    assert answers == ["404", "404", "404", "done"]
    assert (Joint.objects.count(), Application.objects.filter(joint__number=number).count()) == (1, 3)


def granted(here):
    """What a part waits for is granted, and nobody has looked yet."""
    by = here["resident"]
    joint = actions.file_together(draft(here), by=by)
    waits = parts(joint)[DISABLED].number
    Application.objects.filter(number=waits).update(joint=None)  # so that the record has nothing to go on with
    through(here, parts(joint)[POOR].number)
    Application.objects.filter(number=waits).update(joint=joint)
    return joint, waits, by


def left_out(joint, waits, by):
    return lambda: actions.discard(waits, by=by)


def taken_back(joint, waits, by):
    return lambda: actions.withdraw_together(joint.number, by=by)


@pytest.mark.parametrize("way", [left_out, taken_back])
@pytest.mark.parametrize("_again", range(3))
def test_it_goes_on_while_it_is_left_out(here, way, _again):
    joint, waits, by = granted(here)
    at_once(lambda: actions.go_on(waits), way(joint, waits, by))
    go_on()
    left = Part.objects.get(joint=joint, item=DISABLED).left
    found = Application.objects.filter(joint=joint, item=DISABLED).first()
    assert (left == "given_up", found is None) in [(True, True), (False, False)]
    assert found is None or found.state in ("filed", "ended")


def test_it_goes_on_once(here):
    _joint, waits, _by = granted(here)
    assert at_once(*(lambda: actions.go_on(waits) for _n in range(4))) == ["done"] * 4
    go_on()
    facts = [entry.fact for entry in here.look(waits).entries]
    assert facts.count("services.ApplicationFiled") == 1
