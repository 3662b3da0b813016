# ruff: noqa: E501 - the table of signs
"""How money is signed: symbols, abbreviations and names of currencies, and what each may stand for.

Every value lists ISO 4217 codes, the most likely first. A sign in `CERTAIN` is read as its first currency unless the
text, a hint, the asked currency or the locale says another of them; one in `UNCERTAIN` stays open without such help.
"""

from tradewind.money import cldr

DOLLARS = (
    "USD CAD AUD MXN NZD SGD HKD TWD ARS CLP COP UYU DOP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD CUP "
    "BRL NIO"
)
PESOS = "MXN ARS COP CLP PHP UYU DOP CUP"
KRONOR = "SEK NOK DKK ISK"
DINARS = "KWD IQD JOD BHD DZD TND LYD RSD"

UNCERTAIN: dict[str, str] = {
    "$": DOLLARS,
    "dollar": DOLLARS, "dollars": DOLLARS, "dólares": DOLLARS, "dolares": DOLLARS, "bucks": DOLLARS,
    "peso": PESOS, "pesos": PESOS,
    "kr": KRONOR, "Kr": KRONOR, "KR": KRONOR, "Kr.": "DKK ISK NOK SEK", "kroner": "NOK DKK", "kr.": "DKK ISK NOK SEK", "krona": "SEK ISK", "krone": "NOK DKK",
    "¢": "USD CAD AUD", "cents": "USD EUR CAD AUD", "c": "USD AUD ZAR CAD NZD", "øre": "DKK NOK",
    "centavos": "MXN BRL PHP ARS",
    ",-": "NOK DKK EUR CZK CHF SEK", "=": "KES UGX TZS",
    "دينار": DINARS, "دنانير": DINARS, "ليرة": "TRY SYP LBP", "dinar": DINARS, "dinars": DINARS,
    "francs": "CHF XOF XAF", "franc": "CHF XOF XAF", "Fr": "CHF XOF XAF",
}  # fmt: skip

