"""An item that begins with its public notice: there is no earlier desk to which an objection could send it back."""

import pytest

from linli.capabilities.services.forms import load_catalogue
from linli.capabilities.services.tests.items import FOLDER
from linli.capabilities.services.tests.promised import refused
from linli.capabilities.services.tests.scenes import STREET, object_to
from linli.commons.notices.models import Objection
from linli.commons.notices.queries import current
from linli.commons.places.models import Serves
from linli.kernel.database.generation import bump

NOTICE_FIRST = FOLDER / "notice-not-counted.yaml"


@pytest.fixture
def hung(cast, tmp_path):
    """A matter of an item that begins with its notice."""
    lines = NOTICE_FIRST.read_text().replace("code: notice-not-counted", "code: notice-first").splitlines()
    kept = [line for line in lines if "{k: 1," not in line and "may_follow" not in line]
    file = tmp_path / "notice-first.yaml"
    file.write_text("\n".join(kept).replace("{k: 2,", "{k: 1,"))
    load_catalogue(file)
    number = cast.file("notice-first").number
    cast.do("generalist", "accept", number)
    return number


def test_where_the_notice_comes_first_it_hangs_anew(cast, hung, at):
    before = current("application", hung)
    object_to(hung)
    with at(days=1):
        view = cast.do(STREET, "answer-objection", hung, upheld=True, finding="x")
    assert view.last("services.ObjectionAnswered").payload["to"] == 1
    assert [stay.left is None for stay in view.stays] == [False, True]
    assert current("application", hung).pk != before.pk and current("application", hung).ended is None


def test_where_the_notices_desk_is_gone_nothing_is_upheld(cast, hung):
    object_to(hung)
    Serves.objects.filter(purpose="administers").delete()
    bump()
    assert refused(cast, STREET, "answer-objection", hung, upheld=True, finding="x") == (422, [("/upheld", "choice")])
    assert Objection.objects.get().answered is None
    assert cast.do(STREET, "answer-objection", hung, upheld=False, finding="x").objections == []
