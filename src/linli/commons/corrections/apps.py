from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "linli.commons.corrections"
    label = "corrections"
