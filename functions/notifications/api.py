"""HTTP routes of notifications: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.logging import correlation_paths

from notifications import service
from notifications.models.channel import Channel, ChannelChange, ChannelRequest, CodeSent, Proof, PushKey, TrialSent
from notifications.models.delivery import MessageDelivery
from notifications.ports import open_keyring, open_messages, open_reach
from notifications.service.keyring import Keyring
from notifications.service.outward import Messages
from notifications.store import NotificationStore, open_store
from tradewind import clock
from tradewind.auth import Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page
from tradewind.secrets import Sealer, open_sealer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[NotificationStore, Depends(open_store)]
MessagesQueue = Annotated[Messages, Depends(open_messages)]
Seals = Annotated[Sealer, Depends(open_sealer)]
Keys = Annotated[Keyring, Depends(open_keyring)]
Reaches = Annotated[Any, Depends(open_reach)]
Now = Annotated[clock.Clock, Depends(now)]

app = resolver()


@app.post("/v1/notifications/channels", status_code=201, tags=["channels"], summary="Open a channel, and get its code")
def add(
    wanted: ChannelRequest,
    key: IdempotencyKey,
    by: Viewer,
    store: Store,
    messages: MessagesQueue,
    sealer: Seals,
    reach: Reaches,
    now: Now,
) -> Channel:
    return service.add(
        wanted, by, key, store=store, messages=messages, sealer=sealer, reach=reach, now=now, new_id=clock.new_id
    )


@app.get("/v1/notifications/channels", tags=["channels"], summary="Your channels")
def page(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Channel]:
    return service.page(by, limit, next, store=store)


@app.get("/v1/notifications/channels/<channel_id>", tags=["channels"], summary="A channel of yours")
def read(channel_id: Id, by: Viewer, store: Store) -> Channel:
    return service.read(channel_id, by, store=store)


@app.patch(
    "/v1/notifications/channels/<channel_id>", tags=["channels"], summary="Change what a channel is told, and when"
)
def change(channel_id: Id, wanted: ChannelChange, by: Viewer, store: Store, now: Now) -> Channel:
    return service.change(channel_id, wanted, by, store=store, now=now)


@app.delete("/v1/notifications/channels/<channel_id>", status_code=204, tags=["channels"], summary="Remove a channel")
def remove(channel_id: Id, by: Viewer, store: Store) -> Response[None]:
    service.remove(channel_id, by, store=store)
    return Response(204)


@app.post(
    "/v1/notifications/channels/<channel_id>/code",
    status_code=202,
    tags=["channels"],
    summary="Send a new code through it",
)
def ask_code(channel_id: Id, by: Viewer, store: Store, messages: MessagesQueue, now: Now) -> CodeSent:
    return service.ask_code(channel_id, by, store=store, messages=messages, now=now)


@app.post("/v1/notifications/channels/<channel_id>/proof", tags=["channels"], summary="Prove that a channel is yours")
def prove(channel_id: Id, proof: Proof, by: Viewer, store: Store, keyring: Keys, now: Now) -> Channel:
    return service.prove(channel_id, proof, by, store=store, keyring=keyring, now=now)


@app.post(
    "/v1/notifications/channels/<channel_id>/test", status_code=202, tags=["channels"], summary="Send a test through it"
)
def trial(
    channel_id: Id, key: IdempotencyKey, by: Viewer, store: Store, messages: MessagesQueue, now: Now
) -> TrialSent:
    return service.trial(channel_id, by, key, store=store, messages=messages, now=now, new_id=clock.new_id)


@app.get(
    "/v1/notifications/channels/<channel_id>/deliveries", tags=["deliveries"], summary="What became of its messages"
)
def of_channel(channel_id: Id, by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[MessageDelivery]:
    return service.of_channel(channel_id, by, limit, next, store=store)


@app.get(
    "/v1/notifications/alerts/<alert_id>/deliveries", tags=["deliveries"], summary="What became of an alert, by channel"
)
def of_alert(alert_id: Id, by: Viewer, store: Store) -> Page[MessageDelivery]:
    return service.of_alert(alert_id, by, store=store)


@app.get("/v1/notifications/push-key", tags=["channels"], summary="What a browser subscribes to push messages with")
def push_key(by: Viewer, keyring: Keys) -> PushKey:
    return service.push_key(keyring=keyring)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
