"""Judges a running region against its contract with schemathesis, as each of several roles in turn. Each role finds the
region as it was prepared.

Usage: python fuzz.py PROGRAM WORK sqlite|postgres"""
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from region import PARTY, ROLES, ROOT, TENANT, Region

HERE = Path(__file__).resolve().parent
CONTRACT = ROOT / "openapi/openapi.json"
# On PostgreSQL a shorter pass: the rules are one code, only what is stored and found differs.
PASSES = {
    "sqlite": (list(ROLES), "examples,coverage,fuzzing,stateful"),
    "postgres": (["party-system", "secretariat"], "examples,fuzzing"),
}
# What an address may name, and the list where it is found. A parameter that is not here is tried with made-up values only.
LISTS = ["area", "body", "case", "grant", "meeting", "membership", "notice", "office", "party", "person", "provision", "webhook"]
PLURAL = {"body": "bodies", "party": "parties", "person": "persons"}


def live(region, admin):
    """The charter names nobody and what is earlier is closed, so that some of each is made up to be written to."""
    person = region.call("POST", "/persons", admin, {"name": "Oppdikta Person", "party": PARTY})["id"]
    seat = {"seatRule": "ou-nordhordland-kommunar", "unit": {"party": PARTY}, "capacity": "member", "person": person, "validFrom": "2026-01-01"}
    region.call("POST", "/memberships", admin, seat)
    region.call("POST", "/offices", admin, {"body": "ou-nordhordland", "role": "chair", "person": person, "party": PARTY, "validFrom": "2026-01-01"})
    secretariat = region.token("secretariat")
    for title in ("Oppdikta sak", "Ei oppdikta sak til"):
        case = {"title": title, "kind": "decision", "reach": "principled"}
        case = region.call("POST", "/cases", region.token("party-system"), case)
        taken = {"to": "accepted", "bodies": ["ssu"]}
        region.call("POST", f"/cases/{case['id']}/transitions", secretariat, taken)
    region.call("POST", "/meetings", secretariat, {"body": "ssu", "from": "2035-03-07", "to": "2035-03-07"})
    region.call("POST", "/webhooks", admin, {"url": "https://mottak.invalid/varsel"})


def known(region, admin):
    """What is there to be named: ids and keys for each parameter, of the latest, and of the earliest, which is published."""
    found = {"tenant": [TENANT], "tag": ['"1"', '"2"', "*"], "number": [1, 2], "side": ["trust", "municipal"]}
    for name in LISTS:
        items = region.call("GET", f"/{PLURAL.get(name, name + 's')}?limit=100", admin)["items"]
        items = sorted(items, key=lambda item: item["id"], reverse=True)
        items = items[:2] + items[2:][-2:]
        found[name] = [item[key] for item in items for key in ("id", "key") if key in item]
    ways = [region.call("GET", f"/cases/{case}", admin)["stops"] for case in found["case"]]
    found["stop"] = [stop["id"] for stops in ways for stop in stops[:1]]
    agendas = [region.call("GET", f"/meetings/{meeting}/agenda", admin)["items"] for meeting in found["meeting"]]
    found["item"] = [item["id"] for items in agendas for item in items[:1]]
    made = region.call("POST", "/calendar-addresses", admin, {"of": "tenant"})
    found["address"] = [made["id"]]
    found["calendar"] = [made["address"].rpartition("/")[2].removesuffix(".ics")]
    # A list of values may not be empty.
    return {name: values or ["nothing-there"] for name, values in found.items()}


def dictionaries(found):
    """The values as schemathesis is told them."""
    return "".join(f"\n[dictionaries.{name}]\nvalues = {json.dumps(values)}\n" for name, values in found.items())


# What each role tries. An operation that no line names, as a new scope makes one, is tried by the secretariat and the tenant
# admin, so that nothing is left out by being new.
TRIES = {
    "nobody": lambda scopes, public, method: public,
    "party-system": lambda scopes, public, method: "reports.write" in scopes or (public and "cases.read" in scopes),
    "auditor": lambda scopes, public, method: "journal.read" in scopes or (not public and method == "get"),
    "secretariat": lambda scopes, public, method: "cases.write" in scopes,
    "tenant-admin": lambda scopes, public, method: scopes & {"structure.write", "people.write"},
    "region-operator": lambda scopes, public, method: "region.write" in scopes,
}


