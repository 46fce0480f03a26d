"""Whether the time of an answer tells if an address is known: the gap must stay below what a network hides."""

import http.client
import re
import statistics
import time
from urllib.parse import urlencode

from benchmarks import server
from benchmarks.report import Figure

DOORS = {
    "sign-in": ("/konto/login/", {"password": "ein-falsches-passwort"}, "login"),
    "reset": ("/konto/password/reset/", {}, "email"),
    "sign-up": ("/konto/signup/", {"password1": "ein-langes-passwort-27"}, "email"),
    "subscribe": ("/newsletter/anmelden/", {"frequency": "jede"}, "email"),
}
ROUNDS = 9


def run() -> list[Figure]:
    figures = []
    with server.running() as portal:
        for name, (path, data, field) in DOORS.items():
            times: dict[bool, list[float]] = {True: [], False: []}
            for number in range(ROUNDS * 2):
                known = number % 2 == 0
                email = "mitarbeit@musterstadt.example" if known else f"niemand{number}@ort.example"
                times[known].append(_post(portal.port, path, {**data, field: email}))
            gap = abs(statistics.median(times[True]) - statistics.median(times[False]))
            figures.append(Figure(f"{name}: gap between known and unknown", gap, "ms", target=80))
    return figures


def _post(port: int, path: str, data: dict[str, str]) -> float:
    """Milliseconds of one POST with a fresh cookie and token."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    host = {"Host": f"localhost:{port}"}
    connection.request("GET", path, headers=host)
    page = connection.getresponse()
    text = page.read().decode()
    cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    body = urlencode({**data, "csrfmiddlewaretoken": token[1] if token else ""})
    headers = {**host, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    started = time.perf_counter()
    connection.request("POST", path, body, headers)
    connection.getresponse().read()
    elapsed = (time.perf_counter() - started) * 1000
    connection.close()
    return elapsed
