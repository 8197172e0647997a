/** The sentences that cover sheet and report share: findings, times, what is not proven. */

/** What a certificate is asked for. @type {Record<string, import("./notes.js").Message>} */
export const PURPOSES = {
  authenticity: { zh: "真实性核验", en: "authenticity" },
  pledge: { zh: "质押融资", en: "pledge" },
  "book-entry": { zh: "数据资源入表", en: "book entry" },
  trade: { zh: "交易流通", en: "trade" },
  contribution: { zh: "出资入股", en: "contribution" },
  dispute: { zh: "争议解决", en: "dispute" },
};

/** The three answers. @type {Record<string, import("./notes.js").Message>} */
export const RESULTS = {
  VALID: { zh: "登记簿未见妨碍", en: "nothing recorded stands in the way" },
  INVALID: { zh: "登记簿载有妨碍事项", en: "the register holds what stands in the way" },
  UNKNOWN: { zh: "依现有案卷无法判断", en: "not to be said from the dossiers at hand" },
};

/** The words of cover/1, for ever. @type {Record<string, import("./notes.js").Message>} */
export const FIRST_FINDINGS = {
  CERTIFICATE_CLOSED: { zh: "凭证已注销，权利人不再持有份额", en: "the certificate is closed" },
  REVOKED: { zh: "登记已撤销", en: "the title was revoked" },
  CANCELLED: { zh: "登记已注销", en: "the title was cancelled" },
  RENEWAL_PENDING: { zh: "续期申请尚未办结", en: "a renewal is pending" },
  COLLATERAL_LOST: { zh: "登记已终止，质押失去标的", en: "pledges lost their collateral" },
  EXPIRED: { zh: "登记有效期已届满", en: "the term is over" },
  EXPIRES_SOON: { zh: "登记有效期将于一百八十日内届满", en: "the term ends within 180 days" },
  FROZEN: { zh: "存在司法查封（冻结）", en: "frozen by a court" },
  HELD: { zh: "存在行政或公安限制", en: "held by an authority" },
  INSOLVENT: { zh: "权利人进入破产程序", en: "insolvency of the holder" },
  NO_OPERATING_RIGHT: { zh: "权利人不持有经营权", en: "no operating right is held" },
  PLEDGOR_KIND_BARRED: { zh: "出质主体依法不得提供担保", en: "this kind of party may not pledge" },
  PLEDGED: { zh: "存在未解除的质押（担保）记载", en: "open pledges are recorded" },
  RANK_CONFLICT: { zh: "记载顺序与动产融资登记时间顺序不一致", en: "ranks differ by filing time" },
  CO_HOLDERS: { zh: "存在共同持有人", en: "there are co-holders" },
  DUPLICATES_NOT_CHECKABLE: {
    zh: "数据指纹加密钥，无法核查重复登记",
    en: "a keyed fingerprint: duplicates cannot be checked",
  },
  NO_PROOF_OF_RECOGNITION: {
    zh: "凭证不证明符合资产确认条件",
    en: "a certificate does not prove recognition as an asset",
  },
  NOTE_IS_NO_SECURITY_RIGHT: { zh: "记载本身不设立担保物权", en: "a note in the ledger is no security right" },
  LEGAL_REVIEW_NEEDED: { zh: "公益主体提供担保须法律审查", en: "a public-interest body pledges" },
  SIGNED_AFTER_REVOCATION: {
    zh: "含有经办人密钥吊销生效后的签署，须重新审查",
    en: "a clerk signed after the revocation of the key took effect: to be re-examined",
  },
  DOSSIER_UNKNOWN: { zh: "缺少案卷", en: "a dossier is not at hand" },
};

/** What stands in the way, or is to be known. @type {Record<string, import("./notes.js").Message>} */
export const FINDINGS = {
  ...FIRST_FINDINGS,
  CONTESTED: {
    zh: "权属争议证据初步成立或法院裁定限制处分，结案前不得处分",
    en: "a dispute on evidence, or by a court's order, keeps the holders from disposing",
  },
  DISPUTED: { zh: "有争议未结（争议本身不限制处分）", en: "disputes run, which bar nothing by themselves" },
  REPORT_MISSING: { zh: "缺少本用途所需的报告", en: "a report that this purpose needs is missing" },
  REPORT_EXPIRED: { zh: "报告已过有效期", en: "a report ran out" },
  REPORT_OF_OTHER_VERSION: { zh: "报告对应的不是现行登记事项", en: "a report is of another version of the record" },
  VALUE_STALE: { zh: "价值评估的基准日已超过一年", en: "a valuation's base date is more than a year ago" },
  LICENSED: { zh: "所涉权利已许可他人使用，转让后仍然有效", en: "licences stay after a sale" },
  EXCLUSIVE_LICENCE: { zh: "所涉权利上有独占许可，转让后仍然有效", en: "an exclusive licence stays after a sale" },
  HOLDER_ABSORBED: {
    zh: "权利人已被吸收合并，尚未转入承继方名下",
    en: "the holder was absorbed by another, who has not taken the title over",
  },
  SUCCESSOR_ABSORBED: {
    zh: "承继方又被吸收合并，目前无人可代权利人签署",
    en: "its successor was absorbed in its turn: nobody signs for the holder now",
  },
  ACCOUNT_RECOVERY_PENDING: { zh: "权利人遗失账户，恢复在办", en: "the holder's lost account is being recovered" },
  CHANGE_PENDING: { zh: "变更登记申请尚未办结", en: "a change is pending" },
  CANCELLATION_PENDING: { zh: "注销登记申请尚未办结", en: "a cancellation is pending" },
};

