"""The second step at sign-in: who works here comes no further without it, and nobody else takes it off."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from linli.commons.people.actions.second_step import take_off
from linli.kernel.access.models import User
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import PASSWORD
from tests.stepping import CODE, INDEX, set_up, sign_in
from tests.totp import digits, later, secret_of

APP = INDEX + "app/"


@pytest.fixture
def staff(settings):
    """An installation in service: whoever works here has to pass a second step."""
    settings.SECOND_STEP = "staff"


def call(cast, who, what):
    return cast.api(who).post(f"/api/v1/accounts/{what}", {}, "application/json")


def kinds(cast, account):
    """What the record says of an account: the fact, and the kind of step where it names one."""
    return [(one.fact.removeprefix("people."), one.payload.get("kind")) for one in of(cast, account)]


def of(cast, account):
    return timeline(Ref("account", str(cast[account].pk)))


def test_the_app_of_the_testers_counts_as_the_standard_does():
    """RFC 6238, appendix B, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    seen = [digits(secret, at) for at in (59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000)]
    assert seen == ["287082", "081804", "050471", "005924", "279037", "353130"]


def test_with_the_password_alone_no_desk_opens(cast, staff):
    client, answer = sign_in("generalist")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    for address in ("/", "/desk/", "/me", "/messages/", "/me/sessions"):
        assert client.get(address)["Location"] == INDEX, address
    seen = client.get(INDEX)
    assert seen.status_code == 200 and "/desk/" not in seen.text


def test_what_is_open_to_all_shows_no_more_than_that(cast, staff):
    client, _answer = sign_in("generalist")
    assert client.get("/search/?q=王").status_code == 200
    assert "/desk/" not in client.get("/search/?q=王").text


def test_set_up_once_and_asked_for_at_every_sign_in(cast, staff):
    client, _answer = sign_in("generalist")
    secret, _backup = set_up(client)
    assert client.get("/desk/").status_code == 200
    other, answer = sign_in("generalist")
    assert answer["Location"] == CODE
    assert other.get("/desk/")["Location"].startswith("/accounts/login/")
    assert "aria-invalid" in other.post(CODE, {"code": "000000"}).text
    assert other.post(CODE, {"code": later(secret)}).status_code == 302
    assert other.get("/desk/").status_code == 200
    assert kinds(cast, "generalist") == [("SecondStepAdded", "totp"), ("SecondStepAdded", "recovery_codes")]


def test_who_came_in_before_it_was_there_is_out(cast, staff):
    """Where it is set up one stays; every other place has to sign in anew, with it."""
    early, _answer = sign_in("generalist")
    later_on, _answer = sign_in("generalist")
    set_up(later_on)
    assert early.get("/desk/")["Location"].startswith("/accounts/login/")
    assert later_on.get("/desk/").status_code == 200


def test_a_right_code_opens_once(cast, staff):
    client, _answer = sign_in("generalist")
    secret, _backup = set_up(client)
    code = later(secret)
    for expected in (302, 200):
        other, _answer = sign_in("generalist")
        assert other.post(CODE, {"code": code}).status_code == expected


def test_a_backup_code_stands_for_the_phone_once(cast, staff):
    client, _answer = sign_in("generalist")
    _secret, backup = set_up(client)
    for expected in (302, 200):
        other, _answer = sign_in("generalist")
        assert other.post(CODE, {"code": backup[3]}).status_code == expected
    assert "还剩 9 个" in client.get(INDEX).text


def test_backup_codes_are_shown_once_and_void_when_there_are_new_ones(cast):
    client, _answer = sign_in("generalist")
    _secret, backup = set_up(client)
    assert backup[0] not in client.get("/accounts/second-step/codes/").text
    assert client.post("/accounts/second-step/codes/new/").status_code == 302
    again = client.get("/accounts/second-step/codes/").text
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", again)) == 10 and backup[0] not in again
    other, _answer = sign_in("generalist")
    assert other.post(CODE, {"code": backup[0]}).status_code == 200


def test_wrong_codes_are_counted(cast):
    client, _answer = sign_in("generalist")
    secret, _backup = set_up(client)
    other, _answer = sign_in("generalist")
    for n in range(5):
        other.post(CODE, {"code": f"00000{n}"})
    assert other.post(CODE, {"code": later(secret)}).status_code == 200
    assert other.get("/desk/").status_code == 302


def test_the_only_one_of_who_needs_it_stays(cast, staff):
    client, _answer = sign_in("generalist")
    set_up(client)
    client.post("/accounts/second-step/app/off/")
    assert Authenticator.objects.filter(user=cast["generalist"], type="totp").exists()
    assert "/app/off/" not in client.get(INDEX).text


def test_who_needs_none_takes_it_off(cast, staff):
    client, _answer = sign_in("resident")
    assert client.get("/me").status_code == 200
    set_up(client)
    assert client.post("/accounts/second-step/app/off/")["Location"] == INDEX
    assert not Authenticator.objects.filter(user=cast["resident"]).exists()
    assert kinds(cast, "resident")[2:] == [("SecondStepRemoved", "totp"), ("SecondStepRemoved", "recovery_codes")]
    _client, answer = sign_in("resident")
    assert answer["Location"] == "/"


