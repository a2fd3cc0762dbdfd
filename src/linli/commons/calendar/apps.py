from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "linli.commons.calendar"
    label = "calendar"
