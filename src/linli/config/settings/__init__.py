"""Settings, split by topic."""

from linli.config.settings.accounts import *
from linli.config.settings.database import *
from linli.config.settings.installation import *
from linli.config.settings.languages import *
from linli.config.settings.logs import *
from linli.config.settings.web import *
from linli.kernel.secrets.keys import session_key

SECRET_KEY = session_key(SECRET_KEY_FILE)
