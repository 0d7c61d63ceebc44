#!/usr/bin/env python3
"""Makes docs/openapi.json of docs/openapi.yaml; with --check it only tells whether the two are equal."""

import json
import pathlib
import sys

import yaml

docs = pathlib.Path(__file__).resolve().parents[2] / "docs"
text = json.dumps(yaml.safe_load((docs / "openapi.yaml").read_text()), ensure_ascii=False, indent=1) + "\n"
target = docs / "openapi.json"
if "--check" in sys.argv[1:]:
    if not target.exists() or target.read_text() != text:
        sys.exit("docs/openapi.json is not what docs/openapi.yaml says: run make openapi and commit it")
else:
    target.write_text(text)
