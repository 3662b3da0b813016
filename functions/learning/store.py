"""The models table as it is changed: the only file of this capability that knows its keys. What those who predict
read of it stands in tradewind.registry.records.

pk              sk                  item
MODELS          <name>              a model (Standing)
MODEL#<name>    V#<number>          a version (Version), its card beside it
MODEL#<name>    B#<digest>          which version a bundle became: registered again it is the same
MODEL#<name>    P#<promotion>       a promotion, and which tenant's audit it stands in; ids sort by time
PROMOTIONS      <name>              the promotion of that model that is under way: there is one at a time
ONCE            <hash>              first answers, see tradewind.idempotency; no user stands in them
OUTBOX          <event>             an event that waits to be sent

A model belongs to no tenant, so no key here begins with one. Every write that changes which version answers names the
revision that it was made from: of two at once one wins, and there is one production version at all times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from learning.events import ModelPromoted, ModelRolledBack
from learning.models import Promotion, PromotionState, Rollback, Standing, Version
from tradewind import paging
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound
from tradewind.paging import Page
from tradewind.registry.records import MODELS, Records, of_model, of_version

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.audit import Act, Audit
    from tradewind.caller import Caller
    from tradewind.idempotency import Once

M = TypeVar("M", Promotion, Rollback)

PROMOTIONS = "PROMOTIONS"
OUTBOX = "OUTBOX"
EVENTS = {each.name: each for each in (ModelPromoted, ModelRolledBack)}

Told = ModelPromoted | ModelRolledBack


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A promotion and the tenant in whose audit it is recorded."""

    tenant: str
    promotion: Promotion


