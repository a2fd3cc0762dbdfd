"""Two at once: one app is set up, one code opens once; and what a power cut leaves is whole."""

import time
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from linli.commons.people.actions import accounts
from linli.commons.people.pages import second_step
from linli.kernel.access.second_step import PURPOSE
from linli.kernel.database.generation import forget_all
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import PASSWORD, Cast, at_once, load_district
from tests.totp import digits, secret_of

pytestmark = pytest.mark.django_db(transaction=True)
APP, CODE = "/accounts/second-step/app/", "/accounts/login/code/"


@pytest.fixture
def here(transactional_db):
    cache.clear()
    forget_all()
    load_district()
    yield Cast()
    forget_all()


def later(secret):
    """The code of the next half minute: the present one set the app up."""
    return digits(secret, time.time() + 30)


def signed_in():
    client = Client()
    client.post("/accounts/login/", {"login": "specialist", "password": PASSWORD})
    return client


def two_apps():
    """Two browsers of one account, each with a key of its own and the code of it."""
    pages, answers = [signed_in(), signed_in()], []
    codes = [digits(secret_of(page.get(APP).text)) for page in pages]

    def sends(page, code):
        answers.append(page.post(APP, {"code": code}))

    at_once(*((lambda page=page, code=code: sends(page, code)) for page, code in zip(pages, codes, strict=True)))
    return sorted(answer.status_code for answer in answers)


def test_of_two_apps_one_is_set_up(here):
    assert two_apps() == [302, 409]
    assert Authenticator.objects.filter(user=here["specialist"]).count() == 2  # the app, and one set of backup codes
    assert len(timeline(Ref("account", str(here["specialist"].pk)))) == 2


def ended_meanwhile(here, monkeypatch, then):
    """Security signs the account out everywhere while its browser sends the code. The answer's status."""
    page = signed_in()
    code = digits(secret_of(page.get(APP).text))

    def meanwhile(user):
        at_once(lambda: accounts.end_sessions(here["specialist"], by=here["security"]))
        then(user)

    monkeypatch.setattr(second_step, "unchanged", meanwhile)
    return page.post(APP, {"code": code}).status_code


def test_who_was_signed_out_meanwhile_sets_nothing_up(here, monkeypatch):
    assert ended_meanwhile(here, monkeypatch, second_step.unchanged) == 409
    assert not Authenticator.objects.exists()


def test_without_the_look_under_the_lock_they_would(here, monkeypatch):
    ended_meanwhile(here, monkeypatch, lambda user: None)
    assert Authenticator.objects.exists()


def test_a_code_opens_once_however_many_send_it(here):
    page = signed_in()
    secret = secret_of(page.get(APP).text)
    page.post(APP, {"code": digits(secret)})
    code, pages, answers = later(secret), [signed_in() for _n in range(4)], []
    at_once(*((lambda page=page: answers.append(page.post(CODE, {"code": code}).status_code)) for page in pages))
    assert sorted(answers) == [200, 200, 200, 302]


def test_a_code_does_not_open_again_while_its_half_minutes_last(here, monkeypatch):
    """The library forgets a used code after 30 s, and takes one for 90 with our tolerance."""
    totp = import_module("allauth.mfa.totp.internal.auth").TOTP
    monkeypatch.setattr(totp, "_mark_code_used", lambda self, code: True)
    page = signed_in()
    secret = secret_of(page.get(APP).text)
    page.post(APP, {"code": digits(secret)})
    code = later(secret)
    answers = [signed_in().post(CODE, {"code": typed}) for typed in (code, code, f"{code[:3]} {code[3:]}")]
    assert [answer.status_code for answer in answers] == [302, 200, 200]
    cache.delete(f"{PURPOSE}:{here['specialist'].pk}:{code}")
    assert signed_in().post(CODE, {"code": code}).status_code == 302  # so it was this that held


def test_what_broke_in_the_middle_was_not(here, monkeypatch):
    """Set up and recorded together, or neither."""

    def breaks(user, before):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(second_step, "note_changes", breaks)
    page = signed_in()
    page.raise_request_exception = False
    secret = secret_of(page.get(APP).text)
    assert page.post(APP, {"code": digits(secret)}).status_code == 500
    assert not Authenticator.objects.exists()
