/** Holds whose sign-in and whose mail a customer uses, followed from party to party down to the practised system; cycles are named. */
import { nodeBits, panelNodes, type PanelNode } from '../../record/panel.ts';

/** What parties need, by name: other parties, or parts of the practised system. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

/** What the vendor's own sign-in and mail stand on. */
const vendors: Readonly<Record<'signIn' | 'mail', readonly PanelNode[]>> = { signIn: ['edge'], mail: ['mail'] };

const isNode = (name: string): name is PanelNode => (panelNodes as readonly string[]).includes(name);

export type Followed = { readonly bits: number } | { readonly cycle: readonly string[] } | { readonly unknown: string };

/** `usedBy` tells whose service another customer uses; undefined for an id that no customer has. */
export function follower(kind: 'signIn' | 'mail', dependencies: Dependencies, usedBy: (id: string) => string | undefined): (name: string) => Followed {
  const known = new Map<string, number>();
  const next = (name: string): readonly string[] | undefined => {
    if (name === 'vendor') return vendors[kind];
    if (Object.hasOwn(dependencies, name)) return dependencies[name];
    const other = usedBy(name);
    return other === undefined ? undefined : [other];
  };
  const walk = (name: string, way: readonly string[]): Followed => {
    if (name === 'own') return { bits: 0 };
    if (isNode(name)) return { bits: nodeBits([name]) };
    const cached = known.get(name);
    if (cached !== undefined) return { bits: cached };
    if (way.includes(name)) return { cycle: [...way.slice(way.indexOf(name)), name] };
    const needs = next(name);
    if (needs === undefined) return { unknown: name };
    let bits = 0;
    for (const need of needs) {
      const below = walk(need, [...way, name]);
      if (!('bits' in below)) return below;
      bits |= below.bits;
    }
    known.set(name, bits);
    return { bits };
  };
  return (name) => walk(name, []);
}
