/** Holds what NetworkPolicies let pass between pods of one namespace, as far as they tell by themselves; what they leave open counts as shut. */
import type { V1LabelSelector, V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort } from '@kubernetes/client-node';
import type { Labels } from './interposable.ts';

/** A port of a pod: its number, and the name that it has there. */
export interface PodPort {
  readonly number: number;
  readonly name?: string | undefined;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
function selects({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector, of: Labels): boolean {
  const expressed = matchExpressions.every(({ key, operator, values = [] }) => {
    const value = of[key];
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    return values.includes(value ?? '\u0000') === (operator === 'In');
  });
  return expressed && Object.entries(matchLabels).every(([key, value]) => of[key] === value);
}

const everything = new Set(['0.0.0.0/0', '::/0']);

/** Of another namespace's labels nothing is known but its name; addresses of pods come and go, so that only all of them count. */
function admits(peer: V1NetworkPolicyPeer, pod: Labels, namespace: string): boolean {
  if (peer.ipBlock !== undefined) return everything.has(peer.ipBlock.cidr) && (peer.ipBlock.except ?? []).length === 0;
  const here = peer.namespaceSelector === undefined || selects(peer.namespaceSelector, { 'kubernetes.io/metadata.name': namespace });
  return here && selects(peer.podSelector ?? {}, pod);
}

const opens = ({ port, endPort, protocol = 'TCP' }: V1NetworkPolicyPort, to: PodPort): boolean =>
  protocol === 'TCP' && (port === undefined || port === to.number || port === to.name || (typeof port === 'number' && endPort !== undefined && port <= to.number && to.number <= endPort));

/** As it stands in a manifest; the library's type has another name for `from`. */
interface IngressRule {
  readonly from?: readonly V1NetworkPolicyPeer[];
  readonly ports?: readonly V1NetworkPolicyPort[];
}
interface Rule {
  readonly peers: readonly V1NetworkPolicyPeer[];
  readonly ports: readonly V1NetworkPolicyPort[];
}

const rulesOf = ({ spec }: V1NetworkPolicy, direction: 'Ingress' | 'Egress'): readonly Rule[] =>
  direction === 'Ingress' ? ((spec?.ingress ?? []) as readonly IngressRule[]).map(({ from = [], ports = [] }) => ({ peers: from, ports })) : (spec?.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));

/** A policy that doesn't say is for what comes in, and for what goes out if it has rules for that. */
const isFor = ({ spec }: V1NetworkPolicy, direction: 'Ingress' | 'Egress'): boolean =>
  spec?.policyTypes?.includes(direction) ?? (direction === 'Ingress' || spec?.egress !== undefined);

const applyingTo = (policies: readonly V1NetworkPolicy[], direction: 'Ingress' | 'Egress', pod: Labels): readonly V1NetworkPolicy[] =>
  policies.filter((policy) => isFor(policy, direction) && selects(policy.spec?.podSelector ?? {}, pod));
const opensPort = (ports: readonly V1NetworkPolicyPort[], to: PodPort): boolean => ports.length === 0 || ports.some((each) => opens(each, to));
const namesOf = (policies: readonly V1NetworkPolicy[]): readonly string[] => policies.map(({ metadata }) => metadata?.name ?? '');

/** The policies that shut the way in one direction; empty where it is open, since one that opens it is enough. */
function shutting(policies: readonly V1NetworkPolicy[], direction: 'Ingress' | 'Egress', { pod, peer, port, namespace }: { pod: Labels; peer: Labels; port: PodPort; namespace: string }): readonly string[] {
  const applying = applyingTo(policies, direction, pod);
  const open = ({ peers, ports }: Rule) => (peers.length === 0 || peers.some((each) => admits(each, peer, namespace))) && opensPort(ports, port);
  return applying.some((policy) => rulesOf(policy, direction).some(open)) ? [] : namesOf(applying);
}

/** Names of the policies that keep `from` from reaching `port` of `to`. */
export function shutBetween(policies: readonly V1NetworkPolicy[], from: Labels, to: Labels, port: PodPort, namespace: string): readonly string[] {
  return [...new Set([...shutting(policies, 'Egress', { pod: from, peer: to, port, namespace }), ...shutting(policies, 'Ingress', { pod: to, peer: from, port, namespace })])];
}

/** Names of the policies that keep somebody from outside the namespace from `instead`, who is let in to `to`: by the very same words, since whom they mean isn't known here. */
export function shutFromOutside(policies: readonly V1NetworkPolicy[], to: Labels, instead: Labels, port: PodPort): readonly string[] {
  const shut = applyingTo(policies, 'Ingress', instead);
  if (shut.length === 0) return [];
  const admitted = (pod: Labels) => applyingTo(policies, 'Ingress', pod).flatMap((policy) => rulesOf(policy, 'Ingress')).filter(({ ports }) => opensPort(ports, port));
  const there = admitted(instead);
  if (there.some(({ peers }) => peers.length === 0)) return [];
  const known = new Set(there.flatMap(({ peers }) => peers).map((peer) => JSON.stringify(peer)));
  const everybody = applyingTo(policies, 'Ingress', to).length === 0 || admitted(to).some(({ peers }) => peers.length === 0);
  const outside = admitted(to).flatMap(({ peers }) => peers).filter(({ namespaceSelector, ipBlock }) => namespaceSelector !== undefined || ipBlock !== undefined);
  return everybody || outside.some((peer) => !known.has(JSON.stringify(peer))) ? namesOf(shut) : [];
}
