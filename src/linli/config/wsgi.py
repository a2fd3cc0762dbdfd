"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from linli.config.intake import Intake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
PLACES = int(os.environ.get("LINLI_THREADS", "4"))
WAITING = 64  # further requests of one process whose bodies are still coming
application = Intake(get_wsgi_application(), PLACES)
