"""A list out of a spreadsheet: an Excel file or CSV, its columns named in the first line, to rows of text.

What Excel writes on a Chinese Windows is GB 18030; UTF-8 is tried first.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from linli.kernel.api.problems import Problem

Row = dict[str, str]  # by column; `line`: where it stands in the file
MOST, LARGEST, UNPACKED, WIDEST = 500, 2 * 1024 * 1024, 8 * 1024 * 1024, 30
LONGEST = 200
# What openpyxl and csv raise on what is no spreadsheet, or one that another program wrote in its own way.
BROKEN = (
    ValueError, LookupError, OSError, TypeError, AttributeError, SyntaxError, RuntimeError, EOFError,
    zipfile.BadZipFile, zlib.error, csv.Error,
)  # fmt: skip
# What a column may be headed with; the first is what our own list says.
COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("账号", "用户名", "登录名", "account"),
    "name": ("姓名", "name"),
    "unit": ("单位", "机构", "部门", "unit"),
    "role": ("岗位", "角色", "role"),
    "since": ("起始日期", "开始日期", "since"),
}


def read(upload: UploadedFile[Any] | None, needed: Sequence[str]) -> list[Row]:
    """The rows of a file, empty ones left out. Raises Problem 422 where it is no list with the columns that are needed.

    Columns that nobody asked for are passed over: an office has its own list.
    """
    if upload is None or not upload.size:
        raise _no(_("Please choose a file."))
    if upload.size > LARGEST:
        raise _no(_("The file is larger than 2 MB. Please save only the list, without pictures."))
    content = upload.read()
    try:
        lines = _excel(content) if content[:2] == b"PK" else _csv(content)
        return _rows(lines, needed)
    except BROKEN as error:
        raise _no(_("This file can't be read. Please save the list as an Excel workbook (.xlsx) or as CSV.")) from error


def _no(words: str) -> Problem:
    return Problem(422, "list", words)


def _excel(content: bytes) -> Iterable[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > UNPACKED:
            raise ValueError("unpacks to far more than a list of people")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    return [
        [_text(value) for value in row] for row in sheet.iter_rows(max_row=MOST + 2, max_col=WIDEST, values_only=True)
    ]


def _text(value: object) -> str:
    """A cell as it reads: a whole number without `.0`, a day without an hour."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else plain(str(value))


def plain(text: str) -> str:
    """A cell without what can't be seen, no longer than anything that stands in such a list."""
    return "".join(letter for letter in text[:LONGEST] if letter.isprintable()).strip()


def _csv(content: bytes) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    first = text.partition("\n")[0]
    mark = next((mark for mark in "\t;," if mark in first), ",")
    return [[_text(value) for value in row] for row in csv.reader(io.StringIO(text), delimiter=mark)]


def _rows(lines: Iterable[list[str]], needed: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    at: dict[str, int] = {}
    for n, line in enumerate(lines, 1):
        if not at:
            at = {c: i for i, head in enumerate(line) for c, words in COLUMNS.items() if head.lower() in words}
            if missing := [COLUMNS[column][0] for column in needed if column not in at]:
                names = "、".join(missing)
                raise _no(_("The first line must name the columns. Missing: %(names)s.") % {"names": names})
        elif any(line):
            row = {column: line[i] if i < len(line) else "" for column, i in at.items()}
            found.append(row | {"line": str(n)})
    if not found:
        raise _no(_("There is nobody in this list."))
    if len(found) > MOST:
        raise _no(_("A list may name at most %(n)d. Please cut it in two.") % {"n": MOST})
    return found
