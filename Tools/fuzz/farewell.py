"""What ends accounts, logins and tokens, as accounts that are made for it: a new one whenever one has ended."""

import random
import uuid

import requests
import schemathesis
from state import state

PASSWORD = "correct horse battery staple"


class Account:
    """A user with a login of ours, and others that can be ended."""

    def __init__(self):
        self.email = f"farewell-{uuid.uuid4()}@example.org"
        self.login = self.ask("signup")

    def ask(self, what):
        answer = requests.post(
            f"{state['api']}/api/auth/{what}", json={"email": self.email, "password": PASSWORD}, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def another_session(self):
        self.ask("login")
        answer = requests.get(
            f"{state['api']}/api/me/sessions", headers={"Authorization": f"Bearer {self.login['access_token']}"},
            timeout=10)
        answer.raise_for_status()
        return next(session["id"] for session in answer.json()["items"] if not session["current"])


current = None


@schemathesis.auth()
class Token:
    def get(self, case, context):
        return "replaced when the request leaves"

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """The token of an account that lives, and its own password, tokens and sessions in half of the good requests."""
    global current
    current = current or Account()
    if (case.headers or {}).get("Authorization") == "Bearer replaced when the request leaves":
        case.headers["Authorization"] = f"Bearer {current.login['access_token']}"
    if not (case.meta and case.meta.generation.mode.is_positive) or random.SystemRandom().random() < 0.5:
        return
    body = case.body if isinstance(case.body, dict) else {}
    if isinstance(body.get("current_password"), str):
        body["current_password"] = PASSWORD
    if isinstance(body.get("email"), str):
        body["email"], body["password"] = current.email, PASSWORD
    if isinstance(body.get("refresh_token"), str):
        body["refresh_token"] = current.login["refresh_token"]
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = current.another_session()


@schemathesis.hook
def after_call(context, case, response):
    global current
    # Any of them may have ended our token, or changed our password.
    if case.method != "OPTIONS" and 200 <= response.status_code < 300 and case.operation.path != "/api/auth/login":
        current = None
