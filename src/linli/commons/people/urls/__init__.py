"""The room's addresses."""

from django.urls import path

from linli.commons.people.pages import data, erasing, household, me, signing_in, taking

app_name = "people"
urlpatterns = [
    path("", me.me, name="me"),
    path("/change", me.change, name="change"),
    path("/password", signing_in.password, name="password"),
    path("/sessions", signing_in.places, name="sessions"),
    path("/sessions/end", signing_in.end, name="sessions-end"),
    path("/household", household.household, name="household"),
    path("/household/new", household.new, name="household-new"),
    path("/household/<int:n>", household.member, name="household-member"),
    path("/data/", data.data, name="data"),
    path("/data/print", data.data_print, name="data-print"),
    path("/data/download", taking.download, name="data-download"),
    path("/data/erase/", erasing.erasing, name="erase"),
    path("/data/looks/", data.looks, name="looks"),
]
