"""The room's addresses."""

from django.urls import path

from linli.commons.people import pages

app_name = "people"
urlpatterns = [path("", pages.me, name="me")]
