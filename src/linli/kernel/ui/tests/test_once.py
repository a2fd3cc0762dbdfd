"""A form sent twice: the same values are the same sending, another file is another."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.ui.once import once


@pytest.fixture
def user(db):
    return User.objects.create_user("resident")


def sent(user, content, **more):
    values = {"once": "key", "do": "supply", "file-a": SimpleUploadedFile("a.png", content)} | more
    request = RequestFactory().post("/matters/1/following", values)
    request.user = user
    return request


def test_the_same_form_again_is_done_once_and_its_files_can_still_be_read(user):
    ran = []

    def send(request):
        return once(request, lambda: ran.append(request.FILES["file-a"].read()) or "1")

    assert [send(sent(user, b"one")), send(sent(user, b"one"))] == ["1", "1"]
    assert ran == [b"one"]


@pytest.mark.parametrize("other", [{"content": b"two"}, {"content": b"one", "do": "promise"}])
def test_the_same_key_with_another_file_or_value_is_told(user, other):
    once(sent(user, b"one"), lambda: "1")
    with pytest.raises(Problem) as problem:
        once(sent(user, **other), lambda: "2")
    assert problem.value.status == 409
