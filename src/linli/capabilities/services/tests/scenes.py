"""For each verb a matter that is ready for it; and two ways to disturb the verb: a power cut, and somebody else."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, connections

from linli.capabilities.services import actions, forms
from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.order import body
from linli.commons.notices import actions as notices
from linli.commons.notices import forms as forms_of_notices
from linli.commons.notices.queries import current
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, Cast

Job = Callable[[], object]
Move = tuple[str, str]  # account and verb
WINDOW, DESK, DECIDES = "generalist", "civil-affairs.specialist", "civil-affairs.approver"
ACCEPT, CHECK, GRANT, DELIVER = (WINDOW, "accept"), (DESK, "complete-step"), (DECIDES, "grant"), (WINDOW, "deliver")
CONDITION = (WINDOW, "accept-conditionally")
CORRECT, RATE, EXTEND = (WINDOW, "request-correction"), ("resident", "rate"), (DECIDES, "extend")
STREET, LONG = "hudong-committee.specialist", "disability-living-allowance"
WORDS = {"name": "王建国", "phone": "13800138000", "what": "申请人名下另有住房"}


def object_to(number: str, address: str = "127.0.0.1", key: str = "", **more: str) -> int:
    """Somebody objects to the notice about a matter; the objection's number in it, 0 when it had come before."""
    notice = current("application", number)
    assert notice is not None
    words, judge = WORDS | more, forms_of_notices.objection
    made, again = notices.object_to(str(notice.pk), words, judge, key=key, address=address)
    return 0 if again else made.n


