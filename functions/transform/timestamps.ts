/**
 * Timestamps and dates as text, both ways, by arithmetic on the proleptic Gregorian calendar: `Date` and `Intl`
 * would accept February 30th or cost microseconds a record.
 */

const DAY = 86_400_000;
/** 0001-01-01T00:00:00.000Z, the earliest instant that Athena and Hive print with four digits of year. */
export const EARLIEST = -62_135_596_800_000;
/** 9999-12-31T23:59:59.999Z. */
export const LATEST = 253_402_300_799_999;

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** No civil time is further from UTC than this (XML Schema Part 2, timezoneOffset). */
const MAX_OFFSET_HOURS = 14;

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, "0"));

/**
 * Epoch milliseconds of an ISO 8601 text: a date, or date and time of day (`T` or a space between), seconds and their
 * fraction optional, then `Z`, an offset, or nothing, which means UTC. What is finer than a millisecond is cut off.
 *
 * @returns NaN when the text is none, names a day or time that does not exist, or lies outside of years 1 to 9999.
 */
export function parseTimestamp(text: string): number {
    const day = dayNumber(text);
    const length = text.length;
    if (length === 10 || Number.isNaN(day)) return day * DAY;
    const separator = text.charCodeAt(10);
    if (separator !== 84 /* T */ && separator !== 32 && separator !== 116 /* t */) return Number.NaN;
    const hour = twoDigits(text, 11);
    const minute = text.charCodeAt(13) === 58 /* : */ ? twoDigits(text, 14) : -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return Number.NaN;
    let at = 16;
    let second = 0;
    let millisecond = 0;
    if (text.charCodeAt(at) === 58) {
        second = twoDigits(text, 17);
        if (second < 0 || second > 59) return Number.NaN;
        at = 19;
        if (text.charCodeAt(at) === 46 /* . */) {
            let scale = 100;
            for (at++; at < length; at++) {
                const digit = text.charCodeAt(at) - 48;
                if (!(digit >= 0 && digit <= 9)) break;
                millisecond += digit * scale;
                scale = scale > 1 ? scale / 10 : 0;
            }
            if (at === 20) return Number.NaN;
        }
    }
    const offset = at === length ? 0 : offsetMinutes(text, at);
    const time = day * DAY + (hour * 60 + minute - offset) * 60_000 + second * 1000 + millisecond;
    return time >= EARLIEST && time <= LATEST ? time : Number.NaN;
}

/** Epoch milliseconds of the midnight (UTC) that begins a date `yyyy-MM-dd`; NaN when it is none. */
export function parseDate(text: string): number {
    return text.length === 10 ? dayNumber(text) * DAY : Number.NaN;
}

/** `yyyy-MM-dd HH:mm:ss.SSS` in UTC, as Hive's JSON SerDe reads it, of epoch milliseconds between years 1 and 9999. */
export function formatTimestamp(time: number): string {
    const day = Math.floor(time / DAY);
    const millisecond = time - day * DAY;
    const second = Math.floor(millisecond / 1000);
    const minute = Math.floor(second / 60);
    const hour = Math.floor(minute / 60);
    return `${formatDay(day)} ${TWO_DIGITS[hour]}:${TWO_DIGITS[minute % 60]}:${TWO_DIGITS[second % 60]}.${THREE_DIGITS[millisecond % 1000]}`;
}

/** `yyyy-MM-dd` in UTC. */
export function formatDate(time: number): string {
    return formatDay(Math.floor(time / DAY));
}

let latestDay = Number.NaN;
let latestText = "";

/** Records of one batch mostly share their day, so the latest one is kept. */
function formatDay(day: number): string {
    if (day === latestDay) return latestText;
    // Days are counted from 0000-03-01, so that the leap day is the last of its year.
    const shifted = day + 719_468;
    const era = Math.floor(shifted / 146_097);
    const dayOfEra = shifted - era * 146_097;
    const yearOfEra = Math.floor(
        (dayOfEra -
            Math.floor(dayOfEra / 1460) +
            Math.floor(dayOfEra / 36_524) -
            Math.floor(dayOfEra / 146_096)) /
            365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
    const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
    const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    latestDay = day;
    latestText = `${String(year).padStart(4, "0")}-${TWO_DIGITS[month]}-${TWO_DIGITS[dayOfMonth]}`;
    return latestText;
}

/** Days from 1970-01-01 to the date that the text begins with; NaN when that is none. */
function dayNumber(text: string): number {
    const century = twoDigits(text, 0);
    const yearOfCentury = twoDigits(text, 2);
    const month = twoDigits(text, 5);
    const day = twoDigits(text, 8);
    if (century < 0 || yearOfCentury < 0 || text.charCodeAt(4) !== 45 /* - */ || text.charCodeAt(7) !== 45) {
        return Number.NaN;
    }
    const year = century * 100 + yearOfCentury;
    if (year < 1 || month < 1 || month > 12 || day < 1) return Number.NaN;
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    if (day > (month === 2 && leap ? 29 : DAYS_IN_MONTH[month]!)) return Number.NaN;
    const years = year - 1;
    const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    return (
        years * 365 + leapDays + DAYS_BEFORE_MONTH[month]! + (leap && month > 2 ? 1 : 0) + day - 1 - 719_162
    );
}

/** Minutes east of UTC of the `Z`, `±hh`, `±hhmm` or `±hh:mm` that ends the text; NaN when it ends otherwise. */
function offsetMinutes(text: string, at: number): number {
    const sign = text.charCodeAt(at);
    const rest = text.length - at;
    if (rest === 1) return sign === 90 /* Z */ || sign === 122 /* z */ ? 0 : Number.NaN;
    if (sign !== 43 /* + */ && sign !== 45 /* - */) return Number.NaN;
    const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0;
    if (rest !== 3 && rest !== 5 + colon) return Number.NaN;
    const hours = twoDigits(text, at + 1);
    const minutes = rest === 3 ? 0 : twoDigits(text, at + 3 + colon);
    if (hours < 0 || minutes < 0 || minutes > 59) return Number.NaN;
    const total = hours * 60 + minutes;
    if (total > MAX_OFFSET_HOURS * 60) return Number.NaN;
    return sign === 45 ? -total : total;
}

/** The number that two digits make; -1 when they are none. */
function twoDigits(text: string, at: number): number {
    const tens = text.charCodeAt(at) - 48;
    const ones = text.charCodeAt(at + 1) - 48;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
