"""What the OpenAPI document says of bodies and answers: JSON Schema, declared beside the code that shapes them.

Answers are described, not validated again on their way out; tests hold them against these schemas.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

COMPONENTS: dict[str, Schema] = {}
JSON = "application/json"

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
ANY_OBJECT: Schema = {"type": "object"}


def maybe(schema: Schema) -> Schema:
    """The schema or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def choice(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def shape(optional: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """An object of these properties, all of them required but the `optional`; more may follow.

    A trailing underscore keeps a property's name apart from a word of Python's.
    """
    named = {name.rstrip("_"): schema for name, schema in properties.items()}
    return {"type": "object", "required": [name for name in named if name not in optional], "properties": named}


def component(name: str, schema: Schema) -> Schema:
    """Put a schema into the document under a name; a reference to it."""
    COMPONENTS[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def listed(schema: Schema) -> Schema:
    """The contract's list of these."""
    return shape(items=many(schema), next=maybe({"type": "string", "format": "uri"}))


def documented(
    body: Schema | None = None,
    *,
    required: bool = False,
    example: Any = None,
    answer: Schema | None = None,
    status: int = 200,
) -> dict[str, Any]:
    """`openapi_extra` of an operation: the body that the room's forms will judge, and the answer when all is well."""
    extra: dict[str, Any] = {}
    if body is not None:
        content = {"schema": body} | ({"example": example} if example is not None else {})
        extra["requestBody"] = {"required": required, "content": {JSON: content}}
    if answer is not None:
        extra["responses"] = {status: {"content": {JSON: {"schema": answer}}}}
    return extra
