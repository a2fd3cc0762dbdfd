"""What people plug in: the source of posts, who may look for and make persons, and the kinds of numbers."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext_lazy as _

from linli.commons.people import facts, rules
from linli.commons.people.actions.signing import account_by_phone
from linli.commons.people.pages import held
from linli.commons.people.queries import posts_of, visible_to
from linli.commons.people.queries.accounts import SEE as ACCOUNTS
from linli.commons.people.queries.audit import SEE as AUDIT
from linli.commons.people.queries.held import FURTHER
from linli.commons.people.queries.looks import SUBJECTS, Subject
from linli.commons.people.queries.posts import SEE as POSTS
from linli.commons.people.states import GIVE_TRUST, GIVE_WORK, MESSAGES, TRUSTED, Role
from linli.kernel.access import grants, signin, tries
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.files.store import seen_by
from linli.kernel.forms.kinds import register
from linli.kernel.texts import mask
from linli.kernel.ui import menu

__all__ = ["facts", "held"]

grants.provide(posts_of)
signin.provide(account_by_phone)
tries.limited("me.password", "/me/data/download", "/me/password")
SUBJECTS["person"] = Subject(
    "SELECT %s::text", _("Opened what is known of you"), named=False, noun=_("what is known of a resident")
)


def sees(user: User, id: str) -> bool:
    """Whoever sees a person at a window sees what was signed there; the person too."""
    return visible_to(user).filter(pk=int(id)).exists()


seen_by("person", sees)
for role in (Role.GENERALIST, Role.HEAD):
    grants.allow(role, "people.find", "people.make")
for role in TRUSTED:
    grants.allow(role, ACCOUNTS, POSTS)
grants.allow(Role.ADMINISTRATOR, "accounts.make")
grants.allow(Role.AUDITOR, AUDIT)
grants.allow(Role.SECURITY, "accounts.secure", "posts.give", GIVE_TRUST)
grants.allow(Role.OFFICER, POSTS, "posts.give", GIVE_WORK)

for _kind, _check, _masked, _mode, _complete in (
    ("cn-id", rules.identity_flaw, "identity", "text", "off"),
    ("cn-mobile", rules.phone_flaw, "phone", "tel", "tel-national"),
    ("bank-card", rules.card_flaw, "card", "numeric", "off"),
):
    register(
        _kind,
        _check,
        message=MESSAGES[_kind],
        mask=partial(mask, _masked),
        clean=rules.tidy,
        inputmode=_mode,
        autocomplete=_complete,
    )


FURTHER.append((_("Have it erased"), "trash", "people:erase"))


def _carries(permission: str) -> Callable[[Somebody], bool]:
    return lambda user: bool(grants.held(user, permission))


menu.add(menu.Entry("accounts", _("Accounts"), "person-vcard", "staff:accounts", 7, shown=_carries(ACCOUNTS)))
menu.add(menu.Entry("posts", _("Posts"), "person-badge", "staff:posts", 8, shown=_carries(POSTS)))
menu.add(menu.Entry("audit", _("Audit"), "shield-check", "audit:looks", 9, shown=_carries(AUDIT)))
menu.add(menu.Entry("me", _("About me"), "person", "people:me", 50, shown=menu.signed_in))
