"""A list out of a spreadsheet: Excel, CSV as Excel writes it, and what is no list."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from linli.commons.people.forms.lists import MOST, read
from linli.kernel.api.problems import Problem

NEEDED = ("account", "name")


def excel(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rows(content, needed=NEEDED):
    return read(SimpleUploadedFile("list", content), needed)


def refused(content, needed=NEEDED):
    with pytest.raises(Problem) as problem:
        rows(content, needed)
    return problem.value.status


def test_an_excel_list_with_columns_of_its_own():
    heads, last = ["序号", "姓名", "工号", "账号"], [2, " 李强 ", "A2", "li.qiang"]
    content = excel(heads, [1, "王敏", "A1", 20315], [None] * 4, last)
    assert rows(content) == [
        {"name": "王敏", "account": "20315", "line": "2"}, {"name": "李强", "account": "li.qiang", "line": "4"},
    ]  # fmt: skip


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-8", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_however_it_was_saved(coding, mark):
    text = f"账号{mark}姓名\r\nwang.min{mark}王敏\r\n\r\n"
    assert rows(text.encode(coding)) == [{"account": "wang.min", "name": "王敏", "line": "2"}]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK", b"PK\x03\x04nothing", b"\xff\xfe\x00\x81", b"\x00" * 50, "姓名\n王敏".encode(),
        "账号,姓名\n".encode(), b'account,name\n"' + b"x" * 200_000,
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(content):
    assert refused(content) == 422


def test_too_many_rows_and_too_large_a_file():
    many = "account,name\n" + "".join(f"a{n},王敏\n" for n in range(MOST + 1))
    assert refused(many.encode()) == 422
    assert len(rows(many.rsplit("\n", 2)[0].encode())) == MOST
    assert refused(b"account,name\n" + b"x" * (2 * 1024 * 1024)) == 422
    assert refused(excel(["账号", "姓名"], *[[f"a{n}", "王敏"] for n in range(MOST + 1)])) == 422


def test_a_bomb_is_not_unpacked():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 40_000_000)
    assert refused(kept.getvalue()) == 422


def test_a_workbook_that_is_another_kind_of_zip():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("word/document.xml", b"<w/>")
    assert refused(kept.getvalue()) == 422
