from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "linli.shell"
    label = "shell"