CERTAIN: dict[str, str] = {
    # euro and pound
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "евро": "EUR", "ευρώ": "EUR", "eiro": "EUR", "eurot": "EUR",
    "euroa": "EUR", "eurų": "EUR", "evra": "EUR", "evrov": "EUR", "eura": "EUR", "يورو": "EUR", "ユーロ": "EUR",
    "歐元": "EUR", "欧元": "EUR", "유로": "EUR", "欧": "EUR", "avro": "EUR", "אירו": "EUR", "eur.": "EUR",
    "£": "GBP EGP LBP SYP FKP GIP SHP SSP SDG", "￡": "GBP", "₤": "GBP TRY", "pounds": "GBP EGP", "pound": "GBP EGP", "pound sterling": "GBP", "pounds sterling": "GBP", "British pounds": "GBP", "sterling": "GBP",
    "quid": "GBP", "stg": "GBP", "英镑": "GBP", "英鎊": "GBP", "GB£": "GBP", "UK£": "GBP", "£GB": "GBP",
    "E£": "EGP", "£E": "EGP", "LE": "EGP", "L.E.": "EGP", "L.E": "EGP", "EGP£": "EGP", "ج.م": "EGP", "ج.م.": "EGP", "جنيه": "EGP SDG",
    "جنيهات": "EGP", "ج": "EGP", "جم": "EGP", "S£": "SYP", "£S": "SYP", "L£": "LBP", "LL": "LBP", "L.L.": "LBP", "ل.ل": "LBP",
    "ل.ل.": "LBP", "ل.س": "SYP", "ل.س.": "SYP",
    # dollars that say whose
    "US$": "USD", "US $": "USD", "U$S": "USD", "U$D": "USD", "u$s": "USD", "$US": "USD", "U.S. $": "USD", "USD$": "USD", "$USD": "USD",
    "US dollars": "USD", "dollars US": "USD", "dollar US": "USD", "dollars américains": "USD", "dollars australiens": "AUD", "US dollar": "USD", "U.S. dollars": "USD", "美元": "USD", "美金": "USD", "米ドル": "USD",
    "달러": "USD", "доллар": "USD", "долларов": "USD", "долл.": "USD", "доллара": "USD", "дол.": "USD", "دولار": "USD CAD AUD",
    "ドル": "USD", "dolar": "USD", "dolarů": "USD", "dolarów": "USD", "дол": "USD", "דולר": "USD", "dólares americanos": "USD",
    "ดอลลาร์": "USD", "đô": "USD", "đô la": "USD",
    "CA$": "CAD", "C$": "CAD NIO", "CAN$": "CAD", "CDN$": "CAD", "Cdn$": "CAD", "CAD$": "CAD", "$CAD": "CAD", "$CA": "CAD", "$C": "CAD",
    "$ CA": "CAD", "$ CAD": "CAD", "$ US": "USD", "$ USD": "USD", "CA $": "CAD", "CDN": "CAD", "$CDN": "CAD", "C $": "CAD",
    "Canadian dollars": "CAD", "dollars canadiens": "CAD", "加元": "CAD", "加币": "CAD", "Canadian": "CAD",
    "A$": "AUD", "AU$": "AUD", "AUD$": "AUD", "$AU": "AUD", "$AUD": "AUD", "$A": "AUD", "AU $": "AUD", "A $": "AUD", "澳元": "AUD",
    "Australian dollars": "AUD", "$ AU": "AUD", "Australian": "AUD",
    "NZ$": "NZD", "NZD$": "NZD", "$NZ": "NZD", "$NZD": "NZD", "NZ $": "NZD", "New Zealand dollars": "NZD", "纽元": "NZD",
    "S$": "SGD", "SG$": "SGD", "SGD$": "SGD", "S $": "SGD", "$SG": "SGD", "新币": "SGD", "Singapore dollars": "SGD", "坡币": "SGD",
    "HK$": "HKD", "HKD$": "HKD", "$HK": "HKD", "HK $": "HKD", "港元": "HKD", "港币": "HKD", "港幣": "HKD", "Hong Kong dollars": "HKD",
    "NT$": "TWD", "NTD": "TWD", "NTD$": "TWD", "NT $": "TWD", "TW$": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "台幣": "TWD", "NT": "TWD",
    "台币": "TWD", "TWD$": "TWD",
    "MX$": "MXN", "Mex$": "MXN", "MEX$": "MXN", "MXN$": "MXN", "$MX": "MXN", "$MXN": "MXN", "M.N.": "MXN", "MN": "MXN", "MX $": "MXN",
    "pesos mexicanos": "MXN", "Mexican pesos": "MXN", "m.n.": "MXN", "mxn": "MXN",
    "AR$": "ARS", "ARS$": "ARS", "$AR": "ARS", "$ARS": "ARS", "pesos argentinos": "ARS",
    "CLP$": "CLP", "CL$": "CLP", "$CLP": "CLP", "pesos chilenos": "CLP", "COP$": "COP", "COL$": "COP", "Col$": "COP", "CO$": "COP",
    "$COP": "COP", "pesos colombianos": "COP", "$U": "UYU", "UY$": "UYU", "$ U": "UYU", "UYU$": "UYU", "RD$": "DOP", "RD $": "DOP",
    "BZ$": "BZD", "Bds$": "BBD", "BDS$": "BBD", "J$": "JMD", "JA$": "JMD", "JM$": "JMD", "TT$": "TTD", "EC$": "XCD", "FJ$": "FJD",
    "B$": "BND BSD", "BN$": "BND", "BS$": "BSD", "G$": "GYD", "GY$": "GYD", "N$": "NAD", "L$": "LRD", "LD$": "LRD", "Z$": "ZWG",
    "CI$": "KYD", "KY$": "KYD", "BD$": "BMD BBD", "SI$": "SBD", "WS$": "WST", "T$": "TOP", "MOP$": "MOP", "澳門元": "MOP", "CUP$": "CUP",
    "MOP": "MOP", "PHP$": "PHP",
    # Latin America
    "R$": "BRL", "R $": "BRL", "BR$": "BRL", "BRL$": "BRL", "reais": "BRL", "real": "BRL", "Rs$": "BRL", "r$": "BRL",
    "S/": "PEN", "S/.": "PEN", "S./": "PEN", "S/. ": "PEN", "soles": "PEN", "sol": "PEN", "₡": "CRC", "colones": "CRC",
    "Q": "GTQ", "Q.": "GTQ", "quetzales": "GTQ", "L.": "HNL", "L": "HNL MDL", "Lps": "HNL", "Lps.": "HNL", "lempiras": "HNL",
    "₲": "PYG", "Gs": "PYG", "Gs.": "PYG", "guaraníes": "PYG", "B/.": "PAB", "B/": "PAB", "Bs": "BOB VES", "Bs.": "BOB VES", "Bs.S": "VES",
    "Bs.S.": "VES", "Bs.D": "VES", "Bs.F": "VES", "BsS": "VES", "bolívares": "VES", "bolivianos": "BOB", "G": "HTG", "HTG": "HTG",
    "gourdes": "HTG", "UF": "CLF",
    # the North and the East of Europe
    "Skr": "SEK", "SKr": "SEK", "skr": "SEK", ":-": "SEK", "kronor": "SEK", "öre": "SEK", "SEK": "SEK", "Nkr": "NOK", "NKr": "NOK",
    "Dkr": "DKK", "DKr": "DKK", "dkr": "DKK", "Dkk": "DKK", "Ikr": "ISK", "ISKR": "ISK", "krónur": "ISK", "króna": "ISK", "íkr": "ISK",
    "zł": "PLN", "zl": "PLN", "zł.": "PLN", "złotych": "PLN", "złote": "PLN", "złoty": "PLN", "zlotych": "PLN", "ZŁ": "PLN", "PLN": "PLN",
    "Kč": "CZK", "Kc": "CZK", "kc": "CZK", "kč": "CZK", "KČ": "CZK", "korun": "CZK", "koruny": "CZK", "koruna": "CZK", "Kčs": "CZK", "Kć": "CZK",
    "Ft": "HUF", "Ft.": "HUF", "ft": "HUF", "forint": "HUF", "HUF": "HUF", "FT": "HUF",
    "lei": "RON MDL", "Lei": "RON MDL", "leu": "RON MDL", "LEI": "RON MDL", "lei.": "RON", "RON": "RON", "ROL": "RON",
    "лв": "BGN", "лв.": "BGN", "лева": "BGN", "lv": "BGN", "lv.": "BGN", "ЛВ": "BGN", "Лв": "BGN", "Лв.": "BGN",
    "kn": "HRK", "KM": "BAM", "КМ": "BAM", "din": "RSD", "din.": "RSD", "дин": "RSD", "дин.": "RSD", "RSD": "RSD", "динара": "RSD",
    "dinara": "RSD", "ден": "MKD", "ден.": "MKD", "den": "MKD", "den.": "MKD", "денари": "MKD", "lekë": "ALL", "Lekë": "ALL", "Lek": "ALL", "lek": "ALL",
    "₴": "UAH", "грн": "UAH", "грн.": "UAH", "гривень": "UAH", "гривен": "UAH", "гривні": "UAH", "hrn": "UAH", "uah": "UAH",
    "₽": "RUB", "руб": "RUB BYN", "руб.": "RUB BYN", "рублей": "RUB BYN", "рубля": "RUB BYN", "рубль": "RUB BYN", "р.": "RUB BYN",
    "р": "RUB BYN", "Р": "RUB", "₱уб": "RUB", "rub": "RUB", "rub.": "RUB", "RUR": "RUB", "Р.": "RUB", "руб.РФ": "RUB",
    "бел. руб.": "BYN", "бел.руб.": "BYN", "BYR": "BYN", "Br": "ETB BYN", "Br.": "ETB BYN", "б.р.": "BYN", "ብር": "ETB", "birr": "ETB",
    "₸": "KZT", "тг": "KZT", "тг.": "KZT", "тенге": "KZT", "tg": "KZT", "теңге": "KZT", "₼": "AZN", "ман.": "AZN", "manat": "AZN TMT",
    "AZN": "AZN", "₾": "GEL", "ლარი": "GEL", "ლ": "GEL", "GEL": "GEL", "֏": "AMD", "դր.": "AMD", "դրամ": "AMD", "драм": "AMD", "դր": "AMD",
    "сум": "UZS", "сўм": "UZS", "so'm": "UZS", "soʻm": "UZS", "so`m": "UZS", "som": "UZS KGS", "сом": "KGS", "сомони": "TJS", "смн": "TJS",
    "с.": "TJS KGS", "₮": "MNT", "төг": "MNT", "төгрөг": "MNT",
    "CHF": "CHF", "SFr": "CHF", "SFr.": "CHF", "sFr.": "CHF", "Fr.": "CHF XOF XAF", "fr.": "CHF XOF XAF", "Sfr.": "CHF", "Franken": "CHF", "Swiss francs": "CHF", "Swiss franc": "CHF", "francs suisses": "CHF",
    "franchi": "CHF", "CHf": "CHF", "₣": "CHF", "Chf": "CHF",
    "TL": "TRY", "₺": "TRY", "tl": "TRY", "Tl": "TRY", "lira": "TRY", "YTL": "TRY", "TL.": "TRY", "Türk Lirası": "TRY",
    # the Near East and Africa
    "₪": "ILS", 'ש"ח': "ILS", "ש״ח": "ILS", "ש''ח": "ILS", "שח": "ILS", "NIS": "ILS", "שקל": "ILS", "שקלים": "ILS", "nis": "ILS", "ש'ח": "ILS",
    "د.إ": "AED", "د.إ.": "AED", "دإ": "AED", "Dhs": "AED MAD", "Dhs.": "AED MAD", "DHS": "AED MAD", "Dh": "AED MAD", "Dh.": "AED MAD",
    "dhs": "MAD AED", "DH": "MAD AED", "dh": "MAD AED", "DHs": "AED MAD", "درهم": "AED MAD", "دراهم": "AED MAD", "dirhams": "MAD AED",
    "dirham": "AED MAD", "د.م": "MAD", "د.م.": "MAD", "درهم مغربي": "MAD", "درهم إماراتي": "AED",
    "ر.س": "SAR", "ر.س.": "SAR", "رس": "SAR", "SR": "SAR SCR", "SR.": "SAR SCR", "S.R.": "SAR", "ريال": "SAR QAR OMR YER", "ريال سعودي": "SAR",
    "SAR": "SAR", "riyals": "SAR QAR", "riyal": "SAR QAR", "﷼": "SAR IRR OMR QAR YER", "ر.ق": "QAR", "ر.ق.": "QAR", "ريال قطري": "QAR",
    "QR": "QAR", "QR.": "QAR", "Q.R.": "QAR", "ر.ع": "OMR", "ر.ع.": "OMR", "RO": "OMR", "R.O.": "OMR", "R.O": "OMR", "ريال عماني": "OMR",
    "OR": "OMR", "ر.ي": "YER", "ر.ي.": "YER", "د.ك": "KWD", "د.ك.": "KWD", "KD": "KWD", "K.D.": "KWD", "KD.": "KWD", "K.D": "KWD",
    "دينار كويتي": "KWD", "د.ب": "BHD", "د.ب.": "BHD", "BD": "BHD", "BD.": "BHD", "B.D.": "BHD", "دينار بحريني": "BHD",
    "د.أ": "JOD", "د.أ.": "JOD", "د.ا": "JOD", "JD": "JOD", "JDs": "JOD", "JD.": "JOD", "J.D.": "JOD", "دينار أردني": "JOD", "دينار اردني": "JOD",
    "د.ع": "IQD", "د.ع.": "IQD", "ID": "IQD", "دينار عراقي": "IQD", "د.ت": "TND", "د.ت.": "TND", "DT": "TND", "TND": "TND", "دينار تونسي": "TND",
    "د.ج": "DZD", "د.ج.": "DZD", "DA": "DZD", "دج": "DZD", "دينار جزائري": "DZD", "د.ل": "LYD", "د.ل.": "LYD", "LD": "LYD", "دينار ليبي": "LYD",
    "ریال": "IRR", "ليرة تركية": "TRY", "ليرة لبنانية": "LBP", "ليرة سورية": "SYP", "؋": "AFN", "افغانی": "AFN", "Afs": "AFN",
    "R": "ZAR", "rand": "ZAR", "Rand": "ZAR", "ZAR": "ZAR", "₦": "NGN", "N": "NGN", "naira": "NGN", "NGN": "NGN", "₵": "GHS", "GH₵": "GHS",
    "GH¢": "GHS", "GHC": "GHS", "GHS": "GHS", "GHS₵": "GHS", "KSh": "KES", "KSH": "KES", "Ksh": "KES", "KShs": "KES", "Kshs": "KES", "ksh": "KES",
    "Kshs.": "KES", "KSh.": "KES", "Ksh.": "KES", "KES": "KES", "Sh": "KES TZS UGX", "Shs": "UGX KES TZS", "Sh.": "KES TZS", "TSh": "TZS",
    "TSH": "TZS", "Tsh": "TZS", "TShs": "TZS", "Tshs": "TZS", "Tsh.": "TZS", "TZS": "TZS", "USh": "UGX", "UShs": "UGX", "Ush": "UGX", "USH": "UGX",
    "Ugx": "UGX", "FRw": "RWF", "Frw": "RWF", "RF": "RWF", "RWF": "RWF", "FCFA": "XOF XAF", "F CFA": "XOF XAF", "CFA": "XOF XAF",
    "Fcfa": "XOF XAF", "fcfa": "XOF XAF", "F.CFA": "XOF XAF", "Frs CFA": "XOF XAF", "francs CFA": "XOF XAF", "CFAF": "XAF XOF", "F": "XPF XOF XAF",
    "XPF": "XPF", "F CFP": "XPF", "CFP": "XPF", "FCFP": "XPF", "Ar": "MGA", "Ariary": "MGA", "MUR": "MUR", "K": "ZMW PGK MMK", "ZK": "ZMW", "P": "BWP PHP",
    "MT": "MZN", "MTn": "MZN", "MK": "MWK", "Kz": "AOA", "KZ": "AOA", "FC": "CDF", "GNF": "GNF", "FG": "GNF", "D": "GMD", "Le": "SLE", "E": "SZL",
    # South and East Asia
    "₹": "INR", "Rs": "INR PKR LKR NPR MUR SCR", "Rs.": "INR PKR LKR NPR MUR SCR", "RS": "INR PKR LKR NPR", "RS.": "INR PKR LKR NPR",
    "rs": "INR PKR LKR NPR", "rs.": "INR PKR LKR NPR", "₨": "PKR INR LKR NPR MUR SCR", "Re.": "INR PKR", "rupees": "INR PKR LKR NPR",
    "rupee": "INR PKR", "रु": "INR NPR", "रु.": "INR NPR", "रू": "NPR INR", "रू.": "NPR INR", "रुपये": "INR", "रुपए": "INR", "रुपया": "INR",
    "ரூ": "INR LKR", "ரூ.": "INR LKR", "రూ": "INR", "రూ.": "INR", "ರೂ": "INR", "ರೂ.": "INR", "രൂപ": "INR", "રૂ": "INR", "રૂ.": "INR", "INR": "INR",
    "/-": "INR PKR LKR NPR BDT KES", "I₹": "INR", "रुपयांत": "INR", "টাকা": "BDT", "৳": "BDT", "Tk": "BDT", "Tk.": "BDT", "TK": "BDT", "TK.": "BDT",
    "BDT": "BDT", "taka": "BDT", "Taka": "BDT", "රු": "LKR", "රු.": "LKR", "SLR": "LKR", "SLRs": "LKR", "NRs": "NPR", "NRs.": "NPR", "NPR": "NPR",
    "नेरू": "NPR", "PKRs": "PKR", "روپے": "PKR", "روپئے": "PKR", "روپیہ": "PKR", "MRf": "MVR", "Rf": "MVR", "Rf.": "MVR", "ރ.": "MVR", "Nu.": "BTN",
    "¥": "JPY CNY", "￥": "JPY CNY", "円": "JPY", "圓": "JPY TWD", "yen": "JPY", "Yen": "JPY", "YEN": "JPY", "日元": "JPY", "日圓": "JPY", "JP¥": "JPY", "JPY¥": "JPY", "엔": "JPY",
    "CN¥": "CNY", "RMB¥": "CNY", "RMB": "CNY", "元": "CNY TWD HKD", "人民币": "CNY", "人民幣": "CNY", "yuan": "CNY", "块": "CNY", "块钱": "CNY", "CNH": "CNY",
    "위안": "CNY", "CNY¥": "CNY", "¥CN": "CNY", "塊": "TWD", "蚊": "HKD",
    "₩": "KRW", "￦": "KRW", "원": "KRW", "won": "KRW", "KRW": "KRW", "韩元": "KRW", "฿": "THB", "บาท": "THB", "บ.": "THB", "baht": "THB", "THB": "THB",
    "Bht": "THB", "B": "THB", "TH฿": "THB", "₫": "VND", "đ": "VND", "Đ": "VND", "đồng": "VND", "vnđ": "VND", "VNĐ": "VND", "vnd": "VND", "VNd": "VND",
    "dong": "VND", "d": "VND", "Rp": "IDR", "Rp.": "IDR", "RP": "IDR", "rp": "IDR", "rupiah": "IDR", "IDR": "IDR",
    "RM": "MYR", "rm": "MYR", "Rm": "MYR", "ringgit": "MYR", "₱": "PHP", "Php": "PHP", "PhP": "PHP", "P.": "PHP", "PHP₱": "PHP", "piso": "PHP",
    "៛": "KHR", "រៀល": "KHR", "₭": "LAK", "ກີບ": "LAK", "kip": "LAK", "Ks": "MMK", "ks": "MMK", "Kyat": "MMK", "ကျပ်": "MMK", "kyats": "MMK",
    "MOP ": "MOP",
    # hundredths
    "p": "GBP", "pence": "GBP", "ct": "EUR USD", "cts": "EUR USD", "cent": "EUR USD", "Cent": "EUR USD", "cts.": "EUR", "cént.": "EUR",
    "céntimos": "EUR", "cêntimos": "EUR", "centimes": "EUR CHF", "centesimi": "EUR", "Rappen": "CHF", "Rp. ": "IDR", "paise": "INR",
    "коп": "RUB BYN UAH", "коп.": "RUB BYN UAH", "копеек": "RUB BYN UAH", "kop.": "RUB", "gr": "PLN", "gr.": "PLN", "groszy": "PLN", "sen": "MYR",
    "bani": "RON", "ст.": "BGN", "stotinki": "BGN", "стотинки": "BGN", "haléřů": "CZK", "fils": "AED KWD BHD", "סנט": "USD", "角": "CNY", "毛": "CNY",
    "분": "KRW", "satang": "THB", "สตางค์": "THB", "אגורות": "ILS", "копійок": "UAH", "فلس": "AED KWD",
    "λεπτά": "EUR", "сент": "USD",
}  # fmt: skip

