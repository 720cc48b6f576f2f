"""Meta's limits of templates as data, for the checks and the interface. Meta: templates/components."""

from typing import Any

NAME = 512
HEADER = 60
BODY = 1024
FOOTER = 60
BUTTONS = 10
BUTTON_KINDS = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "OTP": 1, "FLOW": 1, "REQUEST_CONTACT_INFO": 1}
"""How many of a kind; quick replies: as many as there may be buttons."""
LABEL = 25
URL = 2000
PHONE_NUMBER = 20
COPY_CODE = 20
OTP_CODE = 15
OTP_MINUTES = 90
PAYLOAD = 256
TEMPLATES = 250
TEMPLATES_OF_VERIFIED = 6000
CREATIONS_PER_HOUR = 100
NAME_BLOCKED_DAYS = 30

CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
FORMATS = ("POSITIONAL", "NAMED")
MEDIA = ("IMAGE", "VIDEO", "DOCUMENT")

_LANGUAGES = """
pt_BR pt_PT en en_US en_GB es es_AR es_ES es_MX af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA az be_BY bn
bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE en_AE en_AU en_CA en_GH en_IE en_IN en_JM
en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi fr fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el
gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb ps_AF fa pl pa ro ru sr
si_LK sk sl es_CL es_CO es_CR es_DO es_EC es_HN es_PA es_PE es_UY sw sv ta te th tr uk ur uz vi zu
"""
LANGUAGES = tuple(_LANGUAGES.split())
"""Meta: templates/supported-languages; the likely ones first."""


def as_data() -> dict[str, Any]:
    """All of it, for whoever builds a template."""
    return {
        "name": NAME,
        "header": HEADER,
        "body": BODY,
        "footer": FOOTER,
        "header_variables": 1,
        "buttons": {
            "total": BUTTONS,
            "kinds": {"QUICK_REPLY": BUTTONS, **BUTTON_KINDS},
            "label": LABEL,
            "url": URL,
            "phone_number": PHONE_NUMBER,
            "copy_code": COPY_CODE,
            "payload": PAYLOAD,
        },
        "otp_minutes": OTP_MINUTES,
        "templates": TEMPLATES,
        "templates_of_verified": TEMPLATES_OF_VERIFIED,
        "creations_per_hour": CREATIONS_PER_HOUR,
        "name_blocked_days": NAME_BLOCKED_DAYS,
        "categories": list(CATEGORIES),
        "parameter_formats": list(FORMATS),
        "languages": list(LANGUAGES),
    }
