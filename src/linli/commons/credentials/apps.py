from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "linli.commons.credentials"
    label = "credentials"
