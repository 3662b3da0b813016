"""Bodies within bounds: how much is read, how much it decodes to."""

import zlib
from collections.abc import Iterable

from tradewind.fetch.outcome import FetchFailed, Limits

SLACK_BYTES = 1024 * 1024
"""Below this a body may inflate as it likes: a small page of one repeated row is no bomb."""

_GZIP = zlib.MAX_WBITS | 16


def read_body(chunks: Iterable[bytes], encoding: str, limits: Limits) -> bytes:
    """The decoded body of `chunks`, coded as `encoding` says (a Content-Encoding: identity, gzip, deflate).

    Raises: FetchFailed (too_large past `limits`, bad_response where it cannot be decoded).
    """
    match encoding.strip().lower():
        case "" | "identity":
            return _collect(chunks, limits)
        case "gzip" | "x-gzip" | "deflate" as coding:
            return _inflate(chunks, coding != "deflate", limits)
        case _:
            raise FetchFailed("bad_response", "The server sent a content encoding that was not asked for.")


def _collect(chunks: Iterable[bytes], limits: Limits) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limits.body_bytes:
            raise _too_large(limits)
    return bytes(body)


def _inflate(chunks: Iterable[bytes], is_gzip: bool, limits: Limits) -> bytes:
    body = bytearray()
    read = 0
    member = None
    for chunk in chunks:
        read += len(chunk)
        if read > limits.body_bytes:
            raise _too_large(limits)
        rest = chunk
        while rest:
            if member is None:
                # A gzip file may have several members; whatever else follows an end is padding.
                if body and not (is_gzip and rest[0] == 0x1F):
                    break
                member = zlib.decompressobj(_GZIP if is_gzip else _deflate_window(rest))
            try:
                body += member.decompress(rest, limits.body_bytes + 1 - len(body))
            except zlib.error:
                raise FetchFailed("bad_response", "The body cannot be decoded.") from None
            if len(body) > limits.body_bytes:
                raise _too_large(limits)
            if len(body) > max(SLACK_BYTES, limits.inflation * read):
                raise FetchFailed("too_large", "The body inflates as no page does.")
            rest = member.unconsumed_tail
            if member.eof:
                rest, member = member.unused_data, None
    if member is not None:
        raise FetchFailed("bad_response", "The body ends too early.")
    return bytes(body)


def _deflate_window(start: bytes) -> int:
    """RFC 9110 has deflate in a zlib wrapper; some servers send it bare, which its first two bytes show."""
    is_wrapped = start[0] & 0x0F == 8 and (len(start) == 1 or int.from_bytes(start[:2]) % 31 == 0)
    return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS


def _too_large(limits: Limits) -> FetchFailed:
    return FetchFailed("too_large", f"The answer is larger than {limits.body_bytes / 1024 / 1024:.3g} MiB.")
