"""Coupons and reports are copied and erased with the rest of what is a user's or a tenant's."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from fakes import ANA, BOB, KETTLE, World, shows
from office import BUCKETS, Office
from prices import service
from prices.models.coupon import CouponRequest, ReportRequest, ShopTermsRequest
from prices.models.report import ObservationRequest
from tradewind.caller import Caller, Role, Tier

if TYPE_CHECKING:
    from tradewind.dynamo import Table

EVE = Caller(tenant="acme", user="eve", role=Role.ADMIN, tier=Tier.PRO)
FOUND = {"code": "TEN10", "kind": "percent", "percent": "10", "text": "10% off with code TEN10"}
SHOWN = "<b class='price member'>€ 80,00</b>"


@pytest.fixture
def office(table: "Table", tmp_path: Path) -> Iterator[Office]:
    s3 = boto3.client("s3", region_name="us-east-1")
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket)
    world = World(table)
    world.web[KETTLE] = shows("100", says={"coupons": [FOUND]})
    world.watch(by=BOB)
    world.check()
    for by in (ANA, BOB):
        shop(world, by)
    yield Office(world, s3, tmp_path)


def shop(world: World, by: Caller) -> None:
    """Somebody adds a coupon, says how a shop takes them, reports on one of a page, and on a price."""
    store: Any = {"store": world.store, "now": world.now}
    wanted = CouponRequest.model_validate({"host": "shop.test", "kind": "percent", "percent": "5"})
    service.add_coupon(wanted, by, "c", new_id=world.new_id, **store)
    service.set_shop_terms("shop.test", ShopTermsRequest(), by, **store)
    [shared] = [each for each in service.coupons(by, "shop.test", 10, None, **store).items if each.shared]
    service.report_coupon(shared.coupon_id, ReportRequest(works=True), by, **store)
    seen = {"url": KETTLE, "price": "80", "currency": "EUR", "member": True, "witness": SHOWN, "seen_at": world.now()}
    request = ObservationRequest.model_validate(seen)
    service.observe(request, by, "o", deliveries=world.deliveries, new_id=world.new_id, **store)


def test_a_copy_holds_coupons_reports_and_what_is_known_of_the_reporter(office: Office) -> None:
    job = office.ask_export(ANA)
    office.run_export(job)
    hers = office.content("acme", job)
    kinds = {"coupons", "shops", "votes", "reports", "reporters"}
    assert {kind: len(hers[f"prices/{kind}.jsonl"]) for kind in kinds} == dict.fromkeys(kinds, 1)
    assert "bob" not in str(hers)


def test_an_erased_user_is_nowhere_and_the_tenants_coupons_and_reports_stay(office: Office) -> None:
    office.run_erasure(office.ask_erasure(EVE, user="ana"))
    left = [item["pk"] for item in office.naming("ana") if not item["pk"].endswith(("#JOBS", "#ONCE#eve"))]
    assert left == []
    store: Any = {"store": office.world.store, "now": office.world.now}
    assert {each.created_by for each in service.coupons(ANA, None, 10, None, **store).items} == {"erased"}
    assert [each.created_by for each in service.reports(EVE, 10, None, store=office.world.store).items] == ["erased"]
    assert len(service.reports(BOB, 10, None, store=office.world.store).items) == 1


def test_an_erased_tenant_says_nothing_of_shared_coupons_and_listings_any_more(office: Office) -> None:
    office.run_erasure(office.ask_erasure(EVE, whole_tenant=True))
    assert [item["sk"] for item in office.kept("acme") if item["pk"].startswith(("COUPON#", "LISTING#"))] == []
    assert [item["pk"] for item in office.kept("acme") if "COUPONS" in item["pk"] or "REPORT" in item["pk"]] == []
    assert len(office.kept("other")) > 5
