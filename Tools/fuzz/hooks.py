"""What docs/openapi.yaml cannot say, for schemathesis: each rule on its own, with the reason.

No check is switched off. A rule here either makes a request what the document means (a key that was not used before, a
zone that exists), or takes one kind of answer for one reason.
"""

import json
import pathlib
import random
import re
import uuid

import jsonschema_rs
import schemathesis
from filters import FILTERS, made
from hypothesis import strategies as st
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.generation.meta import CoverageScenario, TestPhase
from schemathesis.openapi.checks import RejectedPositiveData
from state import state

ROLE = state["role"]
IDS = state["ids"]


# Formats of our own.

def zones():
    """The zones of the installed tzdata, as the service reads them."""
    for line in pathlib.Path("/usr/share/zoneinfo/tzdata.zi").read_text().splitlines():
        words = line.split()
        if words[0] in ("Z", "L"):
            yield words[1 if words[0] == "Z" else 2]


schemathesis.openapi.format("timezone", st.sampled_from(sorted(set(zones()))))
schemathesis.openapi.format("idempotency-key", st.uuids().map(str))
schemathesis.openapi.format("task-filter", FILTERS)


# The token, where there is one: by a provider, which leaves it out of a request that means to come without it.

if state["token"]:

    @schemathesis.auth()
    class Token:
        def get(self, case, context):
            return state["token"]

        def set(self, case, data, context):
            case.headers["Authorization"] = f"Bearer {data}"


# What is changed in a request before it leaves.

UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
# The things that a member, a parameter or a path names by its id.
KINDS = {
    "parent_id": "tasks", "tag_id": "tags", "tag_ids": "tags", "into": "tags", "recurring_task_id": "series",
    "/api/tasks": "tasks", "/api/tags": "tags", "/api/recurring-tasks": "series", "/api/notifications": "notifications",
    "/api/me/sessions": "sessions",
}
PAGE = ("limit", "cursor", "page", "page_size", "include_total")
# A list -> the cursor of a page of it.
cursors = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    name_anew(case)
    ask_for_one_kind_of_page(case)
    go_on_where_a_page_ended(case)
    match_something(case)
    if ROLE == "stranger":
        # What a sequence of requests made is the stranger's own, and is asked for again.
        follows = case.meta and case.meta.phase.name == TestPhase.STATEFUL and "session" not in case.operation.path
        take_the_owners_ids(case, always=True, path=not follows)
    elif ROLE == "owner":
        # Half of them: an id made up leads to 404 or 422 and no further.
        # The path takes ids out of answers already.
        take_the_owners_ids(case, always=False, path=False)


@schemathesis.hook
def after_call(context, case, response):
    if case.method == "GET" and response.status_code == 200 and b'"next_cursor":"' in response.content:
        cursors[which_list(case)] = json.loads(response.content)["next_cursor"]


def which_list(case):
    return case.operation.path, repr(case.path_parameters), repr(
        sorted((name, repr(value)) for name, value in (case.query or {}).items() if name not in PAGE))


