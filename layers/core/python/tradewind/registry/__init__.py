"""The registry of models: by name and version, verified before use, a new one tried on a few callers first.

    models = open_models()                                  # once a container; settings MODELS_TABLE, MODELS_BUCKET
    try:
        found = models.predict("price_drop", {"features": rows}, caller=by.tenant)
    except ModelUnavailable as gone:
        ...                                                 # the capability's own baseline answers, marked degraded:
        ...                                                 # Decision(..., provenance="rule:...", degraded=True,
        ...                                                 #   reasons=[Reason(text=gone.detail), ...])
    found.outputs["quantiles"], found.model, found.degraded # arrays by name, "price_drop@3", whether another stood in
    trees = models.companion(found.model, "trees.npz", read_trees)  # read once a container, for contributions

- `predict` takes arrays as the model's signature names them and answers arrays. A float32 array of the signature's
  shape is passed on as it is.
- `ModelUnavailable.reason`: `missing` (no production version, or its files are gone), `corrupt` (a file's sha256 is
  another), `shape` (the model or what is asked does not fit the signature), `fault` (it fails, or answers what is no
  number), `unreachable` (the registry does not answer). It is an Unavailable: a caller without a baseline answers 503.
- The same `caller` gets the same version for as long as a canary lasts. A canary that fails is counted, and production
  answers (`degraded` is true, `reason` says why); when that fails too, ModelUnavailable.
- Which version answers is asked of the table at most once a minute, so a promotion or a rollback holds everywhere after
  60 s. A version's files are loaded once a container, and each is compared with its sha256 first.

A function that predicts takes the inference layer, the settings above, and the grants `dynamodb:GetItem` on the models
table, `dynamodb:UpdateItem` there on the leading keys `COUNTS#*`, and `s3:GetObject` on the models bucket.

A bundle is what is registered, a folder: `model.onnx`, `signature.json`, `metrics.json`, `card.md`, and further files
beside them, as `trees.npz`. See `bundle.Signature` for what the signature says.
"""

from tradewind.registry.models import Models, ModelUnavailable, Prediction, open_models

__all__ = ["ModelUnavailable", "Models", "Prediction", "open_models"]