/** Why a field was erased. @type {Record<string, import("./notes.js").Message>} */
export const GROUNDS = {
  request: { zh: "应个人请求", en: "at the person's request" },
  consent_withdrawn: { zh: "撤回同意", en: "consent withdrawn" },
  purpose_over: { zh: "目的已实现或期限届满", en: "purpose fulfilled, or its time over" },
  unlawful: { zh: "处理违反法律或约定", en: "kept against law or agreement" },
  law: { zh: "法律规定", en: "required by law" },
};

export const NOT_PROVEN = [
  {
    zh: "上链之前数据的来源、内容真实性与取得合法性（《人民法院在线诉讼规则》第十八条）",
    en: "that the data were true and lawfully obtained before they were registered",
  },
  {
    zh: "质押等担保物权在法律上已设立、有效或顺位；以动产融资统一登记与法律规定为准",
    en: "that a pledge or another security right exists, is valid or has a rank in law",
  },
  {
    zh: "同一数据没有以其他指纹（如改动、抽样或加密钥后）另行登记",
    en: "that the same data are not registered under another fingerprint",
  },
  {
    zh: "各主体名下的其他登记情况，本证据包不作穷尽列举",
    en: "what other titles the parties hold: a package does not list them",
  },
  {
    zh: "账户背后自然人的真实身份，以及材料原件与其摘要所指内容",
    en: "who the people behind the accounts are, and what the sealed documents say",
  },
  {
    zh: "本区块之后的任何变化；所信任区块之外，区块链本身的共识未作核验",
    en: "anything after this block, nor the chain's consensus beyond the pinned block",
  },
  { zh: "交易哈希与日志序号（不在案卷摘要之内）", en: "transaction hashes and log indexes: no head covers them" },
];

/** What the law asks of evidence and this format has not; on sheets since cover/2. */
export const NOT_HELD = [
  {
    zh: "CA 证书链及其吊销信息：签名密钥为登记簿上的账户，其授权与吊销见案卷",
    en: "chains of CA certificates and their revocation: who signs has an account on the register, whose mandate and revocation are in the dossiers",
  },
  {
    zh: "区块验证节点的名册：由核验方的信任文件给出",
    en: "the list of the validators: the reader's trust file has it",
  },
  {
    zh: "登记簿以外的锚定（其他区块链、司法链、报刊）",
    en: "anchors outside the register: another chain, a court's chain, a newspaper",
  },
  {
    zh: "本证据包自身的摘要：封面在包内，不能载明；整包摘要见申请页面，清单摘要见保管记录首行",
    en: "the package's own digest, which cannot stand in it: the page of the request tells it, and the first line of the custody log the manifest's",
  },
];

const EIGHT_HOURS = 8 * 3600;
/** 9999-01-01T00:00Z: eight hours must not carry it past the year 9999. */
const LAST = 253_370_764_800;

/** A moment in Beijing time; seconds since 1970 where no calendar has it. @param {number} time seconds since 1970 */
export function beijing(time) {
  if (time < 0 || time > LAST) return `${time} s`;
  return new Date((time + EIGHT_HOURS) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** Parts per million as a percentage, exact. @param {number} ppm */
export function share(ppm) {
  return `${Math.floor(ppm / 10_000)}.${String(ppm % 10_000).padStart(4, "0")}%`;
}

/** The three rights with their shares. @param {number[]} parts */
export function shares(parts) {
  const [hold, use, oper] = parts.map(share);
  return {
    zh: `持有权 ${hold}、使用权 ${use}、经营权 ${oper}`,
    en: `holding ${hold}, use ${use}, operating ${oper}`,
  };
}

/** Coded findings in words. @param {string[]} codes */
export function findings(codes, words = FINDINGS) {
  if (!codes.length) return { zh: "无", en: "none" };
  const texts = codes.map((code) => words[code] ?? { zh: code, en: code });
  return { zh: texts.map(({ zh }) => zh).join("；"), en: texts.map(({ en }) => en).join("; ") };
}
