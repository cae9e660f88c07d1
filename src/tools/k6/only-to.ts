/** Holds how k6 is kept to some addresses: it knows forbidden networks and no allowed ones, so all networks around those are forbidden. */
import { isIPv6 } from 'node:net';

interface Network {
  readonly bits: bigint;
  readonly length: number;
}
interface Family {
  readonly width: number;
  read(address: string): bigint;
  write(bits: bigint): string;
}

const v4: Family = {
  width: 32,
  read: (address) => address.split('.').reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n),
  write: (bits) => [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.'),
};

const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));
const v6: Family = {
  width: 128,
  read: (address) => {
    const [head = '', tail] = address.split('::');
    const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
    const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
    return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
  },
  write: (bits) => Array.from({ length: 8 }, (_, n) => ((bits >> BigInt(112 - 16 * n)) & 0xffffn).toString(16)).join(':'),
};

/** Halves a network until each part is allowed as a whole or holds nothing allowed. */
function around(network: Network, allowed: readonly Network[], width: number): readonly Network[] {
  const holds = (outer: Network, inner: Network) => outer.length <= inner.length && (outer.bits ^ inner.bits) >> BigInt(width - outer.length) === 0n;
  if (allowed.some((one) => holds(one, network))) return [];
  if (!allowed.some((one) => holds(network, one))) return [network];
  const length = network.length + 1;
  return [network.bits, network.bits | (1n << BigInt(width - length))].flatMap((bits) => around({ bits, length }, allowed, width));
}

/** `allowed` are addresses and networks (CIDR); the result is all networks that hold none of them, of both families. */
export function allBut(allowed: readonly string[]): readonly string[] {
  return [v4, v6].flatMap((family) => {
    const of = allowed.filter((one) => isIPv6(one.split('/')[0] ?? '') === (family === v6)).map((one): Network => {
      const [address = '', length = String(family.width)] = one.split('/');
      return { bits: family.read(address), length: Number(length) };
    });
    return around({ bits: 0n, length: 0 }, of, family.width).map(({ bits, length }) => `${family.write(bits)}/${length}`);
  });
}

/** All of this machine alone. */
export const loopback = ['127.0.0.0/8', '::1'] as const;
