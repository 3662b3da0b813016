"""HTTP routes of the account: parse, one service call, typed answer."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.logging import correlation_paths

import tradewind.dynamo  # noqa: F401  the SDK is loaded before anything that lies deeper
from account import service
from account.models import Account, ApiKey, KeyRequest, MadeKey
from account.ports import open_audit, open_counts, open_store
from account.store.accounts import AccountStore
from tradewind import clock
from tradewind.auth import FromPro, Manager, Person, Viewer
from tradewind.dynamo import Table
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[AccountStore, Depends(open_store)]
Counts = Annotated[Mapping[str, Table], Depends(open_counts)]
Recorded = Annotated[Any, Depends(open_audit)]  # the audit is loaded by who makes or revokes a key
Now = Annotated[clock.Clock, Depends(now)]

app = resolver()


@app.get("/v1/account", tags=["account"], summary="Your tenant: what it has booked, and what of it is used")
def account(by: Viewer, store: Store, counts: Counts) -> Account:
    return service.account(by, store=store, counted_in=counts)


@app.post("/v1/account/keys", status_code=201, tags=["account"], summary="Make an API key; it is shown this once")
def make_key(
    wanted: KeyRequest,
    key: IdempotencyKey,
    by: Manager,
    person: Person,
    booked: FromPro,
    store: Store,
    audit: Recorded,
    now: Now,
) -> MadeKey:
    return service.make_key(
        wanted, by, key, store=store, audit=audit, now=now, new_id=clock.new_id, new_secret=os.urandom
    )


@app.get("/v1/account/keys", tags=["account"], summary="The API keys of your tenant, each with its last use")
def keys(by: Manager, store: Store, limit: Limit = 20, next: Next = None) -> Page[ApiKey]:
    return service.keys(by, limit, next, store=store)


@app.get("/v1/account/keys/<key_id>", tags=["account"], summary="An API key, all but the key itself")
def key(key_id: Id, by: Manager, store: Store) -> ApiKey:
    return service.key(key_id, by, store=store)


@app.delete("/v1/account/keys/<key_id>", status_code=204, tags=["account"], summary="Take an API key back")
def revoke(key_id: Id, by: Manager, person: Person, store: Store, audit: Recorded, now: Now) -> Response[None]:
    service.revoke(key_id, by, store=store, audit=audit, now=now)
    return Response(204)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
