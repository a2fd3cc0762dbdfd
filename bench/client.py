"""Where there is no wrk: eight threads of ours, which cost more than wrk does. Says the same at the end.

`-m bench.client URL SECONDS CONCURRENCY [-H "NAME: VALUE"]… [-- FILE PREFIX MARK]`
"""

from __future__ import annotations

import argparse
import http.client
import json
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit


class Load:
    """Every thread asks, waits for the answer, and asks again."""

    def __init__(self, url: str, headers: dict[str, str], extra: list[str]) -> None:
        self.to, self.headers, self.extra = urlsplit(url), headers, extra
        lines = Path(extra[0]).read_text().splitlines() if extra else []
        self.filers = [line.split("\t", 1) for line in lines]
        self.took: list[float] = []
        self.errors = 0

    def run(self, seconds: float, concurrency: int) -> dict[str, float]:
        begun = time.monotonic()
        threads = [threading.Thread(target=self._ask, args=(n, begun + seconds)) for n in range(concurrency)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, spent = sorted(self.took) or [0.0], time.monotonic() - begun
        p50, p99 = (1000 * took[int(len(took) * part)] for part in (0.5, 0.99))
        return {"requests": len(self.took), "seconds": spent, "p50": p50, "p99": p99, "errors": self.errors}

    def _ask(self, thread: int, end: float) -> None:
        connection = http.client.HTTPConnection(self.to.hostname or "", self.to.port or 80, timeout=10)
        sent = 0
        while (begun := time.monotonic()) < end:
            sent += 1
            method, headers, body = self._request(f"{thread}-{sent}", thread + sent)
            connection.request(method, self.to.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            self.took.append(time.monotonic() - begun)
            self.errors += answer.status >= 400
        connection.close()

    def _request(self, name: str, at: int) -> tuple[str, dict[str, str], bytes | None]:
        if not self.filers:
            return "GET", self.headers, None
        (token, body), key = self.filers[at % len(self.filers)], self.extra[1] + name
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
        return "POST", self.headers | headers, body.replace(self.extra[2], f"Works {key}").encode()


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("url")
    words.add_argument("seconds", type=float)
    words.add_argument("concurrency", type=int)
    words.add_argument("-H", dest="headers", action="append", default=[])
    words.add_argument("extra", nargs="*")
    asked = words.parse_intermixed_args()  # the extra words come after the options
    headers = dict(line.split(": ", 1) for line in asked.headers)
    print(json.dumps(Load(asked.url, headers, asked.extra).run(asked.seconds, asked.concurrency)))


if __name__ == "__main__":
    main()
