"""Puts the parts together: one Flask application that is Graph, FILA-IA and the phone page."""

import requests
from flask import Blueprint, Flask, Response, jsonify
from flask.json.provider import DefaultJSONProvider

from sandbox.admin import conversation_routes, fault_routes, meta_routes, registration_routes
from sandbox.chats import Chats
from sandbox.customers.directory import Directory
from sandbox.customers.preferences import Preferences
from sandbox.customers.writing import CustomerWriting
from sandbox.errors import SandboxError
from sandbox.events.coexistence import Coexistence
from sandbox.events.routes import Events, event_routes
from sandbox.faults import Faults
from sandbox.fila_ia.jobs import Jobs
from sandbox.fila_ia.routes import fila_ia_routes
from sandbox.graph.access import Access
from sandbox.graph.limits import Limits
from sandbox.graph.media_store import MediaStore
from sandbox.graph.references import References
from sandbox.graph.routes import graph_routes
from sandbox.graph.sending import Sending
from sandbox.graph.statuses import Statuses
from sandbox.graph.subscriptions import Subscriptions
from sandbox.graph.uploads import Uploads
from sandbox.graph.window import ServiceWindows
from sandbox.live import Live
from sandbox.mail.letters import Letters
from sandbox.mail.routes import mail_routes
from sandbox.media_admin import media_admin_routes
from sandbox.openapi.live import OpenApiJudge
from sandbox.phone.routes import phone_routes
from sandbox.registry import Registry
from sandbox.seed_file import SeedFile
from sandbox.settings import Settings
from sandbox.signup.codes import Signup
from sandbox.signup.routes import dialog_routes
from sandbox.templates.admin import template_admin_routes
from sandbox.templates.requests import TemplateRequests
from sandbox.templates.review import Review
from sandbox.templates.store import TemplateStore
from sandbox.timeline import Timeline
from sandbox.webhooks.delivery import Webhooks
from sandbox.webhooks.log import DeliveryLog

UPLOAD_LIMIT = 110 * 1024 * 1024
"""A little over the largest file that Meta takes, so that its own refusal can be given."""


def create_app(settings: Settings, timeline: Timeline, session: requests.Session) -> Flask:
    """The application. Registrations live in `settings.data_dir`; webhooks leave through `session`.

    Its extension `letters` is where a mail server puts what it takes.
    """
    app = Flask(__name__, static_folder=None)
    app.json = _unsorted_json(app)
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_LIMIT
    live = Live()
    letters = app.extensions["letters"] = Letters(live)
    app.register_blueprint(mail_routes(letters), url_prefix="/sandbox")
    for routes, prefix in _world(settings, timeline, session, live):
        app.register_blueprint(routes, url_prefix=prefix)
    app.register_error_handler(SandboxError, _refuse)
    app.add_url_rule("/healthz", "healthz", lambda: {"ok": True})
    return app


def _world(
    settings: Settings, timeline: Timeline, session: requests.Session, live: Live
) -> list[tuple[Blueprint, str | None]]:
    """Builds every part, each from those before it, and returns their routes with their prefixes."""
    file = SeedFile(settings.data_dir)
    registry, directory = Registry(file, live), Directory(file, live)
    faults, chats, log = Faults(live), Chats(live), DeliveryLog(live)
    media, windows = MediaStore(timeline), ServiceWindows(file, timeline)
    limits, preferences = Limits(faults, timeline), Preferences()
    jobs = Jobs(timeline, faults, settings.answer_after)
    webhooks = Webhooks(
        registry=registry,
        faults=faults,
        log=log,
        timeline=timeline,
        session=session,
        retry_speed=settings.retry_speed,
    )
    statuses = Statuses(
        registry=registry,
        directory=directory,
        chats=chats,
        faults=faults,
        webhooks=webhooks,
        timeline=timeline,
        windows=windows,
        sent_after=settings.sent_after,
        delivered_after=settings.delivered_after,
    )
    writing = CustomerWriting(
        registry=registry,
        directory=directory,
        chats=chats,
        windows=windows,
        media=media,
        webhooks=webhooks,
        timeline=timeline,
    )
    templates = TemplateStore(file, timeline)
    review = Review(
        store=templates,
        registry=registry,
        webhooks=webhooks,
        timeline=timeline,
        review_after=settings.review_after,
    )
    uploads, subscriptions = Uploads(), Subscriptions(registry, session)
    events = Events(
        registry=registry,
        directory=directory,
        windows=windows,
        preferences=preferences,
        coexistence=Coexistence(directory, chats, media, timeline),
        webhooks=webhooks,
        timeline=timeline,
    )
    sending = Sending(
        directory=directory,
        chats=chats,
        windows=windows,
        statuses=statuses,
        faults=faults,
        timeline=timeline,
        templates=templates,
        limits=limits,
        references=References(media, chats, timeline),
        preferences=preferences,
        judge=OpenApiJudge(settings.sandbox_openapi),
    )
    signup = Signup(registry)
    graph = graph_routes(
        access=Access(registry, faults),
        registry=registry,
        chats=chats,
        sending=sending,
        subscriptions=subscriptions,
        media=media,
        uploads=uploads,
        templates=TemplateRequests(templates, review, uploads, timeline),
        faults=faults,
        live=live,
        timeline=timeline,
        signup=signup,
    )
    return [
        (graph, "/graph/<version>"),
        (fila_ia_routes(registry, jobs, faults, timeline), "/fila-ia/api/v1"),
        (registration_routes(registry, directory), "/sandbox"),
        (conversation_routes(writing, chats, statuses, registry, directory), "/sandbox"),
        (meta_routes(registry, subscriptions), "/sandbox"),
        (template_admin_routes(templates, review), "/sandbox"),
        (event_routes(events), "/sandbox"),
        (media_admin_routes(registry, media, uploads), "/sandbox"),
        (fault_routes(faults, log, limits), "/sandbox"),
        (phone_routes(live, media), None),
        (dialog_routes(signup), "/<version>"),
    ]


def _unsorted_json(app: Flask) -> DefaultJSONProvider:
    provider = DefaultJSONProvider(app)
    provider.sort_keys = False
    return provider


def _refuse(error: SandboxError) -> tuple[Response, int]:
    return jsonify({"error": {"code": error.code, "message": str(error)}}), error.status
