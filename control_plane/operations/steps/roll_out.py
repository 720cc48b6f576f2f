"""Whatever the vault says counts now reaches web and worker: new secrets, then a rollout without a pause."""

from control_plane.database import utc_now
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import CreateSecrets
from control_plane.operations.steps.deploy_stack import DeployStack

SWITCHED = "roll_out_switched"


class RollOut:
    """The same under several names: a rotation does it after each of its moves."""

    deadline_seconds = 360

    def __init__(self, name: str) -> None:
        self.name = name

    def check(self, context: StepContext) -> bool:
        is_out = CreateSecrets().check(context) and DeployStack().check(context)
        if is_out and context.recall(ended_key(self.name)) is None:
            context.remember(ended_key(self.name), utc_now().isoformat())
        return is_out

    def apply(self, context: StepContext) -> None:
        CreateSecrets().apply(context)
        DeployStack().apply(context)


def ended_key(name: str) -> str:
    """Under which an operation remembers when this rollout was seen to have ended."""
    return f"{name}.ended"
