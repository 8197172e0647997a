/** The fourteen parts of a package of version 2: what of each is held, or why it is not. */

import { Fault } from "./errors.js";

/** Part, Chinese, English, places (a folder ends in a slash), the reasons that it allows. */
const PARTS = [
  ["P1", "封面", "cover sheet", ["cover.json", "cover.zh.txt"], []],
  ["P2", "登记凭证及其备存记录", "certificate and deposited record", ["certificate.json", "object/", "record/"], []],
  ["P3", "案卷全部行为", "full history of the dossiers", ["dossiers/"], []],
  ["P4", "各行为的内容、签名与权限", "content, signatures and mandates", ["dossiers/"], []],
  ["P5", "区块与账户证明", "block and account proof", ["chain/", "proofs/account.json"], []],
  ["P6", "完整性与不存在证明", "proof of completeness and absence", ["proofs/heads.json"], []],
  ["P7", "时间戳与检查点", "time stamps and checkpoints", [], ["ADDED_LATER"]],
  [
    "P8",
    "上链之前的来源材料",
    "origin file of the time before the chain",
    ["origin/"],
    ["NOT_HANDED_IN", "NOT_KEPT", "CONFIDENTIAL"],
  ],
  ["P9", "登记机构办理案卷", "the registry's file", ["registry/"], []],
  ["P10", "规则集、代码表与节假日表", "rule profile, code tables, holidays", ["rules/"], ["RULES_NOT_HELD"]],
  ["P11", "平台说明", "platform statement", ["platform.json"], ["NOT_STATED"]],
  ["P12", "制作说明与保管记录", "making and custody", ["certification.txt", "making.json"], []],
  ["P13", "遮蔽清单", "redaction manifest", ["redaction.json"], ["NOTHING_OPENED"]],
  ["P14", "离线核验程序及其摘要", "offline verifier and its digest", ["verifier/"], []],
];

export const REASONS = {
  ADDED_LATER: {
    zh: "清单制成后附加，见 timestamps/、checkpoints/、batches/ 与 manifest.sm2",
    en: "added after the manifest was made: timestamps/, checkpoints/, batches/, manifest.sm2",
  },
  NOT_HANDED_IN: { zh: "未提交", en: "was not handed in" },
  NOT_KEPT: { zh: "提交方称未留存", en: "was not kept, says who registered" },
  CONFIDENTIAL: { zh: "提交方称须保密，未提交", en: "is confidential, says who registered" },
  RULES_NOT_HELD: { zh: "制作方没有该规则集", en: "the maker does not hold these rules" },
  NOT_STATED: { zh: "平台方未作说明", en: "the operator has stated nothing" },
  NOTHING_OPENED: { zh: "未披露任何登记事项", en: "no field of the record is opened" },
};

/** The words of cover/1, for ever. */
export const FIRST_REASONS = {
  ...REASONS,
  ADDED_LATER: {
    zh: "清单制成后附加，见 timestamps/ 与 checkpoints/",
    en: "added after the manifest was made: timestamps/, checkpoints/",
  },
};

export const PART_NAMES = PARTS.map(([part]) => part);
export const LABELS = Object.fromEntries(PARTS.map(([part, zh, en]) => [part, { zh, en }]));
const PLACES = Object.fromEntries(PARTS.map(([part, , , places]) => [part, places]));
const ALLOWED = Object.fromEntries(PARTS.map(([part, , , , reasons]) => [part, reasons]));

const liesIn = (name, place) => (place.endsWith("/") ? name.startsWith(place) : name === place);
const heldOf = (part, names) => PLACES[part].filter((place) => names.some((name) => liesIn(name, place)));

/** The entries of a package with these files; `absent` are reasons by part. */
export function entriesOf(names, absent) {
  return PART_NAMES.map((part) => {
    const held = heldOf(part, names);
    return { part, held, absent: held.length ? "" : (absent[part] ?? ALLOWED[part][0] ?? "") };
  });
}

/** Each part is held as it is said, or absent for a reason that it allows. */
export function requireParts(entries, names) {
  for (const entry of entries) {
    const held = heldOf(entry.part, names);
    if (
      held.join("\n") !== entry.held.join("\n") ||
      held.length !== entry.held.length ||
      (held.length && entry.absent)
    ) {
      const said = [...entry.held, entry.absent].join(" ").trim();
      throw new Fault("PARTS_DISAGREE", { part: entry.part, expected: held.join(" ") || "-", found: said || "-" });
    }
    if (!held.length && !ALLOWED[entry.part].includes(entry.absent)) {
      throw new Fault("ABSENCE_UNSTATED", { part: entry.part, found: entry.absent || "-" });
    }
  }
}

/** The entry as one line of the Chinese cover sheet, with the words of its schema for reasons. */
export function partText({ part, held, absent }, reasons) {
  const label = `${part} ${LABELS[part].zh}`;
  return held.length ? `${label}：${held.join(" ")}` : `${label}：无（${reasons[absent]?.zh ?? absent}）`;
}
