"""The addresses of who reads what others did."""

from django.urls import path

from linli.commons.people.pages import audit

app_name = "audit"
urlpatterns = [
    path("looks/", audit.looks, name="looks"),
    path("accounts/", audit.accounts, name="accounts"),
]
