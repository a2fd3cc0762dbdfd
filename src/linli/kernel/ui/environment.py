"""Jinja2 for our own templates, from <our app>/templates; Django's engine for everyone else's."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import django.forms
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.renderers import TemplatesSetting
from django.template.backends.jinja2 import Jinja2
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from linli.kernel import clock
from linli.kernel.texts import said
from linli.kernel.ui import words


class HouseTemplates(Jinja2):
    """Only folders of linli's own apps, and Django's form templates, so that what allauth brings falls through."""

    app_dirname = "templates"

    @cached_property
    def template_dirs(self) -> tuple[str, ...]:
        ours = [Path(app.path) / "templates" for app in apps.get_app_configs() if app.name.startswith("linli.")]
        forms = Path(django.forms.__file__).parent / "jinja2"
        return tuple(str(folder) for folder in (*self.dirs, *filter(Path.is_dir, ours), forms))


class HouseForms(TemplatesSetting):
    """Django's own forms (sign-in) in the house look."""

    form_template_name = "ui/django_form.html"
    field_template_name = "ui/django_field.html"


# A page asks for some two hundred addresses and texts, nearly all of them the same as the page before.
def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    where = (get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    return _address(where, name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(where: object, name: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, args=args or None, kwargs=dict(named) or None)


def static(path: str) -> str:
    """The address of a static file."""
    return str(staticfiles_storage.url(path))


def gettext(text: str) -> str:
    """The text in the language of the request."""
    return _text(translation.get_language(), text)


@lru_cache(maxsize=8192)
def _text(language: str | None, text: str) -> str:
    return translation.gettext(text)


def environment(**options: Any) -> Environment:
    """What every template of ours can use, beside what `context.page` says about the request."""
    # Django escapes unless a template's settings say otherwise; ours never do.
    env = Environment(**{"undefined": StrictUndefined, "autoescape": True, **options})  # noqa: S701
    env.globals.update(static=static, url=url, get_messages=messages.get_messages, now=clock.now)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.filters.update({**words.FILTERS, "said": said})
    return env
