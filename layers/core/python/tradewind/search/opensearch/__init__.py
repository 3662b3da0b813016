"""The port on OpenSearch, 2.19 or later with its k-NN plugin: a domain on AWS, a cluster of one's own, one node here.

Words are cut and stemmed by `tradewind.search.words`, not by the cluster's analysers: both engines find the same, and
a hit can say by which words. Each stem stands in the index behind a mark of its tenant, so that how rare a word is,
how it may be misspelt and how it goes on is told by the tenant's own documents. What the tenants do share, since one
index holds them all, is how many documents there are and how long their texts are on average, which BM25 weighs with.

Both legs go out in one request and are fused here, by `tradewind.search.fusion`. The cluster's own hybrid query is
not used: it tells neither rank nor score of a leg, and fails as a whole where one leg fails. It is no faster, and what
it loses unless it is told how deep to look stands in docs/decisions/opensearch.md.
"""

from tradewind.search.opensearch.engine import Cluster, open_cluster

__all__ = ["Cluster", "open_cluster"]
