"""Pages as a browser shows them, with every request behind the guard. See docs/decisions/rendering.md."""

from tradewind.fetch.rendering.outcome import Refusal, Rendered, Renderer, RenderingBusy, RenderLimits

__all__ = ["Refusal", "RenderLimits", "Rendered", "Renderer", "RenderingBusy"]
