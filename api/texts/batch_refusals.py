"""Titles in Chinese of what a log of digests refuses, by code."""

from typing import Final

BATCH_REFUSALS: Final = {
    "BATCH": "存证日志不能完成所求，日志保持原状。",
    "BATCH_LOG_MISSING": "此处没有存证日志：请先以 datadeed batch create 建立。",
    "BATCH_LOG_EXISTS": "此处已有存证日志。",
    "BATCH_LOG_BROKEN": "存证日志与此前所载不符：不再记入、上链或出具证明。",
    "BATCH_LOG_BEHIND": "登记簿上的批次不出自该日志：它是旧副本，或属他人。",
    "BATCH_LOG_UNWRITABLE": "存证日志所在磁盘已满或出错：未告知已记入的摘要可再次提交。",
    "BATCH_DIGEST_MALFORMED": "摘要须写作 sha256:十六进制 或 sm3:十六进制，各六十四位。",
    "BATCH_DIGEST_UNKNOWN": "日志中没有该摘要。",
    "BATCH_ANCHOR_MISSING": "尚无该大小（摘要个数）的批次上链：请待上链后再取证明。",
    "BATCH_FILE_UNREADABLE": "文件不能完整读取。",
    "BATCH_NOT_ATTACHABLE": "证明不能附入该证据包，证据包保持原状。",
    "BATCH_UNPROVEN": "批次已上链，但节点所给证明此刻不成立：稍后再次上链即可补全。",
    "BATCH_MALFORMED": "不是批次证明，或格式不唯一。",
}
