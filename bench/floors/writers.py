"""Floor W: connections that insert and commit the very rows that one filing writes, and do nothing else.

`-m bench.floors.writers FILE CONNECTIONS FIRST`: for every line SECONDS on stdin a line of JSON on stdout.
"""

from __future__ import annotations

import json
import os
import pickle
import secrets
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Binary


class Writer:
    """One connection. What must be unique is made anew for each filing: number, key, digest."""

    def __init__(self, kept: dict[str, Any], name: int) -> None:
        self.statements, self.unique = kept["statements"], kept["unique"]
        self.name, self.made = name, 0
        words = f"host={os.environ['LINLI_BENCH_SOCKET']} port=5432 user=linli dbname={os.environ['LINLI_DATABASE']}"
        self.connection = psycopg.connect(words, prepare_threshold=2)

    def write(self) -> None:
        self.made += 1
        fresh = {"number": f"{self.name:02}{self.made:08}", "key": secrets.token_hex(8)}
        digest = Binary(secrets.token_bytes(32))
        for sql, params in self.statements:
            self.connection.execute(sql, [self._value(one, fresh, digest) for one in params])
        self.connection.commit()

    def _value(self, given: Any, fresh: dict[str, str], digest: Any) -> Any:
        if isinstance(given, str):
            return fresh.get(self.unique.get(given, ""), given)
        raw = getattr(given, "obj", given)
        return digest if isinstance(raw, bytes | memoryview) and bytes(raw) == self.unique["digest"] else given

    def until(self, end: float) -> None:
        while time.monotonic() < end:
            self.write()


def main(file: Path, connections: int, first: int) -> None:
    kept = pickle.loads(file.read_bytes())
    writers = [Writer(kept, first + n) for n in range(connections)]
    for line in sys.stdin:
        begun, before = time.monotonic(), sum(writer.made for writer in writers)
        threads = [threading.Thread(target=writer.until, args=(begun + float(line),)) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        made = sum(writer.made for writer in writers) - before
        print(json.dumps({"rate": made / (time.monotonic() - begun)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
