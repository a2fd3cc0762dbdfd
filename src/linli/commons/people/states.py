"""Roles that a post may have, and the documents that say who somebody is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a post is for 岗位."""

    GENERALIST = "generalist", _("Generalist")
    SPECIALIST = "specialist", _("Specialist")
    APPROVER = "approver", _("Approver")
    HEAD = "head", _("Head")
    OFFICER = "officer", _("District officer")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


# Three that watch each other: nobody is two of them at a time, nor works at a desk beside it.
TRUSTED = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
# Without these nobody could be given anything any more.
NEEDED = (Role.ADMINISTRATOR, Role.SECURITY)
GIVE_WORK, GIVE_TRUST = "posts.give_work", "posts.give_trust"
# By which permission a post of the role is given and ended.
GIVEN_BY = dict.fromkeys(Role, GIVE_WORK) | dict.fromkeys((Role.OFFICER, *TRUSTED), GIVE_TRUST)


class AccountState(TextChoices):
    """How far an account is."""

    WAITING = "waiting", _("No password yet")
    FIRST = "first", _("First password not changed yet")
    READY = "ready", _("In use")
    CLOSED = "closed", _("Account closed")


class Document(TextChoices):
    """Identity documents 证件."""

    RESIDENT = "cn-id", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    HK_MACAO = "permit-hk-macao", _("Travel permit for Hong Kong and Macao residents")
    TAIWAN = "permit-taiwan", _("Travel permit for Taiwan residents")
    FOREIGNER = "permit-foreigner", _("Permanent residence card of a foreigner")


class Gender(TextChoices):
    """As identity documents have it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Relation(TextChoices):
    """What somebody who lives with a person is to them."""

    SPOUSE = "spouse", _("Husband or wife")
    CHILD = "child", _("Son or daughter")
    PARENT = "parent", _("Father or mother")
    GRANDPARENT = "grandparent", _("Grandparent")
    GRANDCHILD = "grandchild", _("Grandchild")
    SIBLING = "sibling", _("Brother or sister")
    OTHER = "other", _("Another relation")


class Fate(TextChoices):
    """What becomes of something when its person asks for all to be erased (个人信息保护法 47)."""

    ERASED = "erased", _("Erased at once")
    RESTRICTED = "restricted", _("Locked away, no longer used")
    KEPT = "kept", _("Kept for now")


LANGUAGES = ("zh-hans", "en")
MOST_MEMBERS = 20  # that a person says of their household
LONGEST_NAME, LONGEST_ADDRESS = 60, 200

# What to do about a number that is wrong, by what it is.
MESSAGES = {
    "cn-id": _("This is not a valid identity number. Please compare it with the card."),
    "cn-mobile": _("A mobile number has 11 digits and begins with 1."),
    "bank-card": _("This is not a valid bank card number. Please compare it with the card."),
    "document": _("This is not a valid document number. Please compare it with the document."),
    # of a household
    "self": _("This is your own number. You count anyway: write down the others only."),
    "twice": _("%(name)s stands here with this number already. Please compare it with the card."),
    "named": _("%(name)s stands here already. If this is somebody else, give the number or date of birth of both."),
    "birth": _("The identity number says another date of birth."),
    "future": _("A date of birth can't be after today."),
}
