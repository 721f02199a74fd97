"""Verifies messages as a receiver does, with libraries that others wrote.

Reads a JSON list from standard input, each item with `body`, `headers` and either `secret` (whsec_…) or `publicKey`
(whpk_…). Exits with a reason if a message does not verify, or if one that was altered does.
"""

import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def by_secret(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def by_public_key(key, body, headers):
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    for each in headers["webhook-signature"].split(" "):
        version, signature = each.split(",", 1)
        if version != "v1a":
            continue
        try:
            public.verify(base64.b64decode(signature), signed)
            return True
        except InvalidSignature:
            continue
    return False


def main():
    messages = json.load(sys.stdin)
    if not messages:
        sys.exit("there is nothing to verify")
    for message in messages:
        if "secret" in message:
            key, verify = message["secret"], by_secret
        else:
            key, verify = message["publicKey"], by_public_key
        body, headers = message["body"], message["headers"]
        if verify(key, body, headers) != message.get("holds", True):
            sys.exit(f"{headers['webhook-id']} does not come out as it should: {headers['webhook-signature']}")
        if verify(key, body + " ", headers):
            sys.exit("an altered body is taken")
        if verify(key, body, {**headers, "webhook-id": "msg_other"}):
            sys.exit("another id is taken")
    print(len(messages))


main()
