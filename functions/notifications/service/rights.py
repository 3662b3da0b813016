"""What notifications hold of a user or a tenant: a copy of it, and its erasure.

A user's are their channels with what was sent through them; erased, both are gone, and so is the user's name where it
stands in what was sent to others.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from pydantic import BaseModel

from notifications.models.channel import Channel
from notifications.store import NotificationStore
from tradewind import rights
from tradewind.errors import Conflict, NotFound

CAPABILITY = "notifications"
PAGE = 100


def carry_out(
    task: rights.Task, *, store: NotificationStore, parts: rights.Parts, seconds_left: Callable[[], float]
) -> rights.Done:
    """Do this capability's part of a task."""
    tenant, user = task.tenant, task.user
    return rights.carry_out(
        task,
        CAPABILITY,
        sources=_sources(tenant, user, store),
        erasers=_erasers_of_user(tenant, user, store) if user else _erasers_of_tenant(tenant, store),
        parts=parts,
        seconds_left=seconds_left,
    )


def _theirs(tenant: str, user: str | None, store: NotificationStore) -> list[Channel]:
    """The channels of a user, or all of a tenant: a person has some twenty at most."""
    return [channel for channel in store.channels.all(tenant) if user in (None, channel.owner)]


def _sources(tenant: str, user: str | None, store: NotificationStore) -> Mapping[str, rights.Source]:
    def channels(_: str | None) -> tuple[Sequence[BaseModel], str | None]:
        return _theirs(tenant, user, store), None

    def deliveries(place: str | None) -> tuple[Sequence[BaseModel], str | None]:
        """A page of one channel after the other: `place` is the channel, and where its next page begins."""
        ids = sorted(channel.channel_id for channel in _theirs(tenant, user, store))
        first, _, token = (place or "").partition("|")
        waiting = [each for each in ids if each >= first]
        if not waiting:
            return [], None
        page = store.deliveries.of_channel(tenant, waiting[0], PAGE, token if token and waiting[0] == first else None)
        if page.next:
            return page.items, f"{waiting[0]}|{page.next}"
        return page.items, f"{waiting[1]}|" if len(waiting) > 1 else None

    return {"channels": channels, "deliveries": deliveries}


def _erasers_of_user(tenant: str, user: str, store: NotificationStore) -> Mapping[str, rights.Eraser]:
    def channels(_: str | None, apply: bool) -> tuple[int, str | None]:
        theirs = _theirs(tenant, user, store)
        for channel in theirs if apply else ():
            with suppress(NotFound, Conflict):  # one that changes meanwhile is found by the next count
                store.channels.remove(tenant, store.channels.get(tenant, channel.channel_id))
        return len(theirs), None

    def names(_: str | None, apply: bool) -> tuple[int, str | None]:
        found = [
            item
            for channel in store.channels.all(tenant)
            if channel.owner != user
            for item in store.rights.naming(tenant, channel.channel_id, user)
        ]
        for item in found if apply else ():
            store.rights.unname(item, user)
        return len(found), None

    def owner(_: str | None, apply: bool) -> tuple[int, str | None]:
        return store.rights.erase_owner(tenant, user, apply), None

    return {"channels": channels, "names": names, "owner": owner}


def _erasers_of_tenant(tenant: str, store: NotificationStore) -> Mapping[str, rights.Eraser]:
    def items(place: str | None, apply: bool) -> tuple[int, str | None]:
        return store.rights.erase_tenant(tenant, place, apply)

    return {"items": items}
