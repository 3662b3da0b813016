"""What a price will do: a history in, an outlook with its reasons out. Pure; its arrays are numpy's.

Training (`sagemaker/price_drop`) and serving use the same code, so that a model never sees other features than it
learned from. `outlook.outlook` is the interface.
"""
