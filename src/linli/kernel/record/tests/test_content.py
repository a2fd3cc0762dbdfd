import pytest
from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.record.content import contents
from linli.kernel.record.writing import Ref
from linli.kernel.secrets.suites import SUITES

from .notes import notes
from .stage import rows

ABOUT = Ref("application", "100")

__all__ = ["notes"]


@pytest.fixture(params=sorted(SUITES), autouse=True)
def suite(request, settings):
    settings.SUITE = request.param


def test_what_is_kept_is_read_by_its_digest_and_lies_sealed(notes):
    digest = notes.keep("refusal", ABOUT, {"reasons": "收入超过标准", "n": 1})
    assert len(digest) == 32
    (kept,) = notes.objects.all()
    assert kept.read() == {"reasons": "收入超过标准", "n": 1}
    assert "收入".encode() not in bytes(kept.sealed)
    assert (kept.kind, kept.subject_kind, kept.subject_id) == ("refusal", "application", "100")
    assert kept.fits()


def test_the_same_words_twice_have_digests_that_tell_nothing(notes):
    assert notes.keep("x", ABOUT, {"a": 1}) != notes.keep("x", ABOUT, {"a": 1})


def test_many_are_read_in_one_query(notes, django_assert_num_queries):
    digests = [notes.keep("x", ABOUT, {"n": n}) for n in range(30)]
    with django_assert_num_queries(1):
        found = contents(notes, digests)
    assert found == {digest: {"n": n} for n, digest in enumerate(digests)}
    with django_assert_num_queries(0):
        assert contents(notes, []) == {}


def test_erased_content_is_gone_and_still_fits(notes):
    digest = notes.keep("x", ABOUT, {"a": 1})
    notes.objects.update(salt=None, sealed=None, erased_at=clock.now())
    (kept,) = notes.objects.all()
    assert kept.read() is None
    assert kept.fits()
    assert contents(notes, [digest]) == {}


def test_content_is_whole_or_erased(notes):
    notes.keep("x", ABOUT, {"a": 1})
    for half in ("salt = NULL", "sealed = NULL", "salt = NULL, sealed = NULL", "erased_at = now()"):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows(f"UPDATE kernel_note SET {half}")


def test_another_salt_or_other_words_do_not_fit(notes):
    notes.keep("x", ABOUT, {"a": 1})
    notes.keep("x", ABOUT, {"a": 2})
    first, second = notes.objects.order_by("pk")
    first.sealed, second.salt = second.sealed, first.salt
    assert not first.fits()
    assert not second.fits()


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(notes, wrong):
    with pytest.raises(ValueError, match="JSON"):
        notes.keep("x", ABOUT, {"a": wrong})