class ModelStore(Records):
    """Models, their versions and promotions."""

    def __init__(self, table: Table, audit: "Audit") -> None:
        super().__init__(table)
        self.audit = audit

    # ---- Reading ----

    def known(self, name: str) -> Standing:
        """A model. Raises: NotFound."""
        found = self.standing(name)
        if found is None:
            raise NotFound(f"no model {name}")
        return found

    def version_of(self, name: str, number: int) -> Version:
        """A version. Raises: NotFound."""
        found = self.version(name, number)
        if found is None:
            raise NotFound(f"no version {number} of {name}")
        return found

    def card(self, name: str, number: int) -> str:
        """A version's card. Raises: NotFound."""
        item = self.table.get(of_model(name), of_version(number))
        if item is None:
            raise NotFound(f"no version {number} of {name}")
        return str(item["card"])

    def models(self, limit: int, next: str | None) -> Page[Standing]:
        """A page of the models, by name. Raises: InvalidInput for a token of another list."""
        after = {"pk": MODELS, "sk": paging.position(MODELS, next)} if next else None
        part = self.table.query("pk = :pk", limit=limit, after=after, pk=MODELS)
        token = paging.token(MODELS, str(part.last["sk"])) if part.last else None
        return Page(items=[Standing.model_validate_json(item["doc"]) for item in part.items], next=token)

    def versions(self, name: str, limit: int, next: str | None) -> Page[Version]:
        """A page of a model's versions, the newest first. Raises: InvalidInput for a token of another list."""
        found, token = self._page(name, "V#", limit, next)
        return Page(items=[Version.model_validate_json(item["doc"]) for item in found], next=token)

    def promotions(self, name: str, limit: int, next: str | None) -> Page[Promotion]:
        """A page of a model's promotions, the newest first. Raises: InvalidInput for a token of another list."""
        found, token = self._page(name, "P#", limit, next)
        return Page(items=[Promotion.model_validate_json(item["doc"]) for item in found], next=token)

    def promotion(self, name: str, promotion_id: str) -> UnderWay:
        """A promotion. Raises: NotFound."""
        item = self.table.get(of_model(name), _of_promotion(promotion_id))
        if item is None:
            raise NotFound(f"no promotion {promotion_id} of {name}")
        return UnderWay(item["tenant"], Promotion.model_validate_json(item["doc"]))

    def under_way(self, name: str) -> UnderWay | None:
        """The promotion of a model that is under way."""
        item = self.table.get(PROMOTIONS, name)
        return self.promotion(name, item["promotion_id"]) if item else None

    def all_under_way(self) -> Iterator[UnderWay]:
        """Every promotion that is under way."""
        for item in list(self.table.query_all("pk = :pk", pk=PROMOTIONS)):
            yield self.promotion(item["sk"], item["promotion_id"])

    def registered(self, name: str, digest: str) -> Version | None:
        """The version that a bundle became; None for one that was not registered."""
        item = self.table.get(of_model(name), _of_bundle(digest))
        return self.version_of(name, int(item["version"])) if item else None

    # ---- Changing ----

    def answered(self, once: "Once", model: type[M]) -> M | None:
        """The answer that this key had before, if any. Raises: InvalidInput."""
        return once.first_answer(self.table, model)

    def add(
        self,
        before: Standing | None,
        after: Standing,
        version: Version,
        card: str,
        moved: Sequence[Version],
        told: Told | None,
        *acts: "Act",
    ) -> None:
        """Keep a new version. `moved`: others whose stage changes with it, as they are afterwards. `told`: what is to
        be sent of it, by the next round of the schedule.

        Raises: Conflict when the model changed meanwhile, or the bundle is registered.
        """
        changed = Conflict(f"{after.name} changed meanwhile; try again")
        writes = [
            self._standing(before, after),
            self.table.putting({**_version_item(version), "card": card}, "attribute_not_exists(pk)"),
            self.table.putting(
                {"pk": of_model(after.name), "sk": _of_bundle(version.digest), "version": version.version},
                "attribute_not_exists(pk)",
            ),
            *(self._restaged(each) for each in moved),
            *([self._waiting(told)] if told else []),
        ]
        with self.audit.recorder.recording(acts) as entries:
            self.table.transact(*writes, *entries, refused=[changed] * len(writes))

    def open(self, tenant: str, promotion: Promotion, once: "Once", *acts: "Act") -> None:
        """Keep a new promotion. Raises: Conflict when one of that model is under way, or `once` is taken."""
        is_open = Conflict(f"a promotion of {promotion.name} is under way; wait for it, or roll it back")
        writes = [
            self.table.putting(
                {"pk": PROMOTIONS, "sk": promotion.name, "promotion_id": promotion.promotion_id},
                "attribute_not_exists(pk)",
            ),
            self.table.putting(_promotion_item(tenant, promotion), "attribute_not_exists(pk)"),
            once.kept(promotion, self.table),
        ]
        with self.audit.recorder.recording(acts) as entries:
            self.table.transact(*writes, *entries, refused=[is_open, is_open, once.taken])

    def note(self, before: UnderWay, after: Promotion) -> None:
        """Put `after` in the place of a promotion that goes on. Raises: Conflict when it changed meanwhile."""
        self.table.transact(
            self._promotion(before, after), refused=[Conflict("the promotion changed meanwhile; try again")]
        )

    def change(
        self,
        before: Standing,
        after: Standing,
        versions: Sequence[Version],
        *,
        promotion: tuple[UnderWay, Promotion] | None = None,
        told: Told | None = None,
        acts: Sequence["Act"] = (),
        answer: "tuple[Once, Rollback] | None" = None,
    ) -> None:
        """Which versions answer, as `after` says, with all that belongs to it; or nothing of it.

        `versions`: those whose stage changes, as they are afterwards. `promotion`: as it was and is. `told`: what is to
        be sent of it. `answer`: the first answer to a request. Raises: Conflict when something changed meanwhile.
        """
        changed = Conflict(f"{after.name} changed meanwhile; try again")
        writes = [self._standing(before, after)]
        writes += [self._restaged(each) for each in versions]
        if promotion:
            writes.append(self._promotion(*promotion))
            if promotion[1].state is not PromotionState.RUNNING:
                writes.append(self.table.deleting((PROMOTIONS, after.name)))
        if told:
            writes.append(self._waiting(told))
        refused = [changed] * len(writes)
        if answer:
            once, answered = answer
            writes.append(once.kept(answered, self.table))
            refused.append(once.taken)
        with self.audit.recorder.recording(acts) as entries:
            self.table.transact(*writes, *entries, refused=refused)

    # ---- Events that wait to be sent ----

    def unsent(self, limit: int) -> list[Told]:
        """Events that wait, at most `limit`."""
        found = self.table.query("pk = :pk", limit=limit, pk=OUTBOX)
        return [EVENTS[item["event"]].model_validate_json(item["doc"]) for item in found.items]

    def sent(self, event_id: str) -> None:
        """Forget an event that has been sent."""
        self.table.delete(OUTBOX, event_id)

    def _standing(self, before: Standing | None, after: Standing) -> "TransactWriteItemTypeDef":
        item = {"pk": MODELS, "sk": after.name, "doc": after.model_dump_json(), "revision": after.revision}
        if before is None:
            return self.table.putting(item, "attribute_not_exists(pk)")
        return self.table.putting(item, "revision = :before", before=before.revision)

    def _restaged(self, version: Version) -> "TransactWriteItemTypeDef":
        place = (of_model(version.name), of_version(version.version))
        return self.table.updating(place, "SET doc = :doc", "attribute_exists(pk)", doc=version.model_dump_json())

    def _waiting(self, told: Told) -> "TransactWriteItemTypeDef":
        item = {"pk": OUTBOX, "sk": told.id, "event": told.name, "doc": told.model_dump_json()}
        return self.table.putting(item)

    def _promotion(self, before: UnderWay, after: Promotion) -> "TransactWriteItemTypeDef":
        was = before.promotion
        return self.table.updating(
            (of_model(after.name), _of_promotion(after.promotion_id)),
            "SET doc = :after",
            "doc = :before",
            before=was.model_dump_json(),
            after=after.model_dump_json(),
        )

    def _page(self, name: str, kind: str, limit: int, next: str | None) -> tuple[list[Item], str | None]:
        pk = of_model(name)
        place = f"{pk}#{kind}"
        part = self.table.query(
            "pk = :pk AND begins_with(sk, :kind)",
            limit=limit,
            after={"pk": pk, "sk": paging.position(place, next)} if next else None,
            newest_first=True,
            pk=pk,
            kind=kind,
        )
        return part.items, paging.token(place, str(part.last["sk"])) if part.last else None


def anonymous(once: "Once", by: "Caller") -> "Once":
    """The same key, kept without the user's name: a model's table holds nothing that is a person's."""
    key = sha256(f"{by.tenant}\n{by.user}\n{once.key}".encode()).hexdigest()
    return once.model_copy(update={"pk": "ONCE", "key": key})


def _of_bundle(digest: str) -> str:
    return f"B#{digest}"


def _of_promotion(promotion_id: str) -> str:
    return f"P#{promotion_id}"


def _version_item(version: Version) -> Item:
    return {"pk": of_model(version.name), "sk": of_version(version.version), "doc": version.model_dump_json()}


def _promotion_item(tenant: str, promotion: Promotion) -> Item:
    return {
        "pk": of_model(promotion.name),
        "sk": _of_promotion(promotion.promotion_id),
        "tenant": tenant,
        "doc": promotion.model_dump_json(),
    }
