"""What a tenant's Docker objects are called, and the labels by which they are found again."""

import hashlib
import hmac
from dataclasses import dataclass

INSTANCE = "guiche.instance"
TENANT = "guiche.tenant"
SLUG = "guiche.slug"
GENERATION = "guiche.generation"
KIND = "guiche.kind"
ATTACH = "guiche.attach"
ALIAS = "guiche.alias"
JOB = "guiche.job"
BIRTH = "guiche.birth"

LONGEST_SECRET_NAME = 64
"""The engine's limit, which a long slug would pass: a digest then stands for the end of the stack's name."""


def platform_network(instance: str) -> str:
    """The network of the platform's own services, the edge and, in a demo, the sandbox."""
    return f"{instance}-platform"


def platform_aliases(alias: str) -> list[str]:
    """What an attached container is known as in the platform's network; none when it has no alias.

    In tenants' networks it has its alias too, and refuses who comes from there: the second is for here alone.
    """
    return [alias, f"{alias}.platform"] if alias else []


@dataclass(frozen=True)
class TenantNames:
    """Every name of one tenant at one generation of its volumes."""

    instance: str
    stack: str
    tenant_id: str
    slug: str
    generation: int

    @property
    def private_network(self) -> str:
        return f"{self.stack}-private"

    @property
    def edge_network(self) -> str:
        return f"{self.stack}-edge"

    @property
    def database_volume(self) -> str:
        return f"{self.stack}-database-g{self.generation}"

    @property
    def redis_volume(self) -> str:
        return f"{self.stack}-redis-g{self.generation}"

    @property
    def media_volume(self) -> str:
        return f"{self.stack}-media-g{self.generation}"

    @property
    def backups_volume(self) -> str:
        """The repository outlives generations."""
        return f"{self.stack}-backups"

    def job(self, purpose: str) -> str:
        """The service name of a one-off job."""
        return f"{self.stack}-job-{purpose}"

    def labels(self, kind: str) -> dict[str, str]:
        """`kind`: network, volume, secret, config, service or job."""
        return {
            INSTANCE: self.instance,
            TENANT: self.tenant_id,
            SLUG: self.slug,
            GENERATION: str(self.generation),
            KIND: kind,
        }


def secret_name(stack: str, name: str, value: str, platform_key: str) -> str:
    """The versioned name of a secret: another value, another name, so that a swap is a new mount.

    The digest is keyed: without the platform key nobody can test guesses against a name.
    """
    digest = hmac.new(bytes.fromhex(platform_key), value.encode(), hashlib.sha256).hexdigest()
    whole = f"{stack}-{name}-{digest[:8]}"
    if len(whole) <= LONGEST_SECRET_NAME:
        return whole
    end = f"-{hashlib.sha256(stack.encode()).hexdigest()[:8]}-{name}-{digest[:8]}"
    return stack[: LONGEST_SECRET_NAME - len(end)] + end


def content_digest(content: bytes) -> str:
    """The version in the name of a config, which is no secret."""
    return hashlib.sha256(content).hexdigest()[:8]
