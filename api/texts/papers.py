"""What the check of a document says, in Chinese and in English."""

from __future__ import annotations

from typing import Final

from api.paper.checking import Agreement, FaceCheck
from api.texts.problems import TITLES
from notarization.verify.report import Message

AGREEMENTS: Final = {
    Agreement.AGREES: Message("与登记簿一致", "Agrees with the register"),
    Agreement.DIFFERS: Message("与登记簿不一致", "Differs from the register"),
    Agreement.UNKNOWN: Message("无法判断", "Unknown"),
}
MEANINGS: Final = {
    Agreement.AGREES: Message(
        "文件所载与登记簿在该区块的记载逐项相同。此后的变化见下。",
        "The document says what the register held at its block. What changed since is below.",
    ),
    Agreement.DIFFERS: Message(
        "请勿据此文件办理：以登记簿的记载为准（《数据产权登记工作指引（试行）》第二十七条）。",
        "Do not rely on this document: the register prevails (NAT-2026 Art. 27).",
    ),
    Agreement.UNKNOWN: Message(
        "登记簿的镜像尚未读到该区块，或该区块尚未终局，请稍后再试。",
        "The mirror has not read this block yet, or it is not final: try again later.",
    ),
}
FACES: Final = {
    FaceCheck.SAME_BYTES: Message(
        "版面与所附数据逐字节相同", "The face is what the attached record makes, byte for byte"
    ),
    FaceCheck.SAME_WORDS: Message(
        "版面文字与所附数据相同（文件字节不同：曾另存、签名或由其他版本制作）",
        "The words are what the attached record makes (other bytes: saved anew, signed, or set by another version)",
    ),
    FaceCheck.DIFFERS: Message(
        "版面文字与所附数据不同", "The face is not what the attached record makes"
    ),
}
DIGEST_DIFFERS: Final = Message(
    "二维码中的摘要不是登记簿就该编号与区块制作的文件的摘要。",
    "The digest in the code is not that of the document that the register makes for this block.",
)
TONES: Final = {Agreement.AGREES: "good", Agreement.DIFFERS: "bad", Agreement.UNKNOWN: "unsure"}


def reason(code: str) -> Message:
    """Why a document differs as a whole, or cannot be judged."""
    if code == "DIGEST_DIFFERS":
        return DIGEST_DIFFERS
    return Message(TITLES[code], code)
