"""What every module here shares: the shape of JSON and the error that a Bot API call ends with."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refused call, with the code, the words and the parameters that Telegram answers."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Give the JSON that the caller reads."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(words: str) -> ApiError:
    """Make the 400 that blames the caller's parameters."""
    return ApiError(400, f"Bad Request: {words}")


def forbidden(words: str) -> ApiError:
    """Make the 403 that says the bot may not write there."""
    return ApiError(403, f"Forbidden: {words}")


def conflict(words: str) -> ApiError:
    """Make the 409 that says somebody else fetches the updates."""
    return ApiError(409, f"Conflict: {words}")
