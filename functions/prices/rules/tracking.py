"""Query parameters that say where a visitor came from and never what a page shows.

Only names that a vendor documents as its own or that Firefox's query-stripping list holds, and that are too particular
to mean anything else to a shop. `ref`, `source`, `tag`, `aff`, `cid` are left alone: some shops mean something by them.
"""

PREFIXES = ("utm_", "mtm_", "matomo_", "hsa_")  # Google Analytics, Matomo (two), HubSpot ads

BY_VENDOR = {
    "Google": "gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gac _gl",
    "Microsoft": "msclkid",
    "Meta": "fbclid igshid igsh",
    "TikTok": "ttclid",
    "X": "twclid",
    "LinkedIn": "li_fat_id",
    "Pinterest": "epik",
    "Snapchat": "sccid",
    "Reddit": "rdt_cid",
    "Yandex": "yclid ysclid",
    "Openstat": "_openstat",
    "Piwik": "pk_campaign pk_cid pk_content pk_group pk_keyword pk_kwd pk_medium pk_placement pk_source",
    "Mailchimp": "mc_cid mc_eid",
    "HubSpot": "_hsenc _hsmi __hsfp __hssc __hstc hsctatracking",
    "Marketo": "mkt_tok",
    "MailerLite": "ml_subscriber ml_subscriber_hash",
    "Klaviyo": "_kx",
    "Vero": "vero_conv vero_id",
    "Drip": "__s",
    "Omeda": "oly_anon_id oly_enc_id",
    "Adobe": "s_kwcid ef_id",
    "Wicked Reports": "wickedid",
    "Impact": "irclickid irgwc",
    "CJ": "cjevent",
    "Awin": "awc",
    "Rakuten Advertising": "ranmid raneaid ransiteid",
    "Alibaba": "spm scm",
}

NAMES = frozenset(name for names in BY_VENDOR.values() for name in names.split())
