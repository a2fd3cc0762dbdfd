"""The same thing asked eight times at once has one effect and clear answers; nothing personal is left in the clear."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.contract.district import NUMBERS
from tests.faults.rough import BODY, RoughHour
from tests.faults.test_restore import PICTURE

TIMES = 8


def test_one_key_sent_at_once_files_one_matter(rough: RoughHour) -> None:
    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(lambda _: rough.it.post("/applications", BODY, "at-once"), range(TIMES)))
    assert {status for status, _body in answers} <= {201, 409}
    assert len({body["number"] for status, body in answers if status == 201}) == 1
    other = rough.it.post("/applications", BODY | {"submit": False}, "at-once")
    assert other[0] == 422


def test_one_file_handed_in_at_once_with_eight_matters_belongs_to_one_and_seven_get_copies(rough: RoughHour) -> None:
    status, file = rough.it.post("/files", {}, "one-file", picture=PICTURE)
    assert status == 201
    body = BODY | {"materials": [{"code": "id-or-social-security-card", "file": file["id"]}]}
    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(lambda n: rough.it.post("/applications", body, f"one-file-{n}"), range(TIMES)))
    assert Counter(status for status, _body in answers) == {201: TIMES}
    held = [paper["file"] for _status, body in answers for paper in body["materials"]]
    assert len(set(held)) == TIMES
    assert held.count(file["id"]) == 1
    assert rough.it.ask(f"SELECT count(*) FROM services_material WHERE file_id = '{file['id']}'") == [["1"]]
    ids = ",".join(held)
    holders = rough.it.ask(f"SELECT count(DISTINCT attached_id) FROM kernel_file WHERE id = ANY('{{{ids}}}')")
    assert holders == [[str(TIMES)]]


def test_what_is_refused_leaves_no_number_in_any_log(rough: RoughHour) -> None:
    for n, number in enumerate(NUMBERS):
        rough.it.get(f"/applications?q={number}")
        rough.it.post("/people/find", {"q": number}, f"find-{n}", "generalist")
        rough.it.post(
            "/people", {"name": "某某", "identity_number": number, "phone": number}, f"make-{n}", "generalist"
        )
        rough.it.post("/applications", BODY | {"answers": {"bank_card": number, number: number}}, f"wrong-{n}")
    logs = [*rough.it.data.glob("*.log"), rough.it.server.folder / "postgres.log"]
    assert len(logs) == 3
    assert [(log.name, n) for log in logs for n in NUMBERS if n in log.read_text(errors="replace")] == []
