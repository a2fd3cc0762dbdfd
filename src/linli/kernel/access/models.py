"""Accounts, their tokens, the keys of what they asked for, and who opened whose file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.crypto import salted_hmac


class Users(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def active(self, which: str, value: object) -> User | None:
        """The active account whose id is `which`, SQL with one parameter. Each request asks: its plan is kept."""
        return next(iter(self.raw(f"SELECT * FROM kernel_user WHERE id = {which} AND is_active", [value])), None)


class User(AbstractBaseUser):
    """An account: how somebody signs in. What they may do comes from their posts."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)
    # Until when a password that somebody else gave lets its owner choose one of their own; None: they have.
    first_until = models.DateTimeField(null=True)
    epoch = models.PositiveIntegerField(default=0)  # raised to end all its sessions at once
    created = models.DateTimeField(auto_now_add=True)
    one_step = False  # of this request: signed in by password alone, where those who work here need more

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    def __str__(self) -> str:
        return self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is this one. Hashed anew where hashes have become slower, it replaces none but itself: a new
        password that was given meanwhile stays."""

        def anew(raw: str) -> None:
            before = self.password
            self.set_password(raw)
            User.objects.filter(pk=self.pk, password=before).update(password=self.password)

        return check_password(raw_password, self.password, anew)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every request of a session is held against: another password or epoch ends it."""
        of = f"{self.epoch} {self.password}"
        return salted_hmac("linli.session", of, secret=secret, algorithm="sha256").hexdigest()


class Token(models.Model):
    """A bearer token; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.BinaryField(unique=True)
    created = models.DateTimeField(auto_now_add=True)


class Key(models.Model):
    """An idempotency key whose effect is committed: what was asked (an HMAC), and where the answer is."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    asked = models.BinaryField()
    status = models.PositiveSmallIntegerField(default=0)
    reference = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_effect_a_key")]
        indexes = [models.Index(fields=["created"], name="key_age")]


class Try(models.Model):
    """An account tried a code that has to be guessed right, and was wrong; kept as long as it counts."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "what", "-at"], name="tries")]


class AccessLog(models.Model):
    """Somebody opened another person's file, or unmasked a number, and why. For the auditor."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    unit = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=40, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    what = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="access_by_subject"),
            models.Index(fields=["user", "id"], name="access_by_account"),
            BrinIndex(fields=["at"], name="access_by_day"),  # lines come in the order of their time
        ]
