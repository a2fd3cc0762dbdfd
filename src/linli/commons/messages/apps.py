from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "linli.commons.messages"
    label = "messaging"
