"""`certification.txt` and `verifier/README.txt`: a template to sign, and how to check, for people.

Both are made of the other files, in Chinese and in English; the verifier makes them again and
compares, so that nobody reads other instructions than those of the format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.domain.numbers import written
from notarization.verify.digests import sha256
from notarization.verify.fields import shown
from notarization.verify.wording import beijing

if TYPE_CHECKING:
    from notarization.verify.claim import ChainClaim
    from notarization.verify.cover import Cover
    from notarization.verify.making import Making, Verifier

CERTIFICATION_NAME: Final = "certification.txt"
README_NAME: Final = "verifier/README.txt"


def certification(cover: Cover, claim: ChainClaim, making: Making) -> bytes:
    """What the operator fills in and signs: a template, no statement by itself."""
    number, block = written(cover.number), claim.number
    made, sources = beijing(cover.prepared_at), shown(making.program.sources)
    program = f"{making.program.name} {making.program.version}"
    return _text(
        "运营方证明（模板，填写并签署后生效）",
        "",
        "本人________，任职于________（登记平台运营方），熟悉该平台的运行，兹证明：",
        f"1. 登记凭证 {number} 的电子记录由登记平台在日常业务中按其规则自动生成并保存；",
        f"2. 本证据包于 {made}（北京时间）由 {making.maker} 使用 {program} 制作，",
        f"   程序源文件摘要（SHA-256）{sources}；",
        f"3. 包内记录截至区块 {block}，区块哈希 {shown(claim.hash)}；",
        "4. 制作期间平台运行正常：□是 □否（说明：________）；",
        "5. 本证据包的清单文件 manifest.json 的 SHA-256 为（由签署人计算填写）：________；",
        "6. 本人与案件当事人的利害关系：________。",
        "签名：________ 日期：________ 电话：________",
        "",
        "Certification by the operator (a template: of effect once filled in and signed)",
        "",
        "I, ________, employed by ________ (operator of the register), know how it is run, and"
        " certify:",
        f"1. The electronic records of certificate {number} were generated and kept by the"
        " platform automatically, by its rules, in the regular course of business.",
        f"2. This package was made at {made} (Beijing time) by {making.maker} with {program},",
        f"   whose sources have the digest (SHA-256) {sources}.",
        f"3. The records are those up to block {block}, block hash {shown(claim.hash)}.",
        "4. The platform worked as it should meanwhile: [ ] yes [ ] no (explain: ________).",
        "5. The SHA-256 of the package's manifest.json is (worked out by who signs): ________.",
        "6. My interest in the matter or its parties: ________.",
        "Signature: ________ Date: ________ Telephone: ________",
    )


def readme(claim: ChainClaim, verifier: Verifier) -> bytes:
    """How to check the package, and what to bring for it."""
    program = f"{verifier.program.name} {verifier.program.version}"
    sources = shown(verifier.program.sources)
    digest = shown(sha256(verifier.data)) if verifier.wheel else ""
    wheel = f"{verifier.wheel}，SHA-256 {digest}" if verifier.wheel else "未附（另行取得）"
    wheel_en = f"{verifier.wheel}, SHA-256 {digest}" if verifier.wheel else "not enclosed"
    register = f"{shown(claim.register.address)} · {shown(claim.register.code_hash)}"
    block = f"{claim.number} · {shown(claim.hash)}"
    return _text(
        "如何核验本证据包",
        "",
        f"1. 核验程序：{program}，源文件摘要 {sources}；安装包：{wheel}。",
        "   程序与其摘要须从登记机构公开渠道另行取得并比对，不可只信本包所附者。",
        "2. 自备信任文件，逐项从自己的来源取得，不可取自本包：",
        f"   链标识（本包所称：{claim.chain_id}）；",
        f"   登记簿地址与代码哈希（本包所称：{register}）；",
        f"   区块号与区块哈希（本包所称：{block}），或验证节点、检查点日志与见证方；",
        "   时间戳机构的根证书。",
        "3. 断网运行：datadeed-verify 证据包 --trust 信任文件 --lang zh",
        "4. 退出码：0 核验通过；1 不通过；2 不完整；3 无法读取；64 用法错误。",
        "5. 其他时点或用途：--at 2026-01-31T12:00:00+08:00 --purpose pledge",
        "",
        "How to check this package",
        "",
        f"1. Verifier: {program}, digest of its sources {sources}; wheel: {wheel_en}.",
        "   Get the program and its digest from the registry by another way and compare: the one"
        " enclosed vouches for nothing.",
        "2. Bring a trust file of your own, nothing in it taken from here:",
        f"   the chain's id (claimed here: {claim.chain_id});",
        f"   the register's address and code hash (claimed here: {register});",
        f"   number and hash of a block (claimed here: {block}), or validators, or a checkpoint log"
        " and its witnesses;",
        "   roots of time-stamping authorities.",
        "3. Without a network: datadeed-verify PACKAGE --trust TRUST --lang en",
        "4. Exit codes: 0 VERIFIED, 1 REJECTED, 2 INCOMPLETE, 3 unreadable, 64 wrong usage.",
        "5. Another moment or purpose: --at 2026-01-31T12:00:00+08:00 --purpose pledge",
    )


def _text(*lines: str) -> bytes:
    shown_lines = ("".join(c if c.isprintable() else " " for c in line) for line in lines)
    return ("\n".join(shown_lines) + "\n").encode()
