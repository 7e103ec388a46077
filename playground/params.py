"""A call's parameters, however they came: in the address, as JSON, as a form, as a multipart form."""

import json
from dataclasses import dataclass, field

from tornado.httputil import HTTPFile, HTTPServerRequest

from playground.basics import Json, bad_request


@dataclass
class Params:
    """The values by name, as text or (in a JSON body) as JSON, and the uploads by name."""

    values: Json
    files: dict[str, HTTPFile] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Give a text; a missing one is the default."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Give a whole number; raise 400 for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        """Say whether a switch is on."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def json(self, name: str) -> object:
        """Give a value that is JSON, whether it came as text or not; raise 400 if it cannot be read."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def object(self, name: str) -> Json | None:
        """Give a JSON object or None; raise 400 for other JSON."""
        value = self.json(name)
        if value is None or isinstance(value, dict):
            return value
        raise bad_request(f"object expected as {name}")

    def list(self, name: str) -> list[Json]:
        """Give a JSON array, empty if missing; raise 400 for other JSON."""
        value = self.json(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise bad_request(f"array expected as {name}")

    def shown(self, token: str) -> Json:
        """Give what may be written down: the token hidden, uploads by name and size."""
        shown = {name: _hide(value, token) for name, value in self.values.items()}
        for name, upload in self.files.items():
            shown[name] = {"file_name": upload.filename, "size": len(upload.body)}
        return shown


def read_params(request: HTTPServerRequest) -> Params:
    """Read a request as Telegram does."""
    values: Json = {name: found[-1].decode("utf-8", "replace") for name, found in request.arguments.items()}
    if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
        try:
            body = json.loads(request.body)
        except ValueError:
            raise bad_request("can't parse JSON body") from None
        values.update(body if isinstance(body, dict) else {})
    return Params(values, {name: found[-1] for name, found in request.files.items()})


def _hide(value: object, token: str) -> object:
    if isinstance(value, str):
        return value.replace(token, "<token>") if token in value else value
    if isinstance(value, list):
        return [_hide(item, token) for item in value]
    if isinstance(value, dict):
        return {key: _hide(item, token) for key, item in value.items()}
    return value
