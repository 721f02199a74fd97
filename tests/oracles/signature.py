"""RFC 9421 as `http-message-signatures` understands it: checks a message that was signed here, or signs one.

Standard input is one JSON object: what to do (`verify` or `sign`), the message (`method`, `url`, `headers`, and for an
answer `status` with the `request` it is for), the key (base64), its name. `sign` prints the two headers."""
import base64
import datetime
import json
import sys
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric import ed25519
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

asked = json.load(sys.stdin)
key = base64.b64decode(asked["key"])


class Resolver(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id):
        assert key_id == asked["kid"], f"signed as {key_id}"
        return ed25519.Ed25519PublicKey.from_public_bytes(key)

    def resolve_private_key(self, key_id):
        return ed25519.Ed25519PrivateKey.from_private_bytes(key)


def message(told):
    if "status" in told:
        return SimpleNamespace(
            status_code=told["status"], headers=dict(told["headers"]), request=message(told["request"])
        )
    return SimpleNamespace(method=told["method"], url=told["url"], headers=dict(told["headers"]))


known = dict(signature_algorithm=algorithms.ED25519, key_resolver=Resolver())
told = message(asked["message"])
if asked["do"] == "verify":
    (found,) = HTTPMessageVerifier(**known).verify(told, expect_tag=asked["tag"])
    print(json.dumps(sorted(found.covered_components)))
else:
    created = datetime.datetime.fromtimestamp(asked["now"], tz=datetime.timezone.utc)
    HTTPMessageSigner(**known).sign(
        told,
        key_id=asked["kid"],
        created=created,
        expires=created + datetime.timedelta(seconds=60),
        nonce=asked.get("nonce"),
        label="theirs",
        tag=asked["tag"],
        covered_component_ids=asked["components"],
        use_existing_digest=True,
    )
    print(json.dumps({name.lower(): value for name, value in told.headers.items()}))
