"""The embedded default piece by piece; tests/faults/test_up.py starts and kills the whole of it."""

import errno
import json
import os
import signal
import smtplib
import socket
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import dj_database_url
import pytest

from forum import embedded
from forum.embedded import given, mailbox, place, ports, processes, stamps, up
from forum.embedded.inbox import PER_PAGE, inbox_server
from forum.embedded.mailbox import Mail, Mailbox
from forum.embedded.place import Place, Problem
from forum.embedded.ports import Ports
from forum.embedded.processes import Process, Supervisor

ADDRESSES = ["DATABASE_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL", "PORTAL_URL", "SECRET_KEY", "FORUM_DEMO"]


@pytest.fixture
def bare_environment(monkeypatch):
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A prepared place of its own, with its sockets out of everybody's way."""
    home = Place(tmp_path / "var")
    with TemporaryDirectory() as short:  # pytest's own folders may be too long for a socket
        monkeypatch.setenv("FORUM_RUN_DIR", short)
        home.prepare()
        yield home


# -- addresses -------------------------------------------------------------------------------------------------------


def test_addresses_follow_from_the_folder(bare_environment, tmp_path):
    here, there = embedded.environment(tmp_path / "a"), embedded.environment(tmp_path / "b")

    assert embedded.environment(tmp_path / "a") == here
    assert here["DATABASE_URL"] != there["DATABASE_URL"]
    assert here["REDIS_URL"] != there["REDIS_URL"]
    assert here["PORTAL_URL"] == "http://localhost:8000"
    assert here["EMAIL_URL"] == "smtp://127.0.0.1:1025"
    assert here["FORUM_DEMO"] == "on"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_environment_wins(bare_environment, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "given")

    assert name not in embedded.environment(tmp_path)


def test_ports_of_the_running_portal_are_told_to_other_terminals(bare_environment, home):
    home.write_state(port=8007, smtp_port=1031, demo=False)
    home.ensure_secret_key()

    told = embedded.environment(home.data.parent)

    assert told["PORTAL_URL"] == "http://localhost:8007"
    assert told["EMAIL_URL"] == "smtp://127.0.0.1:1031"
    assert told["FORUM_DEMO"] == "off"
    assert told["SECRET_KEY"] == home.secret_key() != ""


@pytest.mark.parametrize("damage", ["", "{", "[]", "\0"])
def test_a_damaged_state_file_counts_as_none(home, damage):
    (home.run / "state.json").write_text(damage)

    assert home.state() == {}


def test_django_reads_the_socket_directory_as_host(home):
    settings = dj_database_url.parse(home.database_url)

    assert settings["HOST"] == str(home.postgres_sockets)
    assert (settings["NAME"], settings["USER"]) == ("forum", "forum")


# -- the place -------------------------------------------------------------------------------------------------------


def test_the_secret_key_is_made_once_and_private(home):
    home.ensure_secret_key()
    first = home.secret_key()
    home.ensure_secret_key()

    assert home.secret_key() == first
    assert len(first) >= 50
    assert stat.S_IMODE((home.data / "secret_key").stat().st_mode) == 0o600


def test_a_too_long_socket_path_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("FORUM_RUN_DIR", str(tmp_path / ("x" * 90)))

    with pytest.raises(Problem, match=r"zu lang \(höchstens 107\).*FORUM_RUN_DIR"):
        Place(tmp_path / "var").prepare()


def test_a_full_disk_is_told(home, monkeypatch):
    monkeypatch.setattr(place, "LEAST_FREE_BYTES", 10**18)

    with pytest.raises(Problem, match="ist voll"):
        home.prepare()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(Problem, match="lässt sich nicht anlegen"):
        Place(tmp_path / "file" / "var").prepare()


def test_a_run_directory_open_to_others_is_refused(home):
    home.run.chmod(0o777)

    with pytest.raises(Problem, match="für andere beschreibbar"):
        home.prepare()


def test_a_lock_is_held_by_one(home):
    with home.lock("up.lock") as first, home.lock("up.lock") as second:
        assert (first, second) == (True, False)
    with home.lock("up.lock") as again:
        assert again


