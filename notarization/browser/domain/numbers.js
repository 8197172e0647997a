/** Certificate numbers: SJ, region 2, registry 1, YYYYMM, serial 4; and the calendar of Shanghai, UTC+8 all year. */

import { DomainError } from "./errors.js";

const OFFSET = 8 * 3_600;
// 9999-01-01T00:00Z: no calendar here goes much further
const LAST = 253_370_764_800;
const WRITTEN = /^SJ([0-9]{13})$/;

/** @param {number} number */
export function numberParts(number) {
  return {
    registry: Math.floor(number / 10 ** 10),
    month: Math.floor(number / 10 ** 4) % 10 ** 6,
    serial: number % 10 ** 4,
  };
}

/** `SJ` and thirteen digits. */
export function written(number) {
  return `SJ${String(number).padStart(13, "0")}`;
}

/** The number of a written one. Raises NUMBER_MALFORMED. */
export function parseNumber(text) {
  const match = WRITTEN.exec(text.trim().toUpperCase());
  const parts = match && numberParts(Number(match[1]));
  const month = parts ? parts.month % 100 : 0;
  if (month < 1 || month > 12 || parts.serial === 0)
    throw new DomainError("NUMBER_MALFORMED", { text: text.slice(0, 32) });
  return Number(match[1]);
}

/** The number of exactly the text that `written` gives. Raises NUMBER_MALFORMED. */
export function readNumber(text) {
  const number = parseNumber(text);
  if (written(number) !== text) throw new DomainError("NUMBER_MALFORMED", { text: text.slice(0, 32) });
  return number;
}

/** YYYYMM of a time (seconds since 1970) in Shanghai. */
export function shanghaiMonth(time) {
  const local = new Date(shanghaiDay(time) * 86_400_000);
  return local.getUTCFullYear() * 100 + local.getUTCMonth() + 1;
}

/** Days from 1970-01-01 to a time's day in Shanghai; those of all times past it are the first of the year 9999. */
export function shanghaiDay(time) {
  return Math.floor((Math.min(time, LAST) + OFFSET) / 86_400);
}

/** The first second of such a day. */
export function startOfDay(day) {
  return day * 86_400 - OFFSET;
}
