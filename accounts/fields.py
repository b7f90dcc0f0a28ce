"""A text column that only the program can read, and an index over what it hides.

AES-256-GCM, one random nonce a value; the index is an HMAC under another key, so
that whoever holds the index key alone can compare values but read none.
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

VERSION = b"\x01"
NONCE_BYTES = 12


def _key(secret: str) -> bytes:
    """32 bytes for the cipher from a secret of any length."""
    return hashlib.sha256(secret.encode()).digest()


def encrypt(text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(settings.FIELD_KEY)).encrypt(nonce, text.encode(), VERSION)
    return base64.b64encode(VERSION + nonce + sealed).decode()


def decrypt(stored: str) -> str:
    raw = base64.b64decode(stored)
    nonce, sealed = raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
    return AESGCM(_key(settings.FIELD_KEY)).decrypt(nonce, sealed, raw[:1]).decode()


def blind_index(text: str) -> str:
    """64 hex digits that are equal exactly for equal texts (case and spaces aside)."""
    plain = "".join(text.split()).upper().encode()
    return hmac.new(_key(settings.INDEX_KEY), plain, hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Encrypted at rest. The empty string stays empty, so that "not given" can be
    asked of the database; nothing else can be looked up by value."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value
