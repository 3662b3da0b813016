"""The account on its tables, with everything around it in the test's hands."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from account import service
from account.authorizer import Door, authorize
from account.models import KeyRequest, MadeKey
from account.service import Tiers
from account.store.accounts import AccountStore
from fakes import Bus, Clock
from tokens import NOW, TRUST, Web, token
from tradewind.audit import Audit, Persons, Recorder
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table
from tradewind.jwt import IssuerKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

ANA = Caller(tenant="acme", user="ana", role=Role.MANAGER, tier=Tier.PRO)
BEN = ANA.model_copy(update={"user": "ben"})
ADMIN = ANA.model_copy(update={"user": "eva", "role": Role.ADMIN})
BOB = ANA.model_copy(update={"tenant": "other", "user": "bob"})


@dataclass
class World:
    """The account on tables of one engine."""

    store: AccountStore
    audit: Audit
    now: Clock = field(default_factory=lambda: Clock(NOW))
    bus: Bus = field(default_factory=Bus)
    opened: int = 0
    _ids: "Iterator[int]" = field(default_factory=count)

    @classmethod
    def on(cls, table: Table) -> "World":
        """On the tables that stand beside this one."""
        accounts = Table("account", table.client)
        return cls(AccountStore(accounts), Audit(Recorder("audit", timedelta(days=365)), lambda: Persons(accounts)))

    def __post_init__(self) -> None:
        self.tiers = Tiers(self.open_store, lambda: self.bus, lambda: self.audit)

    def open_store(self) -> AccountStore:
        self.opened += 1
        return self.store

    def make(self, by: Caller = ANA, once: str | None = None, **wanted: Any) -> MadeKey:
        request = KeyRequest.model_validate({"name": "sheet", **wanted})
        number = next(self._ids)
        return service.make_key(
            request,
            by,
            once or f"once-{number}",
            store=self.store,
            audit=self.audit,
            now=self.now,
            new_id=lambda: f"{number}",
            new_secret=number.to_bytes,
        )

    def revoke(self, key_id: str, by: Caller = ANA) -> None:
        service.revoke(key_id, by, store=self.store, audit=self.audit, now=self.now)

    def ask(self, secret: str | None) -> Any:
        """What the authorizer says to a token or key."""
        door = Door(TRUST, IssuerKeys(TRUST, Web()), self.tiers, self.open_store, self.now)
        return authorize(f"Bearer {secret}", door)

    def signs_in(self, tier: Tier, *, issued: datetime | None = None, tenant: str = "acme") -> str:
        """Somebody of the tenant comes with a new token. Returns the tier that is vouched for."""
        issued_s = int((issued or self.now()).timestamp())
        said = self.ask(token(tier=tier.value, tenant=tenant, iat=issued_s, exp=issued_s + 7200))
        return str(said["context"]["tier"])

    def told(self) -> list[tuple[str | None, str]]:
        return [(each.from_tier, each.to_tier) for each in self.bus.told("account.tier_changed")]  # type: ignore[attr-defined]
