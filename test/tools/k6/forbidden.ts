/** Holds k6's look at a list of forbidden networks, by Node's own list of networks. */
import { BlockList, isIPv6 } from 'node:net';

export type Family = 'ipv4' | 'ipv6';
export const familyOf = (address: string): Family => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** A list a family, as k6 compares them: Node's takes an IPv4 address for a part of IPv6. */
export function forbidding(networks: readonly string[]): (address: string) => boolean {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    lists[familyOf(address)].addSubnet(address, Number(length), familyOf(address));
  }
  return (address) => lists[familyOf(address)].check(address, familyOf(address));
}
