"""The API's manners where no operation answers: HEAD, methods that aren't there, addresses that aren't there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.api.house import caller, sign_in
from linli.kernel.api.problems import Problem, answer


class Manners:
    """Middleware: HEAD is GET without its body; 405 is a problem document; an unknown address says 401 before 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        response = self.get_response(request)
        if response.status_code == 404 and request.resolver_match is None and caller(request) is None:
            response = answer(request, sign_in())
        if response.status_code == 405:
            allowed = {one.strip() for one in response["Allow"].split(",")}
            methods = ", ".join(sorted(allowed | {"HEAD"} if "GET" in allowed else allowed))
            title = _("This address does not take this method.")
            response = answer(request, Problem(405, "method", title, detail=methods, headers={"Allow": methods}))
        if head:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response
