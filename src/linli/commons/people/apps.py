from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "linli.commons.people"
    label = "people"
