"""Terms of delivery, the charges of a delivery, and who pays them."""

from enum import StrEnum


class Incoterm(StrEnum):
    """The eleven rules of Incoterms 2020, those for any mode of transport and those for sea and inland waterway."""

    EXW = "EXW"
    FCA = "FCA"
    FAS = "FAS"
    FOB = "FOB"
    CFR = "CFR"
    CIF = "CIF"
    CPT = "CPT"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"


class Party(StrEnum):
    """Who bears something."""

    SELLER = "seller"
    BUYER = "buyer"


class Charge(StrEnum):
    """What a delivery costs, in the order in which goods travel."""

    GOODS = "goods"
    LOADING = "loading"  # on the first vehicle, at the seller's
    EXPORT_CARRIAGE = "export_carriage"  # to the port or terminal of export
    EXPORT_CLEARANCE = "export_clearance"
    EXPORT_TERMINAL = "export_terminal"  # handling there, and loading on board
    MAIN_CARRIAGE = "main_carriage"
    INSURANCE = "insurance"  # of the main carriage
    IMPORT_TERMINAL = "import_terminal"  # unloading from board, and handling there
    IMPORT_CARRIAGE = "import_carriage"  # to the buyer's door
    UNLOADING = "unloading"  # at the buyer's door
    IMPORT_CLEARANCE = "import_clearance"  # the broker's work
    DUTY = "duty"
    TAX = "tax"  # taxes and fees of an import


class Mode(StrEnum):
    """How the main carriage goes."""

    SEA = "sea"
    AIR = "air"
    ROAD = "road"
    RAIL = "rail"
    COURIER = "courier"
