"""The second step, attacked: by who has the password, by who waits, by what no browser sends."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

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


def test_a_password_shown_before_there_was_a_step_changes_none(cast, staff):
    """A thief of the password keeps his session warm until the owner sets up the first step."""
    thief, _answer = sign_in("generalist")
    thief.post("/accounts/again/", {"password": PASSWORD})
    kept = dict(thief.session.items())
    owner, _answer = sign_in("generalist")
    set_up(owner)
    assert thief.get("/accounts/second-step/passkeys/new/")["Location"].startswith("/accounts/login/")
    assert [one for one in kept["account_authentication_methods"] if one.get("reauthenticated")]
    session = owner.session  # were it the same session, the password would not do either
    session["account_authentication_methods"] = kept["account_authentication_methods"]
    session.save()
    assert owner.get("/accounts/second-step/passkeys/new/")["Location"].startswith("/accounts/again/")


@pytest.mark.parametrize("meanwhile", ["end-sessions", "first-password", "close"])
def test_a_sign_in_that_waits_for_its_code_ends_with_the_sessions(cast, meanwhile):
    client, _answer = sign_in("specialist")
    _secret, backup = set_up(client)
    waits, _answer = sign_in("specialist")
    call(cast, "security" if meanwhile == "end-sessions" else "administrator", f"specialist/{meanwhile}")
    waits.post(CODE, {"code": backup[0]})
    assert waits.get("/me")["Location"].startswith("/accounts/login/")


def test_who_waits_at_a_step_that_was_taken_off_begins_anew(cast, staff):
    client, _answer = sign_in("generalist")
    set_up(client)
    waits, _answer = sign_in("generalist")
    call(cast, "security", "generalist/second-step-off")
    assert waits.get(CODE)["Location"] == "/accounts/login/"
    assert waits.get("/accounts/login/").status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch", "head", "options"])
def test_only_what_a_form_sends_changes_anything(cast, method):
    client, _answer = sign_in("resident")
    _secret, _backup = set_up(client)
    for at in (INDEX + "codes/new/", INDEX + "app/off/", INDEX + "codes/", "/accounts/again/", CODE):
        assert getattr(client, method)(at).status_code == 405, at
    assert Authenticator.objects.filter(user=cast["resident"]).count() == 2


def test_before_the_step_no_password_is_changed(cast, staff):
    client, _answer = sign_in("generalist")
    new = {"old": PASSWORD, "new": "three-lake-willows", "again": "three-lake-willows"}
    assert client.post("/me/password", new)["Location"] == INDEX


def test_the_code_that_set_it_up_opens_nothing(cast):
    client, _answer = sign_in("resident")
    secret = secret_of(client.get(APP).text)
    code = digits(secret)
    client.post(APP, {"code": code})
    other, _answer = sign_in("resident")
    assert other.post(CODE, {"code": code}).status_code == 200


def test_the_page_opened_again_shows_the_same_key(cast):
    client, _answer = sign_in("resident")
    assert secret_of(client.get(APP).text) == secret_of(client.get(APP).text)


def test_a_closed_account_that_is_opened_again_has_none(cast):
    client, _answer = sign_in("specialist")
    set_up(client)
    call(cast, "administrator", "specialist/close")
    call(cast, "administrator", "specialist/open")
    assert not Authenticator.objects.filter(user=cast["specialist"]).exists()


ODD = (
    "", "x", "[]", "1", "null", "{}", "[" * 5000, '{"id": 1, "response": {}}',
    '{"id": "x", "rawId": "y", "response": 3}',
    '{"id": NaN}', '{"id": "\\u0000"}', '{"id": "\\ud800"}', '{"a": "' + "x" * 70000 + '"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "attestationObject": "AA",'
    ' "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}, "clientExtensionResults": 5}',
)  # fmt: skip


@pytest.mark.parametrize("credential", ODD, ids=range(len(ODD)))
def test_whatever_is_sent_as_a_passkey_is_right_or_wrong(cast, credential):
    """Never a surprise: at the way in, as a second step, and as a new one."""
    stranger = Client()
    stranger.get(
        "/accounts/login/passkey/", headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
    )
    assert stranger.post("/accounts/login/passkey/", {"credential": credential}).status_code == 302
    client, _answer = sign_in("resident")
    client.get(INDEX + "passkeys/new/")
    answer = client.post(INDEX + "passkeys/new/", {"credential": credential, "name": "x" * 30})
    assert answer.status_code == 200
    set_up(client)
    other, _answer = sign_in("resident")
    assert other.post(CODE, {"credential": credential}).status_code == 200
    assert Authenticator.objects.filter(user=cast["resident"], type="webauthn").count() == 0


def test_wrong_codes_of_a_day_are_counted(cast, settings):
    """Slowly guessed, whatever the library forgets after some minutes."""
    settings.TRIES = settings.TRIES | {"second-step": (3, 86400)}
    client, _answer = sign_in("resident")
    secret, _backup = set_up(client)
    other, _answer = sign_in("resident")
    for n in range(3):
        other.post(CODE, {"code": f"00000{n}"})
    assert "次数太多" in other.post(CODE, {"code": later(secret)}).text
    assert other.get("/me").status_code == 302


def test_after_signing_in_one_stays_in_this_house(cast):
    for away in ("https://evil.example/", "https://evil.local/x", "//evil.local", "http://["):
        client = Client()
        answer = client.post("/accounts/login/", {"login": "resident", "password": PASSWORD, "next": away})
        assert answer["Location"] == "/"
