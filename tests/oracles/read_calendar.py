"""Reads a calendar from stdin with the `icalendar` library and tells its events as JSON, with times in UTC as the
calendar's own zone makes them. Fails with a reason where the calendar is not as RFC 5545 has it."""
import datetime as dt
import json
import sys
from zoneinfo import ZoneInfo

from icalendar import Calendar

UTC = dt.timezone.utc
# What RFC 5545 3.6.1 and 3.6.5 let stand in each; what must stand there comes first.
MUST = {"VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTIMEZONE": {"TZID"}}
MAY = {
    "VTIMEZONE": {"TZID", "LAST-MODIFIED", "TZURL"},
    "DAYLIGHT": {"DTSTART", "RRULE", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"},
    "STANDARD": {"DTSTART", "RRULE", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"},
}


def refuse(why):
    sys.exit(f"read_calendar.py: {why}")


def lines(raw):
    if not raw.endswith(b"\r\n") or b"\n" in raw.replace(b"\r\n", b""):
        refuse("a line does not end in CRLF")
    for line in raw.split(b"\r\n"):
        if len(line) > 75:
            refuse(f"a line of {len(line)} octets: {line!r}")
        line.decode()


def zone(calendar):
    found = calendar.walk("VTIMEZONE")
    if len(found) != 1 or str(found[0]["TZID"]) != "Europe/Oslo":
        refuse("there is not one zone Europe/Oslo")
    own, known = found[0].to_tz(lookup_tzid=False), ZoneInfo("Europe/Oslo")
    at = dt.datetime(1997, 1, 1, 0, 30)
    while at.year < 2040:
        # The hour that is there twice, or not at all, is read either way.
        if at.hour != 2 and at.replace(tzinfo=own).utcoffset() != at.replace(tzinfo=known).utcoffset():
            refuse(f"the zone is wrong on {at}")
        at += dt.timedelta(hours=17)
    return own


def instant(value, own):
    """A day as it is, a time in UTC by the calendar's own zone."""
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    return value.replace(tzinfo=own).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(component, own):
    start, end = component["DTSTART"], component.get("DTEND")
    timed = isinstance(start.dt, dt.datetime)
    if timed and start.params.get("TZID") != "Europe/Oslo":
        refuse("a time that names no zone")
    if end is not None and end.dt <= start.dt:
        refuse("an event ends before it begins")
    text = lambda name: str(component[name]) if name in component else None
    return {
        "uid": text("UID"),
        "sequence": int(component["SEQUENCE"]),
        "status": text("STATUS"),
        "summary": text("SUMMARY"),
        "location": text("LOCATION"),
        "description": text("DESCRIPTION"),
        "url": text("URL"),
        "start": instant(start.dt, own),
        "end": instant(end.dt, own) if end is not None else None,
        "changed": component["LAST-MODIFIED"].dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def main():
    raw = sys.stdin.buffer.read()
    lines(raw)
    calendar = Calendar.from_ical(raw)
    for component in calendar.walk():
        names, errors = set(component.keys()), getattr(component, "errors", None)
        missing = MUST.get(component.name, set()) - names
        extra = names - MAY.get(component.name, names)
        if missing or extra or errors:
            refuse(f"{component.name}: missing {missing}, not allowed {extra}, errors {errors}")
    if str(calendar["VERSION"]) != "2.0" or "PRODID" not in calendar:
        refuse("no version 2.0 or no product")
    own = zone(calendar)
    events = [event(component, own) for component in calendar.walk("VEVENT")]
    if len({each["uid"] for each in events}) != len(events):
        refuse("an id that two events share")
    json.dump({"name": str(calendar.get("NAME", "")), "events": events}, sys.stdout)


main()