def operations(contract):
    """For each role the operations it tries."""
    tried = {role: [] for role in ROLES}
    for item in contract["paths"].values():
        for method, operation in item.items():
            ways = operation["security"]
            scopes = {scope.removeprefix("helsefellesskap:") for way in ways for scope in way.get("oauth2", [])}
            roles = [role for role in ROLES if TRIES[role](scopes, {} in ways, method)]
            for role in roles or ["secretariat", "tenant-admin"]:
                tried[role].append(operation["operationId"])
    return tried


def placed(contract, found):
    """The contract with addresses that are there as the examples of its paths."""
    for item in contract["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and found.get(parameter["name"]):
                    parameter["example"] = found[parameter["name"]][0]
    return contract


def judge(region, role, work, phases, lie=False):
    """One role's run: its exit code. What it said is in WORK/said.log. With a lie in the contract it has to fail."""
    work.mkdir()
    region.start()
    try:
        config = work / "schemathesis.toml"
        found = known(region, region.token("tenant-admin"))
        contract = placed(json.loads(CONTRACT.read_text()), found)
        chosen = operations(contract)[role]
        if lie:
            chosen = ["get_tenant"]
            answer = contract["paths"]["/v1/tenants/{tenant}"]["get"]["responses"]["200"]["content"]["application/json"]
            answer["schema"] = {"type": "object", "required": ["neverThere"]}
        (work / "openapi.json").write_text(json.dumps(contract))
        told = (HERE / "schemathesis.toml").read_text() + dictionaries(found)
        config.write_text(told.replace('"hooks.py"', json.dumps(str(HERE / "hooks.py"))))
        words = [sys.executable, "-m", "schemathesis.cli", "--config-file", config, "run", work / "openapi.json"]
        words += ["--url", region.address, "--no-color"]
        words += ["--report", "ndjson", "--report-ndjson-path", work / "report.ndjson", "--phases", phases]
        for operation in chosen:
            words += ["--include-operation-id", operation]
        if role != "nobody":
            words += ["--header", f"Authorization: Bearer {region.token(role)}"]
        with (work / "said.log").open("w") as said:
            ended = subprocess.run(list(map(str, words)), stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        return ended.returncode
    finally:
        if not region.stop():
            raise SystemExit(f"the region did not end well: {region.log}")


def main():
    program, work, store = sys.argv[1], Path(sys.argv[2]).resolve(), sys.argv[3]
    roles, phases = PASSES[store]
    # Two databases of one server, named by their URLs: as the role that serves, and as the owner.
    database = (os.environ["JUDGED_POSTGRES"], os.environ["JUDGED_POSTGRES_OWNER"]) if store == "postgres" else None
    prepared = Region(program, work / "prepared", database)
    try:
        prepared.prepare()
        live(prepared, prepared.token("tenant-admin"))
    finally:
        prepared.stop()

    def tried(role):
        started = time.monotonic()
        told = work / f"{role}-told"
        status = judge(prepared.copy(work / role), role, told, phases)
        print(f"{'ok  ' if status == 0 else 'FAIL'} {store} {role} in {time.monotonic() - started:.0f} s", flush=True)
        return None if status == 0 else (told / "said.log").read_text()

    # A judge that finds nothing wrong with a lie would find nothing at all.
    if judge(prepared.copy(work / "lied-to"), "nobody", work / "lied-to-told", "examples", lie=True) != 1:
        raise SystemExit(f"a promise that is not kept was let pass: {work / 'lied-to-told/said.log'}")
    print(f"ok   {store} a promise that is not kept is found")

    # Copies are tried two at a time; one database is one after the other.
    with ThreadPoolExecutor(2 if store == "sqlite" else 1) as pool:
        said = [fault for fault in pool.map(tried, roles) if fault is not None]
    print(*said, sep="\n")
    print(f"{store}: {len(roles) - len(said)} roles passed, {len(said)} failed")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
