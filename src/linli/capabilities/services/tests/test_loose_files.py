"""What a draft, a matter or a mandate refers to is never thrown away, not even while it is being named."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from linli.capabilities.services import actions, forms
from linli.capabilities.services.actions import papers
from linli.capabilities.services.models import Application, Material
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_acting import guardian
from linli.capabilities.services.tests.test_known_papers import ITEM, card, draft, offered, put, refused, scan
from linli.commons.mandates.models import Mandate
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import forget_all
from linli.kernel.files import disk, loose
from linli.kernel.files.models import File
from tests.cast import Cast, load_district

LATER = timedelta(hours=25)


@pytest.fixture(autouse=True)
def published(request):
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")
        publish(ITEM)


def swept():
    with clock.standing(clock.now() + LATER):
        return loose.throw_rows_away()


def test_drafts_corrections_matters_and_mandates_keep_their_files(cast):
    drafted, corrected, loose_one = scan(cast), scan(cast), scan(cast)
    draft(cast, materials=[{"code": "identity-card", "file": drafted}])
    filed = card(cast)
    waiting = draft(cast)
    cast.do("resident", "submit", waiting)
    cast.do("generalist", "request-correction", waiting, items=[{"material": "identity-card", "what": "x"}])
    put(cast, waiting, {"code": "identity-card", "file": corrected})
    guardian(cast)
    Mandate.objects.update(evidence=File.objects.get(pk=scan(cast)))  # attached to nothing, yet referred to
    assert swept() == 1
    assert not File.objects.filter(pk=loose_one).exists()
    kept = {
        drafted,
        corrected,
        Material.objects.get(application__number=filed).file_id,
        Mandate.objects.get().evidence_id,
    }
    assert set(File.objects.values_list("pk", flat=True)) >= kept
    cast.do("resident", "resubmit", waiting)


def test_the_copy_of_a_filing_that_is_refused_leaves_bytes_that_go(cast, settings, tmp_path, monkeypatch):
    settings.FILES = tmp_path
    card(cast)
    number = draft(cast, materials=[offered(cast, draft(cast))["identity-card"]["give"]])
    before = {one.name for one in tmp_path.rglob("?" * 32)}

    def fail(*_given, **_more):
        raise Problem(409, "state", "no")

    monkeypatch.setattr("linli.capabilities.services.actions.filing._enter", fail)
    assert refused(lambda: cast.do("resident", "submit", number))[0] == 409
    [left] = {one.name for one in tmp_path.rglob("?" * 32)} - before
    settings.LOOSE_FILES_KEPT = timedelta(0)
    for name in (*before, left):
        loose.throw_bytes_away(name[:2])
    assert {one.name for one in tmp_path.rglob("?" * 32)} == before


def test_a_paper_left_out_of_a_draft_is_loose_again(cast):
    file = scan(cast)
    number = draft(cast, materials=[{"code": "identity-card", "file": file}])
    assert swept() == 0
    put(cast, number)
    assert swept() == 1
    assert refused(lambda: put(cast, number, {"code": "identity-card", "file": file})) == (
        422, [("/materials/0/file", "file")]
    )  # fmt: skip


def test_an_upload_that_is_gone_is_not_answered_again(cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from linli.capabilities.services.tests.order import PICTURE

    def upload():
        sent = {"file": SimpleUploadedFile("a.png", PICTURE, "image/png")}
        return cast.api("resident").post("/api/v1/files", sent, headers={"Idempotency-Key": "one-upload"})

    assert [upload().status_code for _n in range(2)] == [201, 201]
    assert swept() == 1
    assert upload().status_code == 404


@pytest.fixture
def district(transactional_db):
    forget_all()
    load_district()
    publish(ITEM)
    return Cast()


def _naming(cast, file, begun, go):
    """A draft that names the file and isn't committed before `go`."""

    def run():
        try:
            with transaction.atomic():
                filing, _s = forms.new(
                    {"item": ITEM, "answers": {}, "materials": [{"code": "identity-card", "file": file}]},
                    cast["resident"],
                )
                number = actions.draft(filing, by=cast["resident"]).number
                begun.set()
                assert go.wait(20)
                return number
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locks", [True, False], ids=["as it is", "control"])
def test_a_file_that_is_being_named_is_passed_over(district, monkeypatch, locks):
    file, begun, go = scan(district), Event(), Event()
    if not locks:
        monkeypatch.setattr(papers, "usable", lambda by, ids, already=(): list(File.objects.filter(pk__in=ids)))
    with ThreadPoolExecutor(1) as pool:
        naming = pool.submit(_naming(district, file, begun, go))
        assert begun.wait(20)
        try:
            assert swept() == (0 if locks else 1)
        finally:
            go.set()
        number = naming.result()
    assert File.objects.filter(pk=file).exists() is disk.path(file).exists() is locks
    if locks:
        assert district.do("resident", "submit", number).application.state == "filed"


@pytest.mark.django_db(transaction=True)
def test_who_names_a_file_that_is_going_is_told(district, monkeypatch):
    file, going, asked = scan(district), Event(), []

    def named(ids):
        asked.append(ids)
        if len(asked) == 2:  # the sweep holds the row
            going.set()
            assert not done.wait(1)  # and whoever names it waits
        return set()

    done = Event()
    monkeypatch.setattr(loose, "NAMED", [named])

    def run():
        try:
            assert going.wait(20)
            return refused(lambda: draft(district, materials=[{"code": "identity-card", "file": file}]))
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        naming = pool.submit(run)
        assert swept() == 1
        assert naming.result() == (422, [("/materials/0/file", "file")])
    assert not Application.objects.exists()
