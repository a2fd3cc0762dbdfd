"""The addresses of who looks after accounts and posts."""

from django.urls import path

from linli.commons.people.pages import accounts, bringing, posts

app_name = "staff"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/list", bringing.accounts, name="accounts-list"),
    path("accounts/first-passwords", accounts.first_passwords, name="first-passwords"),
    path("accounts/<str:account>/", accounts.one, name="account"),
    path("accounts/<str:account>/close", accounts.close, name="close"),
    path("accounts/<str:account>/open", accounts.reopen, name="open"),
    path("accounts/<str:account>/end-sessions", accounts.end_sessions, name="end-sessions"),
    path("accounts/<str:account>/second-step-off", accounts.second_step_off, name="second-step-off"),
    path("posts/", posts.posts, name="posts"),
    path("posts/list", bringing.posts, name="posts-list"),
    path("posts/<int:post>/end", posts.end, name="post-end"),
    path("list.csv", bringing.sample, name="sample"),
]
