import { isIP } from 'node:net';
import { policyError } from './filter-policy-error.ts';

/**
 * Compiles a CIDR block, IPv4 or IPv6, to a test of address texts; a text that is no address never matches.
 * Throws FilterPolicyError (texts: event-ruler's CIDR, as SNS answers them).
 */
export function compileCidr(block: string): (address: string) => boolean {
  const [base, bits, ...rest] = block.split('/');
  if (base === undefined || bits === undefined || rest.length > 0) {
    throw policyError("Malformed CIDR, one '/' required");
  }
  if (!/^[+-]?\d+$/.test(bits)) throw policyError('Malformed CIDR, mask bits must be an integer');
  const mask = Number(bits);
  if (mask < 0) throw policyError('Malformed CIDR, mask bits must not be negative');
  const network = addressBytes(base);
  if (network === undefined) throw policyError(`Nonstandard IP address: ${base}`);
  // A block of one address is none (event-ruler 2.1.0, CIDR.java).
  const allBits = 8 * network.length;
  if (mask >= allBits) throw policyError(`${allBits === 32 ? 'IPv4' : 'IPv6'} mask bits must be < ${allBits}`);
  const prefix = binaryDigits(network).slice(0, mask);
  return (address) => {
    const bytes = addressBytes(address);
    return bytes !== undefined && bytes.length === network.length && binaryDigits(bytes).startsWith(prefix);
  };
}

const binaryDigits = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');

/** The address's 4 or 16 bytes; undefined when the text is no address. Zone ids (`%eth0`) name an interface, not an address. */
function addressBytes(text: string): number[] | undefined {
  const family = isIP(text);
  if (family === 4) return text.split('.').map(Number);
  if (family !== 6 || text.includes('%')) return undefined;
  const [head = '', tail] = text.split('::');
  const front = groupBytes(head);
  const back = tail === undefined ? [] : groupBytes(tail);
  return [...front, ...new Array<number>(16 - front.length - back.length).fill(0), ...back];
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
