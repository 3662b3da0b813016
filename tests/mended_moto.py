"""moto (5.2), which stands in for AWS within a process, without what it does again and again for each call.

It answers as it does without the mends; each says what it spares. `mock_aws` is taken from here, so that none is
forgotten. What an item is and which writes a table takes stays moto's own.
"""

import copy
import functools
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_LAST
from botocore.parsers import create_parser
from moto import mock_aws
from moto.core import responses
from moto.core.base_backend import BackendDict
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.core.request import Request
from moto.core.serialize import JSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes, expressions
from moto.dynamodb.responses import DynamoHandler

__all__ = ["emptied_moto", "mock_aws"]

REGION = "us-east-1"

KEPT = 1000
"""Far more than the texts of conditions that all tests have."""

NODES: Any = ast_nodes


@contextmanager
def emptied_moto(tables: dict[str, dict[str, Any]]) -> Iterator[Callable[[], None]]:
    """One moto for many tests, and what empties it for the next: then nothing is in it but these tables, and nothing
    in them. A moto for each, with five tables, took 24 ms of a test; this takes 4."""
    with mock_aws():
        client = boto3.client("dynamodb", REGION, aws_access_key_id="test", aws_secret_access_key="test")
        for name, declared in tables.items():
            client.create_table(TableName=name, **declared)
        made = dict(dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables)

        def emptied() -> None:
            BackendDict.reset()
            dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables.update(copy.deepcopy(made))

        yield emptied


def put(where: Any, **mended: Any) -> None:
    """In the place of what moto calls so."""
    for name, better in mended.items():
        setattr(where, name, better)


def mend_requests() -> None:
    """A call goes to the table as the SDK has written it, and its answer is read as the SDK reads one. What belongs to
    the way between them is left out: a signature, retries, and the search among the addresses of all services (half of
    a read's 1.2 ms). A test's own hooks come first, and another address than AWS's is none of this."""
    parser = create_parser("json")

    def carry(model: Any, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        if not botocore_stubber.enabled or not params["url"].endswith(".amazonaws.com/"):
            return None
        request = Request.from_primitives("POST", params["url"], params["headers"], params["body"])
        status, headers, body = DynamoHandler.dispatch(request)
        answer = {"status_code": int(status), "headers": headers, "body": body.encode()}
        parsed = parser.parse(answer, model.output_shape)
        if int(status) >= 300:
            shape = model.service_model.shape_for_error_code(parsed["Error"]["Code"])
            parsed |= parser.parse(answer, shape) if shape else {}
        return AWSResponse(params["url"], int(status), headers, MockRawResponse(body)), parsed

    BUILTIN_HANDLERS.append(("before-call.dynamodb", carry, REGISTER_LAST))


def mend_calls() -> None:
    """The names of the methods of a class are listed anew for each call (0.4 ms), and the 52 characters of its id are
    drawn one by one (0.05 ms)."""

    def number(headers: dict[str, Any]) -> str:
        headers["x-amzn-requestid"] = "A" * 52
        return "A" * 52

    put(responses, method_names_from_class=functools.cache(method_names_from_class), gen_amzn_requestid_long=number)


def mend_answers() -> None:
    """An answer's structure is written member by member of its description, each of which is looked for under up to
    eight names: of the ten kinds that a DynamoDB value may have, nine in vain. A dict that has nothing but members by
    their own names needs no search: a query of ten items took 15 ms and takes 3 ms."""
    search = JSONSerializer._serialize_type_structure

    def write(self: JSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if type(value) is not dict or self._value_picker.response_transformers or value.keys() - shape.members.keys():
            search(self, serialized, value, shape, key)
            return
        wrapper: Any = self.MAP_TYPE() if key else serialized
        for name, member in value.items():
            if member is not None:
                shape.members[name].parent = shape
                self._serialize(wrapper, member, shape.members[name], name)
        if key:
            self._default_serialize(serialized, wrapper, shape, key)

    put(JSONSerializer, _serialize_type_structure=write)


def mend_conditions() -> None:
    """A condition is cut into its words anew for each call: 0.1 ms."""
    cut = ConditionExpressionParser._lex_condition_expression

    @functools.lru_cache(KEPT)
    def words(text: str) -> tuple[Any, ...]:
        return tuple(cut(ConditionExpressionParser(text, None, None)))

    def cut_once(self: ConditionExpressionParser) -> deque[Any]:
        return deque(words(self.condition_expression or ""))

    put(ConditionExpressionParser, _lex_condition_expression=cut_once)


def mend_updates() -> None:
    """An update is parsed anew for each call, its tree copied by what copies anything, and each of ten who walk over
    the tree asks at each node which nodes it is for: 2 of an update's 2.8 ms. Who walks, walks over a copy."""
    parsing: Any = expressions
    put(parsing.UpdateExpressionParser, make=functools.lru_cache(KEPT)(parsing.UpdateExpressionParser.make))

    @functools.cache
    def is_node(kind: Any) -> bool:
        return issubclass(kind, NODES.Node)

    @functools.cache
    def is_for(walker: Any, kind: Any) -> bool:
        return issubclass(kind, tuple(walker._processing_map(walker)))

    def copied(self: Any, memo: Any) -> Any:
        made = self.__class__.__new__(self.__class__)
        made.__dict__ |= self.__dict__
        if self.children is not None:
            made.children = [
                copied(each, memo) if is_node(each.__class__) else copy.deepcopy(each) for each in self.children
            ]
            for child in made.children:
                if is_node(child.__class__):
                    child.parent = made
        return made

    def walk(self: Any, node: Any, at: int = -1) -> Any:
        if not is_node(node.__class__):
            return node
        parent = node.parent
        for number, child in enumerate(node.children or ()):
            self.pre_processing_of_child(node, number)
            walk(self, child, number)
        if is_for(self.__class__, node.__class__):
            node = self.process(node)
            node.parent = parent
            if parent:
                parent.children[at] = node
        return node

    put(NODES.Node, __deepcopy__=copied)
    put(NODES.DepthFirstTraverser, traverse_node_recursively=walk)


def mend_copies() -> None:
    """Before a transaction each table in it is copied with all that describes it, once for each of its items, by what
    copies anything: 1.5 of 3.5 ms for a table of ten items. Writes change its items and its stream, and no more. What
    has the same letters is the same value without being made a number or a set first."""

    def copied(self: DynamoType, memo: Any) -> DynamoType:
        made = DynamoType.__new__(DynamoType)
        made.type, value = self.type, self.value
        if isinstance(value, list):
            value = [copied(each, memo) if type(each) is DynamoType else each for each in value]
        elif isinstance(value, dict):
            value = {name: copied(each, memo) for name, each in value.items()}
        made.value = value
        return made

    def kept(self: Table, memo: Any) -> Table:
        made = copy.copy(self)
        made.items = defaultdict(dict, copy.deepcopy(dict(self.items), memo))
        if self.stream_shard:
            made.stream_shard = copy.copy(self.stream_shard)
            made.stream_shard.table, made.stream_shard.items = made, list(self.stream_shard.items)
        return made

    def is_equal(self: DynamoType, other: DynamoType) -> bool:
        if self.type != other.type or self.value == other.value:
            return self.type == other.type
        return self.type != "S" and self.cast_value == other.cast_value

    put(DynamoType, __eq__=is_equal, __deepcopy__=copied)
    put(Table, __deepcopy__=kept)


mend_requests()
mend_calls()
mend_answers()
mend_conditions()
mend_updates()
mend_copies()
