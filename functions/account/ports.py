"""The ports of this capability's Lambdas, opened on first use: the authorizer needs none of them for most tokens."""

from functools import cache
from typing import TYPE_CHECKING

from tradewind.config import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from account.machines import StateMachines
    from account.store.accounts import AccountStore
    from account.store.entries import AuditStore
    from account.store.jobs import ExportFiles, JobStore
    from account.store.seals import SealStore
    from tradewind.audit import Audit
    from tradewind.dynamo import Table
    from tradewind.events import EventBus


class StoreSettings(Settings):
    account_table: str


class CountsSettings(Settings):
    watches_table: str


class EntriesSettings(Settings):
    audit_table: str


class SealsSettings(Settings):
    audit_seals_bucket: str


class FilesSettings(Settings):
    exports_bucket: str


class MachinesSettings(Settings):
    export_machine_arn: str
    erasure_machine_arn: str


@cache
def open_store() -> "AccountStore":
    """The store of accounts."""
    from account.store.accounts import AccountStore
    from tradewind.dynamo import table

    return AccountStore(table(StoreSettings.load().account_table))


@cache
def open_counts() -> "Mapping[str, Table]":
    """The tables of other capabilities in which a quota is counted, by what is counted."""
    from tradewind.dynamo import table

    return {"watches": table(CountsSettings.load().watches_table)}


def open_bus() -> "EventBus":
    """The bus that tells of changes."""
    from tradewind import events

    return events.open_bus()


def open_audit() -> "Audit":
    """Where decisions are recorded."""
    from tradewind import audit

    return audit.open_audit()


@cache
def open_entries() -> "AuditStore":
    """The entries of the audit."""
    from account.store.entries import AuditStore
    from tradewind.dynamo import table

    return AuditStore(table(EntriesSettings.load().audit_table))


@cache
def open_seals() -> "SealStore":
    """The seals of the audit, apart from it."""
    import boto3

    from account.store.seals import SealStore
    from tradewind.dynamo import CONFIG

    return SealStore(SealsSettings.load().audit_seals_bucket, boto3.client("s3", config=CONFIG))


@cache
def open_jobs() -> "JobStore":
    """The jobs on people's rights."""
    from account.store.jobs import JobStore
    from tradewind.audit import open_recorder
    from tradewind.dynamo import table

    return JobStore(table(StoreSettings.load().account_table), open_recorder())


@cache
def open_files() -> "ExportFiles":
    """The files of exports. Addresses are signed as every region takes them."""
    import boto3
    from botocore.config import Config

    from account.store.jobs import ExportFiles
    from tradewind.dynamo import CONFIG

    config = CONFIG.merge(Config(signature_version="s3v4", read_timeout=30))
    return ExportFiles(FilesSettings.load().exports_bucket, boto3.client("s3", config=config))


@cache
def open_machines() -> "StateMachines":
    """The state machines that carry jobs out."""
    import boto3

    from account.machines import StateMachines
    from tradewind.dynamo import CONFIG

    settings = MachinesSettings.load()
    client = boto3.client("stepfunctions", config=CONFIG)
    return StateMachines(settings.export_machine_arn, settings.erasure_machine_arn, client)
