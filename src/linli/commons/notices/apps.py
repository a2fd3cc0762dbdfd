from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "linli.commons.notices"
    label = "notices"
