"""The addresses of the second step at sign-in, under the names by which the library asks for them."""

from django.urls import path

from linli.commons.people.pages import second_step as pages

urlpatterns = [
    path("second-step/", pages.index, name="mfa_index"),
    path("second-step/", pages.index, name="mfa_list_webauthn"),
    path("second-step/app/", pages.app, name="mfa_activate_totp"),
    path("second-step/app/off/", pages.app_off, name="mfa_deactivate_totp"),
    path("second-step/passkeys/new/", pages.key, name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/off/", pages.key_off, name="mfa_remove_webauthn"),
    path("second-step/codes/", pages.backup, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", pages.backup_new, name="mfa_generate_recovery_codes"),
    path("again/", pages.again, name="account_reauthenticate"),
    path("again/code/", pages.again_code, name="mfa_reauthenticate"),
    path("again/passkey/", pages.again_key, name="mfa_reauthenticate_webauthn"),
    path("login/code/", pages.sign_in, name="mfa_authenticate"),
    path("login/passkey/", pages.passkey, name="mfa_login_webauthn"),
]
