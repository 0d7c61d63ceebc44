#!/usr/bin/env python3
"""Renews Services/APIGateway/Files/docs/swagger-ui from the package in viewer-requirements.txt."""

import gzip
import pathlib
import subprocess
import sys
import tempfile
import zipfile

root = pathlib.Path(__file__).resolve().parents[2]
target = root / "Services/APIGateway/Files/docs/swagger-ui"
inside = "drf_spectacular_sidecar/static/drf_spectacular_sidecar/swagger-ui-dist/"
# Of the rest the page needs nothing: the standalone preset is a bar with a field for other addresses.
compressed = ["swagger-ui-bundle.js", "swagger-ui.css"]

with tempfile.TemporaryDirectory() as folder:
    requirements = pathlib.Path(__file__).with_name("viewer-requirements.txt")
    # Without dependencies: it is only unpacked. pip refuses a package whose digest is another.
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary", ":all:", "--require-hashes", "--dest", folder, "--requirement", requirements],
        check=True)
    [wheel] = pathlib.Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        for name in compressed:
            # No time in it: the same package gives the same bytes.
            (target / f"{name}.gz").write_bytes(gzip.compress(package.read(inside + name), 9, mtime=0))
        (target / "LICENSE").write_bytes(package.read(inside + "LICENSE"))
