"""Filters as the SQL that LanceDB evaluates before it retrieves."""

from tradewind.search.query import AllOf, AnyOf, Between, Filter, Is, Missing, Not, Says
from tradewind.search.schema import Schema
from tradewind.search.words import asked

NONE = "false"
ALL = "true"


def condition(schema: Schema, where: Filter) -> str | None:
    """The condition of a filter that was checked; None for one that lets everything in."""
    text = _sql(schema, where, True)
    return None if text == ALL else text


def quoted(value: str | float) -> str:
    """A value as SQL writes it."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(float(value))


def column(field: str) -> str:
    """The column of a field: with a prefix, since a field may be called `order`, and beside the engine's own."""
    return f"f_{field}"


def _sql(schema: Schema, where: Filter, holds: bool) -> str:
    """The condition under which a filter holds, or does not. Null is neither in SQL, so each says what it means."""
    match where:
        case Not(inner):
            return _sql(schema, inner, not holds)
        case AllOf(filters) | AnyOf(filters):
            return _joined([_sql(schema, each, holds) for each in filters], isinstance(where, AllOf) == holds)
        case Is(field, values):
            return _is(schema, field, values, holds)
        case Between(field, least, most):
            return _between(column(field), least, most, holds)
        case Missing(field):
            return _missing(column(field), schema.field(field).is_many, holds)
        case Says(words):
            return _says(schema, words, holds)


def _joined(parts: list[str], of_all: bool) -> str:
    absorbing, neutral = (NONE, ALL) if of_all else (ALL, NONE)
    parts = [part for part in parts if part != neutral]
    if absorbing in parts:
        return absorbing
    return f"({(' AND ' if of_all else ' OR ').join(parts)})" if parts else neutral


def _missing(name: str, is_many: bool, holds: bool) -> str:
    lacks = f"({name} IS NULL OR array_length({name}) = 0)" if is_many else f"({name} IS NULL)"
    return lacks if holds else f"NOT {lacks}"


def _says(schema: Schema, words: tuple[str, ...], holds: bool) -> str:
    """Words are kept as stems between blanks, and a stem holds neither quotes nor LIKE's own signs."""
    forms = sorted({form for word in words for each in asked(schema, word).values() for form in each})
    if not forms:
        return NONE if holds else ALL
    said = " OR ".join(f"concat(' ', words, ' ') LIKE '% {form} %'" for form in forms)
    return f"({said})" if holds else f"NOT ({said})"


def _is(schema: Schema, field: str, values: tuple[str | float, ...], holds: bool) -> str:
    if not values:
        return NONE if holds else ALL
    name, listed = column(field), ", ".join(map(quoted, values))
    if schema.field(field).is_many:
        has = f"array_has_any({name}, [{listed}])"
        return has if holds else f"({name} IS NULL OR NOT {has})"
    return f"{name} IN ({listed})" if holds else f"({name} IS NULL OR {name} NOT IN ({listed}))"


def _between(name: str, least: float | None, most: float | None, holds: bool) -> str:
    bounds = [f"{name} >= {quoted(least)}"] if least is not None else []
    bounds += [f"{name} <= {quoted(most)}"] if most is not None else []
    inside = " AND ".join(bounds) or f"{name} IS NOT NULL"
    return f"({inside})" if holds else f"({name} IS NULL OR NOT ({inside}))"
