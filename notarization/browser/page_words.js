/** What the page says, in Chinese and in English. */

export const WORDS = {
  title: { zh: "证据包离线核验", en: "Check an evidence package offline" },
  about: {
    zh: "本页是一个文件，不联网：所选文件只在本机读取，不上传。可先断网再使用。",
    en: "This page is one file and uses no network: what you choose is read on this machine and sent nowhere. You may disconnect first.",
  },
  drop: {
    zh: "将证据包与信任文件拖到本页任意处，或在下面选取。",
    en: "Drag the package and the trust file anywhere onto this page, or pick them below.",
  },
  package: {
    zh: "证据包（.evidence.zip）或批次证明（JSON）",
    en: "Evidence package (.evidence.zip), or the proof of a batch (JSON)",
  },
  trust: { zh: "您自己的信任文件（JSON）", en: "Your own trust file (JSON)" },
  own: {
    zh: "信任文件须由您自备，不可取自出示证据包的人。",
    en: "The trust file must be your own, never from whoever gave you the package.",
  },
  more: {
    zh: "其他用途、时点或登记机构签署的核验结论",
    en: "Another purpose, another moment, or a verdict that the registry signed",
  },
  purpose: { zh: "用途", en: "Purpose" },
  asCover: { zh: "按封面", en: "as the cover asks" },
  time: { zh: "时点（北京时间）", en: "Moment (Beijing time)" },
  verdict: { zh: "登记机构签署的核验结论（JWS）", en: "Verdict that the registry signed (JWS)" },
  check: { zh: "核验", en: "Check" },
  checking: { zh: "正在核验……", en: "Checking…" },
  bothNeeded: { zh: "请同时提供证据包与信任文件。", en: "Both are needed: the package and your trust file." },
  packagesOnly: {
    zh: "用途、时点与核验结论只用于证据包，核验批次证明时未予考虑。",
    en: "Purpose, moment and verdict are for packages only: they were left aside with the proof of a batch.",
  },
  tooLarge: { zh: "文件过大，不予读取。", en: "the file is too large to be read." },
  broken: { zh: "核验程序自身出错，没有结论：", en: "The verifier itself failed; there is no answer:" },
  VERIFIED: { zh: "核验通过", en: "Verified" },
  REJECTED: { zh: "核验不通过", en: "Rejected" },
  INCOMPLETE: { zh: "证据不完整", en: "Incomplete" },
  UNREADABLE: { zh: "证据包或信任文件无法读取", en: "Package or trust file unreadable" },
  save: { zh: "保存报告（JSON）", en: "Save the report (JSON)" },
  steps: { zh: "逐项核验", en: "Step by step" },
  passed: { zh: "✓ 通过", en: "✓ passed" },
  failed: { zh: "✗ 未通过", en: "✗ FAILED" },
  not_checked: { zh: "未核验", en: "not checked" },
  aside: { zh: "提示", en: "to note" },
  expected: { zh: "应为", en: "expected" },
  found: { zh: "实为", en: "found" },
  notProven: { zh: "本证据不证明", en: "This evidence does not prove" },
  foot: {
    zh: "本核验程序与 datadeed-verify 分别编写，步骤与代码相同。本文件的 SHA-256 请与登记机构公布者比对。",
    en: "Written apart from datadeed-verify, with the same steps and codes. Compare this file's SHA-256 with the one that the registry publishes.",
  },
  other: { zh: "English", en: "中文" },
};
