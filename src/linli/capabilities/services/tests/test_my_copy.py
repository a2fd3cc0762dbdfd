"""A copy of all that is held of a person: by program and as a file, with nothing of anybody else."""

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta

import pytest
from django.db import connection

from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.scenes import object_to
from linli.commons.people.models import Person
from linli.commons.people.public import set_profile
from linli.commons.people.queries.export import archive, pieces
from linli.kernel import clock
from linli.kernel.access.models import AccessLog, Key, Try
from linli.kernel.files import disk, store
from linli.kernel.files.models import File
from tests.cast import MONDAY, PASSWORD, go_on

QUICK, LONG = "unemployment-registration", "disability-living-allowance"
IDENTITY, PHONE, CARD = "320594198604128629", "19900008601", "6217001990008604121"
EXPORT, FILE = "/api/v1/me/export", "/me/data/download"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(99)


def person(cast, account="resident"):
    return Person.objects.get(account=cast[account])


def copied(cast, account="resident", key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(account).post(EXPORT, "{}", "application/json", headers=headers)


def items(told, key):
    return next(one["items"] for one in told["holdings"] if one["key"] == key)


def filed(cast, account="resident", name="card.png"):
    paper = store.keep(cast[account], name, PICTURE)
    return cast.file(LONG, account, materials=[{"code": "bank-account", "file": paper.pk}]).number


def taken():
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::text FROM record_inbox WHERE fact = 'people.DataExported'")
        return [row[0] for row in cursor.fetchall()]


def opened(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_a_program_reads_all_of_it_with_numbers_in_full(cast):
    number = filed(cast)
    told = copied(cast).json()
    assert told["schema"] == "linli.person/1"
    assert {one["key"] for one in told["holdings"]} >= {"profile", "household", "matters", "papers", "messages"}
    assert all(one["why"] and one["until"] for one in told["holdings"])
    (profile,) = items(told, "profile")
    assert (profile["identity_number"], profile["phone"], profile["bank_card"]) == (IDENTITY, PHONE, CARD)
    (matter,) = items(told, "matters")
    assert (matter["number"], matter["state"], matter["competent_body"]) == (number, "filed", "civil-affairs")
    assert IDENTITY in matter["answers"].values()
    (paper,) = items(told, "papers")
    assert cast.api("resident").get(paper["href"]).status_code == 200


def test_a_repetition_is_made_anew_and_recorded_once(cast):
    answers = [copied(cast, key="k") for _n in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert items(answers[1].json(), "profile") == items(answers[0].json(), "profile")
    assert taken() == ['{"how": "program"}']
    assert Key.objects.get().reference == f"export:{person(cast).pk}"
    copied(cast, key="another")
    assert len(taken()) == 2


def test_what_is_asked_wrongly_is_refused(cast):
    api = cast.api("resident")
    assert api.post(EXPORT, '{"all": true}', "application/json").status_code == 422
    assert api.post(EXPORT, "no", "application/json").status_code == 400
    assert cast.api().post(EXPORT, "{}", "application/json").status_code == 401
    assert taken() == []


@pytest.fixture
def full(cast):
    """A matter with papers, an objection, a decision, messages; and traces of others at every turn."""
    number = filed(cast, name=f"{'名' * 150}.png")
    cast.do("generalist", "accept", number)
    cast.do("hudong-committee.specialist", "complete-step", number, outcome="agree", opinion="情况属实")
    go_on()
    object_to(number, name="异议人甲", phone="13912345678", what="只有异议人知道的话")
    go_on()
    filed(cast, "neighbour", "neighbour.png")
    cast.page("generalist").get(f"/matters/{number}")
    return number


OTHERS = ("异议人甲", "13912345678", "只有异议人知道的话", "320594197109238711", "19900005802", "neighbour.png")


def test_nothing_of_others_is_in_it(cast, full):
    staff = {one.name for one in Person.objects.filter(posts__isnull=False)}
    told = json.dumps(copied(cast).json(), ensure_ascii=False)
    packed = opened(cast.page("resident").post(FILE, {"password": PASSWORD}))
    texts = [told, *(packed.read(name).decode() for name in packed.namelist() if name.endswith((".json", ".html")))]
    assert len(texts) == 4
    for text in texts:
        assert [one for one in (*OTHERS, *staff) if one in text] == []
    assert "情况属实" in told  # what was said to her is hers
    assert not any("neighbour" in name for name in packed.namelist())


def test_the_file_opens_and_has_the_papers_by_matter(cast, full):
    response = cast.page("resident").post(FILE, {"password": PASSWORD})
    assert response["Content-Disposition"] == 'attachment; filename="linli-2026-06-08.zip"'
    assert "no-store" in response["Cache-Control"]
    packed = opened(response)
    assert packed.testzip() is None
    papers = [name for name in packed.namelist() if name.startswith(f"files/{full}/")]
    assert [packed.read(name) for name in papers] == [PICTURE]
    assert all(len(part.encode()) <= 255 for name in packed.namelist() for part in name.split("/"))
    assert {"index.html", "index-large.html", "style/print.css", "style/tokens.css"} <= set(packed.namelist())
    assert 'class="paper-desk large"' in packed.read("index-large.html").decode()
    assert items(json.loads(packed.read("data.json")), "profile")[0]["identity_number"] == IDENTITY
    assert taken() == ['{"how": "page"}']


def test_the_password_is_asked_for_once_more_and_not_guessed(cast):
    page = cast.page("resident", **{"Accept-Language": "en"})
    for given in ("", "wrong", "wrong", "wrong", "wrong"):
        answer = page.post(FILE, {"password": given})
        assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (422, True)
    assert page.post(FILE, {"password": PASSWORD}).status_code == 429
    assert Try.objects.count() == 5
    assert taken() == []
    with clock.standing(MONDAY + timedelta(minutes=16)):
        assert page.post(FILE, {"password": PASSWORD}).status_code == 200
    assert cast.page("neighbour").post(FILE, {"password": PASSWORD}).status_code == 200
    assert page.get(FILE).status_code == 405


@pytest.mark.parametrize("name", ["王", "N" * 40, '<b>"&'])
def test_names_of_every_length_are_told(cast, name):
    set_profile(person(cast), by=None, changes={"name": name})
    assert items(copied(cast).json(), "profile")[0]["name"] == name
    packed = opened(cast.page("resident").post(FILE, {"password": PASSWORD}))
    assert ("<b>" in packed.read("index.html").decode().split("<h1>")[1].split("</h1>")[0]) is False


def test_a_paper_whose_bytes_have_gone_leaves_the_rest(cast):
    filed(cast)
    disk.remove(File.objects.get().pk)
    packed = opened(cast.page("resident").post(FILE, {"password": PASSWORD}))
    assert "data.json" in packed.namelist()
    assert [name for name in packed.namelist() if name.startswith("files/")] == []


def test_many_matters_and_papers_are_not_all_in_memory(cast):
    """Three times as much takes no more room: a batch of matters and one paper at a time."""
    filed(cast)
    kept = Application.objects.get()

    def more(first, n):
        rows = []
        for at in range(first, first + n):
            kept.pk, kept.number = None, f"{at:010d}"
            rows.append(Application(**{f.attname: getattr(kept, f.attname) for f in kept._meta.concrete_fields}))
        Application.objects.bulk_create(rows)

    def peak():
        tracemalloc.start()
        with archive(person(cast), {}) as packed:
            size = len(packed.read())
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used - size

    more(0, 300)
    small = peak()
    more(300, 1200)
    assert peak() < 2 * small
    found = json.loads("".join(pieces(person(cast))))
    assert len({one["number"] for one in items(found, "matters")}) == 1501


def test_what_was_looked_at_is_in_it(cast):
    number = filed(cast)
    cast.page("generalist").get(f"/matters/{number}")
    (look,) = copied(cast).json()["looks"]
    assert (look["what"], look["role"], look["subject"]["number"]) == ("open", "generalist", number)
    assert AccessLog.objects.count() == 1
