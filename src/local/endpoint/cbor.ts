/**
 * CBOR (RFC 8949) as far as Smithy's RPC v2 uses it (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html):
 * values are read as the JSON protocols have them, times as seconds and bytes as base64.
 */
import { isObject } from '../../domain/is-object.ts';

/** Deeper than any shape of AWS; deeper input is no request. */
const MAX_DEPTH = 64;
const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6];
const INDEFINITE = 31;
const BREAK = 0xff;

/** A time, which CBOR tells from a number. */
export class CborTime {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
}

/** Reads one value that takes up all of the bytes. Throws an Error that says where it is not whole. */
export function decodeCbor(bytes: Buffer): unknown {
  let at = 0;
  const take = (length: number): number => {
    const from = at;
    if (length > bytes.length - from) throw new Error(`it ends within the value at byte ${from}`);
    at += length;
    return from;
  };
  const argument = (info: number): number => {
    if (info < 24) return info;
    if (info === 24) return bytes.readUInt8(take(1));
    if (info === 25) return bytes.readUInt16BE(take(2));
    if (info === 26) return bytes.readUInt32BE(take(4));
    if (info === 27) return Number(bytes.readBigUInt64BE(take(8)));
    throw new Error(`there is no length ${info}, before byte ${at}`);
  };
  const isBreak = () => {
    if (bytes[at] !== BREAK) return false;
    at++;
    return true;
  };
  /** The bytes of a string, or of its pieces. */
  const pieces = (major: number, info: number): Buffer => {
    if (info !== INDEFINITE) {
      const length = argument(info);
      const from = take(length);
      return bytes.subarray(from, from + length);
    }
    const found: Buffer[] = [];
    while (!isBreak()) {
      const head = bytes.readUInt8(take(1));
      if (head >> 5 !== major || (head & 31) === INDEFINITE) throw new Error(`there is no piece at byte ${at - 1}`);
      found.push(pieces(major, head & 31));
    }
    return Buffer.concat(found);
  };
  const members = (info: number, depth: number, each: (depth: number) => void) => {
    if (depth >= MAX_DEPTH) throw new Error(`it is nested deeper than ${MAX_DEPTH}`);
    if (info === INDEFINITE) while (!isBreak()) each(depth + 1);
    else for (let left = argument(info); left > 0; left--) each(depth + 1);
  };
  const simple = (info: number): unknown => {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22 || info === 23) return undefined;
    if (info === 25) return halfFloat(bytes.readUInt16BE(take(2)));
    if (info === 26) return bytes.readFloatBE(take(4));
    if (info === 27) return bytes.readDoubleBE(take(8));
    throw new Error(`there is no value ${info}, before byte ${at}`);
  };
  const value = (depth: number): unknown => {
    const head = bytes.readUInt8(take(1));
    const info = head & 31;
    switch (head >> 5) {
      case UNSIGNED:
        return argument(info);
      case NEGATIVE:
        return -1 - argument(info);
      case BYTES:
        return pieces(BYTES, info).toString('base64');
      case TEXT:
        return pieces(TEXT, info).toString('utf8');
      case ARRAY: {
        const list: unknown[] = [];
        members(info, depth, (next) => list.push(value(next)));
        return list;
      }
      case MAP: {
        const entries: [string, unknown][] = [];
        members(info, depth, (next) => {
          const key = value(next);
          if (typeof key !== 'string') throw new Error(`a key is no text, before byte ${at}`);
          entries.push([key, value(next)]);
        });
        return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
      }
      case TAG: {
        argument(info);
        let tagged: unknown;
        members(1, depth, (next) => {
          tagged = value(next);
        });
        return tagged;
      }
      default:
        return simple(info);
    }
  };
  const read = value(0);
  if (at < bytes.length) throw new Error(`something follows at byte ${at}`);
  return read;
}

/** Writes a value; members that are undefined are left out. */
export function encodeCbor(value: unknown): Buffer {
  if (value === undefined || value === null) return Buffer.of(0xf6);
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4);
  if (typeof value === 'number') return encodeNumber(value);
  if (value instanceof CborTime) return Buffer.concat([Buffer.of(0xc1), encodeNumber(value.seconds)]);
  if (Array.isArray(value)) return Buffer.concat([head(ARRAY, value.length), ...value.map(encodeCbor)]);
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return Buffer.concat([head(MAP, entries.length), ...entries.flat().map(encodeCbor)]);
  }
  const text = Buffer.from(String(value));
  return Buffer.concat([head(TEXT, text.length), text]);
}

/** A double may be written as a whole number where it is one. */
function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value)) return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
  const double = Buffer.alloc(9, 0xfb);
  double.writeDoubleBE(value, 1);
  return double;
}

function head(major: number, argument: number): Buffer {
  const type = major << 5;
  if (argument < 24) return Buffer.of(type | argument);
  const bytes = argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  const written = Buffer.alloc(1 + bytes);
  written.writeUInt8(type | (24 + Math.log2(bytes)), 0);
  if (bytes < 8) written.writeUIntBE(argument, 1, bytes);
  else written.writeBigUInt64BE(BigInt(argument), 1);
  return written;
}

/** RFC 8949, appendix D. */
function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (mantissa + 1024) * 2 ** (exponent - 25);
}
