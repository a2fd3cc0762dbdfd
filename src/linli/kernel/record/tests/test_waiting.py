import pytest
from django.db import transaction

from linli.kernel.record.followers import pump, waiting
from linli.kernel.record.sequencer import sequence

from .stage import at_once, following, happen, rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_whether_anything_waits_is_one_question_that_writes_nothing(django_assert_num_queries):
    def fails(_entry):
        raise ValueError

    pump()
    assert not waiting()
    with following(fails):
        assert waiting()  # it has never run
        pump()
        assert not waiting()
        happen(1)
        with django_assert_num_queries(1):
            assert waiting()  # to be sequenced
        sequence()
        assert waiting()  # to be followed
        pump()
        assert not waiting()  # it failed, and its next try is some seconds away
        at_once()
        assert waiting()
    with transaction.atomic():
        rows("SET TRANSACTION READ ONLY")  # refuses row locks, too: a worker without work leaves no trace
        assert not waiting()
