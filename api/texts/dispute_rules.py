"""Why an act in a dispute over an issued title would be refused."""

from typing import Final

from notarization.verify.report import Message

DISPUTE_RULES: Final = {
    "claim, interest and evidence are named": Message(
        "须载明争议事项、利害关系说明与证据。",
        "What is disputed, the statement of interest and the evidence must be named.",
    ),
    "dispute is new": Message("该争议已经提出过。", "This very dispute was filed before."),
    "the step is none of the examiners'": Message(
        "此项程序须由未经办该登记的两人作出。",
        "This step is taken by two who did not pass the title.",
    ),
    "who answers, refers or orders is named": Message(
        "答复、提交他处与依裁定的程序须载明当事人或法院，其余程序不得载明。",
        "The holder who answers, the side that refers or the court that orders must be named; nobody"
        " else is.",
    ),
    "the step is the examiners'": Message(
        "此项程序不由审查、复核人员作出。", "This step is not the examiners' to take."
    ),
    "only who owns is blocked for": Message(
        "登记机构仅可就权属争议限制处分。",
        "The registry bars disposal only where the ownership is disputed.",
    ),
    "a side refers the dispute": Message(
        "只有权利人或争议人可以提交他处处理。",
        "Only a holder or the disputant refers it elsewhere.",
    ),
    "a holder answers, the only one admits": Message(
        "只有持有份额的权利人可以答复，承认须由唯一权利人作出。",
        "Only a holder answers, and only who holds the whole title admits.",
    ),
    "the dispute was filed": Message(
        "该权属没有此项争议。", "There is no such dispute over the title."
    ),
    "dispute's version": Message(
        "拟定之后该争议已有变化。", "The dispute went on since this was prepared."
    ),
    "the step names its document": Message(
        "此项程序须载明所依据的文件。", "The document that the step rests on must be named."
    ),
    "the step follows": Message(
        "该争议目前不能进行此项程序。", "This step does not follow where the dispute stands."
    ),
    "what blocks is lifted by who may": Message(
        "法院所定的限制只能由法院解除，且须先于结案；已有限制的不得重复限制。",
        "A court's block is lifted by a court alone, and before the end; what bars already is not"
        " barred again.",
    ),
    "a court orders it": Message(
        "此项程序须依人民法院的裁定。", "This step needs the order of a court."
    ),
    "who passed a title rules on no dispute over it": Message(
        "经办该登记审查、复核的人员不得处理其争议。",
        "Who passed a title rules on no dispute over it.",
    ),
}
