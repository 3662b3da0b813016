"""The demo shop's answers: pages, errors, redirects, robots, the control and the webhooks' receiver."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.shop.answer import Answer, Ask
from local.shop.site import answer
from local.shop.state import State

KETTLE = "http://harbour.shop.test/p/steel-kettle"
TEA = "http://harbour.shop.test/p/darjeeling-tea"


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State.load(tmp_path)


def get(state: State, url: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    _, _, rest = url.partition("//")
    host, slash, target = rest.partition("/")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    ask = Ask(method, host, slash + target, named, body)
    state.visits.begin(ask.host, ask.url)
    state.visits.end(ask.host)
    return answer(ask, state)


def header(made: Answer, name: str) -> str | None:
    return dict(made.headers).get(name)


def document(made: Answer) -> Any:
    return json.loads(made.body)


def test_an_unchanged_page_is_not_sent_again(state: State) -> None:
    first = get(state, KETTLE)
    tag, changed = header(first, "ETag"), header(first, "Last-Modified")
    assert first.status == 200 and tag and changed
    assert get(state, KETTLE, if_none_match=tag).status == 304
    assert get(state, KETTLE, if_modified_since=changed).status == 304
    assert get(state, KETTLE, if_none_match='"another"', if_modified_since=changed).status == 200
    state.move_to(1)
    assert get(state, KETTLE, if_none_match=tag).status == 200


def test_a_bench_page_is_not_sent_again_either(state: State) -> None:
    url = "http://h042.bench.shop.test/p/7"
    tag = header(get(state, url), "ETag")
    assert tag and get(state, url, if_none_match=tag).status == 304
    state.move_to(5)
    assert get(state, url, if_none_match=tag).status == 200


def test_a_gap_is_a_page_that_does_not_answer(state: State) -> None:
    assert get(state, TEA).status == 200
    state.move_to(1)
    gap = get(state, TEA)
    assert gap.status == 503
    assert header(gap, "Retry-After")


def test_old_addresses_lead_to_new_ones(state: State) -> None:
    moved = get(state, "http://harbour.shop.test/old/steel-kettle")
    assert moved.status == 301
    assert header(moved, "Location") == KETTLE


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/chain/3", 301, "http://trials.shop.test/chain/2"),
        ("/chain/1", 301, KETTLE),
        ("/loop/a", 302, "http://trials.shop.test/loop/b"),
        ("/to-private", 302, "http://10.0.0.8/p/1"),
        ("/to-metadata", 302, "http://169.254.169.254/latest/meta-data/"),
        ("/missing", 404, None),
        ("/gone", 410, None),
        ("/down", 503, None),
        ("/status/418", 418, None),
        ("/status/none", 404, None),
        ("/no-such-trial", 404, None),
    ],
)
def test_trials_answer_as_their_path_says(state: State, path: str, status: int, location: str | None) -> None:
    made = get(state, f"http://trials.shop.test{path}")
    assert made.status == status
    assert header(made, "Location") == location


def test_a_busy_shop_says_when_to_come_back(state: State) -> None:
    made = get(state, "http://trials.shop.test/busy?after=7")
    assert (made.status, header(made, "Retry-After")) == (429, "7")


def test_a_flaky_page_answers_every_third_time(state: State) -> None:
    assert [get(state, "http://trials.shop.test/flaky").status for _ in range(6)] == [500, 500, 200, 500, 500, 200]


def test_a_members_page_shows_its_price_to_members(state: State) -> None:
    url = "http://trials.shop.test/member"
    assert "£49.99" not in get(state, url).body.decode()
    assert "£49.99" in get(state, url, cookie="a=b; club=yes").body.decode()
    assert "£49.99" in get(state, url, x_club_key="open-sesame").body.decode()


def test_huge_and_packed_answers_are_as_large_as_they_say(state: State) -> None:
    assert len(get(state, "http://trials.shop.test/huge").body) > 8 * 1024 * 1024
    bomb = get(state, "http://trials.shop.test/bomb")
    assert len(bomb.body) < 1024 * 1024
    assert header(bomb, "Content-Encoding") == "gzip"


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("harbour", "Disallow: /basket"),
        ("galil", "Crawl-delay: 1"),
        ("trials", "Disallow: /private/"),
        ("closed", "Disallow: /\n"),
        ("patient", "Crawl-delay: 2"),
        ("h007.bench", "Disallow: /basket"),
    ],
)
def test_robots_have_their_rules(state: State, host: str, said: str) -> None:
    made = get(state, f"http://{host}.shop.test/robots.txt")
    assert made.status == 200
    assert said in made.body.decode()


def test_a_shop_may_be_unable_to_say_its_rules(state: State) -> None:
    assert get(state, "http://robots-down.shop.test/robots.txt").status == 503
    assert get(state, "http://robots-missing.shop.test/robots.txt").status == 404


def test_the_day_moves_on_and_survives_a_restart(state: State) -> None:
    assert document(get(state, "http://shop.test/_shop/day")) == {"day": 0}
    assert document(get(state, "http://shop.test/_shop/advance?days=2", "POST")) == {"day": 2}
    assert State.load(state.folder).day == 2
    assert document(get(state, "http://shop.test/_shop/day?day=0", "PUT")) == {"day": 0}


def test_an_open_shop_says_so(state: State) -> None:
    assert document(get(state, "http://127.0.0.1/_shop/health")) == {"open": True}


def test_the_control_knows_the_truth_of_a_page(state: State) -> None:
    told = document(get(state, f"http://shop.test/_shop/truth?url={KETTLE}&day=1"))
    assert (told["price"], told["currency"], told["was_price"]) == ("40.99", "GBP", "49.99")
    bench = document(get(state, "http://shop.test/_shop/truth?url=http://h001.bench.shop.test/p/3"))
    assert bench["title"] in get(state, "http://h001.bench.shop.test/p/3").body.decode()
    assert get(state, "http://shop.test/_shop/truth?url=http://nowhere.test/").status == 404


def test_the_control_lists_what_can_be_watched(state: State) -> None:
    pages = document(get(state, "http://shop.test/_shop/pages"))["pages"]
    assert len(pages) >= 60
    assert all(get(state, page["url"]).status in {200, 503} for page in pages)
    assert len(document(get(state, "http://shop.test/_shop/bench?hosts=3&pages=2"))["urls"]) == 6


def test_the_control_tells_the_past_with_its_gaps(state: State) -> None:
    pages = document(get(state, "http://shop.test/_shop/history?days=120"))["pages"]
    observations = [row for page in pages for row in page["observations"]]
    assert len(observations) == 120 * len(pages)
    assert {row["day"] for row in observations} == set(range(-120, 0))
    gaps = [row for row in observations if row["gap"]]
    assert gaps and all(set(row) == {"day", "gap"} for row in gaps)
    (one,) = document(get(state, f"http://shop.test/_shop/history?days=5&url={KETTLE}"))["pages"]
    assert len(one["observations"]) == 5


@pytest.mark.parametrize(
    ("url", "method", "status"),
    [
        ("/_shop/nothing", "GET", 404),
        ("/_shop/day", "DELETE", 404),
        ("/_shop/truth", "GET", 400),
        ("/_shop/advance?days=many", "POST", 400),
        ("/_shop/advance?days=9999", "POST", 400),
        ("/_hook/a/plan", "PUT", 400),
        ("/_hook/a/b/c", "GET", 404),
    ],
)
def test_what_the_control_cannot_do_it_says(state: State, url: str, method: str, status: int) -> None:
    made = get(state, f"http://shop.test{url}", method)
    assert made.status == status
    assert document(made)["error"]


def test_visits_are_counted_by_address_and_host(state: State) -> None:
    get(state, KETTLE)
    get(state, KETTLE)
    told = document(get(state, "http://shop.test/_shop/fetches"))
    assert told["urls"][KETTLE] == 2
    assert told["hosts"]["harbour.shop.test"]["requests"] == 2
    assert told["hosts"]["harbour.shop.test"]["most_at_once"] == 1
    get(state, "http://shop.test/_shop/fetches", "DELETE")
    assert KETTLE not in document(get(state, "http://shop.test/_shop/fetches"))["urls"]


def test_a_webhook_is_kept_with_its_headers_and_survives_a_restart(state: State) -> None:
    hook = "http://hooks.shop.test/_hook/alerts"
    assert get(state, hook, "POST", b'{"kind":"drop"}', webhook_id="a1").status == 204
    for known in (state, State.load(state.folder)):
        (delivery,) = document(get(known, hook))["deliveries"]
        assert delivery["body"] == '{"kind":"drop"}'
        assert delivery["headers"]["webhook-id"] == "a1"
        assert delivery["answered"] == 204
    get(state, hook, "DELETE")
    assert document(get(State.load(state.folder), hook))["deliveries"] == []


def test_a_webhooks_receiver_fails_as_it_was_told_to(state: State) -> None:
    hook = "http://hooks.shop.test/_hook/alerts"
    plan = {"steps": [{"status": 500, "times": 2}, {"status": 200, "wait_s": 3}, {"drop": True}]}
    assert document(get(state, f"{hook}/plan", "PUT", json.dumps(plan).encode())) == {"steps": 4}
    answers = [get(state, hook, "POST", b"{}") for _ in range(5)]
    assert [made.status for made in answers[:3]] == [500, 500, 200]
    assert answers[2].wait_s == 3
    assert answers[3].cut
    assert answers[4].status == 204
    assert [row["answered"] for row in document(get(state, hook))["deliveries"]] == [500, 500, 200, None, 204]
