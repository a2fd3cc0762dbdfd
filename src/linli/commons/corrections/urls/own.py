"""One's own addresses, and those of one's wards."""

from django.urls import path

from linli.commons.corrections.pages import own

app_name = "my_corrections"
urlpatterns = [
    path("", own.mine, name="list"),
    path("new", own.new, name="new"),
    path("ward/<str:id>", own.ward, name="ward"),
]
