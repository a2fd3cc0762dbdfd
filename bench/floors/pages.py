"""Floor P: granian, psycopg's pool and Jinja2. It runs the statements that the page ran and renders its template."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import psycopg_pool
from jinja2 import Environment, FileSystemLoader

from bench.replay import begin


class Page:
    """One page, as it was captured."""

    def __init__(self, file: Path) -> None:
        kept = pickle.loads(file.read_bytes())
        env = Environment(
            loader=FileSystemLoader(kept["dirs"]), auto_reload=False, cache_size=1000, **kept["options"]
        )  # fmt: skip
        env.policies["ext.i18n.trimmed"] = True
        env.newstyle_gettext = True  # type: ignore[attr-defined]
        env.filters.update(kept["tapes"]["filters"])
        env.globals.update(kept["tapes"]["globals"])
        self.template = env.get_template(kept["template"])
        self.context: dict[str, Any] = kept["context"]
        self.statements: list[tuple[str, Any]] = kept["statements"]

    def html(self) -> str:
        begin()
        return self.template.render(self.context)


@cache
def pool() -> psycopg_pool.ConnectionPool[Any]:
    """As the product's: for four threads."""
    words = f"host={os.environ['LINLI_BENCH_SOCKET']} port=5432 user=linli dbname=linli"
    settings = {"autocommit": True, "prepare_threshold": 2}
    return psycopg_pool.ConnectionPool(words, min_size=2, max_size=6, kwargs=settings, open=True)


@cache
def page(name: str) -> Page:
    return Page(Path(os.environ["LINLI_BENCH_PAGES"]) / f"{name}.page")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/FOLDER/NAME`"""
    asked = page(environ["PATH_INFO"].strip("/"))
    with pool().connection() as connection:
        for sql, params in asked.statements:
            cursor = connection.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    body = asked.html().encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
