"""Accepted spellings of every coded column; the first spelling of a code is its label.

The codes are the ones the models store.
"""

from collections.abc import Mapping

UNIT_KINDS: Mapping[str, str] = {
    "党政机关": "PARTY_GOVERNMENT",
    "机关": "PARTY_GOVERNMENT",
    "机关单位": "PARTY_GOVERNMENT",
    "政府机关": "PARTY_GOVERNMENT",
    "群团组织": "MASS_ORGANIZATION",
    "群团": "MASS_ORGANIZATION",
    "群众团体": "MASS_ORGANIZATION",
    "人民团体": "MASS_ORGANIZATION",
    "事业单位": "PUBLIC_INSTITUTION",
    "国有企业": "STATE_OWNED",
    "国企": "STATE_OWNED",
    "民营企业": "PRIVATE",
    "民企": "PRIVATE",
    "私营企业": "PRIVATE",
    "社区": "COMMUNITY",
    "农村(村)": "VILLAGE",
    "农村": "VILLAGE",
    "村": "VILLAGE",
    "行政村": "VILLAGE",
    "乡镇街道": "TOWNSHIP",
    "乡镇": "TOWNSHIP",
    "街道": "TOWNSHIP",
    "青年之家": "YOUTH_HOME",
}

# Villages, communities and youth homes often have no credit code of their own.
KINDS_WITHOUT_CREDIT_CODE = frozenset({"COMMUNITY", "VILLAGE", "YOUTH_HOME"})

CATEGORIES: Mapping[str, str] = {
    "政务实践": "GOVERNMENT",
    "政务": "GOVERNMENT",
    "企业实践": "ENTERPRISE",
    "企业": "ENTERPRISE",
    "公益服务": "PUBLIC_WELFARE",
    "公益": "PUBLIC_WELFARE",
    "社区服务": "COMMUNITY_SERVICE",
    "社区": "COMMUNITY_SERVICE",
    "乡村振兴": "RURAL",
    "兼职锻炼": "PART_TIME_CADRE",
    "兼职": "PART_TIME_CADRE",
    "文化宣传": "CULTURE",
    "网络云实践": "CLOUD",
    "云实践": "CLOUD",
    "网络新媒体": "NEW_MEDIA",
    "新媒体": "NEW_MEDIA",
}

EDUCATION: Mapping[str, str] = {
    "不限": "ANY",
    "无": "ANY",
    "无要求": "ANY",
    "学历不限": "ANY",
    "不限学历": "ANY",
    "专科及以上": "COLLEGE",
    "专科": "COLLEGE",
    "专科以上": "COLLEGE",
    "大专": "COLLEGE",
    "大专以上": "COLLEGE",
    "大专及以上": "COLLEGE",
    "高职": "COLLEGE",
    "本科及以上": "BACHELOR",
    "本科": "BACHELOR",
    "本科以上": "BACHELOR",
    "大学本科": "BACHELOR",
    "大学本科及以上": "BACHELOR",
    "硕士及以上": "MASTER",
    "硕士": "MASTER",
    "硕士以上": "MASTER",
    "研究生": "MASTER",
    "研究生及以上": "MASTER",
    "硕士研究生": "MASTER",
    "硕士研究生及以上": "MASTER",
    "博士": "DOCTOR",
    "博士及以上": "DOCTOR",
    "博士研究生": "DOCTOR",
}

LUNCH: Mapping[str, str] = {
    "有": "PROVIDED",
    "是": "PROVIDED",
    "提供": "PROVIDED",
    "免费": "PROVIDED",
    "包午餐": "PROVIDED",
    "无": "NONE",
    "否": "NONE",
    "没有": "NONE",
    "不提供": "NONE",
    "自理": "NONE",
    "补贴": "SUBSIDY",
    "有补贴": "SUBSIDY",
    "餐补": "SUBSIDY",
    "午餐补贴": "SUBSIDY",
}

HAZARDS: Mapping[str, str] = {
    "无": "NONE",
    "没有": "NONE",
    "无风险": "NONE",
    "户外高温": "OUTDOOR_HEAT",
    "户外": "OUTDOOR_HEAT",
    "高温": "OUTDOOR_HEAT",
    "需外出": "TRAVEL",
    "外出": "TRAVEL",
    "出差": "TRAVEL",
    "机械": "MACHINERY",
    "机械操作": "MACHINERY",
    "涉密": "CONFIDENTIAL",
    "保密": "CONFIDENTIAL",
}

LODGING: Mapping[str, bool] = {
    "有": True,
    "是": True,
    "提供": True,
    "无": False,
    "否": False,
    "没有": False,
    "不提供": False,
    "自理": False,
}

MINORS: Mapping[str, bool] = {
    "是": True,
    "接收": True,
    "可": True,
    "可以": True,
    "否": False,
    "不接收": False,
    "不可": False,
    "不可以": False,
}


def labels(spellings: Mapping[str, object]) -> list[str]:
    """The one spelling of each code that templates and messages show."""
    first: dict[object, str] = {}
    for spelling, code in spellings.items():
        first.setdefault(code, spelling)
    return list(first.values())