def test_a_screen_left_open_does_not_change_it(cast):
    """Minutes after sign-in it has to be shown again, and a password does not do where there is a step."""
    client, _answer = sign_in("resident")
    forget(client)
    assert client.get(APP)["Location"].startswith("/accounts/again/?")
    assert client.post("/accounts/again/", {"password": "wrong", "next": APP}).status_code == 200
    assert client.post("/accounts/again/", {"password": PASSWORD, "next": APP})["Location"] == APP
    set_up(client)
    forget(client)
    assert client.post("/accounts/second-step/app/off/")["Location"].startswith("/accounts/again/code/")
    client.post("/accounts/again/", {"password": PASSWORD})
    client.post("/accounts/second-step/app/off/")
    assert Authenticator.objects.filter(user=cast["resident"], type="totp").exists()


def forget(client):
    """Ten minutes pass since the sign-in."""
    session = client.session
    session["account_authentication_methods"] = [
        one | {"at": one["at"] - 600} for one in session["account_authentication_methods"]
    ]
    session.save()


def test_lost_it_is_taken_off_by_security_alone(cast, staff):
    client, _answer = sign_in("generalist")
    _secret, backup = set_up(client)
    for account in ("administrator", "auditor", "officer", "head", "generalist", "resident"):
        answer = cast.page(account).post("/staff/accounts/generalist/second-step-off", {"once": account})
        assert answer.status_code in (302, 404)
        assert answer.status_code == 404 or answer["Location"] == INDEX
        assert call(cast, account, "generalist/second-step-off").status_code in (403, 404)
    assert client.get("/desk/").status_code == 200
    assert call(cast, "security", "generalist/second-step-off").status_code == 200
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")
    again, answer = sign_in("generalist")
    assert answer["Location"] == "/" and again.get("/desk/")["Location"] == INDEX
    assert again.post(CODE, {"code": backup[0]}).status_code == 302  # nothing to ask for any more
    assert again.get("/desk/")["Location"] == INDEX
    assert kinds(cast, "generalist")[2:] == [("SecondStepRemoved", "totp"), ("SecondStepRemoved", "recovery_codes")]
    assert [one.role for one in of(cast, "generalist")[2:]] == ["security", "security"]


def test_on_the_page_of_the_account(cast):
    client, _answer = sign_in("generalist")
    set_up(client)
    page = cast.page("security")
    assert "身份验证器" in page.get("/staff/accounts/generalist/").text
    assert page.post("/staff/accounts/generalist/second-step-off", {"once": "a"}).status_code == 302
    assert "还没有设置" in page.get("/staff/accounts/generalist/").text
    assert "second-step-off" not in page.get("/staff/accounts/generalist/").text


def test_nobody_takes_off_their_own_there(cast):
    assert call(cast, "security", "security/second-step-off").status_code == 403


def test_a_new_password_from_the_administrator_does_not_open_the_account(cast, staff):
    """What one administrator alone could do to a colleague: print a first password and come in as them."""
    client, _answer = sign_in("generalist")
    secret, _backup = set_up(client)
    cast.page("administrator")
    word = call(cast, "administrator", "generalist/first-password").json()["first_password"]
    thief, answer = sign_in("generalist", word)
    assert answer["Location"] == CODE
    assert thief.get("/me/password")["Location"].startswith("/accounts/login/")
    assert call(cast, "administrator", "generalist/second-step-off").status_code == 403
    owner, _answer = sign_in("generalist", word)
    owner.post(CODE, {"code": later(secret)})
    assert owner.get("/desk/")["Location"] == "/me/password"


def test_a_session_that_was_ended_sets_nothing_up(cast):
    client, _answer = sign_in("generalist")
    secret = secret_of(client.get(APP).text)
    user = client.get(APP).wsgi_request.user
    call(cast, "security", "generalist/end-sessions")
    assert user.epoch != User.objects.get(pk=user.pk).epoch
    client.post(APP, {"code": digits(secret)})
    assert not Authenticator.objects.filter(user=user).exists()


def test_what_is_kept_is_sealed(cast):
    client, _answer = sign_in("generalist")
    secret = secret_of(client.get(APP).text)
    row = Session.objects.get(session_key=client.session.session_key)
    from base64 import urlsafe_b64decode

    body = row.session_data.split(":")[0]
    assert secret.encode() not in urlsafe_b64decode(body + "=" * (-len(body) % 4))
    assert client.session["mfa.totp.secret"] == secret
    client.post(APP, {"code": digits(secret)})
    assert secret not in str(Authenticator.objects.get(user=cast["generalist"], type="totp").data)


def test_a_session_from_before_sessions_were_sealed_is_none(cast):
    from django.core import signing

    client, _answer = sign_in("generalist")
    plain = signing.dumps(dict(client.session), salt="django.contrib.sessions.SessionStore", compress=True)
    Session.objects.filter(session_key=client.session.session_key).update(session_data=plain)
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_taking_off_what_is_not_there_is_done_already(cast):
    take_off(cast["specialist"], by=cast["security"])
    assert kinds(cast, "specialist") == []
