"""Forms as published data: a dialect of JSON Schema 2020-12, one compiler, one set of messages for page and API."""

from linli.kernel.forms.answers import mask_value, masked, merge, prune, tidy
from linli.kernel.forms.errors import FieldError, draft_errors, errors
from linli.kernel.forms.form import Form
from linli.kernel.forms.kinds import Kind, register
from linli.kernel.forms.reading import grown, pressed, read
from linli.kernel.forms.schema import schema_flaws
from linli.kernel.forms.showing import Input, Said, Trouble, in_words, inputs, summary, troubles

__all__ = [
    "FieldError",
    "Form",
    "Input",
    "Kind",
    "Said",
    "Trouble",
    "draft_errors",
    "errors",
    "grown",
    "in_words",
    "inputs",
    "mask_value",
    "masked",
    "merge",
    "pressed",
    "prune",
    "read",
    "register",
    "schema_flaws",
    "summary",
    "tidy",
    "troubles",
]