HUNDREDTHS: frozenset[str] = frozenset(
    [
        "¢",
        "p",
        "pence",
        "c",
        "ct",
        "cts",
        "cent",
        "cents",
        "cts.",
        "Cent",
        "cént.",
        "céntimos",
        "cêntimos",
        "centimes",
        "centesimi",
        "Rappen",
        "paise",
        "коп",
        "коп.",
        "копеек",
        "kop.",
        "gr",
        "gr.",
        "groszy",
        "sen",
        "bani",
        "ст.",
        "stotinki",
        "стотинки",
        "haléřů",
        "øre",
        "öre",
        "סנט",
        "satang",
        "สตางค์",
        "אגורות",
        "копійок",
        "centavos",
        "λεπτά",
        "сент",
    ]
)
"""Signs of a hundredth of the currency: they follow a whole number below 1000."""
TENTHS: frozenset[str] = frozenset({"角", "毛"})

WEAK: frozenset[str] = frozenset(
    [
        "fr.",
        "Q",
        "L",
        "R",
        "N",
        "F",
        "K",
        "P",
        "E",
        "G",
        "D",
        "B",
        "d",
        "p",
        "c",
        "ج",
        "р",
        "Р",
        "ct",
        "gr",
        "LE",
        "OR",
        "ID",
        "SR",
        "RO",
        "BD",
        "KD",
        "JD",
        "LD",
        "DA",
        "DT",
        "DH",
        "dh",
        "FC",
        "FG",
        "RF",
        "MT",
        "MK",
        "Sh",
        "Le",
        "tg",
        "lv",
        "NT",
        "MN",
        "zl",
        "ft",
        "FT",
        "Fr",
        "Ar",
        "Br",
        "MOP",
        "real",
        "sol",
        "lek",
        "den",
        "som",
        "won",
        "sen",
        "UF",
        "KM",
        "kn",
        "TL",
        "tl",
        "real",
        "分",
        "块",
        "欧",
        "塊",
        "Canadian",
        "Australian",
        "P.",
        "LL",
        "kc",
        "S",
        "M",
    ]
)
"""Letters that stand for much besides money: money only where nothing else in the text is a word of its own,
or where the locale, the hint or the asked currency means that currency."""

