"""Who pays what under each rule of Incoterms 2020, and which of it belongs to the value for customs.

Of the rules' articles A9 and B9 (allocation of costs) and A5 (insurance), as these public pages tell them:
https://iccwbo.org/business-solutions/incoterms-rules/incoterms-2020/ (the publisher),
https://www.trade.gov/know-your-incoterms (the chart of costs by party).

A rule names a place, and costs pass there. Where an offer does not say the place, it is taken to be

- FCA: the terminal of export, where the buyer's carrier takes over; its handling is the buyer's;
- CPT, CIP: the terminal of import, unloaded: the carriage paid includes it;
- CFR, CIF: the port of import, on board: unloading is the buyer's unless the carrier's contract has it;
- DAP, DPU, DDP: the buyer's door.
"""

from catalog.models.incoterm import Charge, Incoterm, Mode, Party

_FROM_FCA = {Charge.LOADING, Charge.EXPORT_CARRIAGE, Charge.EXPORT_CLEARANCE}
_FROM_FOB = _FROM_FCA | {Charge.EXPORT_TERMINAL}
_FROM_CFR = _FROM_FOB | {Charge.MAIN_CARRIAGE}
_FROM_CPT = _FROM_CFR | {Charge.IMPORT_TERMINAL}
_FROM_DAP = _FROM_CPT | {Charge.IMPORT_CARRIAGE}

SELLER_PAYS: dict[Incoterm, set[Charge]] = {
    Incoterm.EXW: set(),
    Incoterm.FCA: _FROM_FCA,
    Incoterm.FAS: _FROM_FCA,
    Incoterm.FOB: _FROM_FOB,
    Incoterm.CFR: _FROM_CFR,
    Incoterm.CIF: _FROM_CFR | {Charge.INSURANCE},
    Incoterm.CPT: _FROM_CPT,
    Incoterm.CIP: _FROM_CPT | {Charge.INSURANCE},
    Incoterm.DAP: _FROM_DAP | {Charge.INSURANCE},
    Incoterm.DPU: _FROM_DAP | {Charge.INSURANCE, Charge.UNLOADING},
    Incoterm.DDP: _FROM_DAP | {Charge.INSURANCE, Charge.IMPORT_CLEARANCE, Charge.DUTY, Charge.TAX},
}
"""What is in the seller's price. Under DAP, DPU and DDP nobody must insure, and the risk of the way is the seller's:
the buyer has nothing to insure."""

BY_WATER_ALONE = {Incoterm.FAS, Incoterm.FOB, Incoterm.CFR, Incoterm.CIF}
INSTEAD = {
    Incoterm.FAS: Incoterm.FCA,
    Incoterm.FOB: Incoterm.FCA,
    Incoterm.CFR: Incoterm.CPT,
    Incoterm.CIF: Incoterm.CIP,
}
"""The rule for any mode that takes the place of one for sea and inland waterway."""

UP_TO_BOARD = (Charge.LOADING, Charge.EXPORT_CARRIAGE, Charge.EXPORT_CLEARANCE, Charge.EXPORT_TERMINAL)
ON_THE_WAY = (Charge.MAIN_CARRIAGE, Charge.INSURANCE)
WITHIN_THE_COUNTRY = (Charge.IMPORT_TERMINAL, Charge.IMPORT_CARRIAGE)


def payer(incoterm: Incoterm, charge: Charge) -> Party:
    """Who pays a charge. The goods themselves are the buyer's."""
    return Party.SELLER if charge in SELLER_PAYS[incoterm] else Party.BUYER


def is_meant_for(incoterm: Incoterm, mode: Mode) -> bool:
    """Whether a rule is meant for a mode: FAS, FOB, CFR and CIF are for sea and inland waterway alone."""
    return mode is Mode.SEA or incoterm not in BY_WATER_ALONE


def added_to_value(incoterm: Incoterm, *, is_cif: bool) -> list[Charge]:
    """What is added to the price for the value for customs: the buyer's charges up to where the country draws the line.

    Article 8.2 of the WTO's Agreement on Customs Valuation lets each country count the carriage and insurance up to
    its border in (CIF: the European Union, Regulation 952/2013, article 71(1)(e); India, the United Kingdom) or out
    (FOB: the United States, 19 USC 1401a(b)(4)(A); Canada, Australia).
    https://www.wto.org/english/docs_e/legal_e/20-val_01_e.htm

    Nothing is taken off a price that holds more than that: it may be only where the seller's papers state it apart.
    """
    counted = (*UP_TO_BOARD, *ON_THE_WAY) if is_cif else UP_TO_BOARD
    return [charge for charge in counted if payer(incoterm, charge) is Party.BUYER]


def holds_more_than_value(incoterm: Incoterm, *, is_cif: bool) -> list[Charge]:
    """What the price holds beyond the value for customs: duty falls where the seller states it apart."""
    beyond = WITHIN_THE_COUNTRY if is_cif else (*ON_THE_WAY, *WITHIN_THE_COUNTRY)
    return [charge for charge in beyond if payer(incoterm, charge) is Party.SELLER]
