"""What the sandbox's own calls (`/sandbox/…`) refuse, as opposed to what Graph or FILA-IA would."""


class SandboxError(Exception):
    """A call that cannot be served; `status` is the HTTP status, `code` the word for programs."""

    status = 422
    code = "invalid"


class WrongType(SandboxError):
    """A field of the call is of another type than the call takes."""

    status = 400


class UnknownThing(SandboxError):
    """The call names a number, customer or message that is not registered."""

    status = 404
    code = "not_found"
