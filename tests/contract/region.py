"""One region to judge from outside: its own folder, a free port, the Bergen community with its earlier cases, one client a
role. Started by process id, and stopped by it."""
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TENANT = "bergen"
PARTY = "alver"
ORGANIZATION = "920290922"
# Who tries, and the role the community has granted it. Nobody has no client at all.
ROLES = {
    "nobody": None,
    "party-system": "party-system",
    "auditor": "auditor",
    "secretariat": "secretariat",
    "tenant-admin": "tenant-admin",
    "region-operator": None,
}
# Everything comes from one caller here, and its share is not what is judged.
SETTINGS = """
[region]
name = "judged"
url = "{url}"
[server]
listen = "127.0.0.1:{port}"
shutdown_seconds = 5
[issuer]
enabled = true
[keys]
folder = "{folder}/keys"
[limits]
rate_per_second = 1000000
rate_burst = 1000000
[log]
filter = "warn"
format = "json"
"""


class Region:
    """A region under test. Its secrets are kept here, since the program prints them once."""

    def __init__(self, program, folder, database=None):
        self.program, self.folder, self.database = program, Path(folder), database
        self.folder.mkdir(parents=True)
        self.secrets, self.process = {}, None
        # What it calls itself, whatever port it listens on: grants and tokens name it.
        self.url = f"http://127.0.0.1:{free_port()}"
        self.place(urllib.parse.urlsplit(self.url).port)

    def place(self, port):
        """Writes the settings for a port."""
        self.address = f"http://127.0.0.1:{port}"
        text = SETTINGS.format(url=self.url, port=port, folder=self.folder)
        if self.database:
            serving, owner = self.database
            text += f'[database]\nurl = "{serving}"\nmigrate_url = "{owner}"\n'
        else:
            text += f'[data]\nfolder = "{self.folder}/data"\n'
        self.settings = self.folder / "region.toml"
        self.settings.write_text(text)

    def prepare(self):
        """Opens the community with its clients, grants and earlier cases."""
        self.command("migrate", "--config", self.settings)
        charter = ROOT / f"tenants/{TENANT}.toml"
        for name in (role for role in ROLES if role != "nobody"):
            more = {"region-operator": ["--operator"], "party-system": ["--organization", ORGANIZATION]}.get(name, [])
            said = self.command("client", "add", "--config", self.settings, *more, name)
            self.secrets[name] = re.findall(r"[A-Za-z0-9_-]{32,}", said)[-1]
        self.command("tenant", "load", charter, "--config", self.settings, "--admin", "tenant-admin")
        self.start()
        admin = self.token("tenant-admin")
        for name, role in ROLES.items():
            if role not in (None, "tenant-admin"):
                grant = {"role": role, "holder": {"kind": "identity", "issuer": self.url, "subject": name}}
                if role == "party-system":
                    grant["party"] = PARTY
                self.call("POST", "/grants", admin, grant)
        history = ROOT / f"tenants/{TENANT}.jsonl"
        self.command("import", TENANT, history, "--node", self.address, HELSEFELLESSKAP_TOKEN=admin)

    def copy(self, folder):
        """The same region anew, as it stands on disk; this one must be stopped. A database is not copied but gone on with."""
        if self.database:
            return self
        twin = Region.__new__(Region)
        twin.__dict__ = {**self.__dict__, "folder": Path(folder), "process": None}
        shutil.copytree(self.folder, twin.folder)
        twin.place(free_port())
        return twin

    def command(self, *words, **variables):
        ended = subprocess.run(
            [self.program, *map(str, words)], capture_output=True, text=True, timeout=300, env=os.environ | variables
        )
        if ended.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, words))}: {ended.stderr or ended.stdout}")
        return ended.stdout

    def start(self):
        self.log = self.folder / "region.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--config", self.settings], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.address + "/readyz", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"the region does not answer: {self.log.read_text()}")

    def stop(self):
        """Whether it had run to the end and went when it was told to."""
        if self.process is None:
            return True
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            return False
        finally:
            self.process = None

    def token(self, name):
        form = {"grant_type": "client_credentials", "client_id": name, "client_secret": self.secrets[name]}
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(self.address + "/oauth/token", data, timeout=60) as answer:
            return json.load(answer)["access_token"]

    def call(self, method, path, token, body=None):
        """A request to the community that must succeed."""
        request = urllib.request.Request(f"{self.address}/v1/tenants/{TENANT}{path}", method=method)
        request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"{method} {path}: {refused.read().decode()}") from None


def free_port(run=1):
    """A port that nobody holds, and so the next ones: below the range that the system gives to clients."""
    for _ in range(1000):
        port = random.randrange(20000, 32000 - run)
        try:
            for each in range(port, port + run):
                with socket.socket() as held:
                    held.bind(("127.0.0.1", each))
            return port
        except OSError:
            continue
    raise SystemExit("no port is free")