BY_NOBODY: dict[str, Callable[[str], bool]] = {  # what the clock does, and somebody without an account
    "lapse": actions.lapse, "deem": actions.deem, "renew": actions.renew, "notice-over": actions.notice_over,
    "object": lambda number: bool(object_to(number, number, "one")),
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What was done to a matter, by whom, and the verb for which it waits so many days later."""

    last: Move
    past: tuple[Move, ...] = ()
    item: str = "licence"
    days: int = 0
    submit: bool = True
    renews: bool = False
    declares: bool = False

    def begin(self, cast: Cast) -> str:
        """The number of a new matter that has come so far."""
        if self.renews:
            Scene(DELIVER, (ACCEPT, CHECK, GRANT)).begin(cast)
            with clock.standing(MONDAY + timedelta(days=self.days - 40)):
                return self._lived(cast)
        return self._lived(cast)

    def _lived(self, cast: Cast) -> str:
        user = cast["resident"]
        person = person_of(user)
        assert person is not None
        if self.submit:
            given = [{"code": "declared", "declared": True}] if self.declares else []
            number = cast.file(self.item, materials=given).number
        else:
            raw = {"item": self.item, "answers": answers_for(catalogue().item(self.item), person)}
            number = actions.draft(forms.new(raw, user)[0], by=user).number
        for account, verb in self.past:
            if verb == "object":
                object_to(number)
                continue
            cast.do(account, verb, number, **body(verb, cast.look(number), cast[account]))
        return number

    def now(self) -> Any:
        """`with scene.now(): …`: when the verb is done."""
        return clock.standing(MONDAY + timedelta(days=self.days))


SCENES = (
    Scene(("resident", "submit"), submit=False),
    Scene(("resident", "resubmit"), (CORRECT,)),
    Scene(("resident", "withdraw"), (ACCEPT,)),
    Scene(ACCEPT),
    Scene(CORRECT),
    Scene((WINDOW, "not-accept")),
    Scene(CONDITION),
    Scene(("resident", "promise"), (CONDITION,)),
    Scene(("resident", "supply"), (CONDITION, ("resident", "promise"))),
    Scene(CHECK, (ACCEPT,)),
    Scene((DECIDES, "send-back"), (ACCEPT, CHECK)),
    Scene((STREET, "answer-objection"), (ACCEPT, (STREET, "complete-step"), ("", "object")), LONG),
    Scene((DESK, "suspend"), (ACCEPT,)),
    Scene((DESK, "resume"), (ACCEPT, (DESK, "suspend")), days=2),
    Scene(EXTEND, (ACCEPT, CHECK)),
    Scene(GRANT, (ACCEPT, CHECK)),
    Scene((DECIDES, "refuse"), (ACCEPT, CHECK)),
    Scene(DELIVER, (ACCEPT, CHECK, GRANT), declares=True),
    Scene(RATE, (ACCEPT, CHECK, GRANT, DELIVER)),
    Scene((WINDOW, "help-first"), item="temporary-assistance"),
    Scene(("head", "call-rater"), (ACCEPT, CHECK, GRANT, DELIVER, RATE)),
    Scene(("head", "answer-rating"), (ACCEPT, CHECK, GRANT, DELIVER, RATE)),
    Scene(("resident", "follow-up"), (ACCEPT, CHECK, GRANT, DELIVER, RATE, ("head", "answer-rating"))),
    Scene(("head", "appeal-rating"), (ACCEPT, CHECK, GRANT, DELIVER, RATE)),
    Scene(("hudong-committee.head", "decide-appeal"), (ACCEPT, CHECK, GRANT, DELIVER, RATE, ("head", "appeal-rating"))),
    Scene((DECIDES, "check-declaration"), (ACCEPT, CHECK, GRANT, DELIVER), declares=True),
    Scene(("", "lapse"), (CORRECT,), "correction-limit", days=60),
    Scene(("", "deem"), days=8),
    Scene(("", "renew"), (ACCEPT,), "licence-renewal", days=370, renews=True),
    Scene(("", "object"), (ACCEPT, (STREET, "complete-step")), LONG),
    Scene(("", "notice-over"), (ACCEPT, (STREET, "complete-step")), LONG, days=8),
)


def job(cast: Cast, move: Move, number: str) -> Job:
    """The move on that matter: True when done, False when nothing was to be done. Asks now what it needs."""
    account, verb = move
    if verb in BY_NOBODY:
        return lambda: BY_NOBODY[verb](number)
    user = cast[account]
    raw = body(verb, cast.look(number), user)
    return lambda: bool(forms.perform(verb, number, raw, by=user))


def cut(job: Job, after: int) -> bool:
    """Do the job in a process of its own that is killed (-9) after so many of its writes; True if it was.

    The commit counts as a write.
    """
    connections.close_all()
    connection.close_pool()  # the child must not inherit a socket
    pid = os.fork()
    if pid == 0:  # the child: never returns
        _do_and_die(job, after)
    _pid, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("The job failed by itself.")
    _until_alone()
    return os.WIFSIGNALED(status)


def _do_and_die(job: Job, after: int) -> None:
    left, commit = after, connection.commit

    def count() -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    def written(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if any(word in sql for word in ("INSERT", "UPDATE", "DELETE")):
            count()
        return execute(sql, params, many, context)

    def committed() -> None:
        count()
        commit()
        count()

    connection.commit = committed  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(written):
            job()
        os._exit(0)
    except BaseException:
        os._exit(1)


def _until_alone() -> None:
    """The server has noticed that the other end is gone: nobody else has a transaction open."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    others += "AND xact_start IS NOT NULL AND backend_type = 'client backend'"
    end = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.005)
    raise TimeoutError("A backend stays.")


def everything() -> dict[str, tuple[int, str]]:
    """Number of rows and digest of every table."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        ask = "SELECT %s, count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} t"
        union = " UNION ALL ".join(ask.format(connection.ops.quote_name(table)) for table in tables)
        cursor.execute(union, tables)
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def together(*jobs: Job) -> list[Any]:
    """Do the jobs at once, at this very time; what each returned, or the status of its refusal."""
    barrier, now = threading.Barrier(len(jobs)), clock.now()
    found: list[Any] = [None] * len(jobs)

    def run(i: int, one: Job) -> None:
        try:
            with clock.standing(now):
                barrier.wait()
                found[i] = one()
        except Problem as problem:
            found[i] = problem.status
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, one)) for i, one in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
