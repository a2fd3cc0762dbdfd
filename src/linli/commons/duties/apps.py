from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "linli.commons.duties"
    label = "duties"
