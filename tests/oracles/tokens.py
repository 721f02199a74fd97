"""Checks our tokens and makes proofs of possession with PyJWT, so that it is not our own reading of the standards that is
tested. Reads one question in JSON from standard input and writes one answer; exits with a reason on standard error.

{"ask": "verify", "base", "issuer", "token"}  header and claims, found by the issuer's metadata and keys; or "refused"
{"ask": "key", "algorithm"}                   a fresh key (PEM) and its thumbprint (RFC 7638)
{"ask": "proof", "algorithm", "key", "token", "method", "url", "iat"}   a proof for one request (RFC 9449)
"""

import base64
import hashlib
import json
import sys
import urllib.request
import uuid

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_jwk(algorithm, private):
    jwk = get_default_algorithms()[algorithm].to_jwk(private.public_key(), as_dict=True)
    return {name: value for name, value in jwk.items() if name not in ("key_ops", "alg", "use")}


def thumbprint(jwk):
    members = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}[jwk["kty"]]
    canonical = json.dumps({name: jwk[name] for name in members}, sort_keys=True, separators=(",", ":"))
    return encoded(hashlib.sha256(canonical.encode()).digest())


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def verify(question):
    # The region's public name leads nowhere in a test; what it names is looked for where it listens.
    issuer, base = question["issuer"], question["base"]
    metadata = fetch(base + "/.well-known/oauth-authorization-server")
    if metadata["issuer"] != issuer:
        sys.exit(f"the metadata is of {metadata['issuer']}")
    if not metadata["jwks_uri"].startswith(issuer + "/"):
        sys.exit(f"the keys are elsewhere: {metadata['jwks_uri']}")
    keys = jwt.PyJWKClient(base + metadata["jwks_uri"].removeprefix(issuer), timeout=30)
    token = question["token"]
    key = keys.get_signing_key_from_jwt(token)
    try:
        whole = jwt.decode_complete(
            token,
            key,
            algorithms=["EdDSA"],
            issuer=issuer,
            audience=issuer,
            leeway=30,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "jti"]},
        )
    except jwt.PyJWTError as refusal:
        return {"refused": type(refusal).__name__}
    return {"header": whole["header"], "claims": whole["payload"]}


def key(question):
    algorithm = question["algorithm"]
    if algorithm == "EdDSA":
        private = ed25519.Ed25519PrivateKey.generate()
    elif algorithm.startswith("ES"):
        private = ec.generate_private_key({"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1()}[algorithm])
    else:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"key": pem.decode(), "thumbprint": thumbprint(public_jwk(algorithm, private))}


def proof(question):
    algorithm = question["algorithm"]
    private = serialization.load_pem_private_key(question["key"].encode(), password=None)
    claims = {
        "jti": str(uuid.uuid4()),
        "htm": question["method"],
        "htu": question["url"],
        "iat": question["iat"],
        "ath": encoded(hashlib.sha256(question["token"].encode()).digest()),
    }
    headers = {"typ": "dpop+jwt", "jwk": public_jwk(algorithm, private)}
    return {"proof": jwt.encode(claims, private, algorithm=algorithm, headers=headers)}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    print(json.dumps({"verify": verify, "key": key, "proof": proof}[asked["ask"]](asked)))
