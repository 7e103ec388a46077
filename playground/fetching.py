"""Bot API methods by which the bot gets its updates: getUpdates, and the webhook's."""

import json
import re
from collections.abc import Awaitable, Callable

from playground.basics import Json, bad_request, conflict
from playground.params import Params
from playground.state import World

LONGEST_POLL = 50


def _read_allowed(world: World, params: Params) -> None:
    """Take over allowed_updates; left out, the earlier setting stays."""
    if params.values.get("allowed_updates") is not None:
        world.updates.allowed = [str(kind) for kind in params.list("allowed_updates")]


async def get_updates(world: World, params: Params, owner: object) -> list[Json]:
    """getUpdates; `owner` is the connection that asks."""
    limit = min(max(params.number("limit", 100), 1), 100)
    timeout = min(max(float(params.text("timeout") or 0), 0), LONGEST_POLL)
    if not world.updates.webhook_active:
        _read_allowed(world, params)
    return await world.updates.poll(owner, params.number("offset"), limit, timeout)


async def set_webhook(world: World, params: Params, owner: object) -> bool:
    """setWebhook; an empty address takes the webhook away."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(world, params, owner)
    if not re.match(r"https?://[^/]+", url):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if secret and not re.fullmatch("[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    _read_allowed(world, params)
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.end_poll(conflict("terminated by setWebhook request"))
    world.webhook.start(url, secret, min(max(params.number("max_connections", 40), 1), 100))
    return True


async def delete_webhook(world: World, params: Params, owner: object) -> bool:
    """deleteWebhook."""
    world.webhook.stop()
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


async def webhook_info(world: World, params: Params, owner: object) -> Json:
    """getWebhookInfo; the token, if the address holds it, is no secret to the bot itself."""
    info: Json = json.loads(json.dumps(world.webhook.view()))
    return info


METHODS: dict[str, Callable[[World, Params, object], Awaitable[object]]] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": webhook_info,
}
