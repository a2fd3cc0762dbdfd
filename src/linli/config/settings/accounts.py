"""Sign-in: user name and password, and a second step for those who work here."""

import os

from linli.config.settings.installation import DEBUG, REHEARSAL

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["linli.kernel.access.signin.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "linli.kernel.access.signin.First"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_PAGE = "people:password"  # where who has a first password is led until it is changed

# Who has to pass a second step at sign-in: `staff` (everybody with a post) or `nobody`.
SECOND_STEP = os.environ.get("LINLI_SECOND_STEP") or ("nobody" if REHEARSAL or DEBUG else "staff")
if SECOND_STEP not in ("staff", "nobody"):
    raise SystemExit("LINLI_SECOND_STEP is staff or nobody.")
SECOND_STEP_PAGE = "mfa_index"  # where who has to and has not is led
MFA_ADAPTER = "linli.kernel.access.second_step.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "linli.kernel.access.step_forms.Asked",
    "reauthenticate": "linli.kernel.access.step_forms.AskedAgain",
    "activate_totp": "linli.kernel.access.step_forms.SetUp",
    "add_webauthn": "linli.kernel.access.step_forms.Adds",
    "authenticate_webauthn": "linli.kernel.access.step_forms.Signed",
    "reauthenticate_webauthn": "linli.kernel.access.step_forms.SignedAgain",
    "login_webauthn": "linli.kernel.access.step_forms.SignsIn",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key that was found opens nothing
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there are no addresses to verify
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # RFC 6238, 5.2: at most one time step, 30 s, for clocks and slow fingers

ACCOUNT_ADAPTER = "linli.kernel.access.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Attempts are counted in the database, so that all workers count together.
# What has to be guessed right, and how many wrong ones one account may try in how many seconds.
TRIES = {"mandates.code": (10, 3600), "me.password": (5, 900), "second-step": (30, 86400)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # what counts tries must not be thrown out by others
    }
}  # fmt: skip
