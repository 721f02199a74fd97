"""What schemathesis does not know of itself, and what it is right to see and wrong to mind."""
import json
import re
from urllib.parse import urlsplit

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    """Lines of JSON, as histories are sent."""
    lines = value if isinstance(value, list) else [value]
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Webhooks are sent to no host that somebody might have: what is made up as one becomes a name that never resolves."""
    if isinstance(case.body, dict) and isinstance(url := case.body.get("url"), str):
        try:
            host = urlsplit(url).hostname
        except ValueError:
            return
        if url.startswith("https://") and host:
            case.body = case.body | {"url": "https://mottak.invalid/varsel"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """These two headers only ever help: one that is not as it should be is passed over, like any that is not understood."""
    wrong = [line for line in failure.message.splitlines() if line.startswith("Invalid component:")]
    named = set(re.findall(r"`([^`]+)`", wrong[0].partition(" in header")[0])) if len(wrong) == 1 and " in header" in wrong[0] else set()
    return not named or not named <= {"If-None-Match", "Prefer"}
