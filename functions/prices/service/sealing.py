"""What the sealed texts of this capability are bound to."""


def bound_to(tenant: str, thing: str) -> dict[str, str]:
    """What a sealed text is bound to: it opens for no other tenant and no other thing."""
    return {"tenant": tenant, "thing": thing}
