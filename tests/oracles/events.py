"""Reads a batch of events from standard input with the CloudEvents SDK, and fails where it would not take one."""
import json
import sys

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

events = json.load(sys.stdin)
if not events:
    sys.exit("there is no event")
form = JSONFormat()
seen = set()
for event in events:
    # Making one checks every attribute; what it writes is what came.
    read = form.read(CloudEvent, json.dumps(event))
    key = (read.get_source(), read.get_id())
    if key in seen:
        sys.exit(f"told twice: {key}")
    seen.add(key)
    for name in ("id", "source", "type", "specversion", "subject"):
        if getattr(read, f"get_{name}")() != event[name]:
            sys.exit(f"{name} is not what was sent")
    if read.get_data() != event.get("data"):
        sys.exit("the data is not what was sent")
    for name, value in event.items():
        extension = name not in ("id", "source", "type", "specversion", "subject", "time", "datacontenttype", "data")
        if extension and read.get_extension(name) != value:
            sys.exit(f"the extension {name} is not what was sent")
print(len(events))
