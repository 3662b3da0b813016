"""What the local stack promises to keep through a kill, and how it refuses what it cannot keep."""

import resource
import shutil
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.process import EmulatorDied, EmulatorProcess
from tradewind_cli.bench.crash import measure

pytestmark = pytest.mark.stack

TABLE = {
    "TableName": "kept",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "N"},
    ],
}


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[EmulatorProcess]:
    emulator = EmulatorProcess(tmp_path / "aws")
    emulator.start()
    yield emulator
    emulator.kill()


def client(emulator: EmulatorProcess, service: str) -> Any:
    session: Any = boto3.Session("test", "test", region_name="us-east-1")
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return session.client(service, endpoint_url=emulator.endpoint, config=config)


def item(sk: int, **more: Any) -> dict[str, Any]:
    return {"pk": {"S": "p"}, "sk": {"N": str(sk)}, **more}


def rows(tables: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tables.scan(TableName="kept")["Items"]
    return sorted(found, key=lambda row: int(row["sk"]["N"]))


def test_three_kills_in_mid_write_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    metrics = measure(kills=3, seconds=1.6, folder=tmp_path).metrics
    assert metrics["acknowledged"]
    assert (metrics["missing"], metrics["twice"]) == (0, 0)


def test_every_way_of_writing_an_item_is_kept(emulator: EmulatorProcess) -> None:
    tables = client(emulator, "dynamodb")
    tables.create_table(**TABLE)
    every_type = {"b": {"B": b"\x00\xff"}, "l": {"L": [{"NULL": True}, {"BOOL": True}]}, "s": {"SS": ["a", "b"]}}
    tables.put_item(TableName="kept", Item=item(1, **every_type))
    tables.put_item(TableName="kept", Item=item(2))
    tables.update_item(
        TableName="kept", Key=item(2), UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": {"N": "7"}}
    )
    tables.batch_write_item(RequestItems={"kept": [{"PutRequest": {"Item": item(n)}} for n in (3, 4, 5)]})
    tables.delete_item(TableName="kept", Key=item(3))
    tables.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": "kept", "Item": item(6)}},
            {"Delete": {"TableName": "kept", "Key": item(4)}},
        ]
    )
    tables.execute_statement(Statement="INSERT INTO kept VALUE {'pk': 'p', 'sk': 8}")
    before = rows(tables)
    emulator.kill()  # at once: no snapshot was taken, the table's definition went with its first row
    emulator.start()
    assert rows(tables) == before
    assert [int(row["sk"]["N"]) for row in before] == [1, 2, 5, 6, 8]
    assert tables.get_item(TableName="kept", Key=item(5))["Item"] == item(5)
    with pytest.raises(tables.exceptions.ConditionalCheckFailedException):
        tables.put_item(TableName="kept", Item=item(6), ConditionExpression="attribute_not_exists(pk)")


def test_a_deleted_tables_items_do_not_come_back(emulator: EmulatorProcess) -> None:
    tables = client(emulator, "dynamodb")
    tables.create_table(**TABLE)
    tables.put_item(TableName="kept", Item=item(1))
    tables.delete_table(TableName="kept")
    flush(emulator)
    emulator.kill()
    emulator.start()
    tables.create_table(**TABLE)
    assert rows(tables) == []


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux lets one limit another process's files")
def test_a_write_that_cannot_be_kept_is_refused_and_undone(emulator: EmulatorProcess) -> None:
    """The disk is full: here, a file may not grow beyond a megabyte."""
    assert emulator.pid
    resource.prlimit(emulator.pid, resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    tables = client(emulator, "dynamodb")
    tables.create_table(**TABLE)
    kept: list[int] = []
    with pytest.raises(ClientError, match=r"InternalServerError.*not kept"):
        for number in range(100):
            tables.put_item(TableName="kept", Item=item(number, filling={"S": "x" * 50_000}))
            kept.append(number)
    assert kept
    assert [int(row["sk"]["N"]) for row in rows(tables)] == kept
    with pytest.raises(ClientError):
        tables.put_item(TableName="kept", Item=item(0, filling={"S": "y" * 50_000}))
    assert rows(tables)[0]["filling"]["S"][0] == "x"
    said = [line for line in emulator.log.read_text().splitlines() if "writes are refused" in line]
    assert len(said) == 1
    emulator.kill()
    emulator.start()
    assert [int(row["sk"]["N"]) for row in rows(tables)] == kept


def flush(emulator: EmulatorProcess) -> None:
    request = urllib.request.Request(f"{emulator.endpoint}/_tradewind/flush", method="POST")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 204


def test_what_was_flushed_is_there_after_a_kill_at_once(emulator: EmulatorProcess) -> None:
    queues, objects = client(emulator, "sqs"), client(emulator, "s3")
    url = queues.create_queue(QueueName="work")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="first")
    objects.create_bucket(Bucket="kept")
    objects.put_object(Bucket="kept", Key="a/b", Body=b"content")
    flush(emulator)
    emulator.kill()
    emulator.start()
    assert [each["Body"] for each in queues.receive_message(QueueUrl=url)["Messages"]] == ["first"]
    assert objects.get_object(Bucket="kept", Key="a/b")["Body"].read() == b"content"


