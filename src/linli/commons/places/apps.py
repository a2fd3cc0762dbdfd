from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "linli.commons.places"
    label = "places"
