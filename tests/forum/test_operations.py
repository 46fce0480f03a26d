"""What docs/operations.md and deploy/ promise to whoever runs the portal."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = re.compile(r'env\.\w+\(\s*"([A-Z][A-Z0-9_]+)"')
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "forum.settings.production",
    "PORTAL_URL": "https://forum.example",
    "SECRET_KEY": "x" * 60,
    "NEWSLETTER_HASH_KEY": "y" * 60,
    "DATABASE_URL": "postgresql://forum@127.0.0.1/forum",
    "REDIS_URL": "redis://127.0.0.1/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def test_every_variable_of_production_is_explained():
    settings = ROOT / "forum" / "settings"
    read = {name for file in ("base.py", "production.py") for name in READ.findall((settings / file).read_text())}
    explained = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in read if f"`{name}`" not in explained} == set()


def test_every_variable_reaches_the_containers():
    compose = (ROOT / "deploy" / "compose.yml").read_text()
    portal = compose.partition("x-portal:")[2].partition("\nservices:")[0]
    assert "env_file: ../forum.env" in portal
    for ignored in (".gitignore", ".dockerignore"):
        assert "forum.env" in (ROOT / ignored).read_text().splitlines()


@pytest.mark.parametrize("name", ["SECRET_KEY", "NEWSLETTER_HASH_KEY", "PORTAL_URL", "EMAIL_URL"])
def test_production_does_not_start_without(name):
    plain = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}
    values = {key: value for key, value in PRODUCTION.items() if key != name}
    start = [sys.executable, "-c", "import django; django.setup()"]
    done = subprocess.run(start, env=plain | values, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert name in done.stderr
    whole = subprocess.run(start, env=plain | PRODUCTION, cwd=ROOT, capture_output=True, text=True, check=False)
    assert whole.returncode == 0, whole.stderr
