"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from linli.config.intake import Intake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
PLACES = int(os.environ.get("LINLI_THREADS", "4"))
WAITING = 64  # further requests of one process whose bodies are still coming
PROXIES = os.environ.get("LINLI_PROXIES", "127.0.0.1,::1")  # whose X-Forwarded-For and -Proto are believed
application = wrap_wsgi_with_proxy_headers(Intake(get_wsgi_application(), PLACES), PROXIES)
