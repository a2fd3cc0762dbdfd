"""Sign-in: user name and password."""

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
ACCOUNT_ADAPTER = "linli.kernel.access.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Attempts are counted in the database, so that all workers count together.
# What has to be guessed right, and how many wrong ones one account may try in how many seconds.
TRIES = {"mandates.code": (10, 3600), "me.password": (5, 900)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}}
