"""Run by Alembic: `control_plane.migrations.commands` has put a connection into the configuration."""

from alembic import context

from control_plane import event_models, models, observation_models, plan_models, usage_models
from control_plane.database import Base

assert models and plan_models and event_models and usage_models and observation_models  # noqa: S101 - for tables
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table: Alembic copies it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