def test_a_deleted_message_does_not_come_back_after_a_second(emulator: EmulatorProcess) -> None:
    queues = client(emulator, "sqs")
    url = queues.create_queue(QueueName="work")["QueueUrl"]
    for body in ("taken", "waiting"):
        queues.send_message(QueueUrl=url, MessageBody=body)
    (taken,) = queues.receive_message(QueueUrl=url, VisibilityTimeout=0)["Messages"]
    queues.delete_message(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"])
    time.sleep(1)
    emulator.kill()
    emulator.start()
    left = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert {each["Body"] for each in left} == {"taken", "waiting"} - {taken["Body"]}


def test_a_message_in_work_is_delivered_again_at_once(emulator: EmulatorProcess) -> None:
    """Its worker ended with the emulator: to wait for the end of the visibility timeout would wait for nobody."""
    queues = client(emulator, "sqs")
    url = queues.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "700"})["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="in work")
    queues.send_message(QueueUrl=url, MessageBody="not yet", DelaySeconds=600)
    assert queues.receive_message(QueueUrl=url)["Messages"]
    flush(emulator)
    emulator.kill()
    emulator.start()
    again = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [each["Body"] for each in again] == ["in work"]


def test_it_stops_in_order_within_two_seconds_and_keeps_everything(emulator: EmulatorProcess) -> None:
    queues = client(emulator, "sqs")
    url = queues.create_queue(QueueName="work")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="last word")
    assert emulator.stop() < 2.5
    emulator.start()
    assert queues.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "last word"
    assert "Traceback" not in emulator.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives the loopback interface more than one address")
def test_it_listens_on_one_loopback_address_only(emulator: EmulatorProcess) -> None:
    """One that listened on every interface would answer here too."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", emulator.port), timeout=1)


def test_a_state_folder_serves_one_emulator_at_a_time(emulator: EmulatorProcess) -> None:
    with pytest.raises(EmulatorDied, match="in use by another emulator"):
        EmulatorProcess(emulator.state).start()


def test_an_unwritable_state_folder_is_one_clear_line(tmp_path: Path) -> None:
    process = EmulatorProcess(tmp_path / "aws")
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "objects").write_text("a file where a folder must be")
    with pytest.raises(EmulatorDied, match="cannot be made") as died:
        process.start()
    assert "Traceback" not in str(died.value)


def test_a_taken_port_is_one_clear_line(emulator: EmulatorProcess, tmp_path: Path) -> None:
    with pytest.raises(EmulatorDied, match=f"port {emulator.port} is taken") as died:
        EmulatorProcess(tmp_path / "other", port=emulator.port).start()
    assert "Traceback" not in str(died.value)


def test_what_was_sealed_before_a_kill_can_be_opened_after_it(emulator: EmulatorProcess) -> None:
    keys = client(emulator, "kms")
    key = keys.create_key()["KeyMetadata"]["KeyId"]
    sealed = keys.encrypt(KeyId=key, Plaintext=b"secret", EncryptionContext={"tenant": "t"})["CiphertextBlob"]
    data_key = keys.generate_data_key(KeyId=key, KeySpec="AES_256")
    flush(emulator)
    emulator.kill()
    emulator.start()
    assert keys.decrypt(CiphertextBlob=sealed, EncryptionContext={"tenant": "t"})["Plaintext"] == b"secret"
    assert keys.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]


def test_one_whose_folder_was_removed_ends_and_writes_nothing_more(tmp_path: Path) -> None:
    """Else it would write over the files of the one that is started in its place."""
    running = EmulatorProcess(tmp_path / "state")
    running.start()
    pid = running.pid
    assert pid is not None
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
    give_up_at = time.monotonic() + 10
    while running._process is not None and running._process.poll() is None and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert running._process is not None and running._process.poll() == 1
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    running.kill()
    assert [path.name for path in written if path.suffix in {".json", ".sqlite"}] == []
