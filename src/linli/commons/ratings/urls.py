"""The room's address, /ratings/."""

from django.urls import path

from linli.commons.ratings import pages

app_name = "ratings"
urlpatterns = [path("", pages.shown, name="figures")]
