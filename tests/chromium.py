"""The Chromium that drives the browser tests: one that is there, or one that a package brings.

`python -m tests.chromium` finds or installs it and prints its path, or fails: browser tests are left out only when
BROWSER=off says so. Never a download of Playwright's own, which many networks do not let through.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
# A build for machines where nobody may install system packages; Linux on x86-64.
NPM_PACKAGE = "@sparticuz/chromium@147.0.0"
NPM_FOLDER = ROOT / "var" / "chromium"


def is_wanted() -> bool:
    return os.environ.get("BROWSER", "").lower() not in ("off", "0", "no", "false")


def find() -> str | None:
    """The path of a Chromium that starts: from CHROMIUM, from the PATH, or installed by `python -m tests.chromium`."""
    unpacked = NPM_FOLDER / "executable"
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    if unpacked.exists():
        candidates.append(unpacked.read_text().strip())
    return next((path for path in candidates if path and _starts(path)), None)


def install() -> str | None:
    """Debian's package when root, otherwise the one from npm; None if neither works."""
    if os.getuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-liberation"]
        for command in (["update"], ["install", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        if path := find():
            return path
    return _install_from_npm()


def _install_from_npm() -> str | None:
    tools = Path(sys.executable).parent
    search = f"{os.environ.get('PATH', '')}:{tools}"
    npm, node = shutil.which("npm", path=search), shutil.which("node", path=search)
    if npm is None or node is None:
        return None
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PATH": search, "TMPDIR": str(NPM_FOLDER)}
    command = [npm, "install", "--prefix", NPM_FOLDER, "--no-audit", "--no-fund", "--silent", NPM_PACKAGE]
    subprocess.run(command, env=environment, check=False)
    unpack = "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))"
    command = [node, "--input-type=module", "-e", unpack]
    done = subprocess.run(command, cwd=NPM_FOLDER, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    (NPM_FOLDER / "executable").write_text(done.stdout)
    return find()


def _starts(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    if not is_wanted():
        print("BROWSER=off: the browser tests are left out.")
    elif path := find() or install():
        print(f"Browser tests use {path}")
    else:
        sys.exit("No Chromium: install one (Debian: chromium), name it in CHROMIUM, or set BROWSER=off to go without.")
