"""Reports of undelivered mail (RFC 3464), as a stranger's server sends them."""

from email.message import Message

from newsletter import bounces

DSN = """\
From: MAILER-DAEMON@relay.example
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Unzustellbar.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}

--b
Content-Type: {returned}

Message-ID: {message_id}
Subject: Ausgabe

--b--
"""


def undelivered(recipient: str, message_id: str, **said: str) -> Message:
    return bounces.parse(raw(recipient, message_id, **said))


def raw(
    recipient: str,
    message_id: str,
    *,
    to: str = "forum@forum.example",
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """`returned` is what the server sends back of the mail: its headers, or all of it (message/rfc822)."""
    text = DSN.format(
        to=to, recipient=recipient, action=action, status=status, returned=returned, message_id=message_id
    )
    return text.replace("\n", "\r\n").encode()
