"""A channel: where one person wants to be told, of what, and when."""

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from notifications.models.alert import AlertKind, Tag
from tradewind.model import Id, Model, Moment, only_known_fields

MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
"""The addresses that HTML's `<input type=email>` takes (https://html.spec.whatwg.org/#valid-e-mail-address), with a
dot in the domain: nothing that a mail's header could be broken with."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Language(StrEnum):
    """Languages that messages are written in."""

    EN = "en"
    FR = "fr"
    PT = "pt"
    ZH = "zh"
    HI = "hi"


class ChannelState(StrEnum):
    """Whether a channel may be used."""

    UNPROVEN = "unproven"  # until its owner has typed the code that came through it
    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"  # by the link in a message; a new code opens it again
    GONE = "gone"  # the receiver is there no more, as a push subscription that ended


class Every(StrEnum):
    """How often a digest comes."""

    DAY = "day"
    WEEK = "week"


class Whose(StrEnum):
    """Whose watches a channel tells of."""

    OWN = "own"
    ALL = "all"


def _known_zone(name: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; use a name such as Europe/Paris or UTC") from error
    return name


def _mailbox(address: str) -> str:
    local, _, domain = address.rpartition("@")
    written = f"{local}@{domain.lower()}"
    if not MAILBOX.fullmatch(written):
        raise ValueError("not an e-mail address, as ana@example.org")
    return written


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
Clock = Annotated[time, Field(description="a time of day, as 22:30")]
Address = Annotated[str, StringConstraints(min_length=5, max_length=2000, pattern="^[\\x21-\\x7e]+$")]
Key = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{16,100}={0,2}$")]


class Service(Model):
    """A service, by its address in Apprise's form (https://github.com/caronc/apprise/wiki)."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["service"]
    address: Address = Field(
        description="kept encrypted, never shown",
        examples=["tgram://123456789:AA.../987654321", "ntfys://ntfy.sh/mine"],
    )
    server: Annotated[str, StringConstraints(max_length=300, pattern="^https?://[^\\s/?#]+$")] | None = Field(
        default=None, description="a Bot API server of your own, for Telegram only"
    )


class Mailbox(Model):
    """An e-mail address."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["mail"]
    address: Annotated[str, StringConstraints(max_length=254), AfterValidator(_mailbox)]


class Browser(Model):
    """A browser's push subscription, as `PushSubscription.toJSON()` tells it (https://www.w3.org/TR/push-api/)."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["push"]
    endpoint: Annotated[str, StringConstraints(max_length=2000, pattern="^https://[\\x21-\\x7e]+$")]
    p256dh: Key
    auth: Key


Destination = Annotated[Service | Mailbox | Browser, Field(discriminator="by")]


class Quiet(Model):
    """Hours of the day in which nothing is sent; an end before the start spans midnight."""

    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _hours_leave_room(self) -> "Quiet":
        if self.start == self.end:
            raise ValueError("start and end leave no time between them")
        if any(each.tzinfo or each.second or each.microsecond for each in (self.start, self.end)):
            raise ValueError("give hours and minutes alone, as 22:30; the zone stands in time_zone")
        return self


class Digest(Model):
    """All alerts in one message, at an hour."""

    every: Every
    hour: int = Field(ge=0, le=23)
    weekday: Weekday = Field(default="mon", description="of a weekly one")


AskedQuiet = Annotated[Quiet, only_known_fields(Quiet)]
AskedDigest = Annotated[Digest, only_known_fields(Digest)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Wishes(Model):
    """What its owner wants of a channel. Hours are those of `time_zone`."""

    name: Name | None = None
    language: Language = Language.EN
    time_zone: TimeZone = "UTC"
    quiet: AskedQuiet | None = None
    digest: AskedDigest | None = None
    kinds: tuple[AlertKind, ...] = Field(default=(), max_length=10, description="of these alone; empty: of all")
    tags: tuple[Tag, ...] = Field(default=(), max_length=20, description="with one of these tags; empty: all")
    whose: Whose = Field(default=Whose.OWN, description="`all` is for managers")
    paused: bool = False


class ChannelRequest(Wishes):
    """A channel to open."""

    model_config = ConfigDict(extra="forbid")

    to: Destination


class ChannelChange(Wishes):
    """What to change of a channel: only what is sent changes. Another destination is another channel."""

    model_config = ConfigDict(extra="forbid")


class Channel(Wishes):
    """A channel as it is kept and shown; its destination is kept beside it, sealed."""

    channel_id: Id
    owner: Id
    service: str = Field(max_length=20, description="as telegram, mail or push")
    shown: str = Field(max_length=300, description="what may be shown of where it leads")
    state: ChannelState = ChannelState.UNPROVEN
    created_at: Moment
    changed_at: Moment


class Asked(Model):
    """A code that was sent, and how often a wrong one may still be typed."""

    at: Moment
    tries_left: int = Field(ge=0, le=10)


class CodeSent(Model):
    """That a code is on its way."""

    channel_id: Id
    expires_at: Moment


class Proof(Model):
    """The code that came through the channel."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(pattern="^[0-9]{8}$")]


class TrialSent(Model):
    """That a test message is on its way, and where its state can be read."""

    channel_id: Id
    delivery_id: Id


class PushKey(Model):
    """What a browser subscribes with (`applicationServerKey`, RFC 8292)."""

    key: str = Field(max_length=100, description="the public key, in base64url")