# -- ports -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_given_port_that_is_taken_is_told(taken):
    with pytest.raises(Problem, match=rf"Der Port {taken} ist schon belegt.*PORT={taken + 1}"):
        Ports(taken, {})


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_cannot_exist_is_told(port):
    with pytest.raises(Problem, match="gibt es nicht"):
        Ports(port, {})


def test_a_taken_first_port_gives_the_next(taken, monkeypatch):
    monkeypatch.setattr(ports, "FIRST_PORT", taken)

    chosen = Ports(None, {})
    chosen.release()
    assert taken < chosen.portal < taken + ports.TRIES


def test_a_copy_keeps_its_ports(taken):
    first = Ports(None, {"port": taken})
    first.release()
    again = Ports(None, {**first.state, "port": first.portal})
    again.release()

    assert first.portal != taken
    assert again.state == first.state


def test_two_copies_starting_at_once_choose_different_ports():
    one, other = Ports(None, {}), Ports(None, {})
    one.release()
    other.release()

    assert not set(one.state.values()) & set(other.state.values())


def test_no_free_port_is_told(taken, monkeypatch):
    monkeypatch.setattr(ports, "FIRST_PORT", taken)
    monkeypatch.setattr(ports, "TRIES", 1)

    with pytest.raises(Problem, match=f"Bis {taken} ist kein Port frei"):
        Ports(None, {})


# -- servers given by the environment --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "url", "reason"),
    [
        ("DATABASE_URL", "postgresql://u:geheim@127.0.0.1:{closed}/forum", "Verbindung abgelehnt"),
        ("DATABASE_URL", "postgresql://u:geheim@nirgends.invalid/forum", "diesen Rechnernamen gibt es nicht"),
        ("DATABASE_URL", "postgresql://u@%2Fnirgends/forum", "den Socket gibt es nicht"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "nötig ist PostgreSQL"),
        ("DATABASE_URL", "localhost", "nötig ist PostgreSQL"),
        ("REDIS_URL", "redis://:geheim@127.0.0.1:{closed}/0", "Verbindung abgelehnt"),
        ("REDIS_URL", "redis://nirgends.invalid/0", "diesen Rechnernamen gibt es nicht"),
        ("REDIS_URL", "unix:///nirgends/redis.sock?db=0", "den Socket gibt es nicht"),
        ("REDIS_URL", "http://127.0.0.1/", "nötig ist eine Adresse wie redis://"),
        ("CACHE_URL", "redis://127.0.0.1:{closed}/1", "Verbindung abgelehnt"),
        ("EMAIL_URL", "smtp://u:geheim@127.0.0.1:{closed}", "Verbindung abgelehnt"),
        ("EMAIL_URL", "smtp://nirgends.invalid:25", "diesen Rechnernamen gibt es nicht"),
        ("EMAIL_URL", "post://127.0.0.1", "nötig ist eine Adresse wie smtp"),
    ],
)
def test_a_wrong_address_is_named_with_its_reason(name, url, reason):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = url.format(closed=closed.getsockname()[1])
        with pytest.raises(Problem) as caught:
            given.check({name: url})

    assert str(caught.value).startswith(name)
    assert reason in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_database_that_does_not_exist_is_told():
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/gibt_es_nicht"

    with pytest.raises(Problem, match="diese Datenbank gibt es dort nicht"):
        given.check({"DATABASE_URL": url})


