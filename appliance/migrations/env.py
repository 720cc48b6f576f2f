"""Run by Alembic: `appliance.migrations.commands` has put a connection into the configuration."""

from typing import Any, Literal

from alembic import context

from appliance.accounts import models as accounts
from appliance.ai import models as ai
from appliance.audit import models as audit
from appliance.brand import models as brand
from appliance.canned_answers import models as canned_answers
from appliance.channel import models as channel
from appliance.closing import models as closing
from appliance.contacts import models as contacts
from appliance.conversations import models as conversations
from appliance.database import Base, UtcDateTime
from appliance.handoffs import models as handoffs
from appliance.hours import models as hours
from appliance.inactivity import models as inactivity
from appliance.labels import models as labels
from appliance.macros import models as macros
from appliance.mail import models as mail
from appliance.media import models as media
from appliance.mentions import models as mentions
from appliance.push import models as push
from appliance.queues import models as queues
from appliance.realtime import models as realtime
from appliance.routing import models as routing
from appliance.saved_views import models as saved_views
from appliance.search import models as search
from appliance.service_levels import models as service_levels
from appliance.settings_store import models as settings_store
from appliance.signatures import models as signatures
from appliance.surveys import models as surveys
from appliance.templates import models as templates
from appliance.usage import models as usage
from appliance.whatsapp import models as whatsapp

TABLES_COME_FROM = (
    accounts,
    ai,
    audit,
    brand,
    canned_answers,
    channel,
    closing,
    contacts,
    conversations,
    labels,
    macros,
    mail,
    handoffs,
    hours,
    inactivity,
    media,
    mentions,
    push,
    queues,
    realtime,
    routing,
    search,
    saved_views,
    service_levels,
    settings_store,
    signatures,
    surveys,
    templates,
    usage,
    whatsapp,
)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """A migration names the database's own types: it must not change when our classes do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen_context.imports.add("from sqlalchemy.dialects import mysql")
        return "mysql.DATETIME(fsp=6)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render_item,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
