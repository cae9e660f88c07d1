/** Holds what proves that an answer came through the partner: a header, the address that it came from, or who issued the certificate. */
import { BlockList, isIPv4 } from 'node:net';
import type { ExternalSettings } from './settings.ts';

/** What a probe saw of whoever answered it. */
export interface Met {
  readonly headers: Readonly<Record<string, string>>;
  readonly address: string;
  /** Organisation and common name of the certificate's issuer; none without TLS. */
  readonly issuers: readonly string[];
}

function within(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits = ''] = network.split('/');
    list.addSubnet(base, Number(bits), isIPv4(base) ? 'ipv4' : 'ipv6');
  }
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** One proof that holds is enough: with BGP the address stays, with DNS a cached page may lack the header. */
export function isPartners({ header, networks, issuer }: ExternalSettings['partner'], met: Met): boolean {
  const said = header === undefined ? undefined : met.headers[header.name.toLowerCase()];
  if (said !== undefined && (header?.value === undefined || header.value === said)) return true;
  return within(met.address, networks) || (issuer !== undefined && met.issuers.includes(issuer));
}
