"""Messages that were given up, for the administrators of the tenant that they are of.

What names no tenant is an operator's: the news of a schedule, and what says nothing at all (`tradewind replay`).
"""

from collections.abc import Mapping

from pydantic import BaseModel

from prices.models.sweep import MOST_LETTERS, DeadLetter, DeadLetters, PutBack
from prices.rules.letters import Meant, meant
from prices.service import recorded
from prices.store import PriceStore
from tradewind import dead_letters as kernel
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import NotFound
from tradewind.idempotency import Once
from tradewind.queue import Queue

LONGEST_REASON = 500


class Asked(BaseModel):
    """What is to be put back; null: all."""

    letter_id: str | None


def dead_letters(
    by: Caller, *, letters: kernel.DeadLetters, origins: Mapping[str, Queue], store: PriceStore
) -> DeadLetters:
    """The caller's messages among those that wait, given up, the newest first.

    Raises: Unavailable, TradewindError when the queue does not answer.
    """
    with letters.held(MOST_LETTERS) as held:
        found = [_shown(letter, about, origins) for letter, about in _of(by, held.letters, store)]
    return DeadLetters(items=sorted(found, key=lambda each: each.given_up_at, reverse=True), is_whole=held.is_all)


def put_back(
    letter_id: str | None,
    by: Caller,
    key: str,
    *,
    letters: kernel.DeadLetters,
    origins: Mapping[str, Queue],
    store: PriceStore,
    now: Clock,
) -> PutBack:
    """Put one of the caller's messages, or all, back into the queues that they came from, once for each key.

    One that is cut short leaves a message in both queues, never in none; each is handled once, however often it comes.
    Raises: NotFound for a message that does not wait (any more), is another tenant's, or came from no queue of ours;
    InvalidInput for a key that was used for another request; Unavailable when a queue does not answer.
    """
    at = now()
    once = Once.of(by, "prices.put_back", key, Asked(letter_id=letter_id), at)
    if first := store.replays.answered(once):
        return first
    by_name = {queue.name: queue for queue in origins.values()}
    with letters.held(MOST_LETTERS) as held:
        ours = [letter for letter, _ in _of(by, held.letters, store) if letter_id in (None, letter.letter_id)]
        back = held.put_back(ours, by_name)
    if letter_id is not None and not back:
        raise NotFound(f"no letter {letter_id} waits; it was put back, or is gone")
    done = PutBack(letter_ids=tuple(letter.letter_id for letter in back), is_whole=held.is_all)
    actor = store.audit.persons().actor(by.tenant, by.user) if back else ""
    store.replays.keep(done, once, [recorded.letters_put_back(done, by.tenant, actor, at)] if back else [])
    return done


def _of(by: Caller, letters: list[kernel.Letter], store: PriceStore) -> list[tuple[kernel.Letter, Meant]]:
    """The letters that are a tenant's: those that name it, and checks of pages that it watches, of these alone."""
    found = []
    for letter in letters:
        about = meant(letter.body)
        if about.tenant is None:
            watched = (each for each in about.listing_ids if store.listings.is_watched_by(by.tenant, each))
            about = about._replace(listing_ids=tuple(watched))
        if about.tenant == by.tenant or about.listing_ids:
            found.append((letter, about))
    return found


def _shown(letter: kernel.Letter, about: Meant, origins: Mapping[str, Queue]) -> DeadLetter:
    named = {queue.name: called for called, queue in origins.items()}
    return DeadLetter(
        letter_id=letter.letter_id,
        queue=named.get(letter.queue, "no queue of ours"),
        reason=letter.reason[:LONGEST_REASON],
        given_up_at=letter.given_up_at,
        host=about.host,
        listing_ids=about.listing_ids,
        watch_id=about.watch_id,
        import_id=about.import_id,
    )
