"""The API's root: every room's router under one roof."""

from __future__ import annotations

from linli.capabilities.services.api.accounts import router as window_accounts
from linli.capabilities.services.api.applications import router as applications
from linli.capabilities.services.api.erasing import router as erasing
from linli.capabilities.services.api.files import router as files
from linli.capabilities.services.api.items import router as items
from linli.capabilities.services.api.joint import bundles
from linli.capabilities.services.api.joint import router as joint_applications
from linli.capabilities.services.api.objections import router as objections
from linli.capabilities.services.api.ratings import router as station_ratings
from linli.capabilities.services.api.tellings import router as tellings
from linli.capabilities.services.api.unmask import matters as unmasked_matters
from linli.capabilities.services.api.unmask import persons as unmasked_persons
from linli.capabilities.services.api.verify import router as verify
from linli.commons.corrections.api import own_router as my_corrections
from linli.commons.corrections.api import person_router as signed_corrections
from linli.commons.corrections.api import router as corrections
from linli.commons.credentials.api import router as credentials
from linli.commons.duties.api import router as duties
from linli.commons.mandates.api import router as mandates
from linli.commons.messages.api import router as messages
from linli.commons.notices.api import router as notices
from linli.commons.people.api.accounts import router as accounts
from linli.commons.people.api.audit import router as audit
from linli.commons.people.api.people import router as people
from linli.commons.people.api.posts import router as posts
from linli.commons.places.api import router as places
from linli.commons.ratings.api import router as ratings
from linli.kernel.api.house import make_api
from linli.shell.search import router as search

api = make_api(urls_namespace="api")
api.add_router("", places)
api.add_router("", people)
api.add_router("/accounts", accounts)
api.add_router("/posts", posts)
api.add_router("/audit", audit)
api.add_router("/items", items)
api.add_router("/bundles", bundles)
api.add_router("/files", files)
api.add_router("/applications", applications)
api.add_router("/joint-applications", joint_applications)
api.add_router("/applications", objections)
api.add_router("/applications", unmasked_matters)
api.add_router("/people", unmasked_persons)
api.add_router("/people", window_accounts)
api.add_router("/people", erasing)
api.add_router("/people", signed_corrections)
api.add_router("/duties", duties)
api.add_router("/duties", tellings)
api.add_router("/messages", messages)
api.add_router("/notices", notices)
api.add_router("/mandates", mandates)
api.add_router("/ratings", ratings)
api.add_router("/ratings", station_ratings)
api.add_router("/credentials", credentials)
api.add_router("/me/corrections", my_corrections)
api.add_router("/corrections", corrections)
api.add_router("/verify", verify)
api.add_router("/search", search)