SIZES: frozenset[str] = frozenset({"S", "M"})
"""Of the weak signs those that mean sizes wherever their currency is not known beside."""
CLEAR_BEHIND: frozenset[str] = frozenset({"TL", "tl", "zl"})
"""Weak in front of a number, beyond doubt behind it."""
UNITS: frozenset[str] = frozenset({"L", "G", "P", "E", "N", "B", "D", "d"})
"""Behind a number they are litres, generations, pages and the like, unless their currency is known beside."""
RARE: frozenset[str] = frozenset({"P", "E", "G", "D", "B", "F", "N", "K"})
"""In front of a whole number below 100 they are models and codes (`P 90`), unless their currency is known beside."""

WORDS_THAT_ARE_CODES: frozenset[str] = frozenset(
    [
        "ALL",
        "ANG",
        "BAM",
        "BOB",
        "COP",
        "CUP",
        "DOP",
        "ERN",
        "GEL",
        "LAK",
        "MAD",
        "MGA",
        "MOP",
        "MUR",
        "NAD",
        "PAB",
        "PEN",
        "SEK",
        "SOS",
        "TOP",
        "TRY",
        "SLE",
        "SHP",
        "STN",
    ]
)
"""ISO codes read in capitals only."""

LONGEST = 20


def _signs() -> dict[str, str]:
    known = dict(cldr.SIGNS)
    for code in cldr.CODES:
        known[code] = code
        if code not in WORDS_THAT_ARE_CODES:
            known.setdefault(code.lower(), code)
            known.setdefault(code.title(), code)
    return known | CERTAIN | UNCERTAIN


SIGNS: dict[str, str] = _signs()
"""Every sign to what it may stand for, most likely first, space between."""

FOLDED: dict[str, str] = {sign.lower(): sign for sign in SIGNS if len(sign) > 3 and sign.replace(" ", "").isalpha()}
"""Names of currencies in lower case to the sign: a name is read in any case."""
