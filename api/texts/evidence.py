"""The Chinese titles of what keeps a request for an evidence package from being answered."""

from typing import Final

REQUESTS: Final = {
    "EVIDENCE_REQUEST_UNKNOWN": "没有该编号的证据包申请。",
    "EVIDENCE_REQUEST_LOCKED": "该申请拟向境外提供，尚未录入主管机关的批准，予以锁定（《数据安全法》第三十六条）。",
    "EVIDENCE_REQUEST_NOT_LOCKED": "该申请并未锁定，无须录入批准。",
    "EVIDENCE_BY_CASE": "拟提交境外机构的证据包须按案件申请，经录入批准后制作（《数据安全法》第三十六条）。",
    "EVIDENCE_HANDED_OVER": "证据包领取次数已达保管记录的上限：请使用已领取的文件，或另行申请。",
    "EVIDENCE_NOT_MADE": "证据包尚未制成或不能制作：见该申请的状态。",
}
