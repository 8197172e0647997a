"""What a page with scripts says: faults by their codes, and what goes on."""

from typing import Final

from notarization.verify.report import Language, Message

FAULTS: Final = {
    "WALLET_MISSING": Message(
        "此浏览器没有钱包。请安装支持 EIP-1193 的钱包，或使用密钥文件。",
        "This browser has no wallet. Install one (EIP-1193), or use a key file.",
    ),
    "WALLET_DENIED": Message(
        "您在钱包中拒绝了该请求，没有提交任何内容。",
        "You refused in the wallet: nothing was sent.",
    ),
    "WALLET_CHAIN": Message(
        "钱包不在登记簿所在的链（链号 {chain}）上，请在钱包中添加并切换到该链。",
        "The wallet is not on the register's chain (number {chain}): add it there and switch to it.",
    ),
    "WALLET_FAILED": Message(
        "钱包未能完成 {method}：{fault}", "The wallet could not do {method}: {fault}"
    ),
    "DIGEST_DIFFERS": Message(
        "服务器给出的摘要与条款不符，请勿签署。",
        "The server's digest is not that of the terms: do not sign.",
    ),
    "DOCUMENT_DIFFERS": Message(
        "所示的价款提存不是条款所指的文件，请勿签署。",
        "The deposit that is shown is not the document that the terms name: do not sign.",
    ),
    "ACCOUNT_DIFFERS": Message(
        "钱包所用的账户不是登录的账户 {account}，请在钱包中切换。",
        "The wallet's account is not the one that signed in, {account}: switch to it there.",
    ),
    "TYPE_UNKNOWN": Message(
        "条款中有本页不认识的类型 {type}，请勿签署。",
        "The terms hold a type that this page does not know, {type}: do not sign.",
    ),
    "KEYSTORE_MISSING": Message("请选择密钥文件。", "Choose the key file."),
    "KEYSTORE_UNREADABLE": Message(
        "这不是可用的密钥文件（需要第 3 版 JSON：AES-128-CTR，scrypt 或 PBKDF2）。",
        "This is no key file that can be used (JSON version 3, AES-128-CTR, scrypt or PBKDF2).",
    ),
    "KEYSTORE_PASSWORD": Message(
        "口令不能打开该密钥文件。", "The password does not open the key file."
    ),
    "SERVER_UNREACHABLE": Message(
        "联系不到服务器，请检查网络后重试；重复提交同一行为只会登记一次。",
        "The server cannot be reached. Try again: the same act sent twice is entered once.",
    ),
    "MIRROR_LATE": Message(
        "申请已上链，但登记簿尚未显示。请勿另行填报：稍后再次提交，即继续递交登记事项与证明材料，不会重复登记。",
        "The application is on the chain, but the register does not show it yet. Do not file another: send it once"
        " more later, and record and proofs follow; nothing is entered twice.",
    ),
    "SERVER_FAILED": Message(
        "服务器没有正常应答（{status}），请稍后重试。",
        "The server gave no proper answer ({status}); try again later.",
    ),
    "CONTEXT_INSECURE": Message(
        "本页须以 https 打开，浏览器才提供密码运算。",
        "Open this page by https: only then the browser has its cryptography.",
    ),
    "FILE_CHANGED": Message(
        "文件在选择之后被改动或无法读取，没有得出指纹，请重新选择。",
        "The file changed after it was chosen, or cannot be read: no fingerprint was made. Choose it again.",
    ),
    "FORM_FAULTS": Message(
        "表中尚有不符合要求之处，见各栏说明。",
        "Some fields are not right yet: see beside each of them.",
    ),
    "TERMS_DIFFER": Message(
        "服务器给出的条款不是本表的内容，请勿签署。",
        "The server's terms are not those of this form: do not sign.",
    ),
    "PROOF_LARGE": Message(
        "证明材料 {name} 超过 16 MB。", "The proof {name} is larger than 16 MB."
    ),
    "PARTY_UNKNOWN": Message(
        "账户 {account} 还不是任何当事人的账户，请先在登记机构注册：datadeed enrol。",
        "The account {account} is no party's yet: enrol at the registry first, datadeed enrol.",
    ),
    "ACT_UNREADABLE": Message(
        "这不是待签署的申请文件。", "This is no application file that waits for signatures."
    ),
    "ACTS_DIFFER": Message(
        "各文件所载不是同一份申请。", "The files are not of one and the same application."
    ),
    "ACT_OPENS_DIFFERENTLY": Message(
        "文件所附的登记事项与条款中的承诺不符，请勿签署。",
        "The record in the file is not what its terms commit to: do not sign.",
    ),
    "NOT_ASKED": Message(
        "该申请不需要您（{party}）签署。",
        "This application does not need your signature ({party}).",
    ),
    "PARTY_SIGNS_FIRST": Message(
        "首席数据官在该当事人（{party}）之后签署：请先由其自己的账户签署。",
        "The officer signs behind the party ({party}): an account of its own signs first.",
    ),
    "PROOF_UNLISTED": Message(
        "登记事项没有列出文件 {name}。", "The record does not list the file {name}."
    ),
    "FOLDER_EMPTY": Message("文件夹中没有文件。", "The folder holds no file."),
    "FINGERPRINT_FAILED": Message(
        "指纹计算中断，请重新选择文件。", "The fingerprint was cut off: choose the file again."
    ),
    "JSON_REFUSED": Message(
        "内容含有无法记录的字符或数字（小数、不成对的代理字符）。",
        "There are characters or numbers that cannot be recorded (fractions, lone surrogates).",
    ),
}
TOLD: Final = {
    "FINGERPRINT_RUNS": Message("正在计算指纹……", "Making the fingerprint…"),
    "DATA_MISSING": Message("请选择数据文件或文件夹", "choose the data file or folder"),
    "PROOFS_READ": Message("正在计算证明材料的摘要……", "Reading the proofs…"),
    "WALLET_ASKED": Message("请在钱包中核对并签署。", "Look at the terms in your wallet and sign."),
    "KEYSTORE_OPENS": Message("正在打开密钥文件……", "Opening the key file…"),
    "SENDING": Message(
        "正在提交上链，请勿关闭本页……", "Sending to the chain, keep this page open…"
    ),
    "MIRROR_WAITS": Message(
        "已上链，正在等待登记簿显示……", "On the chain; waiting for the register to show it…"
    ),
    "REGISTRY_FORM": Message("登记机构代码须为三位数字", "the code of a registry has three digits"),
    "RECORD_GOES": Message(
        "正在向登记机构加密递交登记事项与证明材料……",
        "Leaving record and proofs, sealed, for the registry…",
    ),
    "PAPERS_GO": Message(
        "正在向登记机构加密递交材料……", "Leaving the files, sealed, for the registry…"
    ),
    "PROOFS_MISSING": Message(
        "原申请的证明文件未能带入，请重新选择。",
        "The proofs of the earlier application could not be fetched: choose them again.",
    ),
    "DRAFT_FORGOTTEN": Message("草稿已清除。", "The draft is forgotten."),
    "HOLDER": Message("权利人 {place}", "Holder {place}"),
    "PARTICIPANTS_FORM": Message(
        "当事人标识须为 64 位十六进制数字，每行一个",
        "party ids are 64 hexadecimal digits, one a line",
    ),
    "OTHERS_SIGN": Message(
        "已签署。请将待签署文件交给其余各方。", "Signed. Give the file to the others who sign."
    ),
    "SIGNED": Message("已签署。", "Signed."),
    "NOT_YET": Message("尚未签署", "not yet"),
    "OFFICER_NOT_YET": Message("首席数据官尚未签署", "its officer has not signed yet"),
    "FINGERPRINT_DONE": Message("指纹已算出。", "The fingerprint is made."),
}


def sentences(language: Language) -> dict[str, str]:
    """The sentences in one language, by code."""
    return {code: text.text(language) for code, text in (FAULTS | TOLD).items()}
