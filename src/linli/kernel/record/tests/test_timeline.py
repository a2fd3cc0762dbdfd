import pytest

from linli.kernel.record.sequencer import sequence
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref

from .stage import happen, subject

pytestmark = pytest.mark.django_db


def told(*about: Ref) -> list[tuple[int | None, str, int]]:
    return [(entry.position, entry.subject.id, entry.payload["n"]) for entry in timeline(*about)]


def test_a_timeline_is_right_at_once_and_after_sealing():
    happen(1)
    sequence()
    happen(2)
    assert told(subject(1)) == [(1, "1", 1), (None, "1", 2)]
    sequence()
    assert told(subject(1)) == [(1, "1", 1), (2, "1", 2)]


def test_several_subjects_in_one_query_and_no_other(django_assert_num_queries):
    for about in (1, 2, 3):
        happen(about, about=about)
    sequence()
    happen(9, about=2)
    with django_assert_num_queries(1):
        found = told(subject(2), subject(1))
    assert found == [(1, "1", 1), (2, "2", 2), (None, "2", 9)]


def test_a_subject_is_its_kind_and_its_id():
    happen(1)
    assert told(Ref("other", "1")) == []
    assert told() == []


def test_an_entry_says_all_that_was_recorded():
    happen(1, others=[Ref("person", "7")], place="jingcheng", content=b"c" * 32)
    before = timeline(subject(1))[0]
    sequence()
    (after,) = timeline(subject(1))
    assert (after.others, after.place, after.content, after.fact, after.version) == (
        (Ref("person", "7"),), "jingcheng", b"c" * 32, "tests.Counted", 1,
    )  # fmt: skip
    assert (before.position, after.position) == (None, 1)
    assert before == type(before)(**{**vars(after), "position": None})
