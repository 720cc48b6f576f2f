"""`debug_token`: what a token is good for."""

from typing import Any

from sandbox.registry import Registry, app_id_of


def describe_token(registry: Registry, token: str) -> dict[str, Any]:
    """Graph's answer about `token`; an unknown one is described as not valid."""
    numbers = registry.numbers_of_token(token)
    if not numbers:
        error = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    accounts, state = sorted({number.waba_id for number in numbers}), numbers[0].state
    return {
        "data": {
            "app_id": app_id_of(numbers[0]),
            "type": "SYSTEM_USER",
            "application": "Guichê",
            "is_valid": True,
            "expires_at": state.token_expires_at,
            "data_access_expires_at": 0,
            "issued_at": 1790000000,
            "scopes": state.token_scopes,
            "granular_scopes": [{"scope": scope, "target_ids": accounts} for scope in state.token_scopes],
            "user_id": "122100000000000001",
        }
    }
