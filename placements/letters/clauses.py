"""The words both sides promise, version 1. A later version is a row, not an edit here.

Each clause is one plain sentence of at most 60 characters, and none of them shifts onto
a young person what nobody may be asked to bear.
"""

from collections.abc import Mapping

from placements.letters.text import TemplateBody

ISSUER = "共青团阳泉市委"

STUDENT_V1 = TemplateBody(
    title="大学生返家乡社会实践承诺书",
    opening=(
        "本人 {student}，就读于 {university}，将于 {starts_on} 至 {ends_on} "
        "在 {unit} 担任 {post}[，导师 {mentor}]。我承诺："
    ),
    clauses=(
        "所填信息真实；有变化，两日内告知{committee}。",
        "服从属地管理，完成单位安排的合理任务。",
        "按约定的日期和时间到岗，有事先请假，回来销假。",
        "遵守单位制度，举止得体，尊重他人。",
        "保守工作秘密和群众个人信息，不拍屏幕。",
        "注意交通、防溺水、防暑、用气安全，在岗期间夜里不外出，有事立即报告。",
        "不以单位名义发布信息。",
        "不收礼品，不替人办私事；遇到这类要求可以拒绝。",
        "参加岗前培训、团组织生活和活动。",
        "每周写周志，期满参加鉴定。",
        "要退出，提前三个工作日书面说明并交接；退出只影响实践记录和证明。",
        "我知道我有导师、休息、保险和投诉电话，可以拒绝危险或无关的工作。",
        "我知道这是社会实践，不建立劳动关系；有补贴的，按岗位写明的执行。",
        "我同意以本页的电子方式签署，认可它与手写签名效力相同。",
    ),
    minor_clauses=("我未满十八周岁，监护人另签同意书，签好后本承诺书才生效。",),
    closing="以上各条我都读过，也都明白。",
    issuer=ISSUER,
    version=1,
)

UNIT_V1 = TemplateBody(
    title="返家乡社会实践接收单位承诺书",
    opening=(
        "本单位 {unit} 接收 {university} 学生 {student}，"
        "于 {starts_on} 至 {ends_on} 担任 {post}[，导师 {mentor}]。本单位承诺："
    ),
    clauses=(
        "安排真实、具体、与岗位相符的任务，写明要交的成果。",
        "指定一名导师日常指导，导师不在时有人代替。",
        "上岗第一天做安全教育，讲清风险、制度和求助电话。",
        "不收任何费用和押金，不扣证件。",
        "每天不超过八小时，保证休息；学校考试请假一律准许。",
        "不安排危险作业，不安排在酒吧、歌厅等娱乐场所工作。",
        "对未成年学生，不安排夜班、有毒有害和重体力劳动。",
        "上岗前核对意外伤害保险，没有保险不上岗。",
        "防止性骚扰和欺凌；接到反映立即处理，并报告{committee}。",
        "学生拒绝危险或无关的工作，不因此受任何不利对待。",
        "学生个人信息只用于本次实践，不外传，期满后按规定删除。",
        "发生意外先救人，并立即报告{committee}和家长。",
        "期满及时、如实鉴定，不拖延，不以鉴定提额外要求。",
        "本单位同意以电子方式签署，认可它与签字盖章效力相同。",
    ),
    closing="以上各条本单位都已知晓，并将落实到导师。",
    issuer=ISSUER,
    version=1,
)

FIRST_VERSIONS: Mapping[str, TemplateBody] = {
    "STUDENT": STUDENT_V1,
    "UNIT": UNIT_V1,
}
