"""What each event of the audit trail is called when a person reads it."""

from collections.abc import Mapping

from placements.states import NOUNS

NOUN_LABELS: Mapping[str, str] = {
    "season": "季设置",
    "unit": "单位",
    "post": "岗位",
    "application": "报名",
    "round": "选岗",
    "placement": "录用",
    "commitment": "承诺书",
    "import": "导入",
}

# Moves bring their own words, from the tables of states.
_MOVES = {
    f"{noun.name}.{name}": f"{NOUN_LABELS[noun.name]}：{move.label}"
    for noun in NOUNS
    for name, move in noun.moves.items()
}

EVENT_LABELS: Mapping[str, str] = {
    **_MOVES,
    "season.plan_window": "季设置：改时间窗",
    "season.change_rules": "季设置：改规则",
    "unit.register": "单位：登记",
    "unit.edit": "单位：改资料",
    "unit.import": "单位：由表格导入",
    "unit.invite": "单位：发邀请链接",
    "unit.add_member": "单位：添加联系人",
    "unit.hand_over": "单位：移交负责人",
    "unit.end_membership": "单位：移除联系人",
    "post.draft": "岗位：新建",
    "post.import": "岗位：由表格导入",
    "post.edit": "岗位：修改",
    "post.void_wishes": "岗位：志愿作废",
    "post.grade": "岗位：评价学生",
    "application.start": "报名：开始填写",
    "application.save_identity": "报名：保存身份",
    "application.save_education": "报名：保存学籍",
    "application.add_wish": "报名：添加志愿",
    "application.order_wishes": "报名：调整志愿顺序",
    "application.remove_wish": "报名：移除志愿",
    "application.choose_adjustment": "报名：选择调剂",
    "application.unmask_id_number": "报名：查看证件号",
    "round.open": "选岗：建立轮次",
    "round.run": "选岗：计算结果",
    "round.send_for_review": "选岗：送复核",
    "import.upload": "导入：上传表格",
    "import.commit": "导入：写入岗位",
    "placement.offer": "录用：发出",
    "commitment.draw_up": "承诺书：生成",
}


def event_label(name: str) -> str:
    """An event nobody named is shown by its code rather than hidden."""
    return EVENT_LABELS.get(name, name)
