"""A small application on the local AWS: built, deployed, called, updated, killed and started again."""

import base64
import contextlib
import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from local.deployment import DeployError, deploy
from local.packages import Built, build
from local.process import EmulatorProcess

pytestmark = pytest.mark.stack

ROOT = Path(__file__).parents[2]
BUILDS = ROOT / ".build"  # a folder there is named by all that decides its content
SHOP = Path(__file__).parent / "fixtures" / "shop" / "template.yaml"


def clients(endpoint: str, service: str) -> Any:
    import boto3

    session: Any = boto3.Session("test", "test", region_name="us-east-1")
    return session.client(service, endpoint_url=endpoint)


def await_until(claim: Callable[[], Any], seconds: float = 10) -> Any:
    """What the claim says once it says something."""
    deadline = time.monotonic() + seconds
    while not (said := claim()):
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
    return said


@dataclass
class Shop:
    """The deployed application."""

    emulator: EmulatorProcess
    built: Built
    outputs: dict[str, str]

    def call(self, method: str, path: str, token: str | None = "open") -> tuple[int, dict[str, Any]]:
        url = f"{self.emulator.endpoint}/_aws/execute-api/{self.outputs['ApiId']}/$default{path}"
        request = urllib.request.Request(url, method=method, headers={"authorization": token} if token else {})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def deploy(self, template: Path = SHOP, built: Built | None = None, **parameters: str) -> dict[str, str]:
        return deploy(self.emulator.endpoint, template, built or self.built, parameters)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    emulator = EmulatorProcess(tmp_path_factory.mktemp("aws"))
    emulator.start()
    try:
        built = build(SHOP, BUILDS, "host")
        yield Shop(emulator, built, deploy(emulator.endpoint, SHOP, built, {}))
    finally:
        emulator.stop()


def place(shop: Shop, order_id: str) -> None:
    assert shop.call("POST", f"/v1/orders/{order_id}")[0] == 202
    await_until(lambda: shop.call("GET", f"/v1/orders/{order_id}")[0] == 200)


def test_a_request_passes_the_authorizer_the_alias_the_queue_and_the_table(shop: Shop) -> None:
    place(shop, "first")
    status, body = shop.call("GET", "/v1/orders/first")
    assert (status, body["item"]) == (200, {"pk": "first", "sk": "order"})
    assert body["arn"].rpartition(":")[2].isdigit(), "the integration calls a version through its alias"


def test_callers_without_a_token_or_with_a_wrong_one_stay_out(shop: Shop) -> None:
    assert shop.call("GET", "/v1/orders/any", token=None)[0] == 401
    assert shop.call("GET", "/v1/orders/any", token="shut")[0] == 403


def test_a_function_sees_only_its_package_and_its_layers(shop: Shop) -> None:
    place(shop, "seen")
    body = shop.call("GET", "/v1/orders/seen")[1]
    assert body["gate_sees"] == "", "the authorizer has no layer"
    assert body["foreign"] == [], "what steers the emulator or is the developer's own does not reach a function"


def test_preflights_are_answered_as_the_template_says(shop: Shop) -> None:
    url = f"{shop.emulator.endpoint}/_aws/execute-api/{shop.outputs['ApiId']}/$default/v1/orders/x"
    headers = {"origin": "http://console.test", "access-control-request-method": "GET"}
    with urllib.request.urlopen(urllib.request.Request(url, method="OPTIONS", headers=headers)) as answer:
        assert answer.headers["access-control-allow-origin"] == "http://console.test"


def test_a_workflow_catches_the_handlers_own_exception(shop: Shop) -> None:
    states = clients(shop.emulator.endpoint, "stepfunctions")
    run = states.start_execution(stateMachineArn=shop.outputs["SweepArn"], input='{"shards": [0, 1, 2]}')
    logs = clients(shop.emulator.endpoint, "stepfunctions")
    done = await_until(
        lambda: (found := logs.describe_execution(executionArn=run["executionArn"]))["status"] != "RUNNING" and found
    )
    assert json.loads(done["output"]) == [
        {"shard": 0, "has_time_left": True},
        {"shard": 1, "has_time_left": True},
        {"refused": True},
    ]


def test_the_same_deploy_again_changes_nothing(shop: Shop) -> None:
    functions = clients(shop.emulator.endpoint, "lambda")
    before = functions.get_function(FunctionName=shop.outputs["ApiFunction"])["Configuration"]
    assert shop.deploy() == shop.outputs
    after = functions.get_function(FunctionName=shop.outputs["ApiFunction"])["Configuration"]
    assert before["RevisionId"] == after["RevisionId"]


def test_a_change_of_one_function_keeps_tables_queues_and_names(shop: Shop, tmp_path: Path) -> None:
    place(shop, "kept")
    copied = tmp_path / "shop"
    shutil.copytree(SHOP.parent, copied)
    template = copied / "template.yaml"
    template.write_text(template.read_text().replace("../../../../layers/base", str(base_layer())))
    api = copied / "orders" / "api.py"
    api.write_text(api.read_text().replace('"greeting":', '"new_greeting":'))
    assert shop.deploy(template, build(template, BUILDS, "host")) == shop.outputs
    assert "new_greeting" in shop.call("POST", "/v1/orders/kept")[1]
    assert shop.call("GET", "/v1/orders/kept")[0] == 200
    shop.deploy()


