"""What schemathesis does not know of itself, and what it is right to see and wrong to mind."""
import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    """Lines of JSON, as histories are sent."""
    lines = value if isinstance(value, list) else [value]
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """These two headers only ever help: one that is longer than it should be is passed over, like any that is not understood."""
    wrong = [line for line in failure.message.splitlines() if line.startswith("Invalid component:")]
    helpful = ("parameter `If-None-Match` in header", "parameter `Prefer` in header")
    return not (len(wrong) == 1 and "larger than maxlength" in wrong[0].lower() and any(each in wrong[0] for each in helpful))
