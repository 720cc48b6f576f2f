"""Ten codes that let in once each, for whoever lost their authenticator app.

50 bits each, so they are hashed like passwords (OWASP ASVS 5.0, 6.5.2), all under one salt: checking one
costs one hash, not ten.
"""

import secrets

from argon2.low_level import Type, hash_secret_raw

from foundation.off_loop import off_loop

HOW_MANY = 10
LENGTH = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is misread: i, l, o, 0, 1."""


def new_codes() -> list[str]:
    """As people write them down: two groups of five."""
    texts = ("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(HOW_MANY))
    return [f"{text[:5]}-{text[5:]}" for text in texts]


def new_salt() -> str:
    """Hexadecimal."""
    return secrets.token_hex(16)


def hashes_of(codes: list[str], salt: str) -> list[str]:
    """What is stored of them. A third of a second of work for ten, off the event loop."""
    return off_loop(_hash_all, codes, salt)


def is_recovery_code(code: str) -> bool:
    """Whether it looks like one: anything else is not worth a hash."""
    plain = _plain(code)
    return len(plain) == LENGTH and all(letter in ALPHABET for letter in plain)


def _hash_all(codes: list[str], salt: str) -> list[str]:
    return [
        hash_secret_raw(
            _plain(code).encode(),
            bytes.fromhex(salt),
            time_cost=2,
            memory_cost=19 * 1024,
            parallelism=1,
            hash_len=32,
            type=Type.ID,
        ).hex()
        for code in codes
    ]


def _plain(code: str) -> str:
    return code.replace("-", "").replace(" ", "").lower()
