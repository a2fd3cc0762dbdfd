"""`linli followers` and `linli followers retry`: what the followers of the record have set aside."""

from __future__ import annotations

import argparse

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    followers = commands.add_parser("followers", help="show what followers of the record have set aside")
    followers.set_defaults(run=show)
    kinds = followers.add_subparsers(metavar="retry")
    retry = kinds.add_parser("retry", help="take up again what was set aside, in order")
    retry.set_defaults(run=take_up)


def show(asked: argparse.Namespace) -> None:
    with database():
        from linli.kernel.record.parked import parked

        found = parked()
        for one in found:
            print(f"{one.follower}: position {one.position}, {one.subject.kind} {one.subject.id}: {one.error}")
        if not found:
            print("Nothing is set aside.")


def take_up(asked: argparse.Namespace) -> None:
    with database():
        from linli.commons.duties.public import repaired
        from linli.kernel.record.parked import parked, retry

        stuck: dict[tuple[str, str, str], str] = {}
        before = parked()
        for one in before:
            subject = (one.follower, one.subject.kind, one.subject.id)
            if subject in stuck:
                continue
            try:
                retry(one)
            except Exception as error:
                stuck[subject] = f"{one.follower}: position {one.position}: {type(error).__name__}: {error}"
        for follower in {one.follower for one in before} - {one.follower for one in parked()}:
            repaired(follower)
        if stuck:
            raise Refused("\n".join(stuck.values()))
        print("Nothing is set aside any more.")
