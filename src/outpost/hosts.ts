/** Holds which hosts the outpost connects to: Services of its own namespace, by any of their names in DNS. */

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const shape = new RegExp(`^(${label})(?:\\.(${label})(?:\\.svc(?:\\.cluster\\.local)?)?)?\\.?$`);

/** The Service's bare name, which the pod's search list resolves in its own namespace with one question; undefined for any other host. */
export function serviceOf(host: string, namespace: string): string | undefined {
  const [, name, of] = shape.exec(host.toLowerCase()) ?? [];
  return name === undefined || name === 'localhost' || /^\d+$/.test(name) || (of !== undefined && of !== namespace) ? undefined : name;
}