def name_anew(case):
    """A key names one request for a day: one generated twice would get the first one's answer, or 422."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[!-~](?:[ -~]{0,253}[!-~])?", key):
        case.headers["Idempotency-Key"] = (uuid.uuid4().hex + key)[:255].rstrip(" ")


def ask_for_one_kind_of_page(case):
    """`limit` and `cursor` go without `page` and `page_size`: OpenAPI has no rule between parameters."""
    query = case.query or {}
    kinds = [[name for name in names if name in query] for names in (PAGE[:2], PAGE[2:4])]
    if all(kinds) and isinstance(case.query, dict):
        for name in random.Random(repr(query)).choice(kinds):
            del case.query[name]


def go_on_where_a_page_ended(case):
    """Only the service makes cursors. One made up is 400, and what else the query says is never looked at."""
    if "cursor" in (case.query or {}) and isinstance(case.query["cursor"], str):
        if which_list(case) in cursors:
            case.query["cursor"] = cursors[which_list(case)]
        elif random.Random(repr(case.query)).random() < 0.8:
            del case.query["cursor"]


def match_something(case):
    """The coverage phase fills a header whose pattern it cannot invert with 0: take one that fits."""
    for name in ("If-Match", "If-None-Match"):
        if (case.headers or {}).get(name) == "0" and case.meta and case.meta.phase.data.parameter != name:
            case.headers[name] = "*"


def take_the_owners_ids(case, always, path):
    """Ids of things that are there, for ids that are well formed: 404 for one made up proves nothing."""
    chance = random.Random(repr([case.path_parameters, case.body]))

    def other(value, kind):
        known = isinstance(value, str) and UUID.match(value) and IDS.get(kind)
        return chance.choice(IDS[kind]) if known and (always or chance.random() < 0.5) else value

    def walk(value, kind=None):
        if isinstance(value, dict):
            kinds = {**KINDS, "id": "tasks"} if "op" in value else KINDS
            return {name: walk(item, kinds.get(name)) for name, item in value.items()}
        if isinstance(value, list):
            return [walk(item, kind) for item in value]
        return other(value, kind) if kind else value

    prefix = case.operation.path.split("/{")[0]
    if path and case.path_parameters:
        for name, value in case.path_parameters.items():
            case.path_parameters[name] = other(value, KINDS.get(name if name != "id" else prefix))
    for name, value in (case.query or {}).items():
        case.query[name] = other(value, KINDS.get(name))
    if isinstance(case.body, (dict, list)):
        case.body = walk(case.body)


# Which refusals of what the document allows, and which acceptances of what it forbids, are right.

# By code of a mistake in the body, and where it may be.
BEYOND_THE_SCHEMA = [
    ("unknown-tag", r"/.*", "whether a tag is there, and whose it is, stands in the database"),
    ("unknown-task", r"/.*parent_id", "whether a task is there, and whose it is, stands in the database"),
    ("cycle", r"/.*parent_id", "a task is no part of itself: its id stands in the path, its parent's in the body"),
    ("limit-exceeded", r"/.*parent_id", "whether the parent is a part itself, and how many it has, stands in the database"),
    ("limit-exceeded", r"", "how many tags the task has stands in the database"),
    ("conflict", r"/parent_id", "the parent stands in the path and in the body"),
    ("required", r"/title", "PUT makes a task where there is none; whether there is one stands in the database"),
    ("same-tag", r"/into", "a tag is not merged into itself: one id stands in the path, the other in the body"),
    ("wrong-password", r"/current_password", "what the password is stands in the database"),
    ("end-before-start", r"/end_date", "an order of two instants"),
    ("never-occurs", r"/end_date", "whether a rule has an occurrence before its end is arithmetic"),
    ("in-the-future", r"/.*completed_at", "what is in the future changes"),
]


# By how a refused parameter is explained.
PARAMETERS_BEYOND_THE_SCHEMA = [
    ("cursor is not one of this list's", "only the service makes cursors"),
    ("page reaches up to item 10000", "a product of two parameters"),
    ("id must be a UUIDv7 for a task that is to be made", "whether there is one already stands in the database"),
]


def mistakes(response):
    """Code and pointer of each mistake that an answer tells of; for one without pointers, its own code and detail."""
    try:
        problem = json.loads(response.content)
        return [(error["code"], error["pointer"]) for error in problem["errors"]] or [(problem["code"], problem["detail"])]
    except (ValueError, KeyError, TypeError):
        return []


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if isinstance(failure, RejectedPositiveData):
        return not is_beyond_the_schema(case, response)
    if isinstance(failure, AcceptedNegativeData):
        return not is_valid_without_white_space(case) and not is_refused_in_part(case, response)
    return True


def is_beyond_the_schema(case, response):
    found = mistakes(response)
    if found and all(
        any(code == known and re.fullmatch(place, pointer) for known, place, _ in BEYOND_THE_SCHEMA)
        for code, pointer in found
    ):
        return True
    if response.status_code == 412:
        # Which version is there now stands in the database, and so does whether there is one.
        return any((case.headers or {}).get(name) for name in ("If-Match", "If-None-Match")) or "version" in repr(case.body)
    detail = found[0][1] if found else ""
    if detail.startswith("has a mistake at character") and (case.query or {}).get("filter") not in made:
        return True
    return any(detail.startswith(start) for start, _ in PARAMETERS_BEYOND_THE_SCHEMA)


def is_refused_in_part(case, response):
    """A bulk that is not atomic answers 200, and in it refuses each operation for itself."""
    if case.operation.definition.raw["operationId"] != "changeTasks" or response.status_code != 200:
        return False
    return any(result["status"] == 422 for result in json.loads(response.content)["results"])


def is_valid_without_white_space(case):
    """White space around a text is cut off, and runs of it are one space, before its length is counted."""
    def shorter(value):
        if isinstance(value, str):
            return " ".join(value.split())
        if isinstance(value, dict):
            return {name: shorter(item) for name, item in value.items()}
        return [shorter(item) for item in value] if isinstance(value, list) else value

    if not isinstance(case.body, (dict, list)) or any(
        component.mode.is_negative for location, component in case.meta.components.items() if location.value != "body"
    ):
        return False
    schema = case.operation.get_body_for_media_type(case.media_type).validation_schema
    trimmed = shorter(case.body)
    return trimmed != case.body and jsonschema_rs.Draft202012Validator(schema).is_valid(trimmed)


# Checks of our own.

def probes_the_shape(case):
    """A method or a media type that is not there is refused before anybody asks who it is."""
    if case.method == "OPTIONS":
        return True
    scenario = getattr(case.meta.phase.data, "scenario", None) if case.meta else None
    return scenario in (
        CoverageScenario.UNSPECIFIED_HTTP_METHOD, CoverageScenario.MALFORMED_CONTENT_TYPE,
        CoverageScenario.UNSUPPORTED_CONTENT_TYPE)


if ROLE == "stranger":

    @schemathesis.check
    def nothing_of_others(ctx, response, case):
        assert state["marker"].encode() not in response.content, "shows what is somebody else's"
        if not probes_the_shape(case) and any(value in IDS[kind] for value in (case.path_parameters or {}).values() for kind in IDS):
            assert response.status_code >= 400, f"did something to what is somebody else's: {response.status_code}"


if ROLE == "anonymous":

    @schemathesis.check
    def only_unauthorized(ctx, response, case):
        raw = case.operation.definition.raw
        if raw.get("security") == [] or probes_the_shape(case) or response.status_code == 401:
            return
        # What is no request, or too long for one, is refused before anybody asks who sends it.
        if response.status_code in (413, 414, 431) or [code for code, _ in mistakes(response)] == ["invalid-character"]:
            return
        # A path parameter that makes another path of it, which perhaps is none.
        negative = {location.value for location, part in case.meta.components.items() if part.mode.is_negative}
        assert "path" in negative and response.status_code in (400, 404, 405), f"{response.status_code} without a token"


if ROLE == "farewell":
    import farewell  # noqa: F401
