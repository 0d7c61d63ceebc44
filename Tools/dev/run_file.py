#!/usr/bin/python3
"""Copies the multi-app run file, with absolute resource paths and an entry for each further recurring-task-service.

run_file.py SOURCE TARGET REPLICAS
"""

import pathlib
import re
import sys

source, target, replicas = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), int(sys.argv[3])
text = source.read_text()
# Relative paths in a run file count from the file.
text = re.sub(
    r"^(\s*(?:resourcesPath|configFilePath|appDirPath):\s*)(?!/)(\S+)$",
    lambda match: f"{match[1]}{(source.parent / match[2]).resolve()}",
    text,
    flags=re.M,
)
text = re.sub(
    r"^(\s*-\s*)\./(\S+)$", lambda match: f"{match[1]}{(source.parent / match[2]).resolve()}", text, flags=re.M
)
head, *apps = re.split(r"(?m)^(?=  - appID:)", text)
for app in list(apps):
    if "recurring-task-service" in app.splitlines()[0]:
        for replica in range(2, replicas + 1):
            up = (replica - 1) * 10
            apps.append(
                re.sub(r"(?m)^(\s*\w*Port:\s*)(\d+)", lambda match: f"{match[1]}{int(match[2]) + up}", app.rstrip("\n"))
                + "\n"
            )
target.write_text(head + "".join(app if app.endswith("\n") else app + "\n" for app in apps))
