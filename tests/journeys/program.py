"""A program that knows only HTTP and the contract."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from threading import Barrier
from typing import Any

from tests.cast import Cast

MONDAY = "2026-06-08T09:30:00+08:00"
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@dataclass
class Answer:
    """What came back: status, headers, JSON."""

    status: int
    headers: Message
    json: Any


@dataclass
class Program:
    """A client of the API. `at` starts the installation anew, its clock at that moment."""

    cast: Cast
    start: Callable[[str], str]
    address: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def at(self, moment: str) -> None:
        self.address = self.start(moment)

    def call(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        named = {"Content-Type": "application/json", "Accept-Language": "en"} | headers
        if who is not None:
            named["Authorization"] = f"Bearer {self.token(who)}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.address}/api/v1{path}", data, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, json.load(answer))
        except urllib.error.HTTPError as refusal:
            assert refusal.headers["Content-Type"] == "application/problem+json"
            return Answer(refusal.code, refusal.headers, json.load(refusal))

    def upload(self, who: str) -> str:
        """A photo of theirs; its id."""
        head = 'Content-Disposition: form-data; name="file"; filename="photo.png"\r\nContent-Type: image/png'
        data = f"--cut\r\n{head}\r\n\r\n".encode() + PICTURE + b"\r\n--cut--\r\n"
        named = {"Content-Type": "multipart/form-data; boundary=cut", "Authorization": f"Bearer {self.token(who)}"}
        request = urllib.request.Request(f"{self.address}/api/v1/files", data, named, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 201
            return str(json.load(answer)["id"])

    def post(self, who: str | None, path: str, body: Any = None, **headers: str) -> Any:
        """What was done."""
        answer = self.call(who, "POST", path, body or {}, **headers)
        assert answer.status in (200, 201), answer
        return answer.json

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = self.cast.token(who)
        return self.tokens[who]

    def get(self, who: str | None, path: str) -> Any:
        answer = self.call(who, "GET", path)
        assert answer.status == 200, answer
        return answer.json

    def file(self, who: str, item: str, **more: Any) -> Any:
        form = self.get(who, f"/items/{item}")["form"]
        body = {"item": item, "answers": answers(form), "submit": True} | more
        answer = self.call(who, "POST", "/applications", body)
        assert answer.status == 201, answer
        return answer.json

    def do(self, who: str, number: str, verb: str, **body: Any) -> Any:
        """A verb that is allowed, and was said to be."""
        assert verb in self.get(who, f"/applications/{number}")["allowed"], verb
        answer = self.call(who, "POST", f"/applications/{number}/{verb}", body)
        assert answer.status == 200, answer
        return answer.json

    def refused(self, who: str, number: str, verb: str, **body: Any) -> int:
        """A verb that is not allowed, and was not said to be."""
        seen = self.call(who, "GET", f"/applications/{number}")
        assert seen.status == 404 or verb not in seen.json["allowed"]
        return self.call(who, "POST", f"/applications/{number}/{verb}", body).status

    def duties(self, who: str, number: str, **filters: str) -> list[dict[str, Any]]:
        query = "&".join(f"{name}={value}" for name, value in {"limit": "100", **filters}.items())
        return [one for one in self.get(who, f"/duties?{query}")["items"] if one["subject"]["number"] == number]

    def until(self, found: Callable[[], Any]) -> Any:
        """What the worker brings about, a moment later."""
        end = time.monotonic() + 20
        while not (value := found()):
            assert time.monotonic() < end, "the worker did not bring it about"
            time.sleep(0.1)
        return value

    def together(self, *jobs: tuple[str, str, str, Any, dict[str, str]]) -> list[Answer]:
        """These calls at once."""
        barrier = Barrier(len(jobs))

        def run(job: tuple[str, str, str, Any, dict[str, str]]) -> Answer:
            who, method, path, body, headers = job
            barrier.wait()
            return self.call(who, method, path, body, **headers)

        for job in jobs:
            self.token(job[0])
        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(run, jobs))


def answers(form: dict[str, Any]) -> dict[str, Any]:
    """The first example of each required field that the profile does not know: it passes for anybody."""
    fields = form["properties"]
    return {name: fields[name]["examples"][0] for name in form["required"] if "x-known" not in fields[name]}


def running(matter: dict[str, Any]) -> set[str]:
    """The kinds of clocks that run."""
    return {clock["kind"] for clock in matter["clocks"] if clock["ended_at"] is None}
