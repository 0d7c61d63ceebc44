"""docs/openapi.json as the checks see it: operations, and validators of what goes in and out."""

import functools
import json
import pathlib

from jsonschema import Draft202012Validator, FormatChecker

# jsonschema leaves formats alone that nobody names; those that are not here are explained by a pattern beside them.
FORMATS = FormatChecker(["date-time", "date", "uuid"])
BRANCHES = ["allOf", "anyOf", "oneOf"]


class Document:
    def __init__(self):
        path = pathlib.Path(__file__).resolve().parents[2] / "docs/openapi.json"
        self.root = json.loads(path.read_text())

    @functools.cached_property
    def operations(self):
        """(method, path) → the operation, with the parameters of its path among its own."""
        found = {}
        for path, item in self.root["paths"].items():
            shared = item.get("parameters", [])
            for method, operation in item.items():
                if method != "parameters":
                    found[method.upper(), path] = operation | {"parameters": shared + operation.get("parameters", [])}
        return found

    def broken_examples(self):
        """A line for each example of a schema that the schema itself does not allow."""
        yield from self._broken_examples(self.root, "#")

    def _broken_examples(self, value, pointer):
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
        for name, member in members:
            if name == "examples" and isinstance(member, list):
                for error in self.closed_validator({"type": "array", "items": value}).iter_errors(member):
                    yield f"{pointer}/examples{error.json_path[1:]}: {error.message[:300]}"
            else:
                yield from self._broken_examples(member, f"{pointer}/{str(name).replace('/', '~1')}")

    def resolve(self, value):
        """What a reference leads to; anything else is itself."""
        while "$ref" in value:
            target = self.root
            for name in value["$ref"].split("/")[1:]:
                target = target[name]
            value = target
        return value

    def validator(self, schema):
        """Of what comes in: as the document says it."""
        return self._validator(self._inline(schema))

    def closed_validator(self, schema):
        """Of what goes out: a member that is not described is a mistake, too.

        The document does not forbid such members, for a later release may have more of them and clients shall pass over
        what they do not know. This release has none that is not described.
        """
        return self._validator(self._close(self._inline(schema)))

    def _validator(self, schema):
        Draft202012Validator.check_schema(schema)
        return Draft202012Validator(schema, format_checker=FORMATS)

    def _inline(self, schema):
        """The schema without references. None of ours leads back to itself."""
        if isinstance(schema, list):
            return [self._inline(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            beside = {name: value for name, value in schema.items() if name != "$ref"}
            target = self._inline(self.resolve(schema))
            return {"allOf": [target], **self._inline(beside)} if beside else target
        return {name: self._inline(value) for name, value in schema.items()}

    def _close(self, schema, is_branch=False):
        """Closes each object of a schema: where it begins, for a branch of it knows only a part of the members."""
        if not isinstance(schema, dict):
            return schema
        closed = dict(schema)
        for name in BRANCHES:
            if name in schema:
                closed[name] = [self._close(each, is_branch=True) for each in schema[name]]
        if "properties" in schema:
            closed["properties"] = {name: self._close(value) for name, value in schema["properties"].items()}
        for name in ["items", "additionalProperties"]:
            if name in schema:
                closed[name] = self._close(schema[name])
        if not is_branch and self._has_members(schema) and "additionalProperties" not in schema:
            closed["unevaluatedProperties"] = False
        return closed

    def _has_members(self, schema):
        """Whether it describes members at all: `type: object` alone is for whatever there may be."""
        return isinstance(schema, dict) and (
            "properties" in schema or any(self._has_members(each) for name in BRANCHES for each in schema.get(name, [])))
