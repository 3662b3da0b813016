"""A browser in a function of its own: who may call it, what it may do, and how a page travels."""

import io
import json
import random
from typing import Any, cast

import pytest

from house.templates import RESOURCES, TEMPLATES, Resource, functions
from rendering import function
from tradewind.errors import Unavailable
from tradewind.fetch import Fetched, FetchFailed, Robots
from tradewind.fetch.rendering import Refusal, Rendered, RenderingBusy, RenderLimits
from tradewind.fetch.rendering.chromium import FORBIDDEN, NEEDED, RESOLVES_NOTHING, command, why_unfit
from tradewind.fetch.rendering.remote import FunctionRenderer, answer, open_function
from tradewind_cli.checkout import ROOT

URL = "http://shop.example/p/kettle"


def the(name: str, template: str) -> Resource:
    [found] = [each for each in RESOURCES if str(each) == f"{template}:{name}"]
    return found


def test_the_function_is_made_only_where_its_image_is_named_and_may_only_write_its_log() -> None:
    nested = the("Rendering", "template.yaml")
    assert nested.body["Condition"] == "HasRendering"
    assert TEMPLATES[0].body["Parameters"]["RenderingImage"]["Default"] == ""
    made = the("Function", "infrastructure/rendering/template.yaml").properties
    assert (made["PackageType"], made["Architectures"]) == ("Image", ["arm64"])
    longest = RenderLimits().total_s + 10
    assert longest <= made["Timeout"] <= 60
    assert made["LoggingConfig"]["LogGroup"] == {"Ref": "Logs"}
    role = the("Role", "infrastructure/rendering/template.yaml").properties
    assert "ManagedPolicyArns" not in role
    [policy] = role["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == {"Fn::GetAtt": ["Logs", "Arn"]}


def test_those_who_look_at_pages_may_call_it_and_nobody_else() -> None:
    policy = the("RenderingPolicy", "functions/prices/template.yaml")
    assert policy.body["Condition"] == "HasRenderingFunction"
    [statement] = policy.at("PolicyDocument.Statement")
    assert (statement["Action"], statement["Resource"]) == ("lambda:InvokeFunction", {"Ref": "RenderingFunctionArn"})
    named = [each for each in functions() if "RENDERING_FUNCTION" in (each.at("Environment.Variables") or {})]
    assert {each["Ref"] for each in policy.properties["Roles"]} == {f"{each.name}Role" for each in named}
    for each in named:
        assert {"Ref": "RenderingLayerArn"} in each.properties["Layers"]
        assert {"LOCAL_HOSTS", "BROWSER_URL", "BROWSER_FINDS_US_AT"} <= each.at("Environment.Variables").keys()


def test_the_image_is_built_of_locked_packages_and_runs_the_handler() -> None:
    recipe = (ROOT / "infrastructure/rendering/Dockerfile").read_text()
    assert "--require-hashes" in recipe
    assert '"rendering.function.handler"' in recipe
    assert callable(function.handler)


class Screen:
    """A browser that shows what it is told to."""

    def __init__(self, shows: Rendered | Exception) -> None:
        self.shows = shows
        self.asked: list[tuple[str, str, RenderLimits]] = []

    def render(self, url: str, *, robots: Robots, limits: RenderLimits = RenderLimits()) -> Rendered:  # noqa: B008
        self.asked.append((url, robots.text, limits))
        if isinstance(self.shows, Exception):
            raise self.shows
        return self.shows


class Lambda:
    """Lambda, as a client sees it: calls `answer` with what it is sent, as the function does."""

    class exceptions:  # noqa: N801 (boto3's own name)
        class TooManyRequestsException(Exception):
            pass

    def __init__(self, screen: Screen | None, answers: dict[str, Any] | Exception | None = None) -> None:
        self.screen = screen
        self.answers = answers

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        assert FunctionName == "arn:rendering"
        if isinstance(self.answers, Exception):
            raise self.answers
        if self.answers is not None:
            return {"Payload": io.BytesIO(json.dumps(self.answers.get("told")).encode()), **self.answers}
        assert self.screen is not None
        told = json.dumps(answer(json.loads(Payload), self.screen)).encode()
        assert len(told) < 6 * 1024 * 1024
        return {"Payload": io.BytesIO(told)}


def asked(client: Lambda, limits: RenderLimits = RenderLimits()) -> Rendered:  # noqa: B008
    return FunctionRenderer("arn:rendering", cast("Any", client)).render(URL, robots=Robots("x"), limits=limits)


def page(body: bytes) -> Rendered:
    shown = Fetched(URL, 200, {"content-type": "text/html; charset=utf-8"}, body, (URL,), 1500, False)
    return Rendered(shown, (Refusal("10.0.0.8", "not on the public internet"),), 12, 345_678)


@pytest.mark.parametrize("body", [b"", "<p>€24.90</p>".encode(), b"<p>kettle</p>" * 300_000])
def test_a_page_comes_back_as_it_was_shown(body: bytes) -> None:
    screen = Screen(page(body))
    limits = RenderLimits(total_s=9, requests=20)
    assert asked(Lambda(screen), limits) == page(body)
    assert screen.asked == [(URL, "x", limits)]


def test_a_page_that_no_answer_holds_is_too_large() -> None:
    noise = random.Random(7).randbytes(5 * 1024 * 1024)
    with pytest.raises(FetchFailed) as failed:
        asked(Lambda(Screen(page(noise))))
    assert failed.value.kind == "too_large"


def test_what_fails_there_fails_here_in_the_same_words() -> None:
    with pytest.raises(FetchFailed) as failed:
        asked(Lambda(Screen(FetchFailed("tls", "The certificate of shop.example is not valid."))))
    assert (failed.value.kind, failed.value.detail) == ("tls", "The certificate of shop.example is not valid.")


@pytest.mark.parametrize(
    ("client", "error"),
    [
        (Lambda(None, Lambda.exceptions.TooManyRequestsException()), RenderingBusy),
        (Lambda(None, {"FunctionError": "Unhandled", "told": {"errorType": "Unavailable"}}), Unavailable),
        (Lambda(None, {"told": {"page": {}}}), Unavailable),
        (Lambda(None, {"told": {}}), Unavailable),
        (Lambda(None, {"told": {"page": {"body": "!!", "hops": []}, "refused": []}}), Unavailable),
    ],
)
def test_a_function_that_does_not_answer_is_unavailable(client: Lambda, error: type[Exception]) -> None:
    with pytest.raises(error):
        asked(client)


def test_the_function_ends_a_browser_that_does_not_work_so_that_the_next_call_has_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[bool] = []

    class Broken:
        def address(self) -> str:
            return "ws://127.0.0.1:1/devtools/browser/x"

        def stop(self) -> None:
            ended.append(True)

    monkeypatch.setattr(function, "open_browser", Broken)
    with pytest.raises(Unavailable, match="no browser answers"):
        function.handler({"url": URL, "robots": ""}, None)
    assert ended == [True]
    told = function.handler({"url": "http://10.0.0.8/", "robots": ""}, None)
    assert told == {"failed": {"kind": "refused", "detail": "10.0.0.8 is not on the public internet."}}
    assert ended == [True], "a page that is refused is no fault of the browser's"


def test_a_call_waits_as_long_as_a_page_may_take_and_is_made_once() -> None:
    config: Any = open_function("arn:rendering")._client.meta.config
    assert config.read_timeout >= RenderLimits().total_s + 10
    assert config.retries["total_max_attempts"] == 1


def test_a_browser_is_used_only_with_what_keeps_pages_in(tmp_path: Any) -> None:
    started = command("/usr/bin/chromium", 0, tmp_path, sandboxed=True)
    assert why_unfit(started) is None
    assert "--no-sandbox" not in started
    for switch in (*NEEDED, next(each for each in started if each.startswith(RESOLVES_NOTHING))):
        lacking = [each for each in started if each != switch]
        assert "was started without" in (why_unfit(lacking) or "")
    for switch in (*FORBIDDEN, "--load-extension=/x", "--remote-allow-origins=*"):
        assert "was started with" in (why_unfit([*started, switch]) or ""), switch
    assert why_unfit([*started, "--load-extension="]) is None
