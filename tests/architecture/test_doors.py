"""Every URL declares who may pass."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from linli.kernel.access.doors import PLAIN
from linli.kernel.access.grants import roles_with
from linli.kernel.access.middleware import rule_of


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, path)
        else:
            yield path, each


def test_every_url_declares_its_door() -> None:
    found = list(patterns(get_resolver()))
    assert [path for path, pattern in found if rule_of(pattern.callback) is None] == []
    assert found


def test_every_permission_at_a_door_is_carried_by_some_role() -> None:
    """A misspelt permission would close a page to all."""
    rules = {path: rule_of(pattern.callback) for path, pattern in patterns(get_resolver())}
    assert [(path, rule) for path, rule in rules.items() if rule and rule not in PLAIN and not roles_with(rule)] == []
