"""Keys of this capability's own, made when first needed and kept sealed: nobody has to make or hand on any."""

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from tradewind.errors import Conflict, TradewindError

if TYPE_CHECKING:
    from notifications.store import NotificationStore
    from tradewind.secrets import Sealer

LINKS = "links"
PUSH = "push"


class Keyring:
    """The keys, opened once a process."""

    def __init__(self, store: "NotificationStore", sealer: "Sealer") -> None:
        self._store = store
        self._sealer = sealer
        self._opened: dict[str, str] = {}

    def links(self) -> bytes:
        """What codes and links are made with. Raises: Unavailable."""
        return bytes.fromhex(self._key(LINKS))

    def push(self) -> str:
        """The private key that push services know, as `carriers.push` reads it. Raises: Unavailable."""
        return self._key(PUSH)

    def _key(self, name: str) -> str:
        if name not in self._opened:
            bound = {"tenant": "none", "thing": f"notifications.{name}"}
            sealed = self._store.channels.sealed_key(name)
            if sealed is None:
                with suppress(Conflict):  # another made it at the same moment; that one holds
                    self._store.channels.keep_key(name, self._sealer.seal(_new(name), bound))
                sealed = self._store.channels.sealed_key(name)
            if sealed is None:
                raise TradewindError(f"the key {name} was not kept")
            self._opened[name] = self._sealer.unseal(sealed, bound)
        return self._opened[name]


def _new(name: str) -> str:
    if name == PUSH:
        from notifications.carriers.push import new_key

        return new_key()
    return os.urandom(32).hex()
