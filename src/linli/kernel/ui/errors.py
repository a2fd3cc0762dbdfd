"""Error pages: what happened and what to do, never a bare code. API addresses answer with problem documents."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.api.problems import Problem, answer

WORDS: dict[int, tuple[Promise, Promise]] = {
    400: (_("We could not read this request"), _("Please go back and try again.")),
    403: (_("You may not do this"), _("If you think you should, ask at your station. Nothing was changed.")),
    404: (_("There is nothing here for you"), _("This page does not exist, or only the person concerned may see it.")),
    405: (_("This can't be done here"), _("Please go back and use the buttons on the page.")),
    409: (_("Somebody else was faster"), _("This has changed in the meantime. Go back and look at it again.")),
    413: (_("This is too large"), _("Please choose a smaller file, at most 10 MB.")),
    415: (_("This kind of file is not taken"), _("Please choose a photo or a PDF.")),
    422: (_("Some values need your attention"), _("Please go back and correct them.")),
    429: (_("That was a little fast"), _("Please wait a moment and try again.")),
    500: (_("Something went wrong on our side"), _("What you have already filed is safe. Please try again later.")),
    503: (_("Not ready. Please try again in a moment."), _("What you have already filed is safe.")),
}
ICONS = {403: "lock", 404: "signpost", 409: "people", 413: "file-earmark-x", 415: "file-earmark-x", 429: "hourglass"}
# These may come when the database is away, so their page asks it nothing.
ALONE = (500, 503)


def is_api(request: HttpRequest) -> bool:
    """Whether a program is speaking to us rather than a person."""
    return request.path.startswith("/api/")


def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A refusal, as a page or as a problem document."""
    if is_api(request):
        return answer(request, problem)
    title, advice = WORDS.get(problem.status, WORDS[400])
    context = {
        "title": problem.title or title,
        "advice": problem.detail or advice,
        "errors": problem.errors,
        "icon": ICONS.get(problem.status, "exclamation-triangle"),
    }
    if problem.status in ALONE:
        html = render_to_string("ui/error_alone.html", context, using="house")
    else:
        html = render_to_string("ui/error.html", context, request, using="house")
    return HttpResponse(html, status=problem.status, headers=problem.headers)


def _plain(request: HttpRequest, status: int, code: str) -> HttpResponse:
    return refused(request, Problem(status, code, WORDS[status][0]))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _plain(request, 413, "too-large")
    return _plain(request, 400, "bad-request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 404, "not-found")


def too_fast(request: HttpRequest) -> HttpResponse:
    """Too many attempts to sign in; they are counted over up to five minutes."""
    return refused(request, Problem(429, "slow-down", WORDS[429][0], headers={"Retry-After": "300"}))


def no_such_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's bare answer as a page, with the methods that are taken."""
    if is_api(request):
        return response
    headers = {"Allow": response.headers.get("Allow", "")}
    return refused(request, Problem(405, "no-method", WORDS[405][0], headers=headers))


def broken(request: HttpRequest) -> HttpResponse:
    return _plain(request, 500, "broken")


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page that stood open over a sign-in."""
    title = _("This page stood open too long")
    advice = _("Please go back, reload the page and send it again. Nothing was changed.")
    return refused(request, Problem(403, "stale-page", title, detail=advice))