def test_a_failed_deploy_names_the_resource_and_its_reason_and_the_next_one_works(shop: Shop, tmp_path: Path) -> None:
    copied = tmp_path / "shop"
    shutil.copytree(SHOP.parent, copied)
    template = copied / "template.yaml"
    template.write_text(template.read_text().replace("../../../../layers/base", str(base_layer())))
    nested = copied / "orders" / "template.yaml"
    nested.write_text(nested.read_text().replace("Resources:\n", "Resources:\n  Wrong: {Type: AWS::SQS::Kew}\n"))
    with pytest.raises(DeployError, match=r"Orders.*AWS::SQS::Kew"):
        shop.deploy(template, build(template, BUILDS, "host"))
    assert shop.deploy() == shop.outputs
    assert shop.call("POST", "/v1/orders/after")[0] == 202


def test_what_was_acknowledged_survives_a_kill(shop: Shop) -> None:
    table, queue = shop.outputs["OrdersTable"], shop.outputs["OrdersQueueUrl"]
    tables, queues = clients(shop.emulator.endpoint, "dynamodb"), clients(shop.emulator.endpoint, "sqs")
    queues.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=60)
    time.sleep(1)
    for number in range(50):
        tables.put_item(TableName=table, Item={"pk": {"S": f"n{number}"}, "sk": {"S": "order"}})
    shop.emulator.kill()
    shop.emulator.start()
    with urllib.request.urlopen(f"{shop.emulator.endpoint}/_tradewind/recovered") as answer:
        recovered = json.load(answer)
    assert recovered["items"] >= 50
    assert recovered["messages"] >= 1
    assert recovered["functions"] == 4
    assert tables.scan(TableName=table, Select="COUNT", FilterExpression="begins_with(pk, :n)",
                       ExpressionAttributeValues={":n": {"S": "n"}})["Count"] == 50  # fmt: skip
    place(shop, "again")


def test_a_changed_parameter_reaches_functions_behind_an_alias(shop: Shop) -> None:
    assert shop.deploy(Greeting="good morning") == shop.outputs
    assert shop.call("POST", "/v1/orders/early")[1] == {"greeting": "good morning early"}
    shop.deploy()


def test_a_kill_in_the_middle_of_a_deploy_leaves_a_stack_that_can_be_deployed(shop: Shop) -> None:
    stacks = clients(shop.emulator.endpoint, "cloudformation")
    with ThreadPoolExecutor() as other:
        deploying = other.submit(shop.deploy, Greeting="good morning")
        with contextlib.suppress(AssertionError):  # it may be quicker than the look
            await_until(lambda: "PROGRESS" in stacks.describe_stacks()["Stacks"][0]["StackStatus"], 2)
        shop.emulator.kill()
        with contextlib.suppress(BotoCoreError, DeployError):
            deploying.result()
    shop.emulator.start()
    assert shop.deploy(Greeting="good evening") == shop.outputs
    assert shop.call("POST", "/v1/orders/evening")[1] == {"greeting": "good evening evening"}
    shop.deploy()


def test_on_another_port_everything_goes_on(shop: Shop) -> None:
    place(shop, "before")
    shop.emulator.stop()
    elsewhere = EmulatorProcess(shop.emulator.state)
    elsewhere.start()
    try:
        moved = Shop(elsewhere, shop.built, shop.outputs)
        place(moved, "there")
        outputs = moved.deploy()
        assert f":{elsewhere.port}/" in outputs["OrdersQueueUrl"]
        assert outputs | {"OrdersQueueUrl": ""} == shop.outputs | {"OrdersQueueUrl": ""}
    finally:
        elsewhere.stop()
        shop.emulator.start()
    place(shop, "back")


def test_it_stops_while_a_function_is_at_work(shop: Shop) -> None:
    functions = clients(shop.emulator.endpoint, "lambda")
    call = {"FunctionName": shop.outputs["StepFunction"], "Payload": json.dumps({"shard": 0, "sleep_s": 8})}
    functions.invoke(InvocationType="Event", **call)
    time.sleep(0.5)
    assert shop.emulator.stop() < 2.5
    shop.emulator.start()
    place(shop, "afterwards")


def test_a_failure_is_answered_by_its_type_and_stands_in_the_log(shop: Shop) -> None:
    functions = clients(shop.emulator.endpoint, "lambda")
    call = {"FunctionName": shop.outputs["StepFunction"], "Payload": json.dumps({"shard": 7})}
    answer = functions.invoke(LogType="Tail", **call)
    assert answer["FunctionError"]
    assert json.load(answer["Payload"])["errorType"] == "TooLarge"
    assert "TooLarge: shard 7" in base64.b64decode(answer["LogResult"]).decode()


def base_layer() -> Path:
    return ROOT / "layers" / "base"
