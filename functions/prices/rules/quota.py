"""What a tenant's tier holds of the price watch: how many watches look, and how often."""

from collections.abc import Sequence
from math import ceil

from prices.models.watch import Rule, Schedule, Watch
from tradewind.caller import Tier
from tradewind.errors import TierRequired


def check_schedule(asked: Schedule, tier: Tier) -> None:
    """A schedule asks for nothing more often than the tier looks. `fastest_minutes` left out asks for nothing.

    Raises: TierRequired, naming the field.
    """
    least = tier.allowance.least_minutes
    for field, minutes in (("every_minutes", asked.every_minutes), ("fastest_minutes", asked.fastest_minutes)):
        if minutes is not None and minutes < least:
            raise TierRequired(
                f"check.{field}: the {tier} tier looks every {least} minutes at most often; ask for {least} or more, "
                "or book a higher tier"
            )


def check_rule(asked: Rule, tier: Tier) -> None:
    """A watch speaks of what its tier holds: predicted drops from the premium tier up (seed 003).

    Raises: TierRequired, naming the field.
    """
    if asked.predicted_drop_percent is not None and not tier.holds(Tier.PREMIUM):
        raise TierRequired(
            f"predicted_drop_percent: predicted drops are in the premium tier and those above; your tier is {tier}"
        )


def lifted(schedule: Schedule, least_minutes: int) -> Schedule:
    """The schedule that counts: no wait in it is shorter than `least_minutes`. What was asked for stays as it is."""
    fastest = schedule.fastest_minutes
    shortest = schedule.every_minutes / 6 if fastest is None else fastest
    if shortest >= least_minutes:
        return schedule
    every = max(schedule.every_minutes, least_minutes)
    return schedule.model_copy(
        update={"every_minutes": every, "fastest_minutes": min(max(ceil(shortest), least_minutes), every)}
    )


def to_pause(watches: Sequence[Watch], most: int | None) -> list[Watch]:
    """The watches that are over the quota: of those that look, the newest beyond `most`, the newest first."""
    looking = sorted((watch for watch in watches if not watch.paused), key=_age)
    return looking[most:][::-1] if most is not None else []


def to_give_back(watches: Sequence[Watch], most: int | None) -> list[Watch]:
    """The watches that the quota paused and has room for again, the oldest first."""
    held = sorted((watch for watch in watches if watch.paused_because == "quota"), key=_age)
    looking = sum(not watch.paused for watch in watches)
    return held[: max(most - looking, 0)] if most is not None else held


def _age(watch: Watch) -> tuple[str, str]:
    return watch.created_at.isoformat(), watch.watch_id
