"""When a server wants to be asked again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER_S = 24 * 3600


def retry_after_s(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds until a Retry-After (RFC 9110 section 10.2.3: seconds or a date), 0 to a day; None without a clean one.

    `headers` has names in lower case, as `Fetched.headers`.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,18}", value):
        return min(int(value), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(round((moment - now).total_seconds()), 0), MAX_RETRY_AFTER_S)
