from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "linli.commons.mandates"
    label = "mandates"
