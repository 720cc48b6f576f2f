"""Puts the parts together: one Flask application that is Graph, FILA-IA and the phone page."""

from flask import Flask, Response, jsonify
from flask.json.provider import DefaultJSONProvider

from foundation.http import http_session
from sandbox.admin import conversation_routes, fault_routes, registration_routes
from sandbox.chats import Chats
from sandbox.customers.directory import Directory
from sandbox.customers.writing import CustomerWriting
from sandbox.errors import SandboxError
from sandbox.faults import Faults
from sandbox.fila_ia.jobs import Jobs
from sandbox.fila_ia.routes import fila_ia_routes
from sandbox.graph.media_store import MediaStore
from sandbox.graph.routes import graph_routes
from sandbox.graph.sending import Sending
from sandbox.graph.statuses import Statuses
from sandbox.graph.subscriptions import Subscriptions
from sandbox.live import Live
from sandbox.phone.routes import phone_routes
from sandbox.registry import Registry
from sandbox.seed_file import SeedFile
from sandbox.settings import Settings
from sandbox.timeline import Timeline
from sandbox.webhooks.delivery import Webhooks
from sandbox.webhooks.log import DeliveryLog


def create_app(settings: Settings, timeline: Timeline) -> Flask:
    """The application; registrations come from and go to `settings.data_dir`."""
    live = Live()
    file = SeedFile(settings.data_dir)
    registry, directory, faults, chats = (
        Registry(file, live),
        Directory(file, live),
        Faults(live),
        Chats(live),
    )
    log, media = DeliveryLog(live), MediaStore(timeline)
    # Meta's own patience with a callback is not published; ten seconds are in the range people report.
    session = http_session(timeout=(3.05, 10.0), loopback=settings.loopback_address)
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
        sent_after=settings.sent_after,
        delivered_after=settings.delivered_after,
    )
    writing = CustomerWriting(
        registry=registry, directory=directory, chats=chats, media=media, webhooks=webhooks, timeline=timeline
    )
    sending = Sending(directory=directory, chats=chats, statuses=statuses, faults=faults, timeline=timeline)
    jobs = Jobs(timeline, faults, settings.answer_after)

    app = Flask(__name__, static_folder=None)
    app.json = _unsorted_json(app)
    app.config["MAX_CONTENT_LENGTH"] = 110 * 1024 * 1024
    graph = graph_routes(
        registry=registry,
        chats=chats,
        sending=sending,
        subscriptions=Subscriptions(registry, session),
        media=media,
        faults=faults,
        live=live,
        timeline=timeline,
    )
    app.register_blueprint(graph, url_prefix="/graph/<version>")
    app.register_blueprint(fila_ia_routes(registry, jobs, faults, timeline), url_prefix="/fila-ia/api/v1")
    app.register_blueprint(registration_routes(registry, directory), url_prefix="/sandbox")
    app.register_blueprint(conversation_routes(writing, chats, statuses, registry), url_prefix="/sandbox")
    app.register_blueprint(fault_routes(faults, log), url_prefix="/sandbox")
    app.register_blueprint(phone_routes(live, media))
    app.register_error_handler(SandboxError, _refuse)
    app.add_url_rule("/healthz", "healthz", lambda: {"ok": True})
    return app


def _unsorted_json(app: Flask) -> DefaultJSONProvider:
    provider = DefaultJSONProvider(app)
    provider.sort_keys = False
    return provider


def _refuse(error: SandboxError) -> tuple[Response, int]:
    return jsonify({"error": {"code": error.code, "message": str(error)}}), error.status
