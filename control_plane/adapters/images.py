"""Image references pinned to what they mean now, so that what runs can be compared with what was asked."""

from control_plane.adapters.docker_engine import ObjectMissing
from control_plane.adapters.engine_api import Engine
from control_plane.errors import StepFailed


class Images:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def pin(self, reference: str) -> str:
        """`repository@sha256:…` for an image that came from a registry, else its id.

        Either way the node starts exactly this image and asks no registry for it.
        Raises StepFailed when the node does not have the image.
        """
        try:
            image = self._engine.inspect_image(reference)
        except ObjectMissing as error:
            raise StepFailed(
                "image_missing",
                f"The image {reference} is not here: run `make images` or pull it.",
            ) from error
        digests = image.get("RepoDigests") or []
        return str(digests[0] if digests else image["Id"])