def test_servers_that_answer_are_accepted():
    given.check({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")})


def test_an_old_postgresql_is_told(monkeypatch):
    monkeypatch.setattr(given, "OLDEST_POSTGRES", 99)

    with pytest.raises(Problem, match=r"dort läuft PostgreSQL \d+, nötig ist 99"):
        given.check({"DATABASE_URL": os.environ["DATABASE_URL"]})


# -- processes -------------------------------------------------------------------------------------------------------


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def sleeper(name="sleeper"):
    return Process(name=name, label="Der Schläfer", argv=["sleep", "600"])


@pytest.fixture
def supervisor(home):
    said = []
    supervisor = Supervisor(home, said.append)
    supervisor.said = said
    yield supervisor
    supervisor.stop()


def test_a_dead_process_is_started_again(supervisor):
    process = sleeper()
    supervisor.start(process)
    first = process.popen.pid

    process.popen.kill()
    process.popen.wait()
    wait_for(lambda: supervisor.watch() or (process.popen and process.popen.poll() is None))

    assert process.popen.pid != first
    assert supervisor.said == ["Der Schläfer wurde unerwartet beendet und wird neu gestartet (1. Mal)."]


def test_a_process_that_keeps_dying_is_given_up(supervisor, monkeypatch):
    monkeypatch.setattr(processes, "MOST_RESTARTS", 1)
    process = Process(name="broken", label="Der Webserver", argv=["sh", "-c", "echo Konfiguration fehlt; exit 3"])
    supervisor.start(process)

    with pytest.raises(
        Problem, match=r"Der Webserver läuft nicht: Konfiguration fehlt\. Näheres steht in .*broken.log"
    ):
        wait_for(supervisor.watch)


def test_a_process_that_never_answers_is_told(supervisor):
    process = Process(name="mute", label="Redis", argv=["sleep", "600"], ready=lambda: False, patience=0.2)

    with pytest.raises(Problem, match="Redis antwortet nach 0 Sekunden noch nicht"):
        supervisor.start(process)


def test_a_full_disk_behind_a_dead_process_is_told(supervisor):
    argv = ["sh", "-c", "echo 'FATAL: could not write: No space left on device'; exit 1"]
    process = Process(name="full", label="PostgreSQL", argv=argv, ready=lambda: False)

    with pytest.raises(Problem, match="ist voll"):
        supervisor.start(process)


def test_a_failing_step_stops_the_others(supervisor):
    slow, failing = (
        sleeper("slow"),
        Process(name="migrate", label="Datenbank", argv=["sh", "-c", "echo Fehler; exit 1"]),
    )

    with pytest.raises(Problem, match="Datenbank läuft nicht: Fehler"):
        supervisor.run(slow, failing)

    assert slow.popen.poll() is not None


def test_what_ignores_the_end_is_killed(supervisor):
    argv = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(99)",
    ]
    process = Process(name="stubborn", label="Der Sture", argv=argv)
    process.ready = lambda: supervisor.last_words(process) == "1"
    supervisor.start(process)

    supervisor.stop(patience=0.3)

    assert process.popen.returncode == -signal.SIGKILL


def test_children_end_with_a_killed_supervisor(home):
    code = """
import sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
from forum.embedded.place import Place
from forum.embedded.processes import Process, Supervisor
process = Process(name="child", label="Kind", argv=["sleep", "600"])
Supervisor(Place(Path(sys.argv[1]))).start(process)
print(process.popen.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code, home.data], stdout=subprocess.PIPE, text=True) as parent:
        child = Path("/proc", parent.stdout.readline().strip())
        assert child.exists()

        parent.kill()

    # A zombie that process 1 has not collected yet is no process any more.
    wait_for(lambda: not child.exists() or "(sleep) Z" in (child / "stat").read_text())


def test_what_a_killed_start_left_is_ended_first(home):
    process = sleeper()
    mark = {processes.MARK: f"{home.run}:sleeper"}
    with subprocess.Popen(["sleep", "600"], env={**os.environ, **mark}) as left, sleep_for_another(home) as other:
        processes.end_leftovers(process, home)

        assert left.wait(5) == -signal.SIGTERM
        assert other.poll() is None
        other.kill()


def sleep_for_another(home):
    return subprocess.Popen(["sleep", "600"], env={**os.environ, processes.MARK: f"{home.run}x:sleeper"})


# -- what a second start may skip ------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path, home):
    for name in ("static/css", "library/static", "forum/settings"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "package-lock.json").write_text("{}")
    (home.data / "static").mkdir()
    (home.data / "static" / "staticfiles.json").write_text("{}")
    return tmp_path


def test_static_files_are_collected_again_after_a_change(tree, home):
    def is_current():
        return stamps.Static(tree, home).is_current()

    assert not is_current()
    stamps.Static(tree, home).remember()
    assert is_current()

    (tree / "library" / "static" / "new.css").touch()
    assert not is_current()
    stamps.Static(tree, home).remember()
    (tree / "package-lock.json").write_text('{"version": 2}')
    assert not is_current()
    stamps.Static(tree, home).remember()
    (home.data / "static" / "staticfiles.json").unlink()
    assert not is_current()


def test_missing_node_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    with pytest.raises(Problem, match=r"Node\.js fehlt"):
        stamps.require_node_modules(tmp_path)


def test_an_npm_without_network_is_told(tmp_path, monkeypatch):
    (tmp_path / "npm").write_text("#!/bin/sh\necho 'npm error network' >&2\nexit 1\n")
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(Problem, match=r"npm konnte .* nicht holen \(npm error network\)"):
        stamps.require_node_modules(tmp_path)


# -- the mail catcher ------------------------------------------------------------------------------------------------


def a_mail(subject="Ihre Anmeldung", to="anna.demo@musterstadt.example"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "forum@forum.example", to, subject
    mail["List-Unsubscribe"] = "<mailto:ab@forum.example>, <http://localhost:8000/newsletter/ab/x>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content("Bitte bestätigen: http://localhost:8000/bestaetigen/abc.\nGrüße")
    mail.add_alternative(
        '<h1>Grüße</h1><script>alert(1)</script><a href="http://localhost:8000/nur-html">weiter</a>', subtype="html"
    )
    mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="Termin <1>.ics")
    return mail


def keep(box, mail):
    return box.keep("forum@forum.example", [mail["To"]], mail.as_bytes())


@pytest.fixture
def box(tmp_path):
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def inbox(box):
    server = inbox_server(box, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def get(url, **headers):
    with urlopen(Request(url, headers=headers)) as answer:
        return answer.read().decode(), answer.headers


def status(url, **kwargs):
    try:
        with urlopen(Request(url, **kwargs)) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_a_mail_is_kept_with_its_envelope_and_read_back(box):
    kept = keep(box, a_mail())

    mail = Mailbox(box.directory).get(kept.key)
    assert mail.header("Subject") == "Ihre Anmeldung"
    assert mail.header("X-Envelope-To") == "anna.demo@musterstadt.example"
    assert mail.text == "Bitte bestätigen: http://localhost:8000/bestaetigen/abc.\nGrüße\n"
    assert mail.links == ["http://localhost:8000/bestaetigen/abc", "http://localhost:8000/nur-html"]
    assert mail.one_click == "http://localhost:8000/newsletter/ab/x"


def test_mails_tell_the_portals_time_in_any_zone(box):
    mail = Mail(box.directory / f"{int(datetime(2030, 7, 1, 22, 30, tzinfo=UTC).timestamp())}000000000.eml")

    assert mail.received_at.isoformat() == "2030-07-02T00:30:00+02:00"


def test_the_envelope_cannot_smuggle_headers(box):
    kept = box.keep("a@b.example\r\nSubject: falsch", ["c@d.example"], b"Subject: echt\r\n\r\nText")

    assert kept.headers.get_all("Subject") == ["echt"]


def test_a_mail_in_an_unknown_encoding_is_shown_anyway(box):
    kept = box.keep("a@b.example", ["c@d.example"], b"Content-Type: text/plain; charset=x-none\r\n\r\nHallo \xff")

    assert kept.text.startswith("Hallo")


def test_the_inbox_shows_a_mail_as_people_and_programs_see_it(box, inbox):
    key = keep(box, a_mail("<b>Ihre</b> Anmeldung")).key

    listed, _ = get(f"{inbox}/")
    assert "&lt;b&gt;Ihre&lt;/b&gt; Anmeldung" in listed
    page, headers = get(f"{inbox}/mail/{key}")
    assert "<b>Ihre" not in page
    assert 'href="http://localhost:8000/bestaetigen/abc"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert '<form method="post" action="http://localhost:8000/newsletter/ab/x">' in page
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in page
    assert headers["Cache-Control"] == "no-store"
    html, headers = get(f"{inbox}/mail/{key}/html")
    assert "<h1>Grüße</h1>" in html
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    attachment, headers = get(f"{inbox}/mail/{key}/anhang/0")
    assert attachment == "BEGIN:VCALENDAR"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''Termin%20%3C1%3E.ics"
    assert "Subject: " in get(f"{inbox}/mail/{key}/quelltext")[0]


def test_an_empty_inbox_says_what_to_do(inbox):
    assert "Noch keine Mail. Melden Sie sich" in get(f"{inbox}/")[0]


def test_mails_are_found_by_subject_and_recipient(box, inbox):
    keep(box, a_mail("Newsletter"))
    keep(box, a_mail("Beleg", to="bert.demo@neuhafen.example"))

    found, _ = get(f"{inbox}/?q=NEUHAFEN")
    assert ("Beleg" in found, "Newsletter" in found) == (True, False)
    assert "Keine Mail passt zu „x&lt;y“" in get(f"{inbox}/?q=x%3Cy")[0]


def test_many_mails_are_paged_newest_first(box, inbox):
    for number in range(PER_PAGE + 1):
        keep(box, a_mail(f"Nr. {number}."))

    first, _ = get(f"{inbox}/")
    assert f"Nr. {PER_PAGE}." in first
    assert "Nr. 0." not in first
    assert "Ältere Mails" in first
    second, _ = get(f"{inbox}/?seite=2")
    assert "Nr. 0." in second
    assert "Ältere Mails" not in second
    assert get(f"{inbox}/?seite=x")[0] == first


@pytest.mark.parametrize("path", ["/mail/1", "/mail/..%2Fsecret_key", "/mail/{key}/anhang/9", "/mail/{key}/x", "/x"])
def test_what_is_not_there_is_not_found(box, inbox, path):
    key = keep(box, a_mail()).key

    assert status(inbox + path.format(key=key)) == 404


def test_the_inbox_is_emptied_only_by_its_own_button(box, inbox):
    keep(box, a_mail())

    assert status(f"{inbox}/leeren") == 404
    assert status(f"{inbox}/leeren", data=b"", headers={"Origin": "http://evil.example"}) == 403
    assert len(box) == 1
    assert status(f"{inbox}/leeren", data=b"", headers={"Origin": inbox}) == 200
    assert len(box) == 0


def test_another_host_name_does_not_reach_the_inbox(inbox):
    assert status(f"{inbox}/", headers={"Host": "rebound.example"}) == 403


def test_the_catcher_takes_mails_over_smtp_and_keeps_them_over_a_kill(tmp_path):
    smtp, web = 0, 0
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        smtp, web = one.getsockname()[1], two.getsockname()[1]
    command = [sys.executable, "-m", "forum.embedded.mailbox", str(tmp_path), str(smtp), str(web)]
    with subprocess.Popen(command, cwd=processes.ROOT) as catcher:
        wait_for(up.answers(f"http://127.0.0.1:{web}/"))
        with smtplib.SMTP("127.0.0.1", smtp) as client:
            client.send_message(a_mail())
        catcher.kill()

    assert [mail.header("Subject") for mail in Mailbox(tmp_path)] == ["Ihre Anmeldung"]
    with subprocess.Popen(command, cwd=processes.ROOT) as catcher:
        wait_for(up.answers(f"http://127.0.0.1:{web}/"))
        assert "Ihre Anmeldung" in get(f"http://127.0.0.1:{web}/")[0]
        catcher.terminate()
        assert catcher.wait(5) == 0


async def _handled(box):
    class Envelope:
        mail_from, rcpt_tos, original_content = "a@b.example", ["c@d.example"], b"Subject: x\r\n\r\n"

    return await mailbox._Catcher(box).handle_DATA(None, None, Envelope())


def test_a_mail_that_cannot_be_stored_is_refused_for_now(box, monkeypatch):
    import asyncio

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert asyncio.run(_handled(box)).startswith("250")
    monkeypatch.setattr(box, "keep", full)
    assert asyncio.run(_handled(box)).startswith("452")


# -- words -----------------------------------------------------------------------------------------------------------


def test_demo_accounts_stay_on_this_machine(bare_environment, monkeypatch):
    monkeypatch.setenv("PORTAL_URL", "https://forum.example")

    with pytest.raises(Problem, match="Demobetrieb mit bekannten Passwörtern"):
        up.Portal(None, demo=True)._refuse_public_demo()
    up.Portal(None, demo=False)._refuse_public_demo()


def test_the_state_file_is_replaced_in_one_step(home):
    home.write_state(port=1)
    home.write_state(port=2)

    assert json.loads((home.run / "state.json").read_text()) == {"port": 2}
    assert [path.name for path in home.run.iterdir()] == ["state.json"]
