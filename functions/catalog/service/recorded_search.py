"""What searches decide, as the audit records it."""

from catalog.models.saved import News
from catalog.models.search import SearchAnswer
from tradewind import audit
from tradewind.evidence import Decision, Reason

US = "service:catalog"
LONGEST_LIST = 2000
"""Characters of the ids of what was shown: an entry's text may have 2,048."""


def searched(answer: SearchAnswer, tenant: str) -> audit.Act:
    """Which products a search showed, in which order, and how they were found. It says neither who asked nor what: a
    person's words stay in their own history, which is erased with them."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "mode": str(answer.found_by.value),
            "shown": " ".join(hit.product.product_id for hit in answer.hits)[:LONGEST_LIST],
            "total": answer.total,
            "relaxed": " ".join(each.kind for each in answer.relaxed),
            "left_out": answer.left_out,
        },
        basis="rule",
        degraded=answer.found_by.degraded,
        reasons=[reason for reason in answer.found_by.reasons if "“" not in reason.text],
        provenance=answer.found_by.provenance,
    )
    return audit.act(tenant, US, "catalog.searched", f"search:{answer.search_id}", decision, at=answer.at)


def news_found(news: News, tenant: str) -> audit.Act:
    """That a saved search told its owner of products that match it now."""
    decision: Decision[audit.Facts] = Decision(
        value={"products": " ".join(news.product_ids)[:LONGEST_LIST], "count": len(news.product_ids)},
        basis="rule",
        reasons=[Reason(text="they say each word of the search and meet its conditions, and did not before")],
        provenance="rule:catalog.saved@1",
    )
    return audit.act(tenant, US, "catalog.news_found", f"saved_search:{news.saved_id}", decision, at=news.at)
