"""Pages that only a browser can read: what comes of showing one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prices.models.page import Reading, Want
from prices.rules.rendering import Rendering
from tradewind.evidence import Reason

if TYPE_CHECKING:
    from tradewind.fetch import Fetched, Robots
    from tradewind.fetch.rendering import Rendered, Renderer, RenderLimits

SHOWING_S = 20.0
"""How much longer a look may take for a browser: a page takes 15 s at most there, reaching the browser a few more."""
MOST_TOLD = 4

NAME_ONE = Reason(
    text="only a browser shows this page's price, since its scripts put it there; whoever runs Tradewind can name one "
    "that renders such pages (docs/rendering.md)"
)
IT_IS_DOWN = Reason(text="only a browser shows this page's price, and the one that renders pages does not answer")
IT_IS_BUSY = Reason(text="only a browser shows this page's price, and the one that renders pages is busy; ask again")
IT_RESTS = Reason(text="scripts seem to put the price there, but a browser found none on this shop's pages of late")
IT_IS_PRIVATE = Reason(
    text="only a browser shows this page's price, and a page of your own, by its address or by request headers, is not "
    "given to one"
)
IT_WAITS = Reason(
    text="only a browser shows this page's price; the shop asks for a delay between visits, so it is shown at the next"
)


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser that shows pages, and what is known of the host whose pages they are."""

    renderer: "Renderer"
    known: Rendering


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as a browser showed it, and what was read of it."""

    page: "Fetched"
    reading: Reading


ReadPage = Callable[["Fetched", Want], Reading]


def show(
    url: str,
    want: Want,
    robots: "Robots",
    *,
    renderer: "Renderer",
    read: ReadPage,
    limits: "RenderLimits | None" = None,
) -> Shown:
    """Have a page shown and read it as it stands then; its reasons say what the browser did.

    Raises: FetchFailed where the page cannot be shown, Unavailable where the browser cannot, RenderingBusy among it.
    """
    rendered = renderer.render(url, robots=robots, limits=limits) if limits else renderer.render(url, robots=robots)
    reading = read(rendered.page, want)
    reasons = [*reading.reasons, *_told(rendered)]
    return Shown(rendered.page, reading.model_copy(update={"reasons": reasons, "needs_browser": False}))


def _told(rendered: "Rendered") -> list[Reason]:
    """What the browser did, and what of the page was not let through."""
    seconds = rendered.page.elapsed_ms / 1000
    told = [f"read as a browser shows it, after {rendered.requests} requests and {seconds:.1f} s"]
    told += [f"not let through: {each.what[:80]}: {each.why}" for each in rendered.refused[:MOST_TOLD]]
    return [Reason(text=text) for text in told]
