"""A tenant's programs as real processes, with the environment that a container would give them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from appliance.settings import Settings

ROOT = Path(__file__).parents[3]


def environment(settings: Settings, folder: Path, **change: str) -> dict[str, str]:
    """Every variable of the contract; secrets as files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = {
        "DATABASE_PASSWORD": settings.database.password,
        "REDIS_PASSWORD": settings.redis.password,
        "SESSION_KEY": settings.session_key,
        "WHATSAPP_TOKEN": settings.whatsapp.token,
        "WHATSAPP_APP_SECRET": settings.whatsapp.app_secret,
        "WHATSAPP_VERIFY_TOKEN": settings.whatsapp.verify_token,
        "FILA_IA_KEY": settings.ai.key,
    }
    for name, secret in secrets.items():
        (folder / name).write_text(secret)
    plain = {f"TENANT_{key.upper()}": value for key, value in asdict(settings.tenant).items()}
    return {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
        **plain,
        **{f"{name}_FILE": str(folder / name) for name in secrets},
        "PUBLIC_URL": settings.tenant.public_url,
        "SMOKE_WA_ID": settings.tenant.smoke_wa_id,
        "DATABASE_HOST": settings.database.host,
        "DATABASE_PORT": str(settings.database.port),
        "DATABASE_NAME": settings.database.name,
        "DATABASE_USER": settings.database.user,
        "REDIS_HOST": settings.redis.host,
        "REDIS_PORT": str(settings.redis.port),
        "REDIS_USER": settings.redis.user,
        "WHATSAPP_GRAPH_URL": settings.whatsapp.graph_url,
        "WHATSAPP_PHONE_NUMBER_ID": settings.whatsapp.phone_number_id,
        "WHATSAPP_WABA_ID": settings.whatsapp.waba_id,
        "FILA_IA_URL": settings.ai.url,
        "TMPDIR": str(folder),
        **change,
    }


def run(command: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`python -m appliance <command>` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "appliance", command],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@contextmanager
def running(arguments: list[str], environ: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is asked to stop at the end, and made to if it will not."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environ, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
