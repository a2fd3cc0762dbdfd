import pytest

from linli.kernel.files.kinds import type_of


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00", "image/heic"),
    ],
)
def test_a_type_is_known_by_its_first_bytes(begin, kind):
    assert type_of(begin + b"more") == kind


@pytest.mark.parametrize(
    "begin",
    [
        b"", b"\xff\xd8", b"\x89PNG\n", b"RIFF\x24\x00\x00\x00WAVE", b"%PDF", b" %PDF-1.7",
        b"\x00\x00\x00\x18ftypisom", b"\x00\x00\x00\x18ftypavif", b"GIF89a", b"<svg xmlns=", b"<!DOCTYPE html>",
    ],
)  # fmt: skip
def test_everything_else_is_not_taken(begin):
    assert type_of(begin) is None
