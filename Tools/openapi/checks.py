"""What may be wrong with one request and its answer."""

import collections
import functools
import json
from typing import NamedTuple

from document import Document

# What an operation may answer by its `default` alone: a server that is busy, and limits that stand before any handler.
# Everything else that was seen has to stand there by its number.
BY_DEFAULT = frozenset({413, 415, 429, 503})
# The fields that clients are told to go by. Others (caching, security) may come and go.
CONTRACT_FIELDS = {"etag", "location", "link", "www-authenticate", "content-language", "vary"}
DOCUMENT = Document()


class Mistake(NamedTuple):
    """What is wrong: the rule that is broken, by which mistakes are told apart, and how this one breaks it."""

    rule: str
    detail: str = ""


def media_type(headers):
    return next((value for name, value in headers if name.lower() == "content-type"), "").split(";")[0].strip().lower()


def mistakes_of(validator, value, where):
    """What a schema does not allow, with the pointers to it."""
    for error in validator.iter_errors(value):
        # Where it had a choice, what comes nearest says more than "none of these".
        cause = error
        while cause.context:
            cause = min(cause.context, key=lambda each: (-len(each.absolute_path), each.validator == "type"))
        # Any item of a list stands for all.
        pointer = "".join("/*" if isinstance(part, int) else f"/{part}" for part in cause.absolute_path)
        yield Mistake(f"{where}{pointer} breaks {cause.validator}", cause.message[:300])


def parsed(text):
    try:
        return json.loads(text), None
    except ValueError as error:
        return None, f"is no JSON: {error}"


def is_under_owner(record):
    """Whether it asks for /api/{user_id}/tasks, which is /api/tasks with a part more."""
    return record["path"].count("/") > record["route"].count("/")


@functools.cache
def outgoing(method, route, status, kind, by_default):
    """(the described answer, the validator of its body, what the document lacks)."""
    described = DOCUMENT.operations[method, route]["responses"]
    answer = described.get(str(status)) or (described.get("default") if status in by_default else None)
    if answer is None:
        return None, None, f"status {status} is not described"
    answer = DOCUMENT.resolve(answer)
    content = answer.get("content", {})
    if kind not in content:
        if not kind and not content:
            return answer, None, None
        return answer, None, f"{kind or 'no media type'} where {', '.join(content) or 'no body'} is described"
    schema = content[kind].get("schema")
    is_json = kind.endswith("json")
    return answer, DOCUMENT.closed_validator(schema) if is_json and schema is not None else None, None


def check_answer(record, method):
    response = record["response"]
    # Somebody else's id is 404 everywhere, as the document's introduction says.
    by_default = BY_DEFAULT | {404} if is_under_owner(record) else BY_DEFAULT
    answer, validator, mistake = outgoing(
        method, record["route"], response["status"], media_type(response["headers"]), by_default)
    if mistake:
        yield Mistake(mistake)
    if answer is None:
        return
    if validator and record["method"] != "HEAD":
        body, mistake = parsed(response["body"])
        if mistake:
            yield Mistake(f"the body {mistake}")
        else:
            yield from mistakes_of(validator, body, "body")
    fields = {name.lower(): DOCUMENT.resolve(value) for name, value in answer.get("headers", {}).items()}
    sent = {name.lower(): value for name, value in response["headers"]}
    for name in sorted(CONTRACT_FIELDS & sent.keys() - fields.keys()):
        yield Mistake(f"the field {name} is not described")
    for name, field in fields.items():
        if name in sent:
            yield from mistakes_of(header_validator(json.dumps(field["schema"])), sent[name], f"field {name}")
        elif field.get("required"):
            yield Mistake(f"the field {name} is missing")


@functools.cache
def header_validator(schema):
    return DOCUMENT.validator(json.loads(schema))


@functools.cache
def incoming(method, route):
    """The described parameters by place and name with their validators, and the validators of the body by media type."""
    operation = DOCUMENT.operations[method, route]
    parameters = {}
    for each in map(DOCUMENT.resolve, operation["parameters"]):
        schema = DOCUMENT.resolve(each["schema"])
        name = each["name"].lower() if each["in"] == "header" else each["name"]
        parameters[each["in"], name] = (DOCUMENT.validator(schema), schema.get("type") == "array")
    content = DOCUMENT.resolve(operation.get("requestBody", {})).get("content", {})
    return parameters, {kind: DOCUMENT.validator(each["schema"]) for kind, each in content.items()}


def readings(text):
    """What a parameter's text may stand for: JSON has numbers and booleans, a query has not."""
    yield text
    value, mistake = parsed(text)
    if not mistake and isinstance(value, (int, float, bool)):
        yield value


def check_parameter(validator, is_list, values, where):
    if is_list:
        texts = [text for value in values for text in value.split(",")]
        items = [next((each for each in readings(text) if validator.is_valid([each])), text) for text in texts]
        yield from mistakes_of(validator, items, where)
    elif not any(validator.is_valid(each) for each in readings(values[-1])):
        yield Mistake(f"{where}, which is not described", repr(values[-1]))


def check_accepted(record, method):
    request = record["request"]
    parameters, bodies = incoming(method, record["route"])
    query = collections.defaultdict(list)
    for name, value in request["query"]:
        query[name].append(value)
    for name, values in query.items():
        if ("query", name) not in parameters:
            yield Mistake(f"accepted the parameter {name}, which is not described")
        else:
            yield from check_parameter(*parameters["query", name], values, f"accepted {name}")
    for name, value in request["headers"]:
        if ("header", name.lower()) in parameters:
            yield from check_parameter(*parameters["header", name.lower()], [value], f"accepted {name}")
    # What takes no body passes over one.
    if not request["body"] or not bodies:
        return
    kind = media_type(request["headers"])
    if kind not in bodies:
        yield Mistake(f"accepted a body of {kind or 'no media type'}, which is not described")
        return
    body, mistake = parsed(request["body"])
    if mistake:
        yield Mistake(f"accepted a body that {mistake}")
    else:
        yield from mistakes_of(bodies[kind], body, "accepted body")


def operation(record):
    """(method, route): what it asked for. HEAD is GET without a body."""
    return "GET" if record["method"] == "HEAD" else record["method"], record["route"]


def check(record):
    """What is wrong with one record; None where there was no such operation, as was said."""
    method, status = operation(record)[0], record["response"]["status"]
    if operation(record) not in DOCUMENT.operations:
        return None if status == 405 or (method == "OPTIONS" and status == 204) else [Mistake("is not described")]
    found = list(check_answer(record, method))
    # A 304 accepted the request as well; a bulk that is not atomic accepts what is wrong with its operations.
    if status < 400 and '"problem":' not in record["response"]["body"]:
        found += check_accepted(record, method)
    return found
