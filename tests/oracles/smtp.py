"""A mail server on this machine, for the tests: a real one (aiosmtpd), which prints every letter it is handed as a line of
JSON, read by Python's own email package and its calendar by icalendar. A line of JSON on its input says how it answers from
then on: {"mode": "ok" | "hang" | "451 …"} for every letter, {"refuse": ADDRESS} for one recipient, {"hang": [ADDRESS, …]} for
letters to these. With a certificate and its key it asks for STARTTLS and a login, whose password is {"password": "…"}."""
import asyncio
import email
import email.policy
import json
import ssl
import sys

import icalendar
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

mode, refused, hanging, password = "ok", set(), [], None


def value(of, name):
    found = of.get(name)
    if found is None:
        return None
    return found.to_ical().decode() if hasattr(found, "to_ical") else str(found)


def calendar(text):
    whole = icalendar.Calendar.from_ical(text)
    (event,) = whole.walk("VEVENT")
    names = ["UID", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "ORGANIZER", "ATTENDEE", "LOCATION", "DESCRIPTION"]
    return {"METHOD": value(whole, "METHOD"), **{name: value(event, name) for name in names}}


def told(session, envelope, answered):
    letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
    if letter.defects:
        raise ValueError(letter.defects)
    parts = [part for part in letter.walk() if not part.is_multipart()]
    content = {part.get_content_type(): part.get_content() for part in parts}
    invitation = content.pop("text/calendar")
    invitation = invitation if isinstance(invitation, str) else invitation.decode()
    methods = [part.get_param("method") for part in parts if part.get_content_type() == "text/calendar"]
    return {
        "to": envelope.rcpt_tos,
        "from": envelope.mail_from,
        "answered": answered,
        "tls": session.ssl is not None,
        "login": session.auth_data,
        "readers": [each.addr_spec for each in letter["To"].addresses],
        "headers": {name.lower(): str(found) for name, found in letter.items()},
        "type": letter.get_content_type(),
        "text": content["text/plain"],
        "html": content["text/html"],
        "method": methods,
        "calendar": calendar(invitation),
    }


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in refused:
            return f"550 5.1.1 <{address}> is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = mode
        if answer == "hang" or set(hanging) & set(envelope.rcpt_tos):
            await asyncio.sleep(3600)
        if answer == "ok":
            answer = "250 OK"
        print(json.dumps(told(session, envelope, answer)), flush=True)
        return answer


def known(server, session, envelope, mechanism, data):
    right = password is not None and data.password.decode() == password
    return AuthResult(success=right, auth_data=data.login.decode()) if right else AuthResult(success=False, handled=False)


def guarded(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": known}


def main():
    global mode, hanging, password
    guard = guarded(*sys.argv[2:4]) if len(sys.argv) > 3 else {}
    controller = Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[1]), **guard)
    controller.start()
    print(json.dumps({"listens": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        mode = asked.get("mode", mode)
        hanging = asked.get("hang", hanging)
        password = asked.get("password", password)
        refused.update([asked["refuse"]] if "refuse" in asked else [])
        print(json.dumps({"heard": asked}), flush=True)
    # Whoever asked is gone.
    controller.stop()


main()
