"""Titles in Chinese of what the books of orders, courts and disputes refuse, by code."""

from typing import Final

from api.texts.batch_refusals import BATCH_REFUSALS

REFUSALS: Final = {
    **BATCH_REFUSALS,
    "ORDER_RUN_OUT": "该事项已届满，效力自行终止，不得续行。",
    "ORDER_AUTHORITY_WRONG": "只有作出该事项的法院或机关，或其上级，可以解除、续行。",
    "SUPERIOR_WRONG": "上级法院须为法院，上级机关须为机关，且不得以自身为上级。",
    "SUPERIOR_BASIS_MISSING": "须载明证明上级关系的文件。",
    "BATCH_WRONG": "批次须载明根值，且日志自上次上链以来有新增摘要。",
    "BATCH_STALE": "该批次已经上链，或日志此后又有新批次：批次须逐一接续。",
    "DISPUTE_TERMS_WRONG": "争议须载明争议事项、利害关系说明与证据。",
    "DISPUTE_EXISTS": "该争议已经提出过。",
    "DISPUTE_UNKNOWN": "该权属没有此项争议。",
    "DISPUTE_VERSION_WRONG": "签署之后该争议已有变化。",
    "DISPUTE_STEP_WRONG": "该争议目前不能进行此项程序。",
    "DISPUTE_DOCUMENT_MISSING": "此项程序须载明所依据的文件。",
    "ANSWERER_WRONG": "只有持有份额的权利人可以答复，承认须由唯一权利人作出。",
    "REFERRING_PARTY_WRONG": "只有争议人或权利人可以提交他处处理。",
    "RULING_BY_EXAMINER": "经办该登记审查、复核的人员不得处理其争议。",
    "DISPUTE_BLOCK_WRONG": "限制处分的状态与此项程序不符：法院所定的限制只能由法院解除，且须先于结案。",
    "DISPUTES_BLOCK_TOO_MANY": "同一权属至多因十五项争议限制处分。",
}
