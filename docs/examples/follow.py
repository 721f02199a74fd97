#!/usr/bin/env python3
"""Keeps a copy of everything a caller may see in one community, in one SQLite file.

    export HELSEFELLESSKAP_CLIENT_SECRET=…
    follow.py --url http://127.0.0.1:8080 --tenant bergen --client bergen-alver copy.db

It may be killed at any moment and goes on where it was, since what it has fetched
and how far it has come are committed together. It needs nothing but Python's own
library, and is meant to be read as a description for any language.
"""

import argparse
import http.client
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

TABLES = """
CREATE TABLE IF NOT EXISTS thing (type TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (type, id));
CREATE TABLE IF NOT EXISTS place (kind TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
# How often a token that has been lent is asked for anew, as a part of its life.
RENEWED_AFTER = 0.5
# How long the service may keep us waiting when there is nothing new, in seconds.
WAIT = 20


class ResyncRequired(Exception):
    """What comes next no longer follows from what we have: everything is to be fetched anew."""


class Service:
    """One community, with a token that is renewed before it ends."""

    def __init__(self, url, tenant, client, secret):
        self.url, self.client, self.secret = url, client, secret
        self.base = f"{url}/v1/tenants/{tenant}"
        self.token, self.renewed_at = None, 0.0

    def get(self, path, **parameters):
        given = {name: value for name, value in parameters.items() if value is not None}
        query = "?" + urllib.parse.urlencode(given) if given else ""
        request = urllib.request.Request(self.base + path + query, headers={"Authorization": self.authorization()})
        try:
            return urllib.request.urlopen(request, timeout=WAIT + 30)
        except urllib.error.HTTPError as refusal:
            if refusal.code == 410:
                raise ResyncRequired from None
            raise

    def authorization(self):
        if self.token is None or time.monotonic() >= self.renewed_at:
            form = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.secret}
            data = urllib.parse.urlencode(form).encode()
            with urllib.request.urlopen(f"{self.url}/oauth/token", data, timeout=30) as answer:
                lent = json.load(answer)
            self.token, self.renewed_at = lent["access_token"], time.monotonic() + lent["expires_in"] * RENEWED_AFTER
        return f"Bearer {self.token}"


def take_snapshot(service, copy):
    """Fetches everything, or goes on where an earlier run broke off. Returns the place to follow changes from."""
    after = place(copy, "resume")
    if after is None:
        # What was there before may have gone since: it is dropped together with the first lines that come.
        copy.execute("DELETE FROM thing")
    for line in service.get("/snapshot", after=after):
        told = json.loads(line)
        match told["kind"]:
            case "record":
                keep(copy, told["type"], told["id"], told["data"])
            case "removed":
                drop(copy, told["type"], told["id"])
            case "resume":
                set_place(copy, "resume", told["after"])
                copy.commit()
            case "end":
                set_place(copy, "resume", None)
                set_place(copy, "cursor", told["cursor"])
                copy.commit()
                return told["cursor"]
            case "failed":
                raise ResyncRequired
    raise ConnectionError("the snapshot broke off; it goes on from here the next time")


def follow(service, copy, cursor, once):
    """Follows what changes, for ever or until there is nothing more."""
    while True:
        with service.get("/changes", after=cursor, limit=100, wait=0 if once else WAIT) as answer:
            page = json.load(answer)
        for event in page["items"]:
            kind, what = event["type"].rsplit(".", 2)[1:]
            if what == "removed":
                drop(copy, kind, event["subject"])
            else:
                keep(copy, kind, event["subject"], event["data"])
            print(f"{event['time']}  {kind} {event['subject']} {what}", flush=True)
        cursor = page["cursor"]
        set_place(copy, "cursor", cursor)
        copy.commit()
        if once and not page["more"]:
            return


def keep(copy, kind, id, data):
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    copy.execute("INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", (kind, id, text))


def drop(copy, kind, id):
    copy.execute("DELETE FROM thing WHERE type = ? AND id = ?", (kind, id))


def place(copy, kind):
    found = copy.execute("SELECT value FROM place WHERE kind = ?", (kind,)).fetchone()
    return found and found[0]


def set_place(copy, kind, value):
    copy.execute("DELETE FROM place WHERE kind = ?", (kind,))
    if value is not None:
        copy.execute("INSERT INTO place VALUES (?, ?)", (kind, value))


def main():
    parser = argparse.ArgumentParser(description="Keep a copy of what one may see in a community.")
    parser.add_argument("--url", required=True, help="the region, such as http://127.0.0.1:8080")
    parser.add_argument("--tenant", required=True, help="the community, such as bergen")
    parser.add_argument("--client", required=True, help="the client's id; its secret is in HELSEFELLESSKAP_CLIENT_SECRET")
    parser.add_argument("--once", action="store_true", help="stop when there is nothing more")
    parser.add_argument("file", help="where the copy is kept")
    asked = parser.parse_args()
    service = Service(asked.url, asked.tenant, asked.client, os.environ["HELSEFELLESSKAP_CLIENT_SECRET"])
    copy = sqlite3.connect(asked.file)
    copy.executescript(TABLES)
    while True:
        try:
            cursor = place(copy, "cursor") or take_snapshot(service, copy)
            follow(service, copy, cursor, asked.once)
            return
        except ResyncRequired:
            copy.rollback()
            set_place(copy, "cursor", None)
            set_place(copy, "resume", None)
            copy.commit()
        except (OSError, http.client.HTTPException, json.JSONDecodeError) as fault:
            copy.rollback()
            if asked.once or isinstance(fault, urllib.error.HTTPError) and fault.code in (401, 403, 404):
                sys.exit(f"follow.py: {fault}")
            print(f"follow.py: {fault}; trying again", file=sys.stderr)
            time.sleep(5)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
