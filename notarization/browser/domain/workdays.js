/**
 * Periods in China: working days by a yearly table of holidays and make-up workdays, months and years. A period leaves
 * out its first day and ends at 24:00 of its last one, in Shanghai (Civil Code Arts. 200-203). Days count from
 * 1970-01-01.
 */

import { HOLIDAYS } from "./data/rules.js";
import { shanghaiDay, startOfDay } from "./numbers.js";

const THURSDAY = 4;
const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const dateOf = (day) => new Date(day * 86_400_000);
const endOf = (day) => startOfDay(day + 1) - 1;

/** Holidays and make-up workdays of the years that are known. */
export class Calendar {
  /** @param {Object<string, {holidays: string[], workdays: string[]}>} years spans `MM-DD/MM-DD`, days `MM-DD` */
  constructor(years) {
    this.years = new Set(Object.keys(years).map(Number));
    this.holidays = new Set();
    this.workdays = new Set();
    for (const [year, { holidays, workdays }] of Object.entries(years)) {
      for (const span of holidays) {
        const [first, last] = span.split("/").map((end) => dayOf(`${year}-${end}`));
        for (let day = first; day <= last; day += 1) this.holidays.add(day);
      }
      for (const day of workdays) this.workdays.add(dayOf(`${year}-${day}`));
    }
  }

  works(day) {
    if (this.workdays.has(day)) return true;
    const weekday = (day + THURSDAY) % 7;
    return !this.holidays.has(day) && weekday !== 0 && weekday !== 6;
  }

  knows(day) {
    return this.years.has(dateOf(day).getUTCFullYear());
  }
}

/** The table that comes with this version. */
export const CALENDAR = new Calendar(HOLIDAYS.years);

/** The end of a period of working days that begins at `start`; not exact where a year has no table. */
export function deadline(start, workingDays, table) {
  let day = shanghaiDay(start);
  let exact = true;
  for (let left = workingDays; left > 0;) {
    day += 1;
    exact = exact && table.knows(day);
    if (table.works(day)) left -= 1;
  }
  return { time: endOf(day), exact };
}

/** How many working days of a period that begins at `start` are over by the day of `end`. */
export function workingDaysBetween(start, end, table) {
  let count = 0;
  for (let day = shanghaiDay(start) + 1; day <= shanghaiDay(end); day += 1) count += Number(table.works(day));
  return count;
}

/** The first second of the day so many months and days before the one that `end` lies in. */
export function startBefore(end, { months = 0, days = 0 }) {
  const date = dateOf(shanghaiDay(end));
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() - months;
  const [year, inYear] = [Math.floor(month / 12), month % 12];
  const last = new Date(Date.UTC(year, inYear + 1, 0)).getUTCDate();
  const first = Date.UTC(year, inYear, Math.min(date.getUTCDate(), last)) / 86_400_000;
  return startOfDay(first - days);
}
