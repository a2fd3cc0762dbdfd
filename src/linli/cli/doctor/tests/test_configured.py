"""What the environment says and must not, in service."""

from linli.cli.doctor import surroundings
from linli.cli.doctor.tests.test_doctor import levels


def test_settings_that_must_not_be_in_service(monkeypatch):
    assert levels(surroundings.configured()) == []
    monkeypatch.setenv("LINLI_DEBUG", "1")
    assert levels(surroundings.configured()) == [("bad", "settings")]


def test_who_works_here_needs_more_than_a_password_in_service(monkeypatch, settings):
    settings.SECOND_STEP = "nobody"
    assert levels(surroundings.configured()) == []  # not an installation in service
    monkeypatch.setattr(surroundings, "named_server", lambda: "there")
    monkeypatch.setenv("LINLI_REHEARSAL", "0")
    assert levels(surroundings.configured()) == [("warn", "settings")]
    settings.SECOND_STEP = "staff"
    assert levels(surroundings.configured()) == []
