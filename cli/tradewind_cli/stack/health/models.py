"""The models that a stack predicts with: whether each has a version that answers, whole as it was registered."""

from collections.abc import Iterator

from tradewind_cli.checkout import use_sources
from tradewind_cli.stack.deployed import Deployed
from tradewind_cli.stack.health.finding import Finding

MOST = 100


def of_models(deployed: Deployed) -> Iterator[Finding]:
    """Each registered model, and each that this release ships."""
    use_sources()
    from learning.models import Standing
    from tradewind.dynamo import Table
    from tradewind.errors import TradewindError
    from tradewind.registry.artifacts import Artifacts
    from tradewind.registry.records import MODELS, Records
    from tradewind_cli.models.registry import shipped_bundles

    records = Records(Table(deployed.outputs["ModelsTableName"], deployed.client("dynamodb")))
    files = Artifacts(deployed.outputs["ModelsBucketName"], deployed.client("s3"))
    try:
        items = records.table.query("pk = :pk", limit=MOST, pk=MODELS).items
    except TradewindError as error:
        yield Finding("models", f"not asked: {error.detail}")
        return
    known = {item["sk"]: Standing.model_validate_json(item["doc"]) for item in items}
    for name in sorted(known.keys() | {folder.parent.name for folder in shipped_bundles()}):
        found = known.get(name)
        if found is None or found.production is None:
            yield Finding(
                name, "no version answers, baselines do", "run: tradewind model register --shipped, or promote"
            )
            continue
        version = records.version(name, found.production)
        try:
            for file in version.files if version else ():
                files.read(name, version.digest if version else "", file)
        except TradewindError as error:
            remedy = f"register it again, or go back: tradewind model rollback {name} --reason '...'"
            yield Finding(name, f"{name}@{found.production}: {error.detail}; baselines answer", remedy)
            continue
        canary = f"; {name}@{found.canary.version} answers {found.canary.share:.0%}" if found.canary else ""
        yield Finding(name, f"{name}@{found.production} answers{canary}")
