from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "linli.capabilities.services"
    label = "services"
