"""The room's addresses, below /messages/."""

from django.urls import path

from linli.commons.messages import pages

app_name = "messages"
urlpatterns = [path("", pages.messages, name="list"), path("read", pages.all_read, name="read")]
