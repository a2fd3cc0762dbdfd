"""The room's address, below /credentials/."""

from django.urls import path

from linli.commons.credentials import pages

app_name = "credentials"
urlpatterns = [path("", pages.mine, name="mine")]
