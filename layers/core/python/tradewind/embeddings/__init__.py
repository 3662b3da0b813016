"""What a text means, as a vector: texts that mean alike lie close by, whatever words they use.

    embedder = open_embedder()              # once a container; setting EMBEDDER, see below
    vectors = embedder.embed(["a red kettle", "bouilloire rouge"])      # float32 [2, embedder.dimensions]
    vectors[0] @ vectors[1]                 # the cosine, since each has length 1

- `EMBEDDER=minilm` (what stands where none is named): all-MiniLM-L6-v2 in int8 on ONNX Runtime, in this process; needs
  the layers of embeddings and of inference. `openai`: OpenAI's, over the wire, 100 texts a call. `ngrams`: a stand-in
  that needs no model and says `is_degraded`: it knows spellings, no meanings.
- `name` is the space that the vectors lie in. Vectors of two names cannot be compared, so an index keeps the name of
  what filled it and none stands in for another on the way: where an embedder fails it raises Unavailable, and the
  search goes on by keywords alone.
- What was embedded lately is kept by its content (`Remembering`), so the same text costs once a container.
"""

from tradewind.embeddings.opening import open_embedder
from tradewind.embeddings.port import Embedder, Vectors, content_hash

__all__ = ["Embedder", "Vectors", "content_hash", "open_embedder"]
