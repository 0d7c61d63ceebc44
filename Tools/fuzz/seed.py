"""The accounts of the passes and what is in them."""

import datetime
import time
import uuid

import requests

PASSWORD = "correct horse battery staple"


class Account:
    """A user with tasks, parts, tags, series, notifications and something in the trash."""

    def __init__(self, api, name):
        self.api = api
        # Stands in all texts, so that one glance at an answer tells whether it shows them.
        self.marker = f"{name}-{uuid.uuid4().hex[:12]}"
        self.http = requests.Session()
        login = self.ask("POST", "/api/auth/signup", email=f"{self.marker}@example.org", password=PASSWORD, name=self.marker)
        self.token, self.user = login["access_token"], login["user"]["id"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def ask(self, method, path, **body):
        answer = self.http.request(method, self.api + path, json=body or None, timeout=10)
        if not answer.ok:
            raise SystemExit(f"{method} {path} of the seed: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def task(self, title, **members):
        return self.ask("POST", "/api/tasks", title=f"{title} {self.marker}", **members)["id"]

    def fill(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        # Nothing of it comes due meanwhile: what strangers tried is compared with what was there before.
        later = (now + datetime.timedelta(days=40)).isoformat()
        tasks = [self.task(f"Task {number}", description=f"Of {self.marker}", tags=["home", self.marker]) for number in range(4)]
        tasks += [
            self.task("Due later", due_date=later, priority="High", reminders=[{"kind": "relative", "offset": "-PT1H"}]),
            self.task("All day", due_date=later[:10], due_timezone="Asia/Karachi"),
            self.task("Done", completed=True),
            self.task("Part", parent_id=tasks[0]),
            self.task("Deleted"),
            # Late already: its notification comes at once.
            self.task("Overdue", due_date=(now - datetime.timedelta(days=2)).isoformat()),
        ]
        self.ask("DELETE", f"/api/tasks/{tasks[8]}")
        self.ask("PATCH", f"/api/tasks/{tasks[1]}", priority="Low")
        tags = [tag["id"] for tag in self.ask("GET", "/api/tags")["items"]]
        tags.append(self.ask("POST", "/api/tags", name=f"Tag {self.marker[-12:]}", color="#336699")["id"])
        series = [
            self.ask(
                "POST", "/api/recurring-tasks", title=f"Series {self.marker}", recurrence_type=kind, start_date=later,
                tags=["home"])["id"]
            for kind in ("daily", "weekly", "monthly")
        ]
        return {"tasks": tasks, "tags": tags, "series": series}

    def notifications(self, within):
        """The ids of its notifications, once there are any: they come by way of the broker."""
        end = time.monotonic() + within
        while not (items := self.ask("GET", "/api/notifications")["items"]):
            if time.monotonic() > end:
                raise SystemExit(f"No notification came within {within} s: see the logs of the services.")
            time.sleep(0.5)
        return [item["id"] for item in items]
