"""By which words a matter is found."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from linli.capabilities.services.models.applications import Application


class Words(models.Model):
    """A matter's search document: the name of who is concerned, its initials, the number, and what it refers to.

    Nothing sealed is in it. What it refers to (item, version, community, unit) stands in it as an id: by which words
    these are called is looked up when somebody asks, so that nothing here grows old but a person's name. `text`: name,
    initials and number, folded; "" once the person was erased. `stale`: it is still to be written.
    """

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()
    words = SearchVectorField()
    stale = models.BooleanField(default=False)

    class Meta:
        indexes = (
            GinIndex(fields=["words"], name="words_of_matters", fastupdate=False),  # no filing pays for others
            models.Index(fields=["application"], name="words_to_write", condition=models.Q(stale=True)),
        )
